"""A plan of a quarter with figures to check by hand, and what is made from a plan: what-ifs, scenarios, routes."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from tests.support import plan_tables, tables
from tests.support.published import SOLUTION, publish_kind

QUARTER = (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
QUARTER_SOLUTION = SOLUTION | {"value": 12.5, "bound": 12.6, "gap": 0.008, "seconds": 12.3, "assumed_share": 0.25}


def publish_quarter(folder: SnapshotFolder, *, emptied: Sequence[str] = ()) -> Snapshot:
    """Publish a plan of three months and two teams, and put it in use.

    Args:
        folder: Where a run is published already.
        emptied: The tables that are to hold no rows.
    """
    frames = {
        "items": quarter_items(),
        "teams": quarter_teams(),
        "inclusion": plan_tables.inclusion(quarter_items()),
        "chances": quarter_chances(),
        "prices": quarter_prices(),
        "below_the_cut": plan_tables.below_the_cut(),
    }
    frames |= {name: frames[name].clear() for name in emptied}
    notes = {
        "plan_id": "2026-Q4",
        "month": QUARTER[0].isoformat(),
        "months": [month.isoformat() for month in QUARTER],
        "objective": "hits",
        "solution": QUARTER_SOLUTION,
    }
    return publish_kind(folder, "plan", frames, notes=notes)


def quarter_items() -> pl.DataFrame:
    """Eight items: two letters of half an hour, a desk check of 6, three visits of 20 and two joint ones of 20."""
    instruments = ["letter", "letter", "desk_check", "visit", "visit", "visit", "joint_visit", "joint_visit"]
    hours = [0.5, 0.5, 6.0, 20.0, 20.0, 20.0, 20.0, 20.0]
    return plan_tables.items(8, "2026-Q4", QUARTER).with_columns(
        instrument=pl.Series(instruments),
        expected_hours=pl.Series(hours),
        team=pl.Series(["Noord-1", "West-1"] * 4),
        region=pl.Series(["Noord", "West"] * 4),
    )


def quarter_teams() -> pl.DataFrame:
    """Noord-1 has 100, 120 and 80 hours, West-1 200 a month; a fifth is held back."""
    rows = [
        ("Noord-1", "Noord", QUARTER[0], 100.0, 20.0, 10.0, 5.0, 60.0, 4, 0),
        ("Noord-1", "Noord", QUARTER[1], 120.0, 24.0, 12.0, 6.0, 70.0, 3, 0),
        ("Noord-1", "Noord", QUARTER[2], 80.0, 16.0, 8.0, 4.0, 52.0, 2, 0),
        *[("West-1", "West", month, 200.0, 40.0, 20.0, 10.0, 120.0, 8, 0) for month in QUARTER],
    ]
    names = ["team", "region", "month", "hours_available", "hours_reserved", "hours_random", "hours_comparison"]
    return pl.DataFrame(rows, schema=[*names, "hours_targeted", "items", "drawn_not_fitted"], orient="row")


def quarter_chances() -> pl.DataFrame:
    """Chances by every dimension; sector B has three employers only, sector D twenty."""
    rows = [
        ("plan", 3, "all", "all", 1023, 15.5, 0.01515, 0.002),
        ("plan", 3, "sector", "A", 600, 12.0, 0.02, 0.002),
        ("plan", 3, "sector", "F", 400, 2.0, 0.005, 0.002),
        ("plan", 3, "sector", "B", 3, 0.5, 0.1667, 0.002),
        ("plan", 3, "sector", "D", 20, 1.0, 0.05, 0.002),
        ("plan", 3, "region", "Noord", 523, 8.0, 0.0153, 0.002),
        ("plan", 3, "region", "West", 500, 7.5, 0.015, 0.002),
        ("plan", 3, "size_class", "10-19", 1023, 15.5, 0.01515, 0.002),
        ("plan", 3, "kind", "lender", 123, 5.5, 0.0447, 0.002),
        ("plan", 3, "kind", "neither", 900, 10.0, 0.0111, 0.002),
        ("2025", 12, "all", "all", 1000, 40.0, 0.04, None),
        ("2025", 12, "sector", "A", 590, 30.0, 0.0508, None),
        ("2025", 12, "sector", "F", 386, 7.0, 0.0181, None),
        ("2025", 12, "sector", "B", 4, 1.0, 0.25, None),
        ("2025", 12, "sector", "D", 20, 2.0, 0.1, None),
        ("2024", 12, "all", "all", 990, 33.0, 0.0333, None),
    ]
    names = ["period", "months", "dimension", "group", "employers", "looked_at", "chance", "chance_random"]
    return pl.DataFrame(rows, schema=names, orient="row")


def quarter_prices() -> pl.DataFrame:
    """One point less random brings most, then the region's minimum, then an hour of a team."""
    rows = [
        ("hours:Noord-1", "hours", 1.0, "hour", 0.06, 12.5),
        ("cover:size_class:3-4 at least", "at_least_dropped", 0.0, "limit", 0.0, 12.5),
        ("random_share", "point_less", 9.0, "point", 0.25, 12.5),
        ("region:Noord at least", "at_least_dropped", 90.0, "limit", 0.2, 12.5),
    ]
    return pl.DataFrame(rows, schema=["constraint", "change", "hours", "unit", "gain", "base_yield"], orient="row")


