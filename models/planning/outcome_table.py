"""What the comparison has taught: how often each instrument brought something, by topic, with intervals."""

from math import hypot

import polars as pl

from models.evaluation.bootstrap import wilson_interval
from models.planning.comparison import comparison_rules
from models.planning.problem import INSTRUMENTS, VISIT

ALL_TOPICS = "all"
NO_TOPIC = "none"
SCHEMA = {
    "topic": pl.String,
    "capacity_to_comply": pl.String,
    "instrument": pl.String,
    "cases": pl.Int64,
    "successes": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "difference": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "status": pl.String,
}


def response_table(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Return how often each instrument brought something, and its difference with a visit, by topic and capacity.

    Args:
        outcomes: Closed items of the comparison, whose instrument was drawn by lot: ``topic?, capacity_to_comply,
            instrument, success`` (corrected, or something found).

    Returns:
        ``topic, capacity_to_comply`` (``all``: together), ``instrument, cases, successes, share, low, high`` (Wilson
        95%), ``difference, difference_low, difference_high`` (with a visit, of the same kind of employer; Newcombe
        1998, method 10) and ``status``: ``estimated``, or ``not_estimable`` below the least number of cases, where
        all figures but the counts are empty.
    """
    kept = outcomes.with_columns(pl.col("topic").fill_null(NO_TOPIC), pl.col("capacity_to_comply").fill_null("unknown"))
    everything = kept.with_columns(topic=pl.lit(ALL_TOPICS), capacity_to_comply=pl.lit(ALL_TOPICS))
    topics = kept.with_columns(capacity_to_comply=pl.lit(ALL_TOPICS))
    keys = ["topic", "capacity_to_comply", "instrument"]
    counted = (
        pl.concat([everything, topics, kept], how="vertical_relaxed")
        .group_by(keys)
        .agg(cases=pl.len().cast(pl.Int64), successes=pl.col("success").sum().cast(pl.Int64))
        .sort(*keys)
    )
    counts = {tuple(row[:3]): (row[3], row[4]) for row in counted.iter_rows()}
    rows = [(*key, *_figures(own, counts.get((*key[:2], INSTRUMENTS[VISIT])), key[2])) for key, own in counts.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _figures(
    own: tuple[int, int], visit: tuple[int, int] | None, instrument: str
) -> tuple[int | float | str | None, ...]:
    cases, successes = own
    least = comparison_rules().least_cases
    if cases < least:
        return (cases, successes, *([None] * 6), "not_estimable")
    low, high = wilson_interval(successes, cases)
    compared = instrument != INSTRUMENTS[VISIT] and visit is not None and visit[0] >= least
    difference = _difference(own, visit) if compared and visit is not None else (None, None, None)
    return (cases, successes, successes / cases, low, high, *difference, "estimated")


def _difference(own: tuple[int, int], other: tuple[int, int]) -> tuple[float, float, float]:
    """Return the difference of two shares with its 95% interval (Newcombe 1998, method 10)."""
    first, second = (successes / cases for cases, successes in (own, other))
    (low, high), (other_low, other_high) = (wilson_interval(successes, cases) for cases, successes in (own, other))
    difference = first - second
    return (
        difference,
        difference - hypot(first - low, other_high - second),
        difference + hypot(high - first, second - other_low),
    )
