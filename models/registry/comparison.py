"""Two models' scores of the same employers side by side: how alike the order is, and who would be visited instead."""

import math
from dataclasses import dataclass

import polars as pl

FEWEST_SHOWN = 5
"""Smaller numbers of employers are not told, so that nobody can be recognised."""
GROUPS_SHOWN = 10
SIDES = ("first", "second")


@dataclass(frozen=True)
class RankComparison:
    """What differs between two rankings of a law.

    Attributes:
        employers: How many both rank.
        rank_correlation: Spearman's, with shared ranks for ties; ``None`` when one of them ranks all alike.
        cut: The share of employers that is compared as *the top*.
        in_cut: How many employers that is.
        shared: How many of them both have there.
        movers: ``sector, size_class, employers, entered, left, mean_shift`` of the groups whose place shifts most:
            how many entered and left the top, and by how much of the list their place rose on average. ``entered`` and
            ``left`` are null where they would tell of fewer than five employers, but not none.
    """

    employers: int
    rank_correlation: float | None
    cut: float
    in_cut: int
    shared: int
    movers: pl.DataFrame


def compare_rankings(one: pl.DataFrame, other: pl.DataFrame, groups: pl.DataFrame, cut: float) -> RankComparison:
    """Compare two rankings of the same employers.

    Args:
        one: ``employer_id, log_odds`` by the first model.
        other: The same by the second.
        groups: ``employer_id, sector, size_class``.
        cut: The share of employers that a plan visits.
    """
    both = (
        one.select("employer_id", first="log_odds")
        .join(other.select("employer_id", second="log_odds"), on="employer_id")
        .join(groups, on="employer_id")
        .sort("employer_id")
    )
    taken = max(1, round(cut * len(both)))
    placed = both.with_columns(
        *(pl.col(name).rank("average", descending=True).alias(f"{name}_rank") for name in SIDES),
        *((pl.col(name).rank("ordinal", descending=True) <= taken).alias(f"{name}_top") for name in SIDES),
    )
    correlation = placed.select(pl.corr("first_rank", "second_rank")).item()
    return RankComparison(
        employers=len(both),
        rank_correlation=None if correlation is None or math.isnan(correlation) else float(correlation),
        cut=cut,
        in_cut=taken,
        shared=int((placed["first_top"] & placed["second_top"]).sum()),
        movers=_movers(placed),
    )


def _movers(placed: pl.DataFrame) -> pl.DataFrame:
    shift = (pl.col("first_rank") - pl.col("second_rank")) / len(placed)
    return (
        placed.group_by("sector", "size_class")
        .agg(
            pl.len().alias("employers"),
            _told((pl.col("second_top") & ~pl.col("first_top")).sum()).alias("entered"),
            _told((pl.col("first_top") & ~pl.col("second_top")).sum()).alias("left"),
            shift.mean().alias("mean_shift"),
        )
        .filter(pl.col("employers") >= FEWEST_SHOWN)
        .sort(pl.col("mean_shift").abs(), "sector", "size_class", descending=[True, False, False])
        .head(GROUPS_SHOWN)
    )


def _told(count: pl.Expr) -> pl.Expr:
    return pl.when(count.is_between(1, FEWEST_SHOWN - 1)).then(None).otherwise(count)
