"""One week of one team: which crew makes which visits on which day, and in which order, by PyVRP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import MaxIterations

from models.arrays import Integers
from models.planning.routes.distances import METRES, MINUTES, Travel, travel_between
from models.planning.routes.parameters import RouteParameters
from models.planning.routes.visits import Visit, WeekPart, lot

OUT_OF_REACH = 10**6
"""Minutes to a visit that cannot be made on a day."""


@dataclass(frozen=True)
class Stop:
    """A visit on a route: when it begins and ends, and the way to it from the stop before or the base."""

    visit: Visit
    arrive: int
    leave: int
    travel_minutes: int
    travel_km: float


@dataclass(frozen=True)
class DayRoute:
    """A crew's day: from leaving the base to being back, in minutes after midnight, waiting included."""

    day: date
    crew: int
    start: int
    finish: int
    km: float
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class WeekRoutes:
    """A team's week; ``left`` are the visits that did not fit."""

    routes: tuple[DayRoute, ...]
    left: tuple[Visit, ...]


def solve_week(
    part: WeekPart, visits: Sequence[Visit], base: str, crews: int, parameters: RouteParameters, seed: int
) -> WeekRoutes:
    """Route a team's visits of a week: as many as fit, with the least driving and waiting.

    All visits weigh the same. The search ends after a number of rounds, so the same visits give the same routes.

    Args:
        part: The week's days.
        visits: The visits; those with a ``day`` are made on that day or not at all.
        base: The municipality where every day begins and ends.
        crews: How many crews there are each day.
        parameters: Distances, limits of a day, rounds of the search.
        seed: Seed of the search.
    """
    if not visits or not part.days:
        return WeekRoutes((), tuple(visits))
    travel = travel_between([base, *(visit.municipality for visit in visits)], parameters)
    fixed_days = sorted({visit.day for visit in visits if visit.day is not None})
    data = _problem(visits, travel, _fleet(part, fixed_days, crews), parameters)
    found = pyvrp.solve(data, MaxIterations(parameters.search_rounds), seed=seed % 2**32, collect_stats=False)
    routes = [route for route in found.best.routes() if route.is_feasible() and route.num_clients()]
    routed = {activity.idx for route in routes for activity in route if activity.is_client()}
    dealt = _deal(routes, part, visits, crews)
    made = tuple(_day_route(route, day, crew, visits, travel) for route, day, crew in dealt)
    return WeekRoutes(made, tuple(visit for place, visit in enumerate(visits) if place not in routed))


@dataclass(frozen=True)
class _Vehicles:
    """Crews that are alike: on one day with joint visits, or on any of the other days."""

    day: date | None
    count: int


def _fleet(part: WeekPart, fixed_days: Sequence[date], crews: int) -> tuple[_Vehicles, ...]:
    free = (len(part.days) - len(fixed_days)) * crews
    return (*(_Vehicles(day, crews) for day in fixed_days), *([_Vehicles(None, free)] if free else []))


def _problem(
    visits: Sequence[Visit], travel: Travel, fleet: Sequence[_Vehicles], parameters: RouteParameters
) -> pyvrp.ProblemData:
    worth = _worth(parameters)
    clients = [
        pyvrp.Client(
            place,
            service_duration=visit.minutes,
            tw_early=visit.earliest,
            tw_late=visit.latest,
            prize=worth,
            required=False,
        )
        for place, visit in enumerate(visits, start=1)
    ]
    metres: list[Any] = [travel.metres for _ in fleet]
    minutes: list[Any] = [_minutes(travel, visits, vehicles) for vehicles in fleet]
    vehicle_types = [_vehicle_type(vehicles, profile, parameters) for profile, vehicles in enumerate(fleet)]
    places = [pyvrp.Location(0, 0) for _ in range(len(visits) + 1)]  # only the matrices count
    return pyvrp.ProblemData(places, clients, [pyvrp.Depot(0)], vehicle_types, metres, minutes)


def _worth(parameters: RouteParameters) -> int:
    """Return what one more visit weighs, in metres: two days on the road, so that as many as can be are made.

    Much more would let the search keep routes that are late: no penalty for that would be dearer than a visit.
    """
    a_minute = parameters.speed / MINUTES + parameters.minute_cost
    return round(2 * parameters.day_limit * a_minute * METRES)


def _vehicle_type(vehicles: _Vehicles, profile: int, parameters: RouteParameters) -> pyvrp.VehicleType:
    return pyvrp.VehicleType(
        vehicles.count,
        tw_early=parameters.earliest_start,
        tw_late=parameters.latest_finish,
        shift_duration=parameters.day_limit,
        unit_distance_cost=1,
        unit_duration_cost=round(parameters.minute_cost * METRES),
        profile=profile,
    )


def _minutes(travel: Travel, visits: Sequence[Visit], vehicles: _Vehicles) -> Integers:
    """Return the minutes between places for these crews: what must be made on another day is out of reach."""
    barred = [place for place, visit in enumerate(visits, start=1) if visit.day not in (None, vehicles.day)]
    minutes = travel.minutes.copy()
    minutes[:, barred] = OUT_OF_REACH
    np.fill_diagonal(minutes, 0)
    return minutes


def _deal(
    routes: Sequence[pyvrp.Route], part: WeekPart, visits: Sequence[Visit], crews: int
) -> Iterator[tuple[pyvrp.Route, date, int]]:
    """Give each route its day and the number of its crew; one that can be on any day goes where fewest are.

    The numbers of a day are drawn, so that they do not tell which crews make joint visits.
    """
    fixed = [_fixed_day(route, visits) for route in routes]
    of_day: dict[date, list[pyvrp.Route]] = {day: [] for day in part.days}
    for route, day in sorted(zip(routes, fixed, strict=True), key=lambda pair: pair[1] is None):
        of_day[day or min(part.days, key=lambda item: (len(of_day[item]), lot(item)))].append(route)
    for day, dealt in of_day.items():
        assert len(dealt) <= crews, "there are as many routes as crews at most"  # noqa: S101
        drawn = sorted(dealt, key=lambda route: lot(day, *_employers(route, visits)))
        for crew, route in enumerate(drawn, start=1):
            yield route, day, crew


def _employers(route: pyvrp.Route, visits: Sequence[Visit]) -> list[str]:
    return [visits[activity.idx].employer_id for activity in route if activity.is_client()]


def _fixed_day(route: pyvrp.Route, visits: Sequence[Visit]) -> date | None:
    made = (visits[activity.idx].day for activity in route if activity.is_client())
    return next((day for day in made if day is not None), None)


def _day_route(route: pyvrp.Route, day: date, crew: int, visits: Sequence[Visit], travel: Travel) -> DayRoute:
    stops, before = [], 0
    for activity in route:
        if activity.is_client():
            place = activity.idx + 1
            way = (int(travel.minutes[before, place]), float(travel.metres[before, place]) / METRES)
            stops.append(Stop(visits[activity.idx], activity.start_time, activity.end_time, *way))
            before = place
    return DayRoute(day, crew, route.start_time(), route.end_time(), route.distance() / METRES, tuple(stops))
