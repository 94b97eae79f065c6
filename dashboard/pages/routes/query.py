"""What the routes page reads: a team's week of visits, day by day, and what is on no route.

Nothing here tells the instrument, the bundle or the ground of a visit: a joint visit is never a random one, so both
would tell which visits cannot have been drawn by lot.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dashboard.published import Published, Row
from data_contracts.reference_data import municipalities
from data_contracts.snapshots import Snapshot

KIND = "routes"
CHECK_FIRST = "site_doubtful"


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


def routes_of(published: Published, plan: Snapshot) -> Snapshot | None:
    """Return the routes that were made from a plan, the newest, if there are any."""
    plan_id = plan.manifest.snapshot_id
    return next((item for item in published.folder.snapshots(KIND) if item.input_id("plan") == plan_id), None)


def weeks(published: Published, routes: Snapshot) -> dict[str, list[date]]:
    """Return the Mondays of the weeks of each team that has routes, in order."""
    rows = published.rows(
        "SELECT DISTINCT team, week FROM read_parquet($days) ORDER BY team, week", {"days": routes.table("days")}
    )
    told: dict[str, list[date]] = {}
    for row in rows:
        told.setdefault(row["team"], []).append(row["week"])
    return told


def stops(published: Published, routes: Snapshot, team: str, week: date) -> list[Stop]:
    """Return a team's visits of a week, by day, crew and order."""
    rows = published.rows(
        "SELECT day, crew, position AS order, employer_id, trade_name, municipality_code, latitude, longitude, "
        "arrive, leave, travel_minutes, travel_km FROM read_parquet($stops) WHERE team = $team AND week = $week "
        "ORDER BY day, crew, position",
        {"stops": routes.table("stops"), "team": team, "week": week},
    )
    return [Stop(place=_place(row.pop("municipality_code")), **row) for row in rows]


def days(published: Published, routes: Snapshot, team: str, week: date) -> list[RouteDay]:
    """Return the days of a team's crews in a week."""
    rows = published.rows(
        "SELECT day, crew, stops, start, finish, hours, km, base_municipality, base_latitude AS latitude, "
        "base_longitude AS longitude FROM read_parquet($days) WHERE team = $team AND week = $week ORDER BY day, crew",
        {"days": routes.table("days"), "team": team, "week": week},
    )
    return [RouteDay(base=_place(row.pop("base_municipality")), **row) for row in rows]


def unrouted(published: Published, routes: Snapshot, team: str, week: date) -> list[Unrouted]:
    """Return what is on no route of a team in the month (or two) of a week, by name."""
    months = sorted({day.replace(day=1) for day in (week, week + timedelta(days=6))})
    rows = published.rows(
        "SELECT employer_id, trade_name, municipality_code, month, last_seen_active AS last_seen, reason "
        "FROM read_parquet($unrouted) WHERE team = $team AND list_contains($months, month) "
        "ORDER BY month, strip_accents(lower(trade_name)), employer_id",
        {"unrouted": routes.table("unrouted"), "team": team, "months": months},
    )
    return [_unrouted(row) for row in rows]


def check_list(told: list[Unrouted]) -> list[Unrouted]:
    """Return the sites of which it must first be found out whether they still exist."""
    return [item for item in told if item.reason == CHECK_FIRST]


def _unrouted(row: Row) -> Unrouted:
    return Unrouted(place=_place(row.pop("municipality_code")), **row)


def _place(code: str | None) -> str:
    return _names().get(code, code) if code else ""


@cache
def _names() -> dict[str, str]:
    return {item.code: item.name for item in municipalities()}
