"""The dates of a build: the as-of date and the twelve periods that had ended before its month."""

from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = 12


@dataclass(frozen=True)
class Window:
    """The twelve monthly periods before the month of the as-of date; periods are first days of months.

    The month of the as-of date itself is left out: its returns are due a month later, so that hardly any is known.
    """

    as_of: date

    @property
    def last_period(self) -> date:
        """The month before that of the as-of date."""
        return month_before(self.as_of)

    @property
    def first_period(self) -> date:
        """Eleven months before the last period."""
        return self.as_of.replace(day=1, year=self.as_of.year - 1)

    @property
    def values(self) -> dict[str, date | int]:
        """The dates under the names that the SQL files use; months are counted as 12 times the year plus the month."""
        return {
            "as_of": self.as_of,
            "first_period": self.first_period,
            "last_period": self.last_period,
            "first_month": month_number(self.first_period),
            "last_month": month_number(self.last_period),
            "periods": PERIODS,
            "year_ago": years_before(self.as_of, 1),
            "two_years_ago": years_before(self.as_of, 2),
            "five_years_ago": years_before(self.as_of, 5),
        }


def month_number(day: date) -> int:
    """Return 12 times the year plus the month, so that months can be subtracted from each other."""
    return 12 * day.year + day.month


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; of 29 February the 28th where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def next_month(month: date) -> date:
    """Return the first day of the month after a day's month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before a day's month."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)
