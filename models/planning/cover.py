"""Cover for the random arm: of each kind of employer the solver chooses visits too, and not the lot alone.

Where the objective chooses nobody of a kind, a visit of that kind can only have been drawn. So the solver's own hours
of visits in a size class and in a group of sectors are at least so many times those that were drawn there, as far as
there are employers to choose.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.planning.placing import Placed
from models.planning.problem import GroupLimit

COVER = "cover"
DIMENSIONS = ("size_class", "sector_group")
"""What a stratum is made of, in this order (``models.planning.strata``)."""


@dataclass(frozen=True, eq=False)
class CoverGroups:
    """The kinds of employers that are covered: C groups, D dimensions.

    Attributes:
        names: As ``cover:size_class:5-9``, (C,).
        of: Each employer's group in each dimension, positions in ``names``, (D, n).
        region: Each employer's region, (n,).
        visit_hours: Hours of a visit, (n,).
    """

    names: tuple[str, ...]
    of: Integers
    region: Integers
    visit_hours: Floats

    def hours(self, employer: Integers, regions: int) -> Floats:
        """Return the hours of visits to some employers by group and region, (C, R)."""
        found = np.zeros(len(self.names) * regions)
        for groups in self.of:
            at = groups[employer] * regions + self.region[employer]
            found += np.bincount(at, self.visit_hours[employer], len(found))
        return found.reshape(len(self.names), regions)


def cover_groups(strata: pl.Series, region: Integers, visit_hours: Floats) -> CoverGroups:
    """Return the groups of employers, from their strata (``5-9|hospitality``); the rest as ``CoverGroups`` has it."""
    parts = strata.str.split_exact("|", len(DIMENSIONS) - 1).struct.unnest()
    names: list[str] = []
    rows = []
    for dimension, column in zip(DIMENSIONS, parts.iter_columns(), strict=True):
        groups = sorted(column.unique())
        places = {group: len(names) + place for place, group in enumerate(groups)}
        rows.append(column.replace_strict(places, return_dtype=pl.Int64).to_numpy())
        names.extend(f"{COVER}:{dimension}:{group}" for group in groups)
    return CoverGroups(tuple(names), np.array(rows, dtype=np.int64), region, visit_hours)


def cover_limits(
    groups: CoverGroups, drawn: Placed, free: Booleans, room: Floats, share: float
) -> tuple[GroupLimit, ...]:
    """Return the least hours of chosen visits by group.

    A group's are ``share`` times what was drawn in it, but no more than there is to visit: in each region its
    employers that are free, as far as a month of a team is long enough and the teams of the region have hours.

    Args:
        groups: The groups.
        drawn: The random arm.
        free: Who may be chosen, (n,).
        room: Hours that are left to choose with, by region, team and month, 0 for a team of another region, (R, T, M).
        share: How many hours of chosen visits stand beside an hour of drawn ones; 0: no limits.
    """
    if share <= 0:
        return ()
    month, regions = room.max(axis=(1, 2), initial=0.0), len(room)
    there = np.flatnonzero(free & (groups.visit_hours <= month[groups.region]))
    most = np.minimum(groups.hours(there, regions), room.sum(axis=(1, 2))).sum(axis=1)
    hours = np.minimum(share * groups.hours(drawn.fitted.employer, regions).sum(axis=1), most)
    return tuple(
        GroupLimit(name, at_least=True, hours=float(least), members=(groups.of == place).any(axis=0), visits_only=True)
        for place, (name, least) in enumerate(zip(groups.names, hours, strict=True))
    )
