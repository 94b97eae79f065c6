"""The figures by group: what falls on whom, at each step, at the plan's cut and elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from models.fairness.adjusted import Step
from models.fairness.comparisons import with_notable
from models.fairness.cuts import figures_over_cuts
from models.fairness.figures import FIGURE_SCHEMA, Choice, group_figures
from models.fairness.measures import measures
from models.fairness.power import POWER_SCHEMA, power_lines
from models.fairness.within import WITHIN_SCHEMA, figures_within
from pipelines.fairness.cases import line_of
from pipelines.fairness.gathering import RANDOM, Gathered
from pipelines.fairness.rules import audit_rules

RATES = ("selection_rate",)
BURDEN = ("visits_per_employer", "visits_per_worker")
OF_THE_ARM = tuple(name for name, measure in measures().items() if measure.random_arm)
OF_THE_ARM_BY_CUT = tuple(name for name in OF_THE_ARM if measures()[name].by_cut)


@dataclass(frozen=True)
class Measured:
    """The tables of figures, see ``docs/interfaces.md``."""

    group_figures: pl.DataFrame
    over_cuts: pl.DataFrame
    within: pl.DataFrame
    power: pl.DataFrame


@dataclass(frozen=True)
class _Asked:
    """Units of which some measures are told; ``pairs`` and ``within`` say whether two dimensions and sectors are."""

    units: pl.DataFrame
    choice: Choice
    names: Sequence[str]
    pairs: bool = False
    within: bool = False


def measured(gathered: Gathered, steps: Sequence[Step], seed: int) -> Measured:
    """Return all figures of an audit.

    Args:
        gathered: The units.
        steps: The steps of the process, as ``pipelines.fairness.testing`` gives them.
        seed: Seed of the resamples.
    """
    groups, rules = gathered.groups, audit_rules()
    asked = [*_choices(gathered), *_of_cases(gathered), *_of_steps(steps)]
    figures = [
        group_figures(one.units, _of(groups, one.units), one.choice, measures=one.names, pairs=one.pairs,
                      resamples=rules.rounds, seed=seed)
        for one in asked
    ]  # fmt: skip
    within = [
        figures_within(
            one.units, _of(groups, one.units), one.choice, measures=one.names, resamples=rules.rounds, seed=seed
        )
        for one in asked
        if one.within
    ]
    cuts = [
        figures_over_cuts(units, _of(groups, units), choice, cuts=rules.cuts, names=names,
                          resamples=rules.rounds_a_cut, seed=seed)
        for units, choice, names in _lists(gathered)
    ]  # fmt: skip
    return Measured(
        with_notable(pl.concat([pl.DataFrame(schema=FIGURE_SCHEMA), *figures])),
        with_notable(pl.concat([pl.DataFrame(schema=FIGURE_SCHEMA), *cuts])),
        with_notable(pl.concat([pl.DataFrame(schema=WITHIN_SCHEMA), *within])),
        _power(gathered, groups),
    )


def _choices(gathered: Gathered) -> Iterator[_Asked]:
    """Yield whom the lists, the plan and people choose among the employers of today, and on whom visits fall."""
    cut = gathered.sources.cut
    for law, units in gathered.lists.items():
        yield _Asked(units, Choice("score", law, cut), RATES, pairs=True, within=True)
    if gathered.planned is not None:
        yield _Asked(gathered.planned, Choice("plan"), RATES, pairs=True, within=True)
    cases = gathered.cases.group_by("employer_id").agg(
        by_hand=(pl.col("ground") != RANDOM).any(), visits=pl.col("closed_on").is_not_null().sum()
    )
    employers = (
        gathered.employers.select("unit", "employer_id", pl.col("workers").fill_null(0).cast(pl.Int64))
        .join(cases, on="employer_id", how="left", maintain_order="left")
        .with_columns(chosen=pl.col("by_hand").fill_null(value=False), visits=pl.col("visits").fill_null(0))
    )
    yield _Asked(employers, Choice("hand_selection"), RATES, pairs=True, within=True)
    yield _Asked(employers, Choice("visit"), BURDEN)


def _of_cases(gathered: Gathered) -> Iterator[_Asked]:
    """Yield what chosen cases found, and what the random arm says of everybody, law by law."""
    for law, cases in _by_law(gathered.examined):
        by_hand = cases.filter(pl.col("ground") != RANDOM).with_columns(chosen=pl.lit(value=True))
        yield _Asked(by_hand, Choice("finding", law), ("hit_rate",), within=True)
        yield _Asked(_arm(cases, gathered.sources.cut), Choice("score", law, gathered.sources.cut), OF_THE_ARM)


def _of_steps(steps: Sequence[Step]) -> Iterator[_Asked]:
    """Yield how often each later step was taken: examined on a law, sanctioned, not upheld in an objection."""
    for step in steps:
        if step.part is None and step.law is not None and step.name in ("visit", "sanction", "objection"):
            yield _Asked(step.units, Choice(step.name, step.law), RATES)


def _lists(gathered: Gathered) -> Iterator[tuple[pl.DataFrame, Choice, Sequence[str]]]:
    for law, units in gathered.lists.items():
        yield units, Choice("score", law), RATES
    for law, cases in _by_law(gathered.examined):
        if cases["score"].count():
            yield _arm(cases, None).drop("chosen"), Choice("score", law), OF_THE_ARM_BY_CUT


def _power(gathered: Gathered, groups: pl.DataFrame) -> pl.DataFrame:
    """Return the power lines by the single dimensions; the level is corrected for all that they compare."""
    asked = [(law, _arm(cases, gathered.sources.cut)) for law, cases in _by_law(gathered.examined)]
    compared = groups.select("dimension", "group").unique().height * max(1, len(asked))
    lines = [
        power_lines(units, _of(groups, units), Choice("score", law, gathered.sources.cut), comparisons=compared)
        for law, units in asked
    ]
    return pl.concat([pl.DataFrame(schema=POWER_SCHEMA), *lines])


def _by_law(examined: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    for law in examined["law"].unique(maintain_order=True):
        yield law, examined.filter(pl.col("law") == law)


def _arm(cases: pl.DataFrame, cut: float | None) -> pl.DataFrame:
    """Return the cases drawn by lot; chosen is whose chance would have put it above the cut of such a list."""
    arm = cases.filter(pl.col("drawn"))
    above = pl.lit(None, pl.Boolean) if cut is None else pl.col("score") > line_of(arm["score"], cut)
    return arm.with_columns(chosen=above)


def _of(groups: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    return groups.filter(pl.col("unit").is_in(units["unit"].implode()))
