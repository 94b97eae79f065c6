"""What a plan is chosen from and what it keeps to, as arrays: the problem that the solver gets.

Sizes: n employers, T teams, M months, R regions, L laws and K instruments. Hours are hours of work of a team.
"""

from dataclasses import dataclass
from datetime import date

from models.arrays import Booleans, Floats, Integers

INSTRUMENTS = ("letter", "desk_check", "visit")
"""The instruments of one employer alone, in the order of the arrays."""
LETTER, DESK_CHECK, VISIT = range(len(INSTRUMENTS))
JOINT_VISIT = "joint_visit"
"""What a visit is called that goes together with those of a bundle."""


@dataclass(frozen=True)
class Team:
    """A team: its name, the region that it works in, and the laws that it can examine."""

    name: str
    region: str
    laws: frozenset[str]


@dataclass(frozen=True, eq=False)
class GroupLimit:
    """How many hours must, or may, go to a group of employers.

    Attributes:
        name: What the group is, as ``law:WML``, ``sector:A``, ``region:Noord`` or ``size_class:1``.
        at_least: True for a lower limit, False for an upper one.
        hours: The limit in hours (travel counts), after what is already given out has been taken off.
        members: Which employers are in the group, (n,).
        visits_only: Whether only hours of visits count, joint ones among them, and not those of letters and checks.
    """

    name: str
    at_least: bool
    hours: float
    members: Booleans
    visits_only: bool = False


@dataclass(frozen=True, eq=False)
class Problem:
    """Choose for some employers an instrument, a team and a month, so that the yield is highest.

    An employer is looked at once at most in the period. What an instrument yields does not depend on the month, but
    for the laws that hold in it, nor on the team, but for the laws that it can examine.

    Attributes:
        teams: The teams, T.
        months: The first days of the months, M.
        laws: The laws, L.
        capacity: Hours of a team in a month that may be given out, (T, M).
        law_weight: 1, or 0 in a month in which a law does not hold, (M, L).
        region: The regions' names, R.
        employer_region: Each employer's region, a position in ``region``, (n,).
        travel: Extra hours of a visit by a team in a region, (R, T); infinite where the team may not go at all.
        hours: Hours that an instrument takes, (n, K); infinite where the employer cannot get it.
        value: What an instrument is expected to yield, by law, (n, K, L).
        eligible: Who may be chosen, (n,).
        links: Pairs of positions that may not both be visited or checked in the period, but jointly, (m, 2).
        bundles: Positions of employers that can be visited jointly, in one month, each by a team of its region.
        limits: Limits on the hours of groups.
    """

    teams: tuple[Team, ...]
    months: tuple[date, ...]
    laws: tuple[str, ...]
    capacity: Floats
    law_weight: Floats
    region: tuple[str, ...]
    employer_region: Integers
    travel: Floats
    hours: Floats
    value: Floats
    eligible: Booleans
    links: Integers
    bundles: tuple[tuple[int, ...], ...]
    limits: tuple[GroupLimit, ...]
