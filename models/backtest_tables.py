"""A backtest's figures as tables: metrics, capture curves and hit rates."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from models.backtest import LawBacktest
from models.evaluation.bootstrap import Estimate, wilson_interval
from models.evaluation.curves import CurvePoint
from models.evaluation.evaluate import Figure

METRIC_SCHEMA = {
    "law": pl.String,
    "arm": pl.String,
    "ranking": pl.String,
    "metric": pl.String,
    "cut": pl.Float64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "cases": pl.Int64,
    "positives": pl.Int64,
    "cut_off": pl.Date,
}
CURVE_SCHEMA = {
    "law": pl.String,
    "arm": pl.String,
    "ranking": pl.String,
    "of": pl.String,
    "cut_off": pl.Date,
    "share": pl.Float64,
    "captured": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
EVERYTHING = "all"
NOT_ESTIMABLE = Estimate(float("nan"), float("nan"), float("nan"))


def metric_table(backtests: Sequence[LawBacktest]) -> pl.DataFrame:
    """Return all figures: ``law, arm, ranking, metric, cut, value, low, high, cases, positives, cut_off``.

    ``cut_off`` is empty for figures over all cut-offs. A ground of selection with too few cases has its rows all the
    same, with ``cases``, ``positives`` and an empty value: not estimable.
    """
    rows = [row for backtest in backtests for row in _metric_rows(backtest)]
    return pl.DataFrame(rows, schema=METRIC_SCHEMA, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))


def curve_table(backtests: Sequence[LawBacktest]) -> pl.DataFrame:
    """Return the capture curves: ``law, arm, ranking, of, cut_off, share, captured, low, high``.

    ``of`` says what there is to find: ``findings``, ``workers`` (affected) or ``underpaid_eur``. ``captured`` is the
    share of it in the first ``share`` of the list.
    """
    rows = [row for backtest in backtests for row in _curve_rows(backtest)]
    return pl.DataFrame(rows, schema=CURVE_SCHEMA, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))


def hit_rates(labels: pl.DataFrame) -> pl.DataFrame:
    """Return the share of closed cases with a finding, per law and ground of selection, with Wilson's 95% interval.

    Args:
        labels: As ``models.labels.labelled_cases`` gives them.

    Returns:
        ``law, selection_ground, cases, hits, rate, low, high``.
    """
    counted = (
        labels.group_by("law", "selection_ground")
        .agg(pl.len().cast(pl.Int64).alias("cases"), pl.col("violation").sum().cast(pl.Int64).alias("hits"))
        .sort("law", "selection_ground")
    )
    bounds = [wilson_interval(hits, cases) for hits, cases in counted.select("hits", "cases").iter_rows()]
    return counted.with_columns(
        rate=pl.col("hits") / pl.col("cases"),
        low=pl.Series([low for low, _ in bounds], dtype=pl.Float64),
        high=pl.Series([high for _, high in bounds], dtype=pl.Float64),
    )


def _metric_rows(backtest: LawBacktest) -> Iterable[tuple[object, ...]]:
    counted = _counts(backtest)
    for figure in backtest.contest.figures:
        yield _metric_row(backtest.law, EVERYTHING, figure, *counted[figure.period])
    for arm in backtest.arms:
        lacking = (Figure(name, "auc", None, NOT_ESTIMABLE, None) for name in backtest.contest.rankings)
        for figure in arm.figures or lacking:
            yield _metric_row(backtest.law, arm.ground, figure, arm.cases, arm.positives, None)


def _counts(backtest: LawBacktest) -> dict[int | None, tuple[int, int, date | None]]:
    """Return cases, positives and cut-off of each period, and of all together under ``None``."""
    counted: dict[int | None, tuple[int, int, date | None]] = {
        period: (len(fold.test), int(fold.test["violation"].sum()), fold.cut_off)
        for period, fold in enumerate(backtest.folds)
    }
    return counted | {None: (len(backtest.test), int(backtest.test["violation"].sum()), None)}


def _metric_row(
    law: str, arm: str, figure: Figure, cases: int, positives: int, cut_off: date | None
) -> tuple[object, ...]:
    value = figure.estimate
    measured = (figure.ranking, figure.metric, figure.cut, value.value, value.low, value.high)
    return law, arm, *measured, cases, positives, cut_off


def _curve_rows(backtest: LawBacktest) -> Iterable[tuple[object, ...]]:
    counted = _counts(backtest)
    parts: list[tuple[str, Sequence[CurvePoint]]] = [(EVERYTHING, backtest.contest.curves)]
    parts += [(arm.ground, arm.curves) for arm in backtest.arms]
    for name, points in parts:
        for point in points:
            captured, cut_off = point.captured, counted[point.period][2]
            about = (backtest.law, name, point.ranking, point.of, cut_off, point.share)
            yield *about, captured.value, captured.low, captured.high