WEEK = date(2026, 11, 2)
"""The Monday of the week that has routes."""


def publish_routes(folder: SnapshotFolder) -> Snapshot:
    """Publish a week's routes of the plan in use: West-1, two days, two crews, five visits, three on no route."""
    notes = {"plan_id": "2026-11", "months": ["2026-11-01"], "assumptions": {"detour_factor": 1.3, "speed": 60}}
    frames = {"stops": route_stops(), "days": route_days(), "unrouted": unrouted()}
    return publish_kind(folder, "routes", frames, notes=notes)


def route_stops() -> pl.DataFrame:
    """Monday: crew 1 in Den Haag and twice in Delft, crew 2 in Leiden; Tuesday: crew 1 in Gouda."""
    monday, tuesday = WEEK, date(2026, 11, 3)
    hague, delft = ("GM0518", 52.0767, 4.2986), ("GM0503", 52.0067, 4.3556)
    leiden, gouda = ("GM0546", 52.1583, 4.4931), ("GM0513", 52.0167, 4.7083)
    rows = [
        (monday, 1, 1, tables.RICH, tables.NAMES[0], *hague, 540, 660, 30, 27.4, "visit", None),
        (monday, 1, 2, tables.FORMULA, tables.NAMES[1], *delft, 685, 765, 25, 12.4, "visit", None),
        (monday, 1, 3, tables.MARKUP, tables.NAMES[2], *delft, 769, 829, 4, 4.0, "joint_visit", "B001"),
        (monday, 2, 1, tables.PLAIN, tables.NAMES[4], *leiden, 600, 720, 40, 38.0, "joint_visit", "B001"),
        (tuesday, 1, 1, tables.LONG, tables.NAMES[3], *gouda, 525, 645, 22, 19.6, "visit", None),
    ]
    names = ["day", "crew", "position", "employer_id", "trade_name", "municipality_code", "latitude", "longitude"]
    names += ["arrive", "leave", "travel_minutes", "travel_km", "instrument", "bundle_id"]
    told = pl.DataFrame(rows, schema=names, orient="row")
    return told.with_columns(
        plan_id=pl.lit("2026-11"),
        team=pl.lit("West-1"),
        region=pl.lit("West"),
        month=pl.lit(tables.MONTH),
        week=pl.lit(WEEK),
        establishment_id=pl.lit("000000000001"),
    )


def route_days() -> pl.DataFrame:
    """The three crews' days, from Rotterdam and back; another team has a week of its own."""
    base = ("GM0599", 51.9225, 4.4792)
    rows = [
        ("West-1", WEEK, WEEK, 1, 3, 510, 853, 5.7, 67.9, *base),
        ("West-1", WEEK, WEEK, 2, 1, 560, 760, 3.3, 76.0, *base),
        ("West-1", WEEK, date(2026, 11, 3), 1, 1, 503, 667, 2.7, 39.2, *base),
        ("Noord-1", date(2026, 11, 9), date(2026, 11, 10), 1, 0, 540, 540, 0.0, 0.0, "GM0014", 53.2181, 6.5706),
    ]
    names = ["team", "week", "day", "crew", "stops", "start", "finish", "hours", "km"]
    told = pl.DataFrame(rows, schema=[*names, "base_municipality", "base_latitude", "base_longitude"], orient="row")
    return told.with_columns(
        plan_id=pl.lit("2026-11"), region=pl.col("team").str.split("-").list.first(), month=pl.lit(tables.MONTH)
    )


def unrouted() -> pl.DataFrame:
    """A doubtful site, one that waits for its joint visit, one without room, and one of another team."""
    rows = [
        ("West-1", "E0000009", "Werkgever 0009 bv", "GM0599", date(2020, 6, 1), "site_doubtful"),
        ("West-1", "E0000013", "Werkgever 0013 bv", None, None, "bundle_waits"),
        ("West-1", "E0000021", "Werkgever 0021 bv", "GM0599", None, "no_room"),
        ("Noord-1", "E0000008", "Werkgever 0008 bv", "GM0014", None, "no_place"),
    ]
    names = ["team", "employer_id", "trade_name", "municipality_code", "last_seen_active", "reason"]
    told = pl.DataFrame(rows, schema=names, orient="row")
    return told.with_columns(
        plan_id=pl.lit("2026-11"), month=pl.lit(tables.MONTH), establishment_id=pl.lit(None, pl.String)
    )
