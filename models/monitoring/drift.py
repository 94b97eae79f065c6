"""Drift: are the employers of today still like those of the day on which the model learnt?

What is compared is the whole population then and now, never the inspected cases with the population: those were chosen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from scipy.special import chdtri, ndtri

from models.arrays import Floats, Integers
from models.monitoring.rules import Bounds, DriftRules

State = Literal["steady", "watch", "drifted", "not_estimable"]
WORST_FIRST: tuple[State, ...] = ("drifted", "watch", "steady", "not_estimable")
SMOOTHING = 0.5
"""Added to each bin's count, so that an empty one does not make the index infinite."""
DRIFT_SCHEMA = {
    "feature": pl.String,
    "psi": pl.Float64,
    "psi_by_chance": pl.Float64,
    "bins": pl.Int64,
    "rows_then": pl.Int64,
    "rows_now": pl.Int64,
    "missing_then": pl.Float64,
    "missing_now": pl.Float64,
    "state": pl.String,
}


@dataclass(frozen=True)
class ScoreDrift:
    """How far the scores of one model moved; ``ks`` and ``psi`` are ``None`` where too few rows have a score."""

    ks: float | None
    ks_by_chance: float | None
    psi: float | None
    mean_then: float | None
    mean_now: float | None
    rows_then: int
    rows_now: int
    state: State


def bin_edges(values: Floats, bins: int) -> Floats:
    """Return the inner edges of bins of about equal size; fewer where many rows share a value.

    A value belongs to the first bin whose edge it does not pass.

    Args:
        values: What the bins are made from, without missing ones.
        bins: How many at most.
    """
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    return np.asarray(edges[edges < values.max()], dtype=np.float64)


def counts_in(values: Floats, edges: Floats) -> Integers:
    """Return how many values lie in each bin, shape ``(edges + 1,)``."""
    places = np.searchsorted(edges, values, side="left")
    return np.bincount(places, minlength=len(edges) + 1).astype(np.int64)


def population_stability(then: Integers, now: Integers) -> float:
    """Return the population stability index: ``sum((p - q) * ln(p / q))`` over the bins.

    Half a row is added to each bin. Source: Siddiqi, Credit risk scorecards, 2006 (it is the symmetric
    Kullback-Leibler divergence of Jeffreys, 1946).
    """
    p = (then + SMOOTHING) / (then.sum() + SMOOTHING * len(then))
    q = (now + SMOOTHING) / (now.sum() + SMOOTHING * len(now))
    return float(((p - q) * np.log(p / q)).sum())


def stability_by_chance(bins: int, rows_then: int, rows_now: int, level: float) -> float:
    """Return how large the index gets by chance alone, with probability ``level``, when nothing moved.

    Without a shift the index is about ``(1 / n + 1 / m)`` times a chi-square with ``bins - 1`` degrees of freedom
    (Yurdakul and Naranjo, 2020, Statistical properties of the population stability index). Employers that are there
    both times make it smaller still.
    """
    if bins < 2:
        return 0.0
    return float(chdtri(bins - 1, 1 - level)) * (1 / rows_then + 1 / rows_now)


def input_drift(then: pl.DataFrame, now: pl.DataFrame, names: Sequence[str], rules: DriftRules) -> pl.DataFrame:
    """Return how far each input moved between two populations.

    Args:
        then: The population when the model learnt, a row an employer.
        now: Today's.
        names: The inputs.
        rules: Bounds and levels.

    Returns:
        ``feature, psi, psi_by_chance, bins, rows_then, rows_now`` (those with a value), ``missing_then, missing_now``
        (shares) and ``state`` (steady, watch, drifted, not_estimable), the worst first.
    """
    level = 1 - (1 - rules.level) / max(1, len(names))
    rows = [_drift_of(name, then[name], now[name], level, rules) for name in names]
    order = pl.Enum(WORST_FIRST)
    return pl.DataFrame(rows, schema=DRIFT_SCHEMA, orient="row").sort(
        pl.col("state").cast(order), pl.col("psi").fill_null(-1.0), "feature", descending=[False, True, False]
    )


def score_drift(then: Floats, now: Floats, rules: DriftRules) -> ScoreDrift:
    """Return how far the chances that one model gives moved between two populations.

    Kolmogorov-Smirnov's largest gap, beside what it gets by chance (Smirnov, 1948): ``c * sqrt((n + m) / (n * m))``.
    """
    n, m = len(then), len(now)
    if min(n, m) < rules.minimum_rows:
        return ScoreDrift(None, None, None, _mean(then), _mean(now), n, m, "not_estimable")
    points = np.concatenate([then, now])
    gaps = np.searchsorted(np.sort(then), points, side="right") / n - (
        np.searchsorted(np.sort(now), points, side="right") / m
    )
    largest = float(np.abs(gaps).max())
    by_chance = math.sqrt(-0.5 * math.log((1 - rules.level) / 2)) * math.sqrt((n + m) / (n * m))
    edges = bin_edges(then, rules.bins)
    index = population_stability(counts_in(then, edges), counts_in(now, edges))
    state = _state(largest, by_chance, rules.ks)
    return ScoreDrift(largest, by_chance, index, _mean(then), _mean(now), n, m, state)


def _drift_of(name: str, then: pl.Series, now: pl.Series, level: float, rules: DriftRules) -> tuple[object, ...]:
    missing = [_share_missing(column) for column in (then, now)]
    known_then, known_now = (_known(column) for column in (then, now))
    counted = (len(known_then), len(known_now))
    if min(len(then), len(now)) < rules.minimum_rows:
        return name, None, None, None, *counted, *missing, "not_estimable"
    by_chance = _missing_by_chance(missing, len(then), len(now), level)
    states: list[State] = [_state(abs(missing[1] - missing[0]), by_chance, rules.missing)]
    if min(counted) < rules.minimum_rows:
        states.append("not_estimable")
        return name, None, None, None, *counted, *missing, _worst(states)
    edges = bin_edges(known_then, rules.bins)
    index = population_stability(counts_in(known_then, edges), counts_in(known_now, edges))
    by_chance = stability_by_chance(len(edges) + 1, *counted, level)
    states.append(_state(index, by_chance, rules.psi))
    return name, index, by_chance, len(edges) + 1, *counted, *missing, _worst(states)


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None


def _known(column: pl.Series) -> Floats:
    values = column.cast(pl.Float64).to_numpy()
    return np.asarray(values[~np.isnan(values)], dtype=np.float64)


def _share_missing(column: pl.Series) -> float:
    values = column.cast(pl.Float64).fill_null(math.nan)
    return int(values.is_nan().sum()) / len(values) if len(values) else 0.0


def _missing_by_chance(shares: Sequence[float], then: int, now: int, level: float) -> float:
    """Return how far two shares lie apart by chance, by the normal approximation with the shares pooled."""
    pooled = (shares[0] * then + shares[1] * now) / (then + now)
    return float(ndtri(1 - (1 - level) / 2)) * math.sqrt(pooled * (1 - pooled) * (1 / then + 1 / now))


def _state(size: float, by_chance: float, bounds: Bounds) -> State:
    if size <= by_chance or size < bounds.watch:
        return "steady"
    return "watch" if size < bounds.drifted else "drifted"


def _worst(states: Sequence[State]) -> State:
    return min(states, key=WORST_FIRST.index)
