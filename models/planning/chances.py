"""How likely employers are to be looked at, by group: in a plan, and in past years."""

import polars as pl

DIMENSIONS = ("sector", "region", "size_class", "kind")
ALL = "all"
PLAN = "plan"
SCHEMA = {
    "period": pl.String,
    "months": pl.Int64,
    "dimension": pl.String,
    "group": pl.String,
    "employers": pl.Int64,
    "looked_at": pl.Float64,
    "chance": pl.Float64,
    "chance_random": pl.Float64,
}


def group_chances(employers: pl.DataFrame, period: str, months: int) -> pl.DataFrame:
    """Return the chance of being looked at by group; the columns are those of ``SCHEMA``.

    Args:
        employers: One row an employer: ``sector, region, size_class, kind``, ``looked_at`` (its probability in a plan;
            of a past year 1 when it was, else 0) and ``random`` (its probability of being drawn; null for a past year).
        period: ``plan`` or a year.
        months: How many months the period has.
    """
    parts = [
        employers.group_by(pl.lit(ALL).alias("group")).agg(*_figures()).with_columns(dimension=pl.lit(ALL)),
        *(
            employers.group_by(pl.col(dimension).fill_null("unknown").alias("group"))
            .agg(*_figures())
            .with_columns(dimension=pl.lit(dimension))
            for dimension in DIMENSIONS
        ),
    ]
    told = pl.concat(parts).with_columns(
        period=pl.lit(period),
        months=pl.lit(months, pl.Int64),
        chance=pl.col("looked_at") / pl.col("employers"),
    )
    order = pl.col("dimension").replace_strict({name: at for at, name in enumerate((ALL, *DIMENSIONS))})
    return told.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(order, "group")


def _figures() -> list[pl.Expr]:
    # In a plan every employer has both figures; a sum of nothing but empty values stays empty.
    return [
        pl.len().alias("employers"),
        pl.col("looked_at").cast(pl.Float64).sum(),
        pl.col("random").cast(pl.Float64).mean().alias("chance_random"),
    ]
