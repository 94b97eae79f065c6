"""Routes as tables: stops, days, and what is not routed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from models.planning.routes.distances import base_of_region, places
from models.planning.routes.visits import WeekPart
from models.planning.routes.week_solver import DayRoute

ROUTED = "not_routed"
"""The column that is null exactly where a visit is on a route."""
MINUTES = 60
STOPS = {
    "plan_id": pl.String,
    "team": pl.String,
    "region": pl.String,
    "month": pl.Date,
    "week": pl.Date,
    "day": pl.Date,
    "crew": pl.Int64,
    "position": pl.Int64,
    "employer_id": pl.String,
    "trade_name": pl.String,
    "establishment_id": pl.String,
    "municipality_code": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "arrive": pl.Int64,
    "leave": pl.Int64,
    "travel_minutes": pl.Int64,
    "travel_km": pl.Float64,
    "instrument": pl.String,
    "bundle_id": pl.String,
}
DAYS = {
    "plan_id": pl.String,
    "team": pl.String,
    "region": pl.String,
    "month": pl.Date,
    "week": pl.Date,
    "day": pl.Date,
    "crew": pl.Int64,
    "stops": pl.Int64,
    "start": pl.Int64,
    "finish": pl.Int64,
    "hours": pl.Float64,
    "km": pl.Float64,
    "base_municipality": pl.String,
    "base_latitude": pl.Float64,
    "base_longitude": pl.Float64,
}
UNROUTED = (
    "plan_id",
    "team",
    "month",
    "employer_id",
    "trade_name",
    "establishment_id",
    "municipality_code",
    "last_seen_active",
    "reason",
)
OF_THE_ITEM = ("trade_name", "establishment_id", "instrument", "bundle_id")


@dataclass(frozen=True)
class Routes:
    """Routes of a plan: ``stops`` and ``days`` with the columns above, and ``unrouted`` with the reason's code."""

    stops: pl.DataFrame
    days: pl.DataFrame
    unrouted: pl.DataFrame


def tables_of(routed: Sequence[tuple[WeekPart, DayRoute]], visits: pl.DataFrame, plan_id: str) -> Routes:
    """Return routes as tables.

    Args:
        routed: Every crew's day, and the part of the week that it is in.
        visits: All visits, with ``not_routed``: why one is on no route, null when it is on one.
        plan_id: The plan.
    """
    own = {name: kind for name, kind in STOPS.items() if name not in OF_THE_ITEM}
    bare = pl.DataFrame(list(_stops(routed, plan_id)), own)
    stops = bare.join(visits.select("employer_id", *OF_THE_ITEM), on="employer_id", how="left").select(*STOPS)
    unrouted = visits.filter(pl.col(ROUTED).is_not_null()).with_columns(pl.lit(plan_id).alias("plan_id"))
    return Routes(
        stops.sort("team", "day", "crew", "position"),
        pl.DataFrame(list(_days(routed, plan_id)), DAYS).sort("team", "day", "crew"),
        unrouted.with_columns(reason=pl.col(ROUTED)).select(UNROUTED).sort("team", "month", "reason", "employer_id"),
    )


def _stops(routed: Sequence[tuple[WeekPart, DayRoute]], plan_id: str) -> Iterator[dict[str, Any]]:
    for part, route in routed:
        for position, stop in enumerate(route.stops, start=1):
            place = places()[stop.visit.municipality]
            yield {
                "plan_id": plan_id,
                "team": stop.visit.team,
                "region": stop.visit.region,
                "month": part.month,
                "week": part.week,
                "day": route.day,
                "crew": route.crew,
                "position": position,
                "employer_id": stop.visit.employer_id,
                "municipality_code": place.code,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "arrive": stop.arrive,
                "leave": stop.leave,
                "travel_minutes": stop.travel_minutes,
                "travel_km": stop.travel_km,
            }


def _days(routed: Sequence[tuple[WeekPart, DayRoute]], plan_id: str) -> Iterator[dict[str, Any]]:
    for part, route in routed:
        first = route.stops[0].visit
        base = places()[base_of_region()[first.region]]
        yield {
            "plan_id": plan_id,
            "team": first.team,
            "region": first.region,
            "month": part.month,
            "week": part.week,
            "day": route.day,
            "crew": route.crew,
            "stops": len(route.stops),
            "start": route.start,
            "finish": route.finish,
            "hours": (route.finish - route.start) / MINUTES,
            "km": route.km,
            "base_municipality": base.code,
            "base_latitude": base.latitude,
            "base_longitude": base.longitude,
        }
