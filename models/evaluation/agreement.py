"""Do chances come true? The number found over the number expected, and the slope, each with a 95% interval."""

import math

import numpy as np

from models.arrays import Floats
from models.evaluation.bootstrap import Z_95, Estimate, wilson_interval
from models.learning.calibration import sigmoid

MOST_STEPS = 50
CONVERGED = 1e-10
LEAST_SHARE = 1e-6
WORST_CONDITION = 1e14
"""Beyond this the two groups of outcomes are parted so cleanly that no slope is the best."""


def found_over_expected(hits: int, cases: int, expected: float) -> Estimate | None:
    """Return how many were found for each one that was expected; below 1 the chances were too high.

    The interval is Wilson's for the share that was found, over the mean chance, which is taken as given.

    Args:
        hits: Cases in which something was found.
        cases: All cases.
        expected: The sum of the cases' chances.
    """
    if cases == 0 or expected <= 0:
        return None
    low, high = wilson_interval(hits, cases)
    return Estimate(hits / expected, low * cases / expected, high * cases / expected)


def calibration_slope(chances: Floats, cases: Floats, hits: Floats) -> Estimate | None:
    """Return the slope of the outcomes on the log-odds given: 1 is right, below 1 the chances lie too far apart.

    Logistic recalibration (Cox, 1958, Two further applications of a model for binary regression) on groups of cases
    with about the same chance, by Newton's method with shorter steps where a whole one would overshoot; the interval is
    Wald's.

    Args:
        chances: The mean chance of each group, shape ``(groups,)``.
        cases: The number of cases of each group.
        hits: The number of them in which something was found.

    Returns:
        ``None`` where it is not estimable: one outcome only, or all chances alike.
    """
    total = float(hits.sum())
    if total in (0.0, float(cases.sum())) or np.ptp(chances) == 0:
        return None
    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    design = np.column_stack([np.ones_like(clipped), np.log(clipped / (1 - clipped))])
    rate = total / float(cases.sum())
    found = np.array([math.log(rate / (1 - rate)), 0.0])
    for _ in range(MOST_STEPS):
        fitted = sigmoid(design @ found)
        information = (design * (cases * fitted * (1 - fitted))[:, None]).T @ design
        if np.linalg.cond(information) > WORST_CONDITION:
            return None
        step = np.linalg.solve(information, design.T @ (hits - cases * fitted))
        found = found + step * _damping(found, step, design, cases, hits)
        if float(np.abs(step).max()) < CONVERGED:
            half = Z_95 * math.sqrt(float(np.linalg.inv(information)[1, 1]))
            return Estimate(float(found[1]), float(found[1]) - half, float(found[1]) + half)
    return None


def _damping(found: Floats, step: Floats, design: Floats, cases: Floats, hits: Floats) -> float:
    """Return how much of a step to take so that the likelihood does not fall: whole, half, a quarter, and so on."""

    def likelihood(at: Floats) -> float:
        log_odds = design @ at
        return float((hits * log_odds - cases * np.logaddexp(0, log_odds)).sum())

    share, now = 1.0, likelihood(found)
    while share > LEAST_SHARE and likelihood(found + share * step) < now - CONVERGED * abs(now):
        share /= 2
    return share


def difference_of_shares(first: Estimate, second: Estimate) -> Estimate:
    """Return the first minus the second, independent of each other, with an interval from both their intervals.

    The method of variance estimates recovery (Newcombe, 1998, Interval estimation for the difference between
    independent proportions; Zou and Donner, 2008).
    """
    value = first.value - second.value
    low = math.hypot(first.value - first.low, second.high - second.value)
    high = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - low, value + high)


def ratio_of_shares(first: Estimate, second: Estimate) -> Estimate | None:
    """Return the first over the second, independent of each other, with an interval from both their intervals.

    The method of variance estimates recovery on the log of the ratio (Zou and Donner, 2008). ``None`` where one of the
    shares is 0, so that there is no ratio to speak of.
    """
    if min(first.value, second.value, first.low, second.low) <= 0:
        return None
    logs = difference_of_shares(_log(first), _log(second))
    return Estimate(math.exp(logs.value), math.exp(logs.low), math.exp(logs.high))


def _log(share: Estimate) -> Estimate:
    return Estimate(math.log(share.value), math.log(share.low), math.log(share.high))
