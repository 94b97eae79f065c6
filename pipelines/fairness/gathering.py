"""All units of an audit, gathered once: candidates by month, cases, employers of today, the plan and its decisions."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from data_contracts.store.item_state import ItemState
from models.fairness.groups import open_groups
from models.inputs import ModelInput
from pipelines.fairness.candidates import Candidates, audited_months, candidates
from pipelines.fairness.cases import all_cases, examined_cases, findings_of
from pipelines.fairness.ranked import decided, planned, ranked
from pipelines.fairness.sources import AuditSources
from pipelines.fairness.traits import Traits

RANDOM = "random"
LABELS = (
    "unit", "employer_id", "as_of", "sector", "size_class", "region", "legal_form", "start_date", "workers",
)  # fmt: skip
"""What is kept of each employer of today; features are read again where they are asked for."""


@dataclass(frozen=True)
class Gathered:
    """The units of an audit.

    ``employers`` are those of today with the columns by which they are grouped, ``lists`` of each law whom its model
    puts above the cut, ``cases`` all cases of the audited months, ``examined`` the closed ones by law (see
    ``pipelines.fairness.cases``).
    """

    sources: AuditSources
    traits: Traits
    employers: pl.DataFrame
    lists: Mapping[str, pl.DataFrame]
    candidates: Candidates
    cases: pl.DataFrame
    examined: pl.DataFrame
    findings: pl.DataFrame
    planned: pl.DataFrame | None
    decided: pl.DataFrame | None

    @cached_property
    def groups(self) -> pl.DataFrame:
        """``unit, dimension, group`` of today's employers and of all cases, open dimensions and traits."""
        return pl.concat([self._groups_of(self.employers), self._groups_of(self.sources.cases())])

    def trait_groups(self, units: pl.DataFrame) -> pl.DataFrame:
        """Return ``unit, dimension, group`` of units with an ``employer_id``, the traits only."""
        named = units.select("unit", "employer_id").unique(maintain_order=True)
        return named.join(self.traits.groups, on="employer_id", maintain_order="left").drop("employer_id")

    def _groups_of(self, frame: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([open_groups(frame), self.trait_groups(frame)])


@dataclass(frozen=True)
class Machine:
    """What may be used, and the seed."""

    seed: int
    threads: int
    memory_limit: str


def gather(
    sources: AuditSources,
    traits: Traits,
    inputs: list[ModelInput],
    states: Mapping[str, ItemState],
    machine: Machine,
) -> Gathered:
    """Gather all units of an audit.

    Args:
        sources: What is audited.
        traits: The groups of the audit traits.
        inputs: The inputs of the models.
        states: How the items of the plan stand after what people decided.
        machine: Threads, memory and seed.
    """
    everything, cases = sources.employers(), all_cases(sources)
    lists = _lists(sources, everything, inputs, machine.threads)
    since = audited_months(sources.as_of)[0]
    return Gathered(
        sources,
        traits,
        everything.select(LABELS),
        lists,
        candidates(sources, seed=machine.seed, threads=machine.threads, memory_limit=machine.memory_limit),
        cases.filter(pl.col("selected_on") >= since),
        examined_cases(sources, inputs, machine.seed, machine.threads),
        findings_of(sources, cases),
        None if sources.plan is None else planned(sources.plan),
        None if sources.plan is None or not states else decided(sources.plan, states),
    )


def _lists(
    sources: AuditSources, employers: pl.DataFrame, inputs: list[ModelInput], threads: int
) -> dict[str, pl.DataFrame]:
    cut = sources.cut
    if cut is None:
        return {}
    with ThreadPoolExecutor(max_workers=threads) as workers:
        listed = workers.map(lambda law: ranked(employers, law, sources.models[law], inputs, cut), sources.models)
        return dict(zip(sources.models, listed, strict=True))
