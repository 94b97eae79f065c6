"""A sum over hours (or any ratio of sums), with its interval by employer."""

from collections.abc import Sequence

import polars as pl

Z = 1.959963984540054
TOO_FEW = 10
"""Below this many cases nothing is estimated."""


def ratios(cases: pl.DataFrame, by: Sequence[str], over: str, under: str) -> pl.DataFrame:
    """Return ``sum(over) / sum(under)`` by group with its 95% interval.

    The interval is that of a ratio of two sums by the linearised variance (Woodruff, 1971, JASA 66), an employer with
    several cases counted once: cases of one employer resemble each other.

    Args:
        cases: One row a case: ``employer_id``, the columns of ``by`` and both sums' columns; rows without either of the
            two are left out.
        by: The columns of the groups.
        over: What is added up, e.g. findings.
        under: What it is held against, e.g. hours.

    Returns:
        The columns of ``by``, ``cases, employers, over, under, rate?, low?, high?``; no rate of fewer than ``TOO_FEW``
        cases, and no interval of a single employer or of nothing
        found at all, of which these cases cannot tell how sure it is.
    """
    known = cases.select(*by, "employer_id", y=pl.col(over).cast(pl.Float64), h=pl.col(under).cast(pl.Float64))
    of_employers = known.drop_nulls(["y", "h"]).group_by(*by, "employer_id").agg(pl.col("y", "h").sum(), n=pl.len())
    sums = of_employers.group_by(by).agg(
        cases=pl.col("n").sum().cast(pl.Int64),
        employers=pl.len().cast(pl.Int64),
        over=pl.col("y").sum(),
        under=pl.col("h").sum(),
        yy=(pl.col("y") ** 2).sum(),
        yh=(pl.col("y") * pl.col("h")).sum(),
        hh=(pl.col("h") ** 2).sum(),
    )
    rate, groups = pl.col("over") / pl.col("under"), pl.col("employers")
    spread = (pl.col("yy") - 2 * rate * pl.col("yh") + rate**2 * pl.col("hh")).clip(lower_bound=0)
    half = Z * (groups / (groups - 1) * spread).sqrt() / pl.col("under")
    enough = (pl.col("cases") >= TOO_FEW) & (pl.col("under") > 0)
    several = enough & (groups > 1) & (pl.col("over") > 0)
    return (
        sums.with_columns(
            rate=pl.when(enough).then(rate),
            low=pl.when(several).then((rate - half).clip(lower_bound=0)),
            high=pl.when(several).then(rate + half),
        )
        .drop("yy", "yh", "hh")
        .sort(by)
    )
