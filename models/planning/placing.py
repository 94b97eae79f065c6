"""What lot gives out: employers with an instrument, a team and, where the hours allow, a month."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Integers

NO_MONTH = -1


@dataclass(frozen=True, eq=False)
class Placed:
    """Employers that were drawn: positions, instruments, teams and months; ``NO_MONTH`` for what did not fit."""

    employer: Integers
    instrument: Integers
    team: Integers
    month: Integers

    @property
    def fitted(self) -> "Placed":
        """Those that got a month."""
        kept = self.month != NO_MONTH
        return Placed(self.employer[kept], self.instrument[kept], self.team[kept], self.month[kept])

    def hours(self, item_hours: Floats, shape: tuple[int, int]) -> Floats:
        """Return the hours taken of each team and month, from those of each employer and instrument, (n, K)."""
        taken = np.zeros(shape)
        own = self.fitted
        np.add.at(taken, (own.team, own.month), item_hours[own.employer, own.instrument])
        return taken


def join(parts: list[Placed]) -> Placed:
    """Return all that several lots gave out."""
    names = ("employer", "instrument", "team", "month")
    empty = np.empty(0, dtype=np.int64)
    return Placed(*(np.concatenate([empty, *(getattr(part, name) for part in parts)]) for name in names))


def months_by_lot(hours: Floats, room: Floats, generator: np.random.Generator) -> Integers:
    """Return a month for each of a team's items, by lot in proportion to the hours of the months.

    What does not fit the month of its lot goes to the month with most room left; what fits none gets ``NO_MONTH``.

    Args:
        hours: Hours of the items, in the order in which they are placed.
        room: The team's hours of each month, (M,).
        generator: The lots.
    """
    if not len(hours) or room.sum() <= 0:
        return np.full(len(hours), NO_MONTH, dtype=np.int64)
    months = generator.choice(len(room), size=len(hours), p=room / room.sum()).astype(np.int64)
    taken = np.zeros(len(room))
    fits = np.zeros(len(hours), dtype=bool)
    for month in range(len(room)):
        own = np.flatnonzero(months == month)
        spent = np.cumsum(hours[own])
        fits[own] = spent <= room[month]
        taken[month] = spent[spent <= room[month]].max(initial=0.0)
    # Only what is left over goes one by one: it is seldom more than a few.
    for item in np.flatnonzero(~fits):
        month = int(np.argmax(room - taken))
        fitting = hours[item] <= room[month] - taken[month]
        months[item] = month if fitting else NO_MONTH
        taken[month] += hours[item] * fitting
    return months
