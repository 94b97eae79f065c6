"""Features of history: what was already known about an entity on the day that somebody decided about it.

The same function serves the registers (an employer's earlier inspections) and cases (a licence, a complaint's
employer, a whole industry): only the names of entity, date and outcome differ.
"""

import polars as pl

SHRINKAGE_CASES = 5.0
"""How many cases at the overall share an entity starts with, so that one upheld case is not a share of 100%."""

HISTORY_COLUMNS = ("earlier_cases", "earlier_upheld", "upheld_share", "days_since_case", "days_since_upheld")


def history_features(decisions: pl.DataFrame, outcomes: pl.DataFrame, prefix: str = "") -> pl.DataFrame:
    """Return the history of each decision's entity, counting only what was known *before* the day of decision.

    Args:
        decisions: ``row`` (unique), ``entity`` and ``decided_on`` (date); one row a decision.
        outcomes: ``entity``, ``known_on`` (date on which the outcome became known) and ``upheld`` (boolean);
            rows without ``known_on`` or ``upheld`` are cases still open and count for nothing.
        prefix: Put in front of every column's name.

    Returns:
        One row a decision, in the order given: ``row`` and, with ``prefix`` in front,

        - ``earlier_cases`` and ``earlier_upheld``: counts (0 when there is no history);
        - ``upheld_share``: share upheld, drawn towards the share of all entities known that day by
          ``SHRINKAGE_CASES`` cases; null while nothing at all is known;
        - ``days_since_case`` and ``days_since_upheld``: days, null when there is none.
    """
    known = outcomes.drop_nulls(["entity", "known_on", "upheld"]).with_columns(pl.col("upheld").cast(pl.Int64))
    per_entity = _running_totals(known, by=["entity"])
    overall = _running_totals(known, by=[]).select(
        "known_on", (pl.col("upheld_total") / pl.col("cases")).alias("overall_share")
    )
    joined = (
        decisions.select("row", "entity", "decided_on")
        .with_row_index("_order")
        .sort("decided_on")
        .join_asof(
            per_entity,
            left_on="decided_on",
            right_on="known_on",
            by="entity",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .join_asof(
            overall, left_on="decided_on", right_on="known_on", allow_exact_matches=False, check_sortedness=False
        )
        .sort("_order")
    )
    cases, upheld = pl.col("cases").fill_null(0), pl.col("upheld_total").fill_null(0)
    return joined.select(
        "row",
        cases.cast(pl.Float64).alias(f"{prefix}earlier_cases"),
        upheld.cast(pl.Float64).alias(f"{prefix}earlier_upheld"),
        ((upheld + SHRINKAGE_CASES * pl.col("overall_share")) / (cases + SHRINKAGE_CASES)).alias(
            f"{prefix}upheld_share"
        ),
        _days_until("decided_on", "last_case_on").alias(f"{prefix}days_since_case"),
        _days_until("decided_on", "last_upheld_on").alias(f"{prefix}days_since_upheld"),
    )


def _running_totals(known: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return, per entity and day on which something became known, the totals up to and including that day."""
    per_day = (
        known.group_by([*by, "known_on"])
        .agg(pl.len().alias("cases"), pl.col("upheld").sum().alias("upheld_total"))
        .sort([*by, "known_on"])
    )
    totals = {
        "cases": pl.col("cases").cum_sum(),
        "upheld_total": pl.col("upheld_total").cum_sum(),
        "last_upheld_on": pl.when(pl.col("upheld_total") > 0).then(pl.col("known_on")).forward_fill(),
    }
    if by:
        totals = {name: expression.over(by) for name, expression in totals.items()}
    return per_day.with_columns(last_case_on=pl.col("known_on"), **totals).sort("known_on")


def _days_until(later: str, earlier: str) -> pl.Expr:
    return (pl.col(later) - pl.col(earlier)).dt.total_days().cast(pl.Float64)
