"""How long a case at an employer is expected to take."""

import polars as pl

SHRINKAGE_CASES = 20.0
"""How many cases at the overall mean each size class starts with, so that a rare class keeps a sensible figure."""
HOURS_WITHOUT_HISTORY = 35.0
"""Mean hours of a labour-market-fraud case in the first half of 2016; source: Kamerstuk 34550-XV-76."""


def expected_hours(frame: pl.DataFrame, closed: pl.DataFrame) -> pl.DataFrame:
    """Return ``employer_id, expected_hours``: the mean of its size class, drawn towards the overall mean.

    Args:
        frame: Employers with their ``size_class``.
        closed: Closed cases with ``size_class`` and ``spent_minutes``.
    """
    spent = closed.drop_nulls("spent_minutes").with_columns(hours=pl.col("spent_minutes") / 60)
    mean = spent["hours"].mean()
    overall = float(mean) if isinstance(mean, float) else HOURS_WITHOUT_HISTORY
    per_class = spent.group_by("size_class").agg(
        ((pl.col("hours").sum() + SHRINKAGE_CASES * overall) / (pl.len() + SHRINKAGE_CASES)).alias("expected_hours")
    )
    return (
        frame.select("employer_id", "size_class")
        .join(per_class, on="size_class", how="left")
        .select("employer_id", pl.col("expected_hours").fill_null(overall))
    )
