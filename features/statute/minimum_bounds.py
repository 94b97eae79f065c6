"""Between which amounts the hourly minimum certainly lies: of a day, and of the period of a return.

From 2024 the minimum of a day is one amount. Before, it followed from the amount for a month or week and from the
length of the normal working week in the sector, which no register holds (Wml art. 8 and 12 as they read until 2024).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any, NamedTuple

from features.statute.minimum_wage import BBL_AGES, YOUNGEST_AGE, hourly_minimum
from features.statute.parameters import Known, cache_of_the_law, holds_on
from features.window import next_month

UNTIL_2024 = "wml.hourly_minimum_until_2024"
FIRST_HOURLY = date(2024, 1, 1)
HIGHEST_SCALE_AGE = 22
"""Full age was 22 until July 2019; from it on, all ages have the same minimum."""
LONGEST_DAY, SHORTEST_DAY = Fraction(8), Fraction(36, 5)
"""Hours of a working day in a week of 40 and of 36 hours."""
MONTHS_AHEAD = range(3)
"""A period of at most 35 days ends in the month in which it starts, or in one of the two after it."""


class Bounds(NamedTuple):
    """The lowest and the highest that the minimum may be, in cents an hour."""

    lowest: int
    highest: int


@dataclass(frozen=True)
class PeriodMinimum:
    """The minimum of returns whose period starts in the month ``period``.

    ``months_ahead`` is in how many months' time the period ends (0: in the same month) and ``older`` how many years
    older the worker then is. ``cents`` is the lowest minimum of its days and ``high_cents`` the highest that one of
    them may have; ``between_reason`` is why pay between the two cannot be tested.
    """

    period: date
    age: int
    bbl: bool
    months_ahead: int
    older: int
    cents: int
    high_cents: int
    between_reason: str


@cache_of_the_law
def minimum_bounds(on: date, age: int, bbl: bool, whole_month: bool) -> Bounds | None:
    """Return between which amounts the hourly minimum of a person lay on a date; ``None`` when that is not known.

    Args:
        on: The day worked.
        age: Age in whole years.
        bbl: Whether the person is an apprentice in the work-based route.
        whole_month: Whether pay may have been set by the month. Before 2024 the month's amount was then due however
            many working days the month had, so that an hour of a long month earned less, and of a short one more.
    """
    if on >= FIRST_HOURLY:
        answer = hourly_minimum(on, age, bbl)
        return Bounds(answer.value, answer.value) if isinstance(answer, Known) else None
    answer = holds_on(UNTIL_2024, on)
    if age < YOUNGEST_AGE or not isinstance(answer, Known):
        return None
    share, amounts = _share_of_adult(on, age, bbl), answer.value
    lowest, highest = Fraction(amounts["40"]), Fraction(amounts["36"])
    if whole_month:
        days = _weekdays(on)
        lowest = min(lowest, amounts["month"] / (LONGEST_DAY * days))
        highest = max(highest, amounts["month"] / (SHORTEST_DAY * days))
    return Bounds(floor(lowest * share), ceil(highest * share))


def period_minimums(first: date, last: date) -> list[PeriodMinimum]:
    """Return what returns whose period starts in one of these months have to pay at least.

    Ages run from 15 to 22 (22 stands for 22 and over). What is unknown in part of a period has no row.

    Args:
        first: First day of the first month.
        last: First day of the last month.
    """
    ages = range(YOUNGEST_AGE, HIGHEST_SCALE_AGE + 1)
    rows: list[PeriodMinimum] = []
    while first <= last:
        cases = product(ages, (False, True), MONTHS_AHEAD, (0, 1))
        found = [_period_minimum(first, *case) for case in cases if case[2] or not case[3]]
        rows += [row for row in found if row is not None]
        first = next_month(first)
    return rows


def between_reason(period: date) -> str:
    """Return why pay between the two minima of a period cannot be tested."""
    return "minimum_changes" if period >= FIRST_HOURLY else "working_week"


def _period_minimum(period: date, age: int, bbl: bool, months_ahead: int, older: int) -> PeriodMinimum | None:
    """Return the minimum of one kind of period, from those of its first and its last month."""
    end = period
    for _ in range(months_ahead):
        end = next_month(end)
    at_start = minimum_bounds(period, age, bbl, months_ahead == 0)
    at_end = minimum_bounds(end, age + older, bbl, months_ahead == 0)
    if at_start is None or at_end is None:
        return None
    low, high = min(at_start.lowest, at_end.lowest), max(at_start.highest, at_end.highest)
    return PeriodMinimum(period, age, bbl, months_ahead, older, low, high, between_reason(period))


def _share_of_adult(on: date, age: int, bbl: bool) -> Fraction:
    """Return which part of the adult amount an age has; a scale says nothing of ages that have all of it."""
    scale: Any = holds_on("wml.bbl_scale" if bbl and age in BBL_AGES else "wml.youth_scale", on)
    return Fraction(str(scale.value.get(str(age), 100))) / 100


def _weekdays(month: date) -> int:
    """Return how many days of a month are Monday to Friday."""
    first = month.replace(day=1)
    days = (next_month(first) - first).days
    return sum((first + timedelta(day)).weekday() < 5 for day in range(days))
