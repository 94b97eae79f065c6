"""A team's week: the map, the list, what is on no route, and what is taken along."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard import theme
from dashboard.components.map_figure import ASPECT, Frame, Place, Point, Trip, clear_of, frame_of, stacked
from dashboard.context import Context
from dashboard.pages.routes import query
from dashboard.pages.routes.callbacks import FOLDER
from dashboard.pages.routes.presentation import trips
from dashboard.pages.routes.selection import Selection, selection_of
from dashboard.pages.routes.taking_along import week_as_calendar, week_as_csv
from dashboard.published import Published
from dashboard.routed import routes_of
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import Words, words_of
from data_contracts.snapshots import Snapshot
from tests.dashboard.conftest import context_over
from tests.support.planned import WEEK, publish_routes
from tests.support.published import publish_all, publish_plan
from tests.support.screens import component, words_on
from tests.support.tables import NAMES, RICH

TUESDAY = date(2026, 11, 3)
SELECTION = Selection("West-1", WEEK)
WEST = "?team=West-1&week=2026-11-02"


@pytest.fixture(scope="module")
def routed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with the routes of one week; tests log in it, and read what they logged last."""
    folder = tmp_path_factory.mktemp("routed")
    publish_routes(publish_all(folder, visits=30))
    return folder


@pytest.fixture
def told(routed: Path) -> Context:
    return context_over(routed)


@pytest.fixture
def routes(told: Context) -> Snapshot:
    found = routes_of(told.published, told.published.plan())
    assert found
    return found


def _screen(context: Context, path: str, search: str = WEST) -> Any:
    return screen(context, parse_address(path, search, "nl", "plan"))


def _words(language: Any = "nl") -> Words:
    return words_of(FOLDER, language)


def test_the_week_lists_every_crews_day_in_order(told: Context) -> None:
    shown = words_on(component(_screen(told, "/nl/routes"), "routes-list"))
    assert "maandag\u00a02\u00a0november, ploeg 1" in shown
    assert "Van 08:30 tot 14:13 vanaf Rotterdam: 5,7 uur, 68 km" in shown
    assert f"09:00 – 11:00\n{NAMES[0]}\nDen Haag\n27" in shown
    assert shown.index(NAMES[0]) < shown.index(NAMES[1]) < shown.index(NAMES[2]) < shown.index(NAMES[4])


def test_nothing_tells_which_visits_can_be_random(told: Context) -> None:
    for language in ("nl", "en"):
        shown = words_on(component(_screen(told, f"/{language}/routes"), "routes-page")).lower()
        for word in ("joint", "gezamenlijk", "b001", "aselect", "random", "bundle"):
            assert word not in shown


def test_a_day_of_the_address_narrows_map_and_list(told: Context) -> None:
    shown = _screen(told, "/en/routes", f"{WEST}&day=2026-11-03")
    listed = words_on(component(shown, "routes-list"))
    assert NAMES[3] in listed
    assert NAMES[0] not in listed
    assert "the figures give the order" in words_on(shown)


def test_the_sites_to_check_stand_apart_from_what_found_no_room(told: Context) -> None:
    shown = _screen(told, "/nl/routes")
    check, off = (words_on(component(shown, name)) for name in ("check-first", "unrouted"))
    assert "Werkgever 0009 bv\nRotterdam\n1\u00a0juni\u00a02020" in check
    assert "0013" not in check
    # What waits for its joint visit reads like what found no room: it is never random.
    reasons = [line for line in off.splitlines() if line.startswith("Past niet")]
    assert len(reasons) == 2
    assert len(set(reasons)) == 1
    assert "0008" not in off


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ("Noord-1", date(2026, 11, 9), None)),
        ({"team": "West-1"}, ("West-1", WEEK, None)),
        ({"team": "West-1", "week": "2026-11-09"}, ("West-1", WEEK, None)),
        ({"team": "West-1", "week": "2026-11-02", "day": "2026-11-03"}, ("West-1", WEEK, TUESDAY)),
        ({"team": "West-1", "day": "2026-12-03"}, ("West-1", WEEK, None)),
        ({"team": ["x"], "week": 7, "day": "monday"}, ("Noord-1", date(2026, 11, 9), None)),
    ],
)
def test_an_address_can_ask_for_anything(told: Context, routes: Snapshot, asked: Any, expected: Any) -> None:
    selection = selection_of(asked, query.weeks(told.published, routes))
    assert selection
    assert (selection.team, selection.week, selection.day) == expected


