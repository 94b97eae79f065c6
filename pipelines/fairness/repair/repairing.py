"""A repair on the data of a run: which choice, by which means, and the whole audit of all groups after it."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from data_contracts.errors import KompasError
from models.fairness.before_after import SIDES, Drawing
from models.fairness.figures import Choice
from models.fairness.groups import open_groups
from models.fairness.mitigation import LIMITS, REWEIGHING, Curve, Repair, by_thresholds, repair_curve, with_effects
from models.fairness.reweighing import by_reweighing, refit_trees
from models.inputs import ModelInput
from models.planning.limit_repair import Planned, by_limits
from pipelines.fairness.cases import examined_cases
from pipelines.fairness.hiding import WITHHELD, hide_few
from pipelines.fairness.ranked import ranked
from pipelines.fairness.rules import audit_rules
from pipelines.fairness.sources import AuditSources
from pipelines.fairness.traits import Traits

How = Literal["thresholds", "reweighing", "limits"]
_KEYS = ["law", "step", "strength", "dimension", "group", "measure"]


@dataclass(frozen=True)
class Asked:
    """What is asked: a dimension, how it is repaired, and for the list of which law (limits are of the plan)."""

    dimension: str
    how: How
    law: str | None


@dataclass(frozen=True)
class Material:
    """What a repair is made from; ``planned`` only where the plan itself is repaired."""

    sources: AuditSources
    traits: Traits
    inputs: tuple[ModelInput, ...]
    planned: Planned | None
    seed: int


def repaired(asked: Asked, material: Material) -> Curve:
    """Return the repair by strength, with the audit of all groups after each, without what is about too few.

    Args:
        asked: What is asked.
        material: What it is made from.

    Raises:
        KompasError: There is no such dimension, no list of the law, or the dimension may not steer a plan.
    """
    employers = material.sources.employers()
    groups = groups_of(employers, material.traits)
    if asked.dimension not in groups["dimension"].unique():
        raise KompasError(
            f"There is no dimension '{asked.dimension}' to repair.",
            remedy=f"Use one of {', '.join(groups['dimension'].unique().sort())}.",
        )
    if asked.how == LIMITS:
        choice, units, repair = _of_plan(asked, material, employers)
    else:
        choice, units, repair = _of_list(asked, material, employers, groups)
    drawing = Drawing(audit_rules().rounds, material.seed)
    curve = repair_curve(units, groups, repair, choice, drawing=drawing)
    told = without_few(curve.audits) if len(curve.audits) else curve.audits
    return Curve(with_effects(curve.points, told), told)


def groups_of(frame: pl.DataFrame, traits: Traits) -> pl.DataFrame:
    """Return ``unit, dimension, group`` of rows of employers: the open dimensions and the traits."""
    named = frame.select("unit", "employer_id").unique(maintain_order=True)
    held = named.join(traits.groups, on="employer_id", maintain_order="left").drop("employer_id")
    return pl.concat([open_groups(frame), held])


def without_few(audits: pl.DataFrame) -> pl.DataFrame:
    """Return audits of two choices without counts of one to four and what tells of them, of either choice.

    Args:
        audits: As ``models.fairness.before_after`` gives them, with ``strength`` (or another part of their name).
    """
    gone = [_withheld(audits, side) for side in SIDES]
    rows = pl.concat(gone).unique().with_columns(gone=pl.lit(value=True))
    told = [name for name in audits.columns if name not in (*_KEYS, "units", "sure")]
    joined = audits.join(rows, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")
    seen = pl.col("gone").is_null()
    return joined.with_columns(
        *(pl.when(seen).then(pl.col(name)).alias(name) for name in told), sure=pl.col("sure") & seen
    ).drop("gone")


def _withheld(audits: pl.DataFrame, side: str) -> pl.DataFrame:
    own = audits.rename({name: name.removesuffix(f"_{side}") for name in audits.columns if name.endswith(f"_{side}")})
    hidden = hide_few(own.with_columns(cut=pl.col("strength")))
    few = pl.any_horizontal(pl.col(count).is_null() for count in ("positives", "negatives"))
    return hidden.filter(few | (pl.col("status") == WITHHELD)).select(_KEYS)


def _of_list(
    asked: Asked, material: Material, employers: pl.DataFrame, groups: pl.DataFrame
) -> tuple[Choice, pl.DataFrame, Repair]:
    """Return the repair of a law's list, cut where the plan cuts it."""
    sources = material.sources
    if asked.law is None or asked.law not in sources.models or sources.cut is None:
        known = ", ".join(sources.models) or "none yet"
        raise KompasError(
            f"There is no list of {asked.law or 'a law'} to repair.",
            remedy=f"Train and backtest first, and name a law with a model ({known}).",
        )
    listed = ranked(employers, asked.law, sources.models[asked.law], material.inputs, sources.cut)
    units = listed.drop("chosen").with_columns(workers=employers["workers"].fill_null(0).cast(pl.Int64))
    capacity, seed = round(sources.cut * len(units)), material.seed
    choice = Choice("score", asked.law, sources.cut)
    if asked.how != REWEIGHING:
        return choice, units, by_thresholds(units, groups, asked.dimension, capacity, seed=seed)
    cases = sources.cases()
    learnt = examined_cases(sources, material.inputs, seed).filter(pl.col("law") == asked.law)
    labelled = learnt.select("unit", "outcome", "weight").join(cases, on="unit", maintain_order="left")
    everybody = pl.concat([groups, groups_of(cases, material.traits)])
    refit = refit_trees(labelled, employers, material.inputs, seed)
    repair = by_reweighing(units, labelled, everybody, asked.dimension, refit, capacity, seed=seed)
    return choice, units, repair


def _of_plan(asked: Asked, material: Material, employers: pl.DataFrame) -> tuple[Choice, pl.DataFrame, Repair]:
    """Return the repair of the plan in use; its figures are of whom lot did not draw."""
    if material.planned is None:
        raise KompasError("There is no plan to repair.", remedy="Run `kompas plan` first.")
    inside = employers["employer_id"].is_in(material.planned.frame["employer_id"].implode())
    units = employers.filter(inside).select("unit", "employer_id", pl.col("workers").fill_null(0).cast(pl.Int64))
    return Choice("plan"), units, by_limits(material.planned, units, asked.dimension)
