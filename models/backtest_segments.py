"""A backtest by groups of employers: where the model's first choices are right, and what it leaves unfound."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from data_contracts.reference_data import region_of_province
from models.arrays import Floats
from models.backtest import LawBacktest
from models.evaluation.bootstrap import Estimate, wilson_interval
from models.evaluation.metrics import Ladder
from models.evaluation.segments import DIMENSIONS, EVERYBODY, FEWEST_CASES, SMALL, UNKNOWN
from models.learning.training import MINIMUM_OF_EACH_OUTCOME

MEASURES = ("rate", "precision", "capture", "ratio")
SEGMENT_SCHEMA = {
    "law": pl.String,
    "dimension": pl.String,
    "group": pl.String,
    "cut": pl.Float64,
    "cases": pl.Int64,
    "positives": pl.Int64,
    "chosen": pl.Float64,
    "hits": pl.Float64,
    **{f"{name}{side}": pl.Float64 for name in MEASURES for side in ("", "_low", "_high")},
    "status": pl.String,
}


def segment_table(backtests: Sequence[LawBacktest], cuts: Sequence[float]) -> pl.DataFrame:
    """Return the backtest of the model by sector, size, region and legal form, each with 95% intervals.

    The list is cut once for everybody, within each test period, as a plan would cut it; a group has of the chosen what
    falls to it. Cases count for as many as they stand for (``weight``); counts are of the cases themselves. Groups of
    fewer than ``FEWEST_CASES`` cases stand together under ``SMALL``.

    Args:
        backtests: One a law.
        cuts: Shares of the list.

    Returns:
        ``law, dimension, group, cut, cases, positives, chosen`` (cases within the cut), ``hits`` (findings among them),
        ``rate`` (findings a case), ``precision`` (findings a chosen case), ``capture`` (share of the findings that is
        chosen) and ``ratio`` (found over expected), each with ``_low`` and ``_high``; ``status`` is ``estimated``, or
        ``not_estimable`` where there are fewer than ten cases of either outcome. A single measure is empty where
        what it divides by is too little.
    """
    rows = [row for backtest in backtests for cut in sorted(set(cuts)) for row in _rows(backtest, cut)]
    return pl.DataFrame(rows, schema=SEGMENT_SCHEMA, orient="row")


def within_cut(scores: Floats, weights: Floats, cut: float) -> Floats:
    """Return which part of each row lies within the first ``cut`` of the list, 0 to 1, shape ``(rows,)``.

    Equal scores share what is left, as if lot broke the tie.
    """
    ladder = Ladder.of(scores)
    sizes = np.add.reduceat(weights[ladder.order], ladder.starts)
    left = cut * weights.sum() - (np.cumsum(sizes) - sizes)
    parts = np.clip(left / sizes, 0.0, 1.0)
    inside = np.empty(len(scores))
    inside[ladder.order] = np.repeat(parts, np.diff([*ladder.starts, len(scores)]))
    return inside


def _rows(backtest: LawBacktest, cut: float) -> Iterable[tuple[object, ...]]:
    cases = _cases(backtest, cut)
    for dimension in DIMENSIONS:
        grouped = cases.with_columns(group=_pooled(cases, dimension))
        for (group,), part in sorted(grouped.group_by("group"), key=lambda item: str(item[0][0])):
            yield backtest.law, dimension, group, cut, *_measured(part)


def _cases(backtest: LawBacktest, cut: float) -> pl.DataFrame:
    """Return the test cases with their groups, what the model gave, and which part of each lies within the cut."""
    scores = backtest.contest.probabilities
    weights = backtest.test["weight"].to_numpy()
    ends = np.cumsum([len(fold.test) for fold in backtest.folds])
    periods = [slice(end - len(fold.test), end) for end, fold in zip(ends, backtest.folds, strict=True)]
    inside = np.concatenate([within_cut(scores[period], weights[period], cut) for period in periods])
    return backtest.test.select(
        pl.lit(EVERYBODY).alias("all"),
        "sector",
        "size_class",
        pl.col("province").replace_strict(region_of_province(), default=None).alias("region"),
        "legal_form",
        "weight",
        pl.col("violation").cast(pl.Float64),
        chance=pl.Series(scores),
        inside=pl.Series(inside),
    )


def _pooled(cases: pl.DataFrame, dimension: str) -> pl.Series:
    """Return the group of each case, the small ones together.

    With them go as many of the next smallest as it takes to be no small group together; else it would be what is left
    of the total when the others are taken off.
    """
    groups = cases[dimension].fill_null(UNKNOWN)
    counts = groups.value_counts(name="cases").sort("cases", dimension)
    small = int((counts["cases"] < FEWEST_CASES).sum())
    if small:
        small = max(small, int((counts["cases"].cum_sum() < FEWEST_CASES).sum()) + 1)
    return groups.replace(counts[dimension].head(small).to_list(), SMALL)


def _measured(part: pl.DataFrame) -> tuple[object, ...]:
    weights, found = part["weight"].to_numpy(), part["violation"].to_numpy()
    chosen = part["inside"].to_numpy()
    cases, positives = len(part), int(found.sum())
    counted = (cases, positives, float(chosen.sum()), float((chosen * found).sum()))
    if min(positives, cases - positives) < MINIMUM_OF_EACH_OUTCOME:
        return *counted, *(None,) * 3 * len(MEASURES), "not_estimable"
    rate = _share(found, weights)
    measures = (
        rate,
        _share(found, weights * chosen),
        _share(chosen, weights * found),
        _ratio(rate, float(np.average(part["chance"].to_numpy(), weights=weights))),
    )
    return *counted, *(figure for measure in measures for figure in _figures(measure)), "estimated"


def _share(of: Floats, weights: Floats) -> Estimate | None:
    """Return a weighted mean of parts with Wilson's interval on Kish's effective number (Survey Sampling, 1965)."""
    if weights.sum() <= 0:
        return None
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    if effective < MINIMUM_OF_EACH_OUTCOME:
        return None
    value = float(np.average(of, weights=weights))
    return Estimate(value, *wilson_interval(value * effective, effective))


def _ratio(rate: Estimate | None, expected: float) -> Estimate | None:
    """Return found over expected; the mean chance is taken as given."""
    if rate is None or expected <= 0:
        return None
    return Estimate(rate.value / expected, rate.low / expected, rate.high / expected)


def _figures(measure: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if measure is None else (measure.value, measure.low, measure.high)