def test_routes_of_another_plan_are_not_shown(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    publish_routes(folder)
    publish_plan(folder, visits=2, plan_id="2026-12")
    shown = words_on(component(_screen(context_over(tmp_path), "/nl/routes"), "routes-missing"))
    assert "2026-12" in shown
    assert "kompas routes" in shown


def test_reading_a_week_is_logged(told: Context, routes: Snapshot) -> None:
    _screen(told, "/nl/routes")
    line = told.audit_log.lines()[-1]
    plan = told.published.plan().manifest.snapshot_id
    assert (line.actor, line.action) == ("planner", "read_routes")
    assert line.detail == {"plan": plan, "team": "West-1", "week": "2026-11-02"}


def test_the_csv_holds_the_week_neutralised_and_nothing_more(told: Context, routes: Snapshot) -> None:
    text = week_as_csv(told, told.published.plan(), routes, SELECTION, _words("en"))
    header, *rows = list(csv.reader(io.StringIO(text[1:])))
    assert header == [
        "Day",
        "Crew",
        "No.",
        "Arrival",
        "Departure",
        "Employer",
        "Municipality",
        "km",
        "Selection",
        "Data",
    ]
    assert [row[5] for row in rows][:2] == [NAMES[0], f"'{NAMES[1]}"]
    assert rows[0][:5] == ["Monday 2 November", "1", "1", "09:00", "11:00"]
    assert {row[8] for row in rows} == {"selected under plan 2026-11"}
    assert {row[9] for row in rows} == {"synthetic"}
    line = told.audit_log.lines()[-1]
    assert (line.action, line.detail) == (
        "export_routes",
        {"rows": 5, "team": "West-1", "week": "2026-11-02", "form": "csv"},
    )


def test_the_calendar_is_logged_and_holds_each_visit_of_the_week_once(told: Context, routes: Snapshot) -> None:
    text = week_as_calendar(told, told.published.plan(), routes, SELECTION, _words())
    assert text.count("BEGIN:VEVENT") == 5
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:SYNTHETISCH: {NAMES[0]}" in unfolded
    assert "DESCRIPTION:Team West-1\\, ploeg 1. Geselecteerd onder plan 2026-11." in unfolded
    assert RICH not in text
    assert told.audit_log.lines()[-1].detail == {"rows": 5, "team": "West-1", "week": "2026-11-02", "form": "ics"}


def test_visits_in_one_place_share_a_point_and_its_numbers(told: Context, routes: Snapshot) -> None:
    stops = query.stops(told.published, routes, "West-1", WEEK)
    days = query.days(told.published, routes, "West-1", WEEK)
    week = trips(days, stops, _words(), one_day=False)
    assert [(trip.label, trip.group, trip.line, trip.marks) for trip in week] == [
        ("maandag", 0, 0, ["ma 1", ""]),
        ("maandag", 0, 1, ["ma 2"]),
        ("dinsdag", 1, 0, ["di 1"]),
    ]
    monday = [day for day in days if day.day == WEEK]
    first, second = trips(monday, stops, _words(), one_day=True)
    assert (first.label, first.marks) == ("ploeg 1", ["1", "2, 3"])
    assert (second.label, second.group) == ("ploeg 2", 1)
    assert "&lt;b&gt;Vet" in first.hovers[1]


def test_marks_at_one_place_stand_above_each_other() -> None:
    base, here, there = Place("base", 52, 4), Place("here", 52, 5), Place("there", 53, 5)
    each = [("ma 1", [here, there]), ("di 1", [there]), ("wo 1", [here]), ("vr 1", [here])]
    week = [
        Trip(mark, group, 0, base, stops, [mark, *[""] * (len(stops) - 1)], [""] * len(stops))
        for group, (mark, stops) in enumerate(each)
    ]
    assert stacked(week) == [["ma 1", ""], ["di 1"], ["wo 1<br>\u00a0"], ["vr 1<br>\u00a0<br>\u00a0"]]


def test_the_map_shows_distances_alike_in_every_direction() -> None:
    frame = frame_of([Point(52.0, 4.3), Point(52.1, 4.5)])
    assert (frame.east - frame.west) / ((frame.north - frame.south) * ASPECT) == pytest.approx(1.5)
    assert pytest.approx(1.6316, abs=1e-3) == ASPECT
    assert frame.holds(Point(52.05, 4.4))
    assert frame.north - frame.south == pytest.approx(0.35)
    country = frame_of([])
    assert country.holds(Point(53.4, 6.8))
    assert country.holds(Point(50.8, 5.7))


def test_names_of_places_do_not_run_into_each_other() -> None:
    frame = Frame(51.0, 52.0, 4.0, 5.0)  # a name takes 0.16 degrees of longitude and 0.07 of latitude here
    first, near, above, aside = (
        Place("first", 51.5, 4.5), Place("near", 51.55, 4.6), Place("above", 51.58, 4.5), Place("aside", 51.5, 4.67),
    )  # fmt: skip
    assert clear_of([first, near, above, aside], [], frame) == [first, above, aside]
    assert clear_of([near, above], [first], frame) == [above]
    assert clear_of([Place("elsewhere", 53.0, 4.5)], [], frame) == []


def test_days_are_told_apart_on_the_map() -> None:
    assert len(set(theme.DAYS)) == 7


def test_another_team_has_its_own_week(routed: Path, routes: Snapshot) -> None:
    published = Published(routed / "snapshots")
    assert query.weeks(published, routes) == {"Noord-1": [date(2026, 11, 9)], "West-1": [WEEK]}
