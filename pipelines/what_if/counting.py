"""Who falls under the law now and who would in a scenario: two sets of facts as known on one date, held together."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from features.statute.rules import BELOW, NOT_TESTABLE, load_rules
from features.statute.scenarios import FINE_NORM, SHORTFALL, Counted

DIMENSIONS = ("sector", "region", "size_class")
MOMENTS = ("now", "then")
KNOWN, LAST_KNOWN, PARTLY, INDEXED, PARTLY_INDEXED, UNKNOWN, NONE = (
    "known", "last_known", "partly_last_known", "indexed", "partly_indexed", "unknown", "none",
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """Who falls under, now and then: by rule, by rule and group, by employer (only those that change), and all."""

    totals: pl.DataFrame
    groups: pl.DataFrame
    employers: pl.DataFrame
    under: pl.DataFrame


def count_facts(
    now: pl.DataFrame, then: pl.DataFrame, counted: Sequence[Counted], employers: pl.DataFrame, indexed: bool
) -> Counts:
    """Hold the facts of a scenario against those of the law as it is.

    Args:
        now: The facts (see docs/interfaces.md).
        then: The facts with the scenario's overlays, as known on the same date.
        counted: The rules to count, and what the cents of each are.
        employers: ``employer_id, trade_name, sector, region, size_class`` of everybody that facts are made of.
        indexed: Whether the scenario multiplies the amounts of fines.

    Returns:
        Tables as docs/what-ifs.md gives them. Amounts that are not known are null, never zero.
    """
    both = pl.concat([_both(now, then, part) for part in counted])
    named = both.join(employers, on="employer_id", how="left")
    keys = ["law", "rule"]
    totals = (
        _rules(counted)
        .join(named.group_by(keys).agg(*_sums(), *_bases(indexed)), on=keys, how="left")
        .join(_not_testable(now, "now"), on="rule", how="left")
        .join(_not_testable(then, "then"), on="rule", how="left")
        .with_columns(pl.col("^(employers|workers|not_testable)_.*$").fill_null(0))
        .with_columns(pl.col("^amounts_.*$").fill_null(NONE))
    )
    groups = [
        named.group_by(*keys, pl.col(name).alias("group")).agg(*_sums()).with_columns(dimension=pl.lit(name))
        for name in DIMENSIONS
    ]
    order = [*keys, "dimension", "group"]
    by_group = pl.concat(groups).select(*order, pl.exclude(order)).sort(order)
    return Counts(totals, by_group, _changes(named), named)


def _both(now: pl.DataFrame, then: pl.DataFrame, part: Counted) -> pl.DataFrame:
    """Return a row for each employer that falls under a rule at either moment."""
    first, second = (_under(facts, part, moment) for facts, moment in zip((now, then), MOMENTS, strict=True))
    law = load_rules()[part.rule].law
    return first.join(second, on="employer_id", how="full", coalesce=True).with_columns(
        law=pl.lit(law), rule=pl.lit(part.rule)
    )


def _under(facts: pl.DataFrame, part: Counted, moment: str) -> pl.DataFrame:
    """Return ``employer_id``, workers, cents and how far the cents are known, of one moment."""
    cents, basis = _cents(part)
    return facts.filter(pl.col("rule") == part.rule, pl.col("status") == BELOW).select(
        "employer_id",
        pl.col("workers").alias(f"workers_{moment}"),
        cents.alias(f"cents_{moment}"),
        basis.alias(f"basis_{moment}"),
    )


def _cents(part: Counted) -> tuple[pl.Expr, pl.Expr]:
    if part.cents == SHORTFALL:
        return pl.col("amount_cents"), pl.lit(KNOWN)
    if part.cents != FINE_NORM:
        return pl.lit(None, dtype=pl.Int64), pl.lit(NONE)
    norms = [_figure(name) for name in ("fine_norm_cents", "fine_norm_last_known_cents")]
    known = pl.when(norms[0].is_not_null()).then(pl.lit(KNOWN)).when(norms[1].is_not_null()).then(pl.lit(LAST_KNOWN))
    workers = pl.col("workers") if part.each_worker else pl.lit(1, dtype=pl.Int64)
    return pl.coalesce(norms) * workers, known.otherwise(pl.lit(UNKNOWN))


def _figure(name: str) -> pl.Expr:
    return pl.col("detail").str.json_path_match(f"$.{name}").cast(pl.Int64, strict=False)


def _sums() -> list[pl.Expr]:
    """Return employers, workers and cents at both moments; where one amount is unknown, so is the sum."""
    return [
        *(pl.col(f"workers_{moment}").count().cast(pl.Int64).alias(f"employers_{moment}") for moment in MOMENTS),
        *(pl.col(f"workers_{moment}").sum().alias(f"workers_{moment}") for moment in MOMENTS),
        *(
            pl.when(pl.col(f"cents_{moment}").count() > 0, ~(pl.col(f"basis_{moment}") == UNKNOWN).any())
            .then(pl.col(f"cents_{moment}").sum())
            .alias(f"cents_{moment}")
            for moment in MOMENTS
        ),
    ]


def _bases(indexed: bool) -> list[pl.Expr]:
    """Return how far the amounts of a rule are known: the worst that occurs, or that only some are the last known."""
    found = []
    for moment in MOMENTS:
        basis = pl.col(f"basis_{moment}")
        known, partly = (INDEXED, PARTLY_INDEXED) if indexed and moment == "then" else (KNOWN, PARTLY)
        has_known, has_last = (basis == KNOWN).any(), (basis == LAST_KNOWN).any()
        found.append(
            pl.when((basis == UNKNOWN).any())
            .then(pl.lit(UNKNOWN))
            .when(has_known & has_last)
            .then(pl.lit(partly))
            .when(has_last)
            .then(pl.lit(LAST_KNOWN))
            .when(has_known)
            .then(pl.lit(known))
            .otherwise(pl.lit(NONE))
            .alias(f"amounts_{moment}")
        )
    return found


def _rules(counted: Sequence[Counted]) -> pl.DataFrame:
    rules = [(load_rules()[part.rule], part) for part in counted]
    rows = [(rule.law, rule.rule_id, rule.title["nl"], rule.title["en"], part.cents) for rule, part in rules]
    return pl.DataFrame(rows, schema=["law", "rule", "title_nl", "title_en", "figure"], orient="row")


def _not_testable(facts: pl.DataFrame, moment: str) -> pl.DataFrame:
    untested = facts.filter(pl.col("status") == NOT_TESTABLE)
    return untested.group_by("rule").agg(pl.len().cast(pl.Int64).alias(f"not_testable_{moment}"))


def _changes(named: pl.DataFrame) -> pl.DataFrame:
    """Return the employers for which something changes, those that would newly fall under first."""
    size = pl.coalesce(pl.col("cents_then") - pl.col("cents_now"), pl.col("workers_then") - pl.col("workers_now"))
    change = (
        pl.when(pl.col("workers_now").is_null())
        .then(pl.lit("new"))
        .when(pl.col("workers_then").is_null())
        .then(pl.lit("gone"))
        .when(size > 0)
        .then(pl.lit("more"))
        .when(size < 0)
        .then(pl.lit("less"))
    )
    columns = [
        "employer_id", "trade_name", *DIMENSIONS, "law", "rule", "workers_now", "workers_then", "cents_now",
        "cents_then", "change",
    ]  # fmt: skip
    return named.with_columns(change=change).drop_nulls("change").select(columns).sort("rule", "employer_id")
