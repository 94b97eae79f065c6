"""How far an estimate is written out: no further than it is known. Texts and tables all go by this one rule."""

import math

FIGURES = 2
"""Figures that count of an estimate that has no interval."""


def last_place(value: float, interval: tuple[float, float] | None = None) -> int:
    """Return the power of ten of the last figure of an estimate that says anything.

    With an interval that is the first figure of half its width: of 1,242,534 (900,000 to 1,600,000) the hundreds of
    thousands. Without one it is the second figure that counts. That is about what the standard uncertainty lets stand
    (JCGM 100:2008, 7.2.6, to one figure).

    Args:
        value: The estimate, of any unit.
        interval: Its lower and upper bound, if it has one.
    """
    half = (interval[1] - interval[0]) / 2 if interval else 0.0
    if half > 0:
        return math.floor(math.log10(half))
    return math.floor(math.log10(abs(value))) - FIGURES + 1 if value else 0


def last_place_between(before: float, after: float) -> int:
    """Return the same for a difference of two estimates from the same chances.

    What is wrong with the chances is mostly wrong in both, so that their difference is known a little better: it is
    told to one figure further than the larger of the two, and to two figures of its own at most.
    """
    level = last_place(max(abs(before), abs(after)))
    return max(last_place(after - before), level - 1)


def written_to(value: float, place: int, least: int = 0) -> tuple[float, int]:
    """Return a value rounded at a power of ten, and the decimals to write it with.

    Args:
        value: Any number.
        place: Where it is rounded, e.g. 3 for thousands and -1 for one decimal.
        least: The finest place that is ever written: 0 for what is counted whole.
    """
    place = max(place, least)
    return round(value, -place), max(0, -place)
