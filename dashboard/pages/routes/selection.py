"""Which team, week and day the routes page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

TEAM, WEEK, DAY = "team", "week", "day"


@dataclass(frozen=True)
class Selection:
    """A team's week, and one day of it; without a day the whole week."""

    team: str
    week: date
    day: date | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """The selection as an address carries it."""
        told = {TEAM: self.team, WEEK: self.week.isoformat()}
        return told | ({DAY: self.day.isoformat()} if self.day else {})


def selection_of(asked: Mapping[str, Any], weeks: Mapping[str, list[date]]) -> Selection | None:
    """Return the selection that is asked for, as far as it exists: else the first team, its first week, all days.

    Args:
        asked: ``team``, ``week`` and ``day``, from an address or a form; can be anything.
        weeks: The weeks of each team that has routes.
    """
    if not weeks:
        return None
    team = next((name for name in weeks if name == asked.get(TEAM)), next(iter(weeks)))
    asked_week = _day(asked.get(WEEK))
    week = asked_week if asked_week in weeks[team] else weeks[team][0]
    day = _day(asked.get(DAY))
    return Selection(team, week, day if day and 0 <= (day - week).days < 7 else None)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
