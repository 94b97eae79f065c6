"""Fitting each kind of calibration on predictions for cases that the model had not seen."""

from collections.abc import Callable

import numpy as np

from models.arrays import Floats, Integers
from models.learning.calibration import IDENTITY, LEAST_SLOPE, Beta, Calibration, Isotonic, Platt, beta_terms

WEAK_PENALTY = 1e3
"""Inverse strength of the penalty: only there so that a perfectly separated small sample stays finite."""

Fitter = Callable[[Floats, Floats, Floats], Calibration]
"""From log-odds, outcomes and weights, each of shape ``(rows,)``, to a calibration."""


def fit_platt(log_odds: Floats, outcomes: Floats, weights: Floats | None = None) -> Platt:
    """Fit Platt's sigmoid.

    A slope of zero or less would turn the ranking around; then the calibration only moves the level.

    Args:
        log_odds: Shape ``(rows,)``, predictions for cases that the model had not seen.
        outcomes: Shape ``(rows,)``, 0 or 1.
        weights: Shape ``(rows,)``; all 1 when not given.
    """
    if len(np.unique(outcomes)) < 2:
        return IDENTITY
    (slope,), intercept = _logistic(log_odds.reshape(-1, 1), outcomes, weights)
    if slope <= 0:
        return Platt(LEAST_SLOPE, _level(outcomes, weights))
    return Platt(slope, intercept)


def fit_beta(log_odds: Floats, outcomes: Floats, weights: Floats | None = None) -> Calibration:
    """Fit beta calibration; a coefficient that comes out negative is left out and the rest fitted again.

    Args:
        log_odds: Shape ``(rows,)``, predictions for cases that the model had not seen.
        outcomes: Shape ``(rows,)``, 0 or 1.
        weights: Shape ``(rows,)``; all 1 when not given.
    """
    if len(np.unique(outcomes)) < 2:
        return IDENTITY
    low, high = beta_terms(log_odds)
    (below, above), intercept = _logistic(np.column_stack([low, high]), outcomes, weights)
    if min(below, above) <= 0:
        kept = high if below <= above else low
        (slope,), intercept = _logistic(kept.reshape(-1, 1), outcomes, weights)
        below, above = (LEAST_SLOPE, slope) if below <= above else (slope, LEAST_SLOPE)
    if min(below, above) <= 0:
        return Platt(LEAST_SLOPE, _level(outcomes, weights))
    return Beta(below, above, intercept)


def fit_isotonic(log_odds: Floats, outcomes: Floats, weights: Floats | None = None) -> Calibration:
    """Fit isotonic steps by pooling adjacent violators.

    Each step gets half a finding and half a case without one more than it has, so that a handful of cases that all went
    one way does not become certainty; steps that this brings out of order are pooled again.

    Args:
        log_odds: Shape ``(rows,)``, predictions for cases that the model had not seen.
        outcomes: Shape ``(rows,)``, 0 or 1.
        weights: Shape ``(rows,)``; all 1 when not given.
    """
    if len(np.unique(outcomes)) < 2:
        return IDENTITY
    known = np.ones(len(outcomes)) if weights is None else weights
    _, step = np.unique(log_odds, return_inverse=True)
    step = _pooled(step, known, known * outcomes)
    step = _pooled(step, known, known * outcomes, extra=0.5)
    mass, hits = np.bincount(step, known), np.bincount(step, known * outcomes)
    middles = np.bincount(step, known * log_odds) / mass
    values = np.log((hits + 0.5) / (mass - hits + 0.5))
    rising = np.concatenate([[True], np.diff(values) > 0])
    return Isotonic(tuple(middles[rising].tolist()), tuple(values[rising].tolist()))


def _pooled(step: Integers, mass: Floats, hits: Floats, extra: float = 0.0) -> Integers:
    """Return each row's step once adjacent steps that are out of order have become one."""
    from scipy.optimize import isotonic_regression  # loads slowly, and who only reads figures needs none of it

    size, found = np.bincount(step, mass) + 2 * extra, np.bincount(step, hits) + extra
    blocks = isotonic_regression(found / size, weights=size).blocks
    return np.asarray(np.repeat(np.arange(len(blocks) - 1), np.diff(blocks))[step], dtype=np.int64)


FITTERS: tuple[Fitter, ...] = (fit_platt, fit_beta, fit_isotonic)
"""From the simplest to the least simple."""


def _logistic(terms: Floats, outcomes: Floats, weights: Floats | None) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression  # loads slowly, and who only reads figures needs none of it

    fitted = LogisticRegression(C=WEAK_PENALTY).fit(terms, outcomes, sample_weight=weights)
    return [float(slope) for slope in fitted.coef_[0]], float(fitted.intercept_[0])


def _level(outcomes: Floats, weights: Floats | None) -> float:
    rate = float(np.clip(np.average(outcomes, weights=weights), 1e-6, 1 - 1e-6))
    return float(np.log(rate / (1 - rate)))
