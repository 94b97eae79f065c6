"""Columns of the relaxation: ways of using an employer, or of using all members of a bundle together."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats, Integers


@dataclass(frozen=True, eq=False)
class Columns:
    """c columns with e entries: an employer alone is one entry, a bundle one for each member.

    Attributes:
        value: What a column yields, (c,).
        bundle: The bundle's position, or -1, (c,).
        column: Which column an entry belongs to, rising, (e,).
        employer: Position of the employer, (e,).
        instrument: Position of the instrument, (e,).
        pot: Which pot the hours come from, (e,).
        hours: Hours with travel, (e,).
    """

    value: Floats
    bundle: Integers
    column: Integers
    employer: Integers
    instrument: Integers
    pot: Integers
    hours: Floats

    def __len__(self) -> int:
        return len(self.value)

    def take(self, kept: Booleans) -> "Columns":
        """Return the columns that a mask keeps, (c,)."""
        entries = kept[self.column]
        place = np.cumsum(kept) - 1
        return Columns(
            self.value[kept],
            self.bundle[kept],
            place[self.column[entries]],
            self.employer[entries],
            self.instrument[entries],
            self.pot[entries],
            self.hours[entries],
        )

    def column_sums(self, of_entries: Floats) -> Floats:
        """Return the sums by column of a number for each entry."""
        return np.asarray(np.bincount(self.column, weights=of_entries, minlength=len(self)), np.float64)


def singles(employer: Integers, instrument: Integers, pot: Integers, hours: Floats, value: Floats) -> Columns:
    """Return columns of one employer each."""
    count = len(employer)
    return Columns(value, np.full(count, -1), np.arange(count), employer, instrument, pot, hours)


def joined(parts: list[Columns]) -> Columns:
    """Put columns after each other."""
    before = np.cumsum([0, *(len(part) for part in parts)])
    return Columns(
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.bundle for part in parts]),
        np.concatenate([part.column + start for part, start in zip(parts, before, strict=False)]),
        np.concatenate([part.employer for part in parts]),
        np.concatenate([part.instrument for part in parts]),
        np.concatenate([part.pot for part in parts]),
        np.concatenate([part.hours for part in parts]),
    )
