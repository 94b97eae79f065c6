"""The visits that are to be routed, and the weeks in which that can be."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from models.planning.routes.parameters import RouteParameters


@dataclass(frozen=True)
class Visit:
    """One visit.

    Attributes:
        employer_id: Whom.
        team: By which team.
        region: The team's region.
        month: First day of the month in which it is to be made.
        municipality: Code of the municipality where the site is.
        minutes: How long it takes at the site.
        earliest: From when it may begin, in minutes after midnight.
        latest: Until when it may begin, so that it ends within the site's window.
        bundle: Which joint visit it is part of, if any.
        day: The day on which it must be made, if that is fixed.
    """

    employer_id: str
    team: str
    region: str
    month: date
    municipality: str
    minutes: int
    earliest: int
    latest: int
    bundle: str | None = None
    day: date | None = None


@dataclass(frozen=True)
class WeekPart:
    """The days of one week in one month on which visits are made; ``week`` is its Monday."""

    month: date
    week: date
    days: tuple[date, ...]


def visits_of(frame: pl.DataFrame, parameters: RouteParameters) -> tuple[Visit, ...]:
    """Return the visits of a frame, in the order of the employers.

    Args:
        frame: ``employer_id, team, region, month, municipality_code, sector, size_class, bundle_id``; the place is
            known of all.
        parameters: Windows and minutes at the site.
    """
    return tuple(_visits(frame.sort("employer_id"), parameters))


def _visits(frame: pl.DataFrame, parameters: RouteParameters) -> Iterator[Visit]:
    for row in frame.iter_rows(named=True):
        window, minutes = parameters.window(row["sector"]), parameters.minutes_on_site(row["size_class"])
        yield Visit(
            row["employer_id"],
            row["team"],
            row["region"],
            row["month"],
            row["municipality_code"],
            minutes,
            window.opens,
            window.closes - minutes,
            row["bundle_id"],
        )


def weeks_of(month: date, parameters: RouteParameters) -> tuple[WeekPart, ...]:
    """Return the weeks of a month, each with its own working days of that month; weeks without any are left out.

    Args:
        month: First day of the month.
        parameters: On which days there are no visits.
    """
    days = [month + timedelta(days=offset) for offset in range(31)]
    worked = [day for day in days if day.month == month.month and parameters.works_on(day)]
    mondays = sorted({_monday(day) for day in worked})
    return tuple(WeekPart(month, week, tuple(day for day in worked if _monday(day) == week)) for week in mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def crews_of(hours: float, parameters: RouteParameters) -> int:
    """Return how many crews a team has in a month by its hours: whole crews, one at least.

    Args:
        hours: The team's hours in the month, those for reactive work taken off.
        parameters: How many inspectors go together, and the working hours of each.
    """
    return max(1, int(hours / (parameters.crew_size * parameters.crew_hours)))


def lot(*parts: object) -> int:
    """Return a number that looks drawn and always is the same for the same parts, so that an order says nothing."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
