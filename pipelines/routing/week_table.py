"""A team's week in the terminal. Nothing in it says why an employer was chosen, or which visits go together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.reference_data import municipalities
from data_contracts.snapshots import Snapshot
from features.formatting import number
from models.inputs import Language
from models.planning.routes.routing import SITE_DOUBTFUL
from models.planning.routes.words import reason_text, route_words

MOST_TO_CHECK = 20
HOUR = 60


@dataclass(frozen=True)
class TeamWeek:
    """The week of a team in a routes snapshot."""

    routes: Snapshot
    team: str
    week: date


def chosen_week(routes: Snapshot, team: str | None, week: date | None) -> TeamWeek:
    """Return which week of which team is shown: the first of the first team where nothing is asked.

    Raises:
        KompasError: There is no such team; the message names those there are.
    """
    days = pl.read_parquet(routes.table("days"), columns=["team", "week"])
    unrouted = pl.read_parquet(routes.table("unrouted"), columns=["team"])
    teams = sorted({*days["team"], *unrouted["team"]})
    if not teams or (team is not None and team not in teams):
        raise KompasError(
            f"These routes have no team {team or ''}; there are: {', '.join(teams) or 'none'}.",
            str(routes.path),
            "Name one of them with --team.",
        )
    name = team or teams[0]
    first = days.filter(pl.col("team") == name)["week"].min()
    shown = week or (first if isinstance(first, date) else date.fromisoformat(str(routes.manifest.notes["months"][0])))
    return TeamWeek(routes, name, date.fromordinal(shown.toordinal() - shown.weekday()))


def week_lines(chosen: TeamWeek, language: Language) -> Iterator[str]:
    """Yield a team's week as lines: each crew's day, what is to be checked first, and what is taken for granted."""
    notes = chosen.routes.manifest.notes
    week = f"{chosen.week:%d-%m-%Y}"
    yield route_words("table.title", language, team=chosen.team, week=week, plan=notes["plan_id"])
    yield from _days(chosen, language)
    yield from _unrouted(chosen, language)
    assumed = notes["assumptions"]
    detour = number(assumed["detour_factor"], language, 1)
    yield route_words("assumed", language, detour=detour, speed=assumed["speed"])


def _days(chosen: TeamWeek, language: Language) -> Iterator[str]:
    own = (pl.col("team") == chosen.team) & (pl.col("week") == chosen.week)
    days = pl.read_parquet(chosen.routes.table("days")).filter(own).sort("day", "crew")
    stops = pl.read_parquet(chosen.routes.table("stops")).filter(own).sort("day", "crew", "position")
    if days.is_empty():
        yield route_words("table.none", language)
        return
    head = [route_words(f"table.{name}", language) for name in ("day", "crew", "time", "employer", "place", "travel")]
    rows = [_row(row, language) for row in stops.iter_rows(named=True)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    yield _line(head, widths)
    of_day = {(row["day"], row["crew"]): row for row in days.iter_rows(named=True)}
    last = {(row["day"], row["crew"]): row["position"] for row in stops.iter_rows(named=True)}
    for row, cells in zip(stops.iter_rows(named=True), rows, strict=True):
        yield _line(cells, widths)
        key = (row["day"], row["crew"])
        if row["position"] == last[key]:
            yield _line(["", "", _back(of_day[key], language)], [widths[0], widths[1], 0])


def _row(row: dict[str, object], language: Language) -> list[str]:
    minutes, km = row["travel_minutes"], number(float(str(row["travel_km"])), language, 1)
    return [
        f"{row['day']:%d-%m}",
        str(row["crew"]),
        f"{_time(row['arrive'])}-{_time(row['leave'])}",
        f"{row['trade_name']} ({row['employer_id']})",
        _place(row["municipality_code"], language),
        route_words("table.travel_value", language, minutes=minutes, km=km),
    ]


def _back(row: dict[str, object], language: Language) -> str:
    hours, km = (number(float(str(row[name])), language, 1) for name in ("hours", "km"))
    return route_words("table.back", language, time=_time(row["finish"]), hours=hours, km=km)


def _unrouted(chosen: TeamWeek, language: Language) -> Iterator[str]:
    unrouted = pl.read_parquet(chosen.routes.table("unrouted")).filter(pl.col("team") == chosen.team)
    doubtful = unrouted.filter(pl.col("reason") == SITE_DOUBTFUL)
    if len(doubtful):
        yield route_words("check_list", language, count=len(doubtful))
    for row in doubtful.head(MOST_TO_CHECK).iter_rows(named=True):
        seen = row["last_seen_active"]
        day = route_words("not_known", language) if seen is None else f"{seen:%d-%m-%Y}"
        place = _place(row["municipality_code"], language)
        name = f"{row['trade_name']} ({row['employer_id']})"
        yield "  " + route_words("check_line", language, employer=name, place=place, day=day)
    others = unrouted.filter(pl.col("reason") != SITE_DOUBTFUL)["reason"].to_list()
    counts = dict.fromkeys(sorted({reason_text(code, language) for code in others}), 0)
    for code in others:
        counts[reason_text(code, language)] += 1
    if counts:
        yield route_words("unrouted", language)
    for text, count in counts.items():
        yield "  " + route_words("unrouted_line", language, count=count, reason=text)


def _place(code: object, language: Language) -> str:
    names = {place.code: place.name for place in municipalities()}
    return names.get(str(code), route_words("not_known", language))


def _time(minutes: object) -> str:
    whole = int(str(minutes))
    return f"{whole // HOUR:02d}:{whole % HOUR:02d}"


def _line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
