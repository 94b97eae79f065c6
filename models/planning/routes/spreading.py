"""Which week a visit is made in, and which day a joint visit: spread over the month, near ones together."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.planning.routes.distances import base_of_region, places, travel_between
from models.planning.routes.parameters import RouteParameters
from models.planning.routes.visits import Visit, WeekPart, lot


@dataclass(frozen=True)
class Crews:
    """How many crews each team has in a month; one where nothing is known."""

    of_team: Mapping[tuple[str, date], int]

    def count(self, team: str, month: date) -> int:
        """Return the number of crews of a team in a month."""
        return self.of_team.get((team, month), 1)


def fix_joint_visits(
    visits: Sequence[Visit],
    days: Sequence[date],
    crews: Crews,
    parameters: RouteParameters,
    *,
    loosely: frozenset[str] = frozenset(),
) -> dict[str, tuple[Visit, ...]]:
    """Return each joint visit's visits, all on one day and, where that can be, beginning within an hour or so.

    The day is the one on which the teams have fewest minutes of joint visits so far; which of several is drawn.

    Args:
        visits: The visits of a month that are part of a joint visit.
        days: The days of the month on which visits are made.
        crews: For each team; when it has fewer crews than visits of the joint visit, only the day is fixed.
        parameters: How close together the visits begin.
        loosely: Joint visits of which only the day is fixed.
    """
    bundles: dict[str, list[Visit]] = {}
    for visit in visits:
        bundles.setdefault(visit.bundle or "", []).append(visit)
    taken: Counter[tuple[str, date]] = Counter()
    fixed = {}
    for name in sorted(bundles):
        members = bundles[name]
        day = min(days, key=lambda item: (sum(taken[visit.team, item] for visit in members), lot(name, item)))
        taken.update({(team, day): minutes for team, minutes in _minutes_by_team(members).items()})
        timed = members if name in loosely else _together(members, crews, parameters)
        fixed[name] = tuple(replace(visit, day=day) for visit in timed)
    return fixed


def _minutes_by_team(members: Sequence[Visit]) -> Counter[str]:
    minutes: Counter[str] = Counter()
    for visit in members:
        minutes[visit.team] += visit.minutes
    return minutes


def _together(members: Sequence[Visit], crews: Crews, parameters: RouteParameters) -> Sequence[Visit]:
    """Return the visits with the same short time in which they begin; as they are when there is no such time."""
    needed = Counter(visit.team for visit in members)
    if any(count > crews.count(team, members[0].month) for team, count in needed.items()):
        return members
    first = max(max(visit.earliest, _reachable_from(visit, parameters)) for visit in members)
    last = min(*(visit.latest for visit in members), first + parameters.overlap_window)
    return [replace(visit, earliest=first, latest=last) for visit in members] if first <= last else members


def _reachable_from(visit: Visit, parameters: RouteParameters) -> int:
    travel = travel_between([base_of_region()[visit.region], visit.municipality], parameters)
    return parameters.earliest_start + int(travel.minutes[0, 1])


def spread_over_weeks(
    visits: Sequence[Visit], parts: Sequence[WeekPart], fixed: Sequence[Visit], salt: str
) -> tuple[tuple[Visit, ...], ...]:
    """Return which visits of a team each week of a month gets, besides those that are fixed to a day.

    The visits are taken in the order of their direction from the base (the sweep of Gillett and Miller, 1974) and cut
    into weeks whose minutes at sites go by their days. Where the sweep starts and which week gets which part are drawn,
    so that a week says nothing of what is in it.

    Args:
        visits: The visits of one team and month that are not fixed.
        parts: The weeks of the month.
        fixed: The team's visits that are fixed to a day of the month.
        salt: What the lots are drawn by.
    """
    weeks: list[list[Visit]] = [[] for _ in parts]
    order = sorted(range(len(parts)), key=lambda position: lot(salt, parts[position].week))
    room = _room(visits, [parts[position] for position in order], fixed)
    total, done, place = sum(visit.minutes for visit in visits), 0.0, 0
    for visit in sorted(visits, key=lambda item: _direction(item, salt)):
        middle = (done + visit.minutes / 2) / total
        while place < len(order) - 1 and middle > room[place]:
            place += 1
        weeks[order[place]].append(visit)
        done += visit.minutes
    return tuple(tuple(week) for week in weeks)


def _room(visits: Sequence[Visit], parts: Sequence[WeekPart], fixed: Sequence[Visit]) -> list[float]:
    """Return up to which share of all minutes each week in turn is filled: by its days, less what is fixed in it."""
    days = sum(len(part.days) for part in parts)
    held = [sum(visit.minutes for visit in fixed if visit.day in part.days) for part in parts]
    share = (sum(visit.minutes for visit in visits) + sum(held)) / days
    left = [max(0.0, len(part.days) * share - minutes) for part, minutes in zip(parts, held, strict=True)]
    total = sum(left) or 1.0
    return [sum(left[: position + 1]) / total for position in range(len(left))]


def _direction(visit: Visit, salt: str) -> tuple[float, int]:
    """Return the angle at which a visit lies from the base, from a drawn start, and a lot for those in one place."""
    base, place = places()[base_of_region()[visit.region]], places()[visit.municipality]
    eastward = (place.longitude - base.longitude) * math.cos(math.radians(base.latitude))
    angle = math.atan2(place.latitude - base.latitude, eastward)
    start = 2 * math.pi * (lot(salt, "start") / 2**64)
    return ((angle - start) % (2 * math.pi), lot(salt, visit.employer_id))
