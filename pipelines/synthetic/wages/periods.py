"""The periods of wage returns: calendar months, and four weeks of which thirteen fill a year."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

FOUR_WEEKS = timedelta(days=28)
PERIODS_A_YEAR = 13
# A day is 12/84 of a week; a month counts as a twelfth of 52 weeks.
WEEKS_A_DAY = 12
WEEKS_A_MONTH = 364


@dataclass(frozen=True)
class PayPeriod:
    """A period of a wage return, reported in the drop of the month in which it ends.

    Attributes:
        m: That month, counted as year x 12 + month - 1.
        is_four_weekly: Four weeks, not a month.
        period: First day.
        period_end: Last day.
        weeks: Its length in 84ths of a week.
        turn: 2 for the second of two periods of four weeks that end in one month (December), else 1.
    """

    m: int
    is_four_weekly: bool
    period: date
    period_end: date
    weeks: int
    turn: int = 1


def pay_periods(month_number: int) -> list[PayPeriod]:
    """Return the periods that end in a month: the month itself, and one or two periods of four weeks."""
    first = date(month_number // 12, month_number % 12 + 1, 1)
    last = date((month_number + 1) // 12, (month_number + 1) % 12 + 1, 1) - timedelta(days=1)
    month = PayPeriod(month_number, False, first, last, WEEKS_A_MONTH)
    ended = [period for period in _four_weekly(first.year) if period.m == month_number]
    return [month, *(replace(period, turn=turn) for turn, period in enumerate(ended, start=1))]


def _four_weekly(year: int) -> list[PayPeriod]:
    """Return the thirteen periods of a year: the first starts on 1 January, the last ends on 31 December."""
    starts = [date(year, 1, 1) + FOUR_WEEKS * turn for turn in range(PERIODS_A_YEAR)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), date(year, 12, 31)]
    return [
        PayPeriod(end.year * 12 + end.month - 1, True, start, end, WEEKS_A_DAY * ((end - start).days + 1))
        for start, end in zip(starts, ends, strict=True)
    ]
