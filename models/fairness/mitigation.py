"""Repairs of a choice at the same capacity, each as a curve over its strength: what it mends, breaks and costs.

No repair is free of a side: where groups differ in risk, choosing them equally often and choosing whoever is likeliest
cannot both be had (Corbett-Davies, Pierson, Feller, Goel and Huq, KDD 2017). So a repair is never applied here; it is
told, with its whole audit, to who has to choose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from data_contracts.errors import KompasError
from models.fairness.before_after import GREW, SIDES, TURNED, Drawing, before_and_after
from models.fairness.cuts import list_places
from models.fairness.figures import Choice
from models.fairness.groups import dimensions

THRESHOLDS, REWEIGHING, LIMITS = "thresholds", "reweighing", "limits"
STRENGTHS = (0.25, 0.5, 0.75, 1.0)
POINT_SCHEMA = {
    "how": pl.String,
    "dimension": pl.String,
    "may_steer": pl.Boolean,
    "strength": pl.Float64,
    "status": pl.String,
    "chosen_before": pl.Int64,
    "chosen_after": pl.Int64,
    "moved": pl.Int64,
    "expected_before": pl.Float64,
    "expected_after": pl.Float64,
    "lost": pl.Float64,
    "lost_share": pl.Float64,
    "widest_before": pl.Float64,
    "widest_after": pl.Float64,
    "turned": pl.Int64,
    "grew": pl.Int64,
}
MADE, INFEASIBLE = "made", "infeasible"


@dataclass(frozen=True)
class Chosen:
    """Who is chosen (Boolean, in the order of the units), and how many findings are expected of them together."""

    chosen: pl.Series
    expected: float


@dataclass(frozen=True)
class Repair:
    """A repair of one dimension: ``choose`` makes the choice at a strength from 0 (none) to 1; None if it cannot be."""

    how: str
    dimension: str
    choose: Callable[[float], Chosen | None]

    @property
    def may_steer(self) -> bool:
        """Whether it may be used in a selection: an audit trait may not, so its repair is computed to be seen only."""
        return may_steer(self.dimension)


@dataclass(frozen=True)
class Curve:
    """The repair by strength (``POINT_SCHEMA``), and at each strength the whole audit, ``strength`` first."""

    points: pl.DataFrame
    audits: pl.DataFrame


def may_steer(dimension: str) -> bool:
    """Return whether a dimension is open to everybody, so that a selection may go by it; an audit trait never is."""
    return dimension in dimensions() and not dimensions()[dimension].protected


def demand_steering(dimension: str) -> None:
    """Refuse a dimension that may not steer a selection.

    Raises:
        KompasError: It is no open dimension.
    """
    if not may_steer(dimension):
        raise KompasError(
            f"'{dimension}' may not steer a selection: audit traits are there to audit with, and for nothing else.",
            remedy=f"Use an open dimension ({', '.join(name for name in dimensions() if may_steer(name))}).",
        )


def repair_curve(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    repair: Repair,
    choice: Choice,
    *,
    strengths: Sequence[float] = STRENGTHS,
    pairs: bool = True,
    drawing: Drawing | None = None,
) -> Curve:
    """Return a repair at several strengths, after each of which the audit of all groups is done again.

    Args:
        units: As ``models.fairness.before_after.before_and_after``, without the choices.
        groups: ``unit, dimension, group`` of all dimensions.
        repair: The repair; strength 0 is the choice as it is.
        choice: What is chosen from.
        strengths: Above 0 and at most 1.
        pairs: Whether to tell intersections of two dimensions too.
        drawing: The resamples.

    Returns:
        The points with ``lost`` (findings expected less than before: a sum of the model's chances, or of the plan's,
        without an interval), ``moved`` (who is chosen on one side only), ``widest_*`` (between the highest and the
        lowest rate of choice of the repaired dimension's estimable groups), and how many groups of all dimensions
        surely ``turned`` and ``grew`` by any measure; and the audits as ``before_and_after`` gives them.
        ``infeasible`` where no choice can be made like that. ``may_steer`` is false for audit traits: told, never used.

    Raises:
        KompasError: There is no choice without a repair.
    """
    base = repair.choose(0.0)
    if base is None:
        raise KompasError("There is no choice to repair.", remedy="Make a plan or a ranking that can be kept first.")
    points, audits = [], []
    for strength in strengths:
        row = {"how": repair.how, "dimension": repair.dimension, "may_steer": repair.may_steer, "strength": strength}
        after = repair.choose(strength)
        if after is None:
            points.append(row | {"status": INFEASIBLE})
            continue
        sides = units.with_columns(base.chosen.alias("before"), after.chosen.alias("after"))
        audit = before_and_after(sides, groups, choice, pairs=pairs, drawing=drawing)
        points.append(row | {"status": MADE} | _cost(base, after))
        audits.append(audit.select(pl.lit(strength).alias("strength"), pl.all()))
    told = pl.concat(audits) if audits else pl.DataFrame()
    return Curve(with_effects(pl.DataFrame(points, schema=POINT_SCHEMA), told), told)


def by_thresholds(units: pl.DataFrame, groups: pl.DataFrame, dimension: str, capacity: int, *, seed: int = 1) -> Repair:
    """Return the repair that gives each group a threshold of its own, so that groups are chosen equally often.

    At strength ``s`` a group's share of the capacity lies ``s`` of the way from what the list gives it to its share of
    the units; inside a group the list stays as it is (Corbett-Davies and others, 2017, sec. 3: of all ways to choose
    groups equally often, thresholds by group lose the fewest findings). Units without a group keep their number.

    Args:
        units: ``unit, score?`` (a calibrated chance).
        groups: ``unit, dimension, group``.
        dimension: The dimension that is repaired. A protected one is computed for the audit only: ``may_steer``.
        capacity: How many are chosen.
        seed: Seed of the lot among equal scores.
    """
    own = groups.filter(pl.col("dimension") == dimension).select("unit", "group")
    listed = units.select("unit", "score", place=list_places(units, seed)).join(
        own, on="unit", how="left", maintain_order="left"
    )
    now = listed.group_by("group").agg(size=pl.len(), now=(pl.col("place") < capacity).sum()).sort("group")

    def choose(strength: float) -> Chosen:
        quotas = now.select("group", quota=group_quotas(now, strength))
        rank = pl.col("place").rank("ordinal").over("group")
        chosen = listed.join(quotas, on="group", how="left", nulls_equal=True, maintain_order="left").select(
            chosen=rank <= pl.col("quota")
        )["chosen"]
        return Chosen(chosen, expected_of(units, chosen))

    return Repair(THRESHOLDS, dimension, choose)


def group_quotas(now: pl.DataFrame, strength: float) -> pl.Series:
    """Return how many of each group are chosen: whole numbers that add up, by largest remainders.

    Args:
        now: ``group?, size, now`` (chosen without a repair); the row without a group keeps its number.
        strength: From 0 to 1.
    """
    known = pl.col("group").is_not_null()
    wanted = pl.col("size") * pl.col("now").filter(known).sum() / pl.col("size").filter(known).sum()
    exact = pl.when(known).then((1 - strength) * pl.col("now") + strength * wanted).otherwise(pl.col("now"))
    table = now.with_columns(exact=exact.round(9)).with_columns(whole=pl.col("exact").floor().cast(pl.Int64))
    left = int(now["now"].sum()) - int(table["whole"].sum())
    order = (pl.col("exact") - pl.col("whole")).rank("ordinal", descending=True)
    return table.select((pl.col("whole") + (order <= left).cast(pl.Int64)).alias("quota"))["quota"]


def expected_of(units: pl.DataFrame, chosen: pl.Series) -> float:
    """Return how many findings are expected of those chosen: the sum of their calibrated chances (``score``)."""
    return float(units.filter(chosen)["score"].fill_null(0.0).sum())


def _cost(base: Chosen, after: Chosen) -> dict[str, float]:
    lost = base.expected - after.expected
    return {
        "chosen_before": int(base.chosen.sum()),
        "chosen_after": int(after.chosen.sum()),
        "moved": int((base.chosen != after.chosen).sum()),
        "expected_before": base.expected,
        "expected_after": after.expected,
        "lost": lost,
        "lost_share": lost / base.expected if base.expected > 0 else 0.0,
    }


def with_effects(points: pl.DataFrame, audits: pl.DataFrame) -> pl.DataFrame:
    """Return a repair by strength with ``widest_*``, ``turned`` and ``grew`` as its audits tell them.

    Of audits in which figures are withheld it tells nothing that only these would tell.

    Args:
        points: ``POINT_SCHEMA``, of one repair.
        audits: Of its strengths; without columns where there is none.
    """
    if audits.is_empty():
        return points
    own = (pl.col("dimension") == points["dimension"][0]) & (pl.col("measure") == "selection_rate")
    rates = {side: pl.col(f"value_{side}").filter(own) for side in SIDES}
    group = pl.struct("dimension", "group")
    effects = audits.group_by("strength").agg(
        *((rate.max() - rate.min()).alias(f"widest_{side}") for side, rate in rates.items()),
        *(
            group.filter(pl.col("sure") & (pl.col("flag") == flag)).n_unique().cast(pl.Int64).alias(flag)
            for flag in (TURNED, GREW)
        ),
    )
    bare = points.drop("widest_before", "widest_after", TURNED, GREW)
    return bare.join(effects, on="strength", how="left", maintain_order="left").select(POINT_SCHEMA.keys())
