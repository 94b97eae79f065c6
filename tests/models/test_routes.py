"""Day routes by hand: distances, crews, weeks, joint visits, and what an order saves."""

import math
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.planning.routes.distances import base_of_region, great_circle, places, travel_between
from models.planning.routes.parameters import Window, load_assumptions, load_parameters
from models.planning.routes.routing import make_routes
from models.planning.routes.tables import Routes
from models.planning.routes.visits import Visit, crews_of, weeks_of
from models.planning.routes.week_solver import solve_week
from models.planning.routes.words import reason_text

MONTH = date(2026, 11, 1)
CODES = {place.name: place.code for place in places().values()}
PARAMETERS = load_parameters()
SCHEMA = {"last_seen_active": pl.Date, "bundle_id": pl.String, "withheld": pl.String, "municipality_code": pl.String}


def visit(employer: str, place: str | None, **given: Any) -> dict[str, Any]:
    row = {
        "employer_id": employer,
        "trade_name": f"Firma {employer}",
        "team": "West-1",
        "region": "West",
        "month": MONTH,
        "establishment_id": f"00000000{employer[1:]:>04}",
        "municipality_code": None if place is None else CODES[place],
        "sector": "C",
        "size_class": "3-4",
        "last_seen_active": date(2026, 9, 1),
        "site_doubtful": False,
        "instrument": "visit",
        "bundle_id": None,
        "withheld": None,
    }
    return row | given


def routed(*visits: dict[str, Any], hours: float = 220.0) -> Routes:
    teams = sorted({(row["team"], row["month"]) for row in visits})
    capacity = pl.DataFrame([(team, month, hours) for team, month in teams], ["team", "month", "hours"], orient="row")
    frame = pl.DataFrame(list(visits), schema_overrides=SCHEMA)
    return make_routes(frame, capacity, PARAMETERS, "2026-11-plan", seed=1)


def reasons(made: Routes) -> dict[str, str]:
    return dict(made.unrouted.select("employer_id", "reason").iter_rows())


def test_a_degree_of_latitude_is_as_long_as_it_is() -> None:
    """One degree of a circle of 6,371.0088 km: 6371.0088 x pi / 180 = 111.195 km."""
    assert great_circle(np.array([52.0, 53.0]), np.array([5.0, 5.0]))[0, 1] == pytest.approx(111.195, abs=5e-4)


def test_a_great_circle_is_what_the_law_of_cosines_gives() -> None:
    """Amsterdam and Maastricht, by another formula than the program's."""
    one, other = places()[CODES["Amsterdam"]], places()[CODES["Maastricht"]]
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(one.longitude - other.longitude)
    cosine = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(east)
    circle = great_circle(np.array([one.latitude, other.latitude]), np.array([one.longitude, other.longitude]))
    assert circle[0, 1] == pytest.approx(6371.0088 * math.acos(cosine), rel=1e-9)
    travel = travel_between([one.code, other.code], PARAMETERS)
    assert travel.metres[0, 1] == round(1300 * circle[0, 1])
    assert travel.minutes[0, 1] == math.ceil(1.3 * circle[0, 1])  # 60 km/h: a minute a kilometre


def test_two_sites_in_one_municipality_are_the_inner_distance_apart() -> None:
    travel = travel_between([CODES["Gouda"], CODES["Gouda"]], PARAMETERS)
    assert travel.metres.tolist() == [[0, 4000], [4000, 0]]
    assert travel.minutes.tolist() == [[0, 4], [4, 0]]


def test_each_region_starts_from_its_most_populous_municipality() -> None:
    names = {region: places()[code].name for region, code in base_of_region().items()}
    expected = {
        "Noord": "Groningen",
        "Oost": "Nijmegen",
        "Midden": "Amsterdam",
        "West": "Rotterdam",
        "Zuid": "Eindhoven",
    }
    assert names == expected


@pytest.mark.parametrize(("hours", "crews"), [(0.0, 1), (219.0, 1), (220.0, 1), (440.0, 2), (1168.0, 5)])
def test_crews_follow_from_hours(hours: float, crews: int) -> None:
    """Two inspectors of 110 hours a month each."""
    assert crews_of(hours, PARAMETERS) == crews


def test_weeks_hold_their_own_days_of_the_month() -> None:
    """1 November 2026 is a Sunday; 25 and 26 December 2026 are days off, a Friday and a Saturday."""
    november, december = weeks_of(MONTH, PARAMETERS), weeks_of(date(2026, 12, 1), PARAMETERS)
    assert [(part.week.day, len(part.days)) for part in november] == [(2, 5), (9, 5), (16, 5), (23, 5), (30, 1)]
    assert [len(part.days) for part in december] == [4, 5, 5, 4, 4]
    assert december[0].week == date(2026, 11, 30)


def test_every_figure_says_how_certain_it_is() -> None:
    certainty = {item.name: item.certainty for item in load_assumptions()}
    assert certainty["days_off"] == "statute"
    assert {value for name, value in certainty.items() if name != "days_off"} == {"assumed"}
    assert all(len(item.source) > 10 and item.unit for item in load_assumptions())


def test_a_visit_that_cannot_end_within_its_window_is_refused() -> None:
    with pytest.raises(ValueError, match="must fit its window"):
        replace(PARAMETERS, windows={"other": Window(540, 600)})


