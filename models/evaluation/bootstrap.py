"""Bootstrap intervals. All rankings are measured on the same resamples, so that their differences are paired."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Integers

LEVEL = 0.95
Z_95 = 1.959963984540054
"""Standard errors on either side of a figure with a normal error in its 95% interval."""

Measure = Callable[[Integers], float]
"""From the positions of the resampled rows to a figure."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95% interval; ``low`` and ``high`` are NaN where the figure cannot be resampled."""

    value: float
    low: float
    high: float


def resamples(clusters: Integers, rounds: int, seed: int) -> list[Integers]:
    """Return ``rounds`` samples of positions, drawing whole clusters with replacement.

    Rows of one employer are not independent of each other; drawing them one by one would make intervals too narrow
    (Field and Welsh, Bootstrapping clustered data, 2007).

    Args:
        clusters: The cluster of each row, shape ``(rows,)``.
        rounds: Number of samples.
        seed: Seed of the draws.
    """
    order = np.argsort(clusters, kind="stable")
    _, sizes = np.unique(clusters, return_counts=True)
    members = np.split(order, np.cumsum(sizes)[:-1])
    generator = np.random.default_rng(seed)
    draws = (generator.integers(0, len(members), len(members)) for _ in range(rounds))
    return [np.concatenate([members[cluster] for cluster in drawn]) for drawn in draws]


def percentile_interval(values: Floats) -> tuple[float, float]:
    """Return the middle 95% of resampled figures; NaN when more than one in twenty could not be computed."""
    finite = values[np.isfinite(values)]
    if len(finite) < LEVEL * len(values):
        return float("nan"), float("nan")
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)


def with_draws(values: Floats) -> Estimate:
    """Return the figure on all rows, which comes first, with the interval of the resamples that follow it.

    A figure that resamples tend to move one way (a difference with the best of several) may lie outside their middle
    95%; the interval is then stretched to hold it.
    """
    low, high = percentile_interval(values[1:])
    value = float(values[0])
    return Estimate(value, float(np.minimum(low, value)), float(np.maximum(high, value)))


def draw(measure: Measure, samples: list[Integers]) -> Floats:
    """Return the measure on each resample, shape ``(rounds,)``."""
    return np.array([measure(sample) for sample in samples])


def multiplicities(clusters: Integers, rounds: int, seed: int) -> Floats:
    """Return how often each row is in each sample of ``resamples``, shape ``(rounds + 1, rows)``.

    First come all rows, once each.
    """
    names, position = np.unique(clusters, return_inverse=True)
    generator = np.random.default_rng(seed)
    draws = (generator.integers(0, len(names), len(names)) for _ in range(rounds))
    counts = [np.bincount(drawn, minlength=len(names))[position] for drawn in draws]
    return np.array([np.ones(len(clusters)), *counts], dtype=np.float64)


def wilson_interval(hits: float, cases: float) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson, 1927); (0, 1) when there are no cases.

    Weighted cases give fractions: their effective number, and that number times the share.
    """
    if cases == 0:
        return 0.0, 1.0
    z = Z_95
    share = hits / cases
    centre = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z / (1 + z * z / cases) * np.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))
