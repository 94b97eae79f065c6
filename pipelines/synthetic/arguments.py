"""What is asked of the synthetic Netherlands, checked before any work is done."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from data_contracts.errors import KompasError

EARLIEST_MONTH = date(2024, 1, 1)
MOST_EMPLOYERS = 1_000_000
MOST_MONTHS = 120
MEMORY_LIMIT = re.compile(r"\d+(\.\d+)?(MB|GB)")


def first_day(month_number: int) -> date:
    """Return the first day of a month, counted as year x 12 + month - 1."""
    return date(month_number // 12, month_number % 12 + 1, 1)


def last_day(month_number: int) -> date:
    """Return the last day of a month, counted as year x 12 + month - 1."""
    return first_day(month_number + 1) - timedelta(days=1)


@dataclass(frozen=True)
class Arguments:
    """The size, the window and the seed of one synthetic Netherlands.

    Attributes:
        employers: How many employers exist at one time or another within the window.
        months: Length of the window in months.
        last_month: First day of its last month.
        visits_per_month: Inspection cases that start each month.
        random_share: Share of them drawn by lot from all active employers.
        seed: Start of all random numbers.
        bias: How strongly the choice by hand follows habits and red flags instead of chance (0 to 2).
        discrimination_odds_ratio: Odds of group b over group a to be chosen by hand at equal risk; 1 is off.
    """

    employers: int
    months: int
    last_month: date
    visits_per_month: int
    random_share: float
    seed: int
    bias: float = 1.0
    discrimination_odds_ratio: float = 1.0

    @property
    def last_month_number(self) -> int:
        """The last month, counted as year x 12 + month - 1."""
        return self.last_month.year * 12 + self.last_month.month - 1

    @property
    def first_month_number(self) -> int:
        """The first month of the window, counted the same way."""
        return self.last_month_number - self.months + 1

    @property
    def first_month(self) -> date:
        """First day of the window."""
        return first_day(self.first_month_number)

    @property
    def horizon(self) -> date:
        """Last day of the window: what becomes known later about employers and cases is not delivered."""
        return last_day(self.last_month_number)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all arguments: the same for every drop of one delivery, and another for another."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()

    @property
    def random_visits(self) -> int:
        """Cases a month in the random arm."""
        return round(self.visits_per_month * self.random_share)


def check_arguments(arguments: Arguments) -> None:
    """Refuse a synthetic Netherlands that cannot be made.

    Raises:
        KompasError: A value is out of its range; the message gives the range.
    """
    _between("employers", arguments.employers, 100, MOST_EMPLOYERS)
    _between("months", arguments.months, 1, MOST_MONTHS)
    _between("random_share", arguments.random_share, 0, 1)
    _between("seed", arguments.seed, 0, 2**31 - 1)
    _between("bias", arguments.bias, 0, 2)
    _between("discrimination_odds_ratio", arguments.discrimination_odds_ratio, 1, 5)
    _between("visits_per_month", arguments.visits_per_month, 1, arguments.employers // 4)
    if arguments.last_month.day != 1:
        raise KompasError(
            f"The last month must be given by its first day, not {arguments.last_month}.",
            "last_month",
            f"Give {arguments.last_month.replace(day=1)}.",
        )
    if arguments.first_month_number < EARLIEST_MONTH.year * 12:
        raise KompasError(
            f"The window begins before {EARLIEST_MONTH:%Y-%m}, when there was no hourly minimum wage yet.",
            "months, last_month",
            "Ask for fewer months or a later last month.",
        )


def check_resources(threads: int, memory_limit: str) -> None:
    """Refuse settings that the database engine cannot run with.

    Raises:
        KompasError: No thread, or a memory limit in another form than ``2GB`` or ``800MB``.
    """
    _between("threads", threads, 1, 1024)
    if not MEMORY_LIMIT.fullmatch(memory_limit):
        raise KompasError(
            f"The memory limit {memory_limit!r} is not understood.", "memory_limit", "Write it as 2GB or 800MB."
        )


def _between(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise KompasError(
            f"{name} is {value}, but must lie between {lowest} and {highest}.", name, "Give a value in that range."
        )