def test_an_order_saves_kilometres() -> None:
    """Two in Delft and two in Middelburg: by name, two a day, each day goes to both; the routes go to one a day."""
    base, delft, middelburg = (CODES[name] for name in ("Rotterdam", "Delft", "Middelburg"))
    places_in_turn = [delft, middelburg, delft, middelburg]
    visits = [
        Visit(f"E{number}", "West-1", "West", MONTH, place, 120, 540, 900)
        for number, place in enumerate(places_in_turn)
    ]
    week = weeks_of(MONTH, PARAMETERS)[0]
    made = solve_week(week, visits, base, 1, PARAMETERS, seed=1)
    kilometres = travel_between([base, delft, middelburg], PARAMETERS).metres / 1000
    by_name = 2 * (kilometres[0, 1] + kilometres[1, 2] + kilometres[2, 0])
    best = 2 * (kilometres[0, 1] + kilometres[0, 2]) + 2 * 4.0
    assert sum(route.km for route in made.routes) == pytest.approx(best)
    assert best < 0.8 * by_name
    assert made.left == ()


def test_a_day_by_hand() -> None:
    """One visit in Gouda from 09:00, the earliest: 90 minutes, and home."""
    made = routed(visit("E1", "Gouda"))
    way = int(travel_between([CODES["Rotterdam"], CODES["Gouda"]], PARAMETERS).minutes[0, 1])
    stop, day = made.stops.row(0, named=True), made.days.row(0, named=True)
    assert (stop["arrive"], stop["leave"], stop["travel_minutes"]) == (540, 630, way)
    assert (day["start"], day["finish"]) == (540 - way, 630 + way)
    assert day["hours"] == pytest.approx((90 + 2 * way) / 60)
    assert day["base_municipality"] == CODES["Rotterdam"]


def test_a_restaurant_is_visited_in_the_evening_and_a_site_in_the_morning() -> None:
    made = routed(visit("E1", "Gouda", sector="I"), visit("E2", "Gouda", sector="F"))
    times = dict(made.stops.select("employer_id", "arrive").iter_rows())
    assert times["E1"] >= 16 * 60
    assert 7.5 * 60 <= times["E2"] <= 16 * 60 - 90


def test_doubtful_sites_come_first_as_a_list() -> None:
    made = routed(visit("E1", "Gouda", site_doubtful=True), visit("E2", None), visit("E3", "Delft"))
    assert reasons(made) == {"E1": "site_doubtful", "E2": "no_place"}
    assert made.stops["employer_id"].to_list() == ["E3"]
    assert made.unrouted["last_seen_active"].to_list() == [date(2026, 9, 1)] * 2


def test_what_people_decided_is_kept_off_with_its_reason() -> None:
    made = routed(visit("E1", "Gouda", withheld="dropped"), visit("E2", "Gouda", withheld="deferred"))
    assert reasons(made) == {"E1": "dropped", "E2": "deferred"}
    assert made.stops.is_empty()


def test_joint_visits_begin_together() -> None:
    """A lender in Delft and its hirers in Gouda and, of another team, Eindhoven."""
    made = routed(
        visit("E1", "Delft", bundle_id="B", instrument="joint_visit"),
        visit("E2", "Gouda", bundle_id="B", instrument="joint_visit"),
        visit("E3", "Eindhoven", bundle_id="B", instrument="joint_visit", team="Zuid-1", region="Zuid"),
        *(visit(f"E{number}", "Leiden") for number in range(4, 12)),
        hours=440.0,
    )
    joint = made.stops.filter(pl.col("bundle_id") == "B")
    assert joint.height == 3
    assert joint["day"].n_unique() == 1
    assert joint["arrive"].max() - joint["arrive"].min() <= PARAMETERS.overlap_window
    assert joint["arrive"].max() < joint["leave"].min()


def test_one_crew_makes_a_joint_visit_on_one_day_one_after_the_other() -> None:
    made = routed(*(visit(f"E{number}", "Delft", bundle_id="B") for number in (1, 2)))
    assert made.stops["day"].n_unique() == 1
    assert made.stops["employer_id"].n_unique() == 2


def test_joint_visits_that_do_not_fit_a_day_wait_whole() -> None:
    """Three visits of four hours for one crew of eight hours; two would fit on no day with the way to it."""
    made = routed(*(visit(f"E{number}", "Delft", bundle_id="B", size_class="100+") for number in (1, 2, 3)))
    assert made.stops.is_empty()
    assert set(reasons(made).values()) == {"no_room", "bundle_waits"}


def test_the_others_wait_for_a_doubtful_site_and_go_without_a_dropped_one() -> None:
    waiting = [visit("E1", "Delft", bundle_id="B", site_doubtful=True), visit("E2", "Gouda", bundle_id="B")]
    going = [visit("E3", "Delft", bundle_id="C", withheld="dropped"), visit("E4", "Gouda", bundle_id="C")]
    later = [visit("E5", "Delft", bundle_id="D", month=date(2026, 12, 1)), visit("E6", "Gouda", bundle_id="D")]
    made = routed(*waiting, *going, *later)
    assert made.stops["employer_id"].to_list() == ["E4"]
    expected = {
        "E1": "site_doubtful",
        "E2": "bundle_waits",
        "E3": "dropped",
        "E5": "bundle_waits",
        "E6": "bundle_waits",
    }
    assert reasons(made) == expected


def test_want_of_room_and_waiting_for_another_read_the_same() -> None:
    """Or the reason would tell that a visit is a joint one, and so not a random one."""
    for language in ("nl", "en"):
        assert reason_text("no_room", language) == reason_text("bundle_waits", language)  # type: ignore[arg-type]


def test_a_month_is_spread_over_its_weeks() -> None:
    made = routed(*(visit(f"E{number:03d}", "Gouda") for number in range(42)), hours=440.0)
    weeks = made.stops.group_by("week").len().sort("week")["len"].to_list()
    assert sum(weeks) == 42
    assert max(weeks[:4]) - min(weeks[:4]) <= 2
    assert weeks[4] <= 3
