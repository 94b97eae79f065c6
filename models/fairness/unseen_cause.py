"""How strong a cause that nobody recorded would have to be to explain a gap away."""

import math

COMMON = 0.15
"""Where more than this share is chosen, odds ratios run ahead of ratios of chances, and their root comes near them."""


def unseen_cause(odds_ratio: float, chosen_share: float) -> float:
    """Return the E-value of an odds ratio (VanderWeele and Ding, 2017, Annals of Internal Medicine 167).

    A cause that is left out must go at least so many times as often with the group, *and* make being chosen so many
    times as likely, all else equal, to explain the ratio away. 1 where there is nothing to explain.

    Args:
        odds_ratio: Above 0; below 1 counts as its inverse.
        chosen_share: Share of all units that is chosen.
    """
    ratio = max(odds_ratio, 1 / odds_ratio)
    ratio = math.sqrt(ratio) if chosen_share > COMMON else ratio
    return ratio + math.sqrt(ratio * (ratio - 1))


def unseen_cause_of_limit(low: float, high: float, chosen_share: float) -> float:
    """Return the E-value of the end of an interval that lies nearest 1; 1 where the interval holds 1."""
    if low <= 1 <= high:
        return 1.0
    return unseen_cause(low if low > 1 else high, chosen_share)
