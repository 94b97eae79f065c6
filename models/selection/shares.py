"""Weighted means of a sample, their variance by employer, and the interval of a share."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from models.arrays import Floats, Integers

LEVEL = 0.95
FEWEST_CASES = 30
"""Fewer cases of the random arm make no figure about the population; fewer cases at all no hit rate."""


@dataclass(frozen=True)
class Mean:
    """A mean and the variance of its estimate."""

    value: float
    variance: float


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1 with its 95% interval."""

    value: float
    low: float
    high: float


def weighted_mean(values: Floats, weights: Floats, clusters: Integers) -> Mean:
    """Return Hajek's mean ``sum(w y) / sum(w)`` and its linearised variance, clustered.

    With weights ``1 / probability`` this is the ratio form of Horvitz and Thompson (1952), which Hajek (1971)
    proposed: it does not need to know how many there are, and with equal probabilities it is the plain mean. The
    variance adds up the influence of each cluster (an employer with several cases counts once), times ``G / (G - 1)``.

    Args:
        values: Shape ``(rows,)``.
        weights: Inverse probabilities, above 0, shape ``(rows,)``.
        clusters: Which rows belong to one employer, integers from 0; of a single one the variance is infinite.
    """
    total = float(weights.sum())
    value = float((weights * values).sum() / total)
    influence = np.bincount(clusters, weights=weights * (values - value) / total)
    groups = len(np.unique(clusters))
    if groups < 2:
        return Mean(value, float("inf"))
    return Mean(value, float(groups / (groups - 1) * (influence**2).sum()))


def share_interval(mean: Mean) -> Share:
    """Return the exact 95% interval of a share, for the number of plain cases that would be as informative.

    The interval of Clopper and Pearson (1934) at the effective number of cases ``p (1 - p) / variance + 1``, as Korn
    and Graubard (Survey Methodology 24, 1998) use it for shares from weighted samples. It never leaves 0 to 1 and is
    right or wide in small cells, where normal intervals are too narrow. Without weights and clusters it is the exact
    interval itself.

    Args:
        mean: A mean of outcomes; an estimate outside 0 to 1 is taken as the nearest of both.
    """
    value = min(1.0, max(0.0, mean.value))
    cases = value * (1 - value) / mean.variance + 1 if mean.variance > 0 else 1.0
    hits, tail = value * cases, (1 - LEVEL) / 2
    low = float(betaincinv(hits, cases - hits + 1, tail)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, cases - hits, 1 - tail)) if hits < cases else 1.0
    # Without any spread between clusters the quantiles stop a hair short of the estimate itself.
    return Share(value, min(low, value), max(high, value))


def bounds_without_contrast(outcomes: Floats, weights: Floats) -> Share:
    """Return the exact bounds of a share when all outcomes are the same, so that they have no variance to go by.

    Clopper and Pearson's at the effective number of cases by the weights alone; ``value`` is NaN.
    """
    cases, hits = effective_cases(weights), float(outcomes[0])
    tail = (1 - LEVEL) / 2
    if hits:
        return Share(float("nan"), float(tail ** (1 / cases)), 1.0)
    return Share(float("nan"), 0.0, float(1 - tail ** (1 / cases)))


def effective_cases(weights: Floats) -> float:
    """Return how many cases of equal weight would be as informative (Kish, 1965); 0 without cases."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0
