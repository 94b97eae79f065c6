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
        return (self.as_of.replace(day=1) - timedelta(days=1)).replace(day=1)

    @property
    def first_period(self) -> date:
        """Eleven months before the last period."""
        return self.as_of.replace(day=1, year=self.as_of.year - 1)

    @property
    def values(self) -> dict[str, date | int]:
        """The dates under the names that the SQL files use."""
        return {
            "as_of": self.as_of,
            "first_period": self.first_period,
            "last_period": self.last_period,
            "periods": PERIODS,
        }
