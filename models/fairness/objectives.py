"""The objective audit: hits, workers, euros and severity are different choices of whom to visit, at the same capacity.

What a selection is told to find decides on whom it falls more than how well it finds it (Black, Elzayn, Chouldechova,
Goldin and Ho, Algorithmic fairness and vertical equity, FAccT 2022: tax audits by chance or by amount of underpayment).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from models.fairness.before_after import COMPARED_SCHEMA, Drawing, before_and_after
from models.fairness.figures import Choice
from models.fairness.groups import GROUP_SCHEMA, intersections, large_enough
from models.small_cells import small_in_any
from models.yields import OBJECTIVES, Objective

AUDITED: tuple[Objective, ...] = tuple(name for name in OBJECTIVES if name != "mix")
REFERENCE: Objective = "hits"
UNDER = "under "
"""Before an objective's name in the name of its column: units have workers of their own."""
RATE_SCHEMA = {
    "dimension": pl.String,
    "group": pl.String,
    "objective": pl.String,
    "units": pl.Int64,
    "chosen": pl.Int64,
    "rate": pl.Float64,
}


@dataclass(frozen=True)
class ObjectiveAudit:
    """``rates`` by group and objective, ``overlap`` of each two objectives, and ``differences`` with the reference."""

    rates: pl.DataFrame
    overlap: pl.DataFrame
    differences: pl.DataFrame


def objective_audit(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    choices: pl.DataFrame,
    choice: Choice,
    *,
    pairs: bool = True,
    drawing: Drawing | None = None,
) -> ObjectiveAudit:
    """Return on whom each objective falls.

    Args:
        units: ``unit, employer_id``, and what else measures of a choice need (``models.fairness.before_after``): with
            a random arm error rates of each choice are told too.
        groups: ``unit, dimension, group``.
        choices: ``unit`` and a Boolean column an objective, ``hits`` among them; null for whom lot drew under each.
        choice: What is chosen from.
        pairs: Whether to tell intersections of two dimensions too.
        drawing: The resamples.

    Returns:
        ``rates`` are counts of this choice and so have no interval; a cell of fewer than five chosen, and those that
        would tell it by subtraction, are null for all objectives. ``overlap``: ``first, second, both, first_only,
        second_only, shared`` (both over either) and ``by_lot`` (how many both would choose if the one knew nothing of
        the other). ``differences``: ``objective`` and ``before_and_after`` from hits to it: had other employers like
        these been there, with intervals.
    """
    names = [name for name in choices.columns if name != "unit"]
    # Units have a column of their own for workers, which is an objective too.
    under = {name: UNDER + name for name in names}
    joined = units.join(choices.rename(under), on="unit", maintain_order="left")
    told = pl.concat([groups, intersections(groups)]) if pairs else groups
    frames = [
        before_and_after(
            joined.with_columns(before=pl.col(under[REFERENCE]), after=pl.col(under[name])),
            groups,
            choice,
            pairs=pairs,
            drawing=drawing,
        ).select(pl.lit(name).alias("objective"), pl.all())
        for name in names
        if name != REFERENCE
    ]
    differences = pl.concat([pl.DataFrame(schema={"objective": pl.String, **COMPARED_SCHEMA}), *frames])
    judged = joined.drop_nulls(list(under.values()))
    return ObjectiveAudit(_rates(judged, told, names), _overlap(judged, names), differences)


def _rates(units: pl.DataFrame, groups: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    members = groups.select(GROUP_SCHEMA.keys()).join(
        units.select("unit", "employer_id", *(pl.col(UNDER + name).alias(name) for name in names)), on="unit"
    )
    counted = members.group_by("dimension", "group").agg(
        pl.len().cast(pl.Int64).alias("units"),
        pl.col("employer_id").n_unique().alias("employers"),
        *(pl.col(name).sum().cast(pl.Int64) for name in names),
    )
    told = large_enough(counted).sort("dimension", "group")
    shown = [_without_small(rows, names) for rows in told.partition_by("dimension", maintain_order=True)]
    schema = {name: kind for name, kind in RATE_SCHEMA.items() if name not in ("objective", "chosen", "rate")}
    wide = pl.concat([pl.DataFrame(schema=schema | dict.fromkeys(names, pl.Int64)), *shown])
    long = wide.unpivot(names, index=list(schema), variable_name="objective", value_name="chosen")
    return long.with_columns(rate=pl.col("chosen") / pl.col("units")).select(RATE_SCHEMA.keys())


def _without_small(told: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the groups of a dimension; a cell too small under one objective hides under all."""
    hidden = small_in_any([dict(told.select("group", name).iter_rows()) for name in names])
    seen = ~pl.col("group").is_in(sorted(hidden))
    return told.select("dimension", "group", "units", *(pl.when(seen).then(pl.col(name)).alias(name) for name in names))


def _overlap(units: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    rows = []
    for first, second in combinations(names, 2):
        one, other = (units[UNDER + name].to_numpy() for name in (first, second))
        both, either = int((one & other).sum()), int((one | other).sum())
        rows.append(
            {
                "first": first,
                "second": second,
                "both": both,
                "first_only": int(one.sum()) - both,
                "second_only": int(other.sum()) - both,
                "shared": both / either if either else None,
                "by_lot": float(one.sum()) * float(other.sum()) / len(units),
            }
        )
    return pl.DataFrame(rows)
