"""The teams' hours and those of each instrument, as tables."""

from collections.abc import Sequence

from dashboard import formats
from dashboard.pages.capacity.query import TeamHours
from dashboard.pages.capacity.sheets import Sheet
from dashboard.published import Row
from dashboard.texts import Words


def hours_sheet(teams: Sequence[TeamHours], words: Words) -> Sheet:
    """Return the hours of each team over all months of the plan."""
    names = ("region", "team", "items", "available", "planned", "reserved", "free", "used")
    return Sheet(
        "hours",
        words("hours.caption"),
        [words(f"hours.{name}") for name in names],
        [_team(item, words) for item in teams],
        frozenset(range(2, len(names))),
    )


def months_sheet(hours: Sequence[TeamHours], words: Words) -> Sheet:
    """Return the hours of each team month by month."""
    names = ("region", "team", "month", "items", "available", "planned", "reserved", "free", "used")
    rows = [
        [region, team, formats.month(item.month, words.language), *rest]
        for item in hours
        for region, team, *rest in [_team(item, words)]
    ]
    header = [words(f"hours.{name}") for name in names]
    return Sheet("hours-by-month", words("hours.months"), header, rows, frozenset(range(3, len(names))))


def instruments_sheet(rows: Sequence[Row], words: Words) -> Sheet:
    """Return the hours of each instrument in the whole plan."""
    names = ("instrument", "items", "hours", "share")
    total = sum(row["hours"] for row in rows)
    cells = [
        [
            words.of_code("instrument", row["instrument"]),
            formats.number(row["items"], words.language),
            formats.number(row["hours"], words.language),
            formats.share(row["hours"] / total if total else None, words.language),
        ]
        for row in rows
    ]
    header = [words(f"instruments.{name}") for name in names]
    return Sheet("instruments", words("instruments.heading"), header, cells, frozenset({1, 2, 3}))


def _team(item: TeamHours, words: Words) -> list[str]:
    used = item.planned / item.available if item.available else None
    return [
        words.of_code("region", item.region),
        item.team,
        formats.number(item.items, words.language),
        *(formats.number(value, words.language) for value in (item.available, item.planned, item.reserved)),
        formats.number(item.free, words.language),
        formats.share(used, words.language),
    ]
