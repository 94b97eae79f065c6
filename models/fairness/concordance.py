"""Pairs of one positive and one negative row: how often the positive has the higher value, and how sure that is.

All of it comes from what each row adds, so that intervals hold for weighted rows and for employers with several
(DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988, on the area under the curve; Obuchowski, Biometrics 53, 1997,
on clusters).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from models.arrays import Booleans, Floats, Integers
from models.evaluation.bootstrap import Z_95


@dataclass(frozen=True)
class Standing:
    """How each row stands to the weight of the other class, each of shape ``(rows,)``.

    ``lead``: the share of pairs in which the positive has the higher value less that in which the negative has it.
    ``untied``: the share of pairs in which the two values differ.
    """

    lead: Floats
    untied: Floats


@dataclass(frozen=True)
class Link:
    """An association from -1 to 1, its 95% interval, two-sided p-value, and the error on the scale of its arctanh."""

    value: float
    low: float
    high: float
    p_value: float
    error: float


def standing(values: Floats, positive: Booleans, weights: Floats) -> Standing:
    """Return how each row stands to the other class; O(rows log rows), whatever the number of pairs.

    Args:
        values: Shape ``(rows,)``, none missing.
        positive: Shape ``(rows,)``, some of each.
        weights: For how many rows each one stands, shape ``(rows,)``.
    """
    _, code = np.unique(values, return_inverse=True)
    at_positive = np.bincount(code, weights=weights * positive).astype(np.float64)
    at_negative = np.bincount(code, weights=weights * ~positive).astype(np.float64)
    seen_by_positive, seen_by_negative = _below_and_above(at_negative), _below_and_above(at_positive)
    below = np.where(positive, seen_by_positive[0][code], seen_by_negative[1][code])
    above = np.where(positive, seen_by_positive[1][code], seen_by_negative[0][code])
    return Standing(below - above, below + above)


def gamma(values: Floats, positive: Booleans, weights: Floats, clusters: Integers) -> Link:
    """Return Goodman and Kruskal's gamma: of the pairs that differ, in how many more the positive is higher than lower.

    It does not depend on how many rows have the commonest value, so that a rare mark and a figure that everybody has
    are held against the same bound: for a yes or no it is Yule's Q, ``(odds ratio - 1) / (odds ratio + 1)``; without
    ties it is Somers' D, twice the area under the curve less one. Half a row of each class is added at the lowest and
    at the highest value (Haldane, 1956; Anscombe, 1956), so that an empty cell gives a wide interval and not a certain
    one; for a yes or no the interval is Woolf's (1955). Source: Goodman and Kruskal, Journal of the American
    Statistical Association 49, 1954.

    Args:
        values: Shape ``(rows,)``, none missing and not all the same.
        positive: Shape ``(rows,)``, some of each.
        weights: For how many rows each one stands, shape ``(rows,)``; only their proportions matter.
        clusters: Number of each row's employer, shape ``(rows,)``.
    """
    added = np.array([values.min(), values.max()] * 2)
    all_values = np.concatenate([values, added])
    classes = np.concatenate([positive, [True, True, False, False]])
    counts = np.concatenate([weights / weights.mean(), np.full(4, 0.5)])
    stand = standing(all_values, classes, counts)
    share = counts / np.where(classes, counts[classes].sum(), counts[~classes].sum())
    untied = float((share * stand.untied)[classes].sum())
    value = float((share * stand.lead)[classes].sum()) / untied
    pull = share * (stand.lead - value * stand.untied) / untied
    # Half a row adds to the variance as half a row, not as the square of a half.
    variance = (np.bincount(clusters, weights=pull[:-4]) ** 2).sum() + 2 * (pull[-4:] ** 2).sum()
    return _on_arctanh(value, float(np.sqrt(variance)) / (1 - value**2))


def _on_arctanh(value: float, error: float) -> Link:
    centre = np.arctanh(value)
    low, high = np.tanh([centre - Z_95 * error, centre + Z_95 * error])
    return Link(value, float(low), float(high), two_sided(float(centre), error), error)


def two_sided(value: float, error: float) -> float:
    """Return the two-sided p-value of a figure with a normal error, against 0; 1 where both are 0."""
    if error == 0:
        return float(value == 0)
    return float(2 * ndtr(-abs(value) / error))


def _below_and_above(weight_at: Floats) -> tuple[Floats, Floats]:
    upto, total = np.cumsum(weight_at), weight_at.sum()
    return (upto - weight_at) / total, (total - upto) / total
