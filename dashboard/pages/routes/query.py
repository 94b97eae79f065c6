"""What the routes page reads: a team's week of visits, day by day, and what is on no route.

Nothing here tells the instrument, the bundle or the ground of a visit: a joint visit is never a random one, so both
would tell which visits cannot have been drawn by lot. An account with regions sees the routes of their teams only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dashboard.published import Published, Row
from data_contracts.reference_data import municipalities
from data_contracts.snapshots import Snapshot

CHECK_FIRST = "site_doubtful"
_WITHIN = "(len($within::VARCHAR[]) = 0 OR list_contains($within::VARCHAR[], region))"

_STOP = (
    "day, crew, position AS order, employer_id, trade_name, municipality_code, latitude, longitude, arrive, leave, "
    "travel_minutes, travel_km, team"
)


@dataclass(frozen=True)
class Stop:
    """One visit on a route: moments are minutes after midnight, ``order`` its place on the crew's day."""

    day: date
    crew: int
    order: int
    employer_id: str
    trade_name: str
    place: str
    latitude: float
    longitude: float
    arrive: int
    leave: int
    travel_minutes: int
    travel_km: float
    team: str = ""


@dataclass(frozen=True)
class RouteDay:
    """One crew's day: where it begins and ends, how long it takes and how far it goes."""

    day: date
    crew: int
    stops: int
    start: int
    finish: int
    hours: float
    km: float
    base: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Unrouted:
    """A visit that is on no route, and the code of the reason."""

    employer_id: str
    trade_name: str
    place: str
    month: date
    last_seen: date | None
    reason: str


def weeks(published: Published, routes: Snapshot) -> dict[str, list[date]]:
    """Return the Mondays of the weeks of each team that has routes, in order."""
    rows = published.rows(
        f"SELECT DISTINCT team, week FROM read_parquet($days) WHERE {_WITHIN} ORDER BY team, week",  # noqa: S608 -- our own words; values are parameters
        {"days": routes.table("days"), "within": list(published.regions)},
    )
    told: dict[str, list[date]] = {}
    for row in rows:
        told.setdefault(row["team"], []).append(row["week"])
    return told


def stops(published: Published, routes: Snapshot, team: str, week: date) -> list[Stop]:
    """Return a team's visits of a week, by day, crew and order."""
    rows = published.rows(
        f"SELECT {_STOP} FROM read_parquet($stops) WHERE {_WITHIN} AND team = $team "  # noqa: S608 -- our own words; values are parameters
        "AND week = $week ORDER BY day, crew, position",
        {"stops": routes.table("stops"), "team": team, "week": week, "within": list(published.regions)},
    )
    return [_stop(row) for row in rows]


def stops_of(published: Published, routes: Snapshot, employer_ids: Collection[str]) -> list[Stop]:
    """Return the visits of some employers, of all teams and weeks, by day."""
    rows = published.rows(
        f"SELECT {_STOP} FROM read_parquet($stops) WHERE {_WITHIN} AND list_contains($ids::VARCHAR[], employer_id) "  # noqa: S608 -- our own words; values are parameters
        "ORDER BY day, team, crew, position",
        {"stops": routes.table("stops"), "ids": list(employer_ids), "within": list(published.regions)},
    )
    return [_stop(row) for row in rows]


def sites(published: Published, plan: Snapshot, employer_ids: Collection[str]) -> dict[str, Row]:
    """Return ``postcode, last_seen_active`` of the sites of a plan's employers, by employer."""
    rows = published.rows(
        f"SELECT employer_id, postcode, last_seen_active FROM read_parquet($items) "  # noqa: S608 -- our own words; values are parameters
        f"WHERE {_WITHIN} AND list_contains($ids::VARCHAR[], employer_id)",
        {"items": plan.table("items"), "ids": list(employer_ids), "within": list(published.regions)},
    )
    return {row["employer_id"]: row for row in rows}


def days(published: Published, routes: Snapshot, team: str, week: date) -> list[RouteDay]:
    """Return the days of a team's crews in a week."""
    rows = published.rows(
        "SELECT day, crew, stops, start, finish, hours, km, base_municipality, base_latitude AS latitude, "  # noqa: S608 -- our own words; values are parameters
        f"base_longitude AS longitude FROM read_parquet($days) WHERE {_WITHIN} AND team = $team AND week = $week "
        "ORDER BY day, crew",
        {"days": routes.table("days"), "team": team, "week": week, "within": list(published.regions)},
    )
    return [RouteDay(base=_place(row.pop("base_municipality")), **row) for row in rows]


def unrouted(published: Published, routes: Snapshot, team: str, week: date) -> list[Unrouted]:
    """Return what is on no route of a team in the month (or two) of a week, by name."""
    months = sorted({day.replace(day=1) for day in (week, week + timedelta(days=6))})
    rows = published.rows(
        "SELECT employer_id, trade_name, municipality_code, month, last_seen_active AS last_seen, reason "  # noqa: S608 -- our own words; values are parameters
        "FROM read_parquet($unrouted) WHERE team = $team AND list_contains($months, month) "
        f"AND team IN (SELECT team FROM read_parquet($days) WHERE {_WITHIN}) "
        "ORDER BY month, strip_accents(lower(trade_name)), employer_id",
        {"unrouted": routes.table("unrouted"), "team": team, "months": months}
        | {"days": routes.table("days"), "within": list(published.regions)},
    )
    return [_unrouted(row) for row in rows]


def check_list(told: list[Unrouted]) -> list[Unrouted]:
    """Return the sites of which it must first be found out whether they still exist."""
    return [item for item in told if item.reason == CHECK_FIRST]


def _stop(row: Row) -> Stop:
    return Stop(place=_place(row.pop("municipality_code")), **row)


def _unrouted(row: Row) -> Unrouted:
    return Unrouted(place=_place(row.pop("municipality_code")), **row)


def _place(code: str | None) -> str:
    return _names().get(code, code) if code else ""


@cache
def _names() -> dict[str, str]:
    return {item.code: item.name for item in municipalities()}
