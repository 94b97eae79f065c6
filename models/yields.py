"""What an hour of inspection is expected to yield, under a chosen objective."""

from collections.abc import Mapping
from typing import Literal

import polars as pl

Objective = Literal["hits", "workers", "underpaid"]
COLUMN_OF: Mapping[Objective, str] = {
    "hits": "probability",
    "workers": "expected_workers",
    "underpaid": "expected_underpaid_eur",
}


def employer_yields(scores: pl.DataFrame, objective: Objective) -> pl.DataFrame:
    """Return what a visit to each employer is expected to yield, all laws together.

    Args:
        scores: As ``models.scoring.score_law`` gives them, one row an employer and law.
        objective: ``hits``: expected laws with a finding; ``workers``: expected workers affected; ``underpaid``:
            expected euros underpaid. Under several laws the same worker can count more than once.

    Returns:
        ``employer_id, expected_yield, supported``. A law counts only where the employer resembles what was inspected
        for it; an employer that does for no law has the yield null (not estimable, which is not 0) and ``supported``
        false. What no model estimates (a law under which no amount is known) adds nothing.
    """
    counts = pl.col("supported").fill_null(value=True)
    return (
        scores.group_by("employer_id", maintain_order=True)
        .agg(
            pl.col(COLUMN_OF[objective]).filter(counts).sum().alias("expected_yield"),
            counts.any().alias("supported"),
        )
        .with_columns(pl.when("supported").then("expected_yield").alias("expected_yield"))
    )


def yield_per_hour(expected_yield: pl.Expr, expected_hours: pl.Expr) -> pl.Expr:
    """Return the expected yield of an hour; null where either is not estimable."""
    return pl.when(expected_hours > 0).then(expected_yield / expected_hours)
