"""From resampled figures to intervals, differences and how sure a difference is."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from models.arrays import Booleans, Floats
from models.evaluation.bootstrap import LEVEL, Z_95, percentile_interval
from models.fairness.measures import Kind
from models.selection.shares import Mean, share_interval

_UNKNOWN = (float("nan"), float("nan"))


@dataclass(frozen=True)
class Figures:
    """Figures of one measure with their 95% intervals, each of shape ``(groups,)``; NaN where there is none."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Differences:
    """Differences with their 95% intervals and two-sided p-values, each of shape ``(groups,)``."""

    value: Floats
    low: Floats
    high: Floats
    p_value: Floats


def figure_of(kind: Kind, sums: Floats) -> Floats:
    """Return the figure that sums make.

    Args:
        kind: ``share`` and ``ratio``: the first over the second. ``slope``: the least-squares slope of outcome on
            chance, from the sums of weights, chances, outcomes, squared chances and chances times outcomes.
        sums: Shape ``(amounts, ...)``.

    Returns:
        Shape ``(...)``; NaN where there is nothing to divide by.
    """
    if kind != "slope":
        return _divided(sums[0], sums[1], 1.0)
    weight, chance, outcome, square, product = sums
    return _divided(weight * product - chance * outcome, weight * square - chance**2, weight * square)


def figures_with_intervals(kind: Kind, values: Floats, draws: Floats) -> Figures:
    """Return figures with intervals from resamples by employer.

    A share gets the exact interval of as many plain cases as its resampled variance says (Korn and Graubard, 1998; see
    ``models.selection.shares``): the percentiles of a share of few cases are too narrow. Others get the percentiles. A
    share of 0 or 1, of which all resamples are the same, has no interval and so no figure.

    Args:
        kind: The measure's kind.
        values: Shape ``(groups,)``.
        draws: Shape ``(groups, rounds)``.
    """
    interval = _interval_of_share if kind == "share" else _interval_of_ratio
    bounds = np.array([interval(value, drawn) for value, drawn in zip(values, draws, strict=True)]).reshape(-1, 2)
    known = np.isfinite(bounds).all(axis=1)
    return Figures(np.where(known, values, np.nan), bounds[:, 0], bounds[:, 1])


def differences(figures: Figures, others: Figures, together: Floats) -> Differences:
    """Return figure less others.

    The interval puts both intervals together as Zou and Donner do (Statistics in Medicine 27, 2008; for two shares it
    is Newcombe's way, 1998): it is right where a normal one is not, in small groups. The p-value counts how many
    standard distances the difference lies from 0, on the side of 0; so it is below 5% exactly when the interval is
    clear of 0.

    Args:
        figures: Of the groups.
        others: Of all others.
        together: How the two move together from resample to resample (a correlation), ``(groups,)``.
    """
    down, up = figures.value - figures.low, figures.high - figures.value
    others_down, others_up = others.value - others.low, others.high - others.value
    value = figures.value - others.value
    below = _joint(down, others_up, together)
    above = _joint(up, others_down, together)
    towards_zero = np.where(value > 0, below, above)
    return Differences(value, value - below, value + above, _p_value(value, towards_zero))


def correlations(draws: Floats, others: Floats, estimable: Booleans) -> Floats:
    """Return how a group's figures and those of its others move together, ``(groups,)``; 0 where that is unknown.

    Args:
        draws: Shape ``(groups, rounds)``.
        others: Shape ``(groups, rounds)``.
        estimable: Which groups.
    """
    result = np.zeros(len(draws))
    for place in np.flatnonzero(estimable):
        both = np.isfinite(draws[place]) & np.isfinite(others[place])
        pair = np.array([draws[place][both], others[place][both]])
        if both.sum() > 1 and (pair.std(axis=1) > 0).all():
            result[place] = np.corrcoef(pair)[0, 1]
    return result


def _interval_of_share(value: float, drawn: Floats) -> tuple[float, float]:
    finite = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(finite) < LEVEL * len(drawn) or (variance := float(finite.var())) <= 0:
        return _UNKNOWN
    share = share_interval(Mean(value, variance))
    return share.low, share.high


def _interval_of_ratio(value: float, drawn: Floats) -> tuple[float, float]:
    if not np.isfinite(value):
        return _UNKNOWN
    low, high = percentile_interval(drawn)
    return float(np.minimum(low, value)), float(np.maximum(high, value))


def _joint(one: Floats, other: Floats, together: Floats) -> Floats:
    return np.sqrt(np.maximum(0.0, one**2 + other**2 - 2 * together * one * other))


def _p_value(value: Floats, towards_zero: Floats) -> Floats:
    distance = np.divide(Z_95 * np.abs(value), towards_zero, out=np.full_like(value, np.inf), where=towards_zero > 0)
    sure = 2 * ndtr(-distance)
    return np.where(np.isfinite(value), np.where(value == 0, 1.0, sure), np.nan)


def _divided(above: Floats, below: Floats, scale: Floats | float) -> Floats:
    # A total less its parts may leave a speck where there is nothing.
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 1e-9 * scale)
