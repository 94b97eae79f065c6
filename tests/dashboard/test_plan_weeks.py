"""Searching the list, its weeks with their hours, its map, and what an account begins with."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.decided import Standings, standings
from dashboard.pages.plan import query
from dashboard.pages.plan.layout import View, view_of
from dashboard.pages.plan.map_view import map_of
from dashboard.pages.plan.query import Asked, Selection
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.plan.sought import LONGEST, Sought
from dashboard.pages.plan.strip import weeks_strip, weeks_table
from dashboard.pages.plan.weeks import mondays_of, weeks_of
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.signing_in.account import Account, all_roles
from dashboard.texts import words_of
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.dashboard.conftest import context_over
from tests.support.planned import WEEK, publish_quarter, publish_routes
from tests.support.published import publish_all
from tests.support.screens import component, components_on, words_on
from tests.support.tables import FORMULA, LONG, RICH

NL = words_of(FOLDER, "nl")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("weeks")
    publish_routes(publish_all(made, visits=30))
    return made


@pytest.fixture
def routed(folder: Path) -> Context:
    return context_over(folder)


def _found(context: Context, **asked: Any) -> list[str]:
    view = Asked(Selection(), Standings(), "nl", sought=Sought.of(asked))
    rows, count = query.visits(context.published, context.published.plan(), view, {})
    assert count == len(rows)
    return [row["employer_id"] for row in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cosic", [RICH]),
        ("  ZONEN   ćosić ", [RICH]),
        ("zonen rotterdam", []),
        ("zonen amsterdam", [RICH]),
        ("E0000004", [LONG]),
        ("e0000004", [LONG]),
        ("%", []),
        ("' OR 1=1 --", []),
        ("\\", []),
        ("\udcff", []),
    ],
)
def test_the_search_finds_by_name_number_and_municipality_without_accents(
    routed: Context, text: str, expected: list[str]
) -> None:
    assert _found(routed, search=text) == expected


def test_the_search_finds_a_kvk_number_from_five_digits_on(routed: Context) -> None:
    plan = routed.published.plan()
    lineage = routed.published.lineage()
    assert lineage
    employers = lineage.snapshot("warehouse").table("employers")
    rows = routed.published.rows(
        "SELECT DISTINCT kvk_number FROM read_parquet($employers) WHERE employer_id = $employer_id",
        {"employers": employers, "employer_id": LONG},
    )
    number = rows[0]["kvk_number"]
    assert plan.manifest.as_of
    assert LONG in _found(routed, search=number)
    assert LONG in _found(routed, search=number[:5])


@pytest.mark.parametrize("value", [None, 5, [], {}, ["x"], "x", "2026-11-03", "2026-13-01", "\0"])
def test_what_cannot_be_sought_narrows_nothing(routed: Context, value: Any) -> None:
    assert Sought.of({"search": value if not isinstance(value, str) else "", "week": value}) == Sought()
    assert len(Sought.of({"search": "x" * 1000}).text) == LONGEST


def test_the_list_narrows_to_a_week_and_to_what_has_none(routed: Context) -> None:
    week = _found(routed, week=WEEK.isoformat())
    without = _found(routed, week="none")
    assert sorted(week) == [f"E000000{number}" for number in (1, 2, 3, 4, 5)]
    assert len(week) + len(without) == 30
    assert not set(week) & set(without)
    assert _found(routed, week="2026-11-09") == []


def test_the_hours_of_a_month_go_to_its_weeks_by_working_days(tmp_path: Path) -> None:
    publish_routes(publish_all(tmp_path, visits=30))
    routed = context_over(tmp_path)
    plan = routed.published.plan()
    weeks = weeks_of(routed.published, plan, Selection(team="West-1"), standings(routed, plan))
    # 1,000 hours over the 21 working days of November 2026: five in each week but the last, which has one
    assert [week.monday for week in weeks] == [*(date(2026, 11, day) for day in (2, 9, 16, 23, 30)), None]
    assert [round(week.available or 0, 1) for week in weeks] == [238.1, 238.1, 238.1, 238.1, 47.6, 0]
    # West-1 has every fourth employer from the first on; of those 1 (9 hours) and 5 (8 hours) are on a route
    assert weeks[0].employers == {"visit": 2}
    assert weeks[0].planned == {"visit": 17.0}
    assert sum(sum(week.employers.values()) for week in weeks) == 8
    drop = PlanDecision("2026-11", RICH, "drop", "bankrupt", "planner")
    routed.decisions.record(drop, "planner", plan_roll(plan))
    again = weeks_of(routed.published, plan, Selection(team="West-1"), standings(routed, plan))
    assert again[0].planned == {"visit": 8.0}
    assert sum(sum(week.employers.values()) for week in again) == 7


def test_the_strip_says_hours_and_what_has_no_week_yet(routed: Context) -> None:
    plan = routed.published.plan()
    weeks = weeks_of(routed.published, plan, Selection(team="West-1"), standings(routed, plan))
    strip = weeks_strip(weeks, WEEK.isoformat(), NL)
    told = words_on(strip)
    assert "week \n45\n \n7%" in told  # 17 of 238.1
    titles = [item.title for item in components_on(strip) if getattr(item, "title", None)]
    assert titles[0] == "week 45 (2\u00a0nov): 17 van 238 uur"
    assert "Nog geen week" in told
    assert "2 (17 uur)" in words_on(weeks_table(weeks, NL))


def test_without_routes_it_says_that_there_are_no_weeks_yet(context: Context) -> None:
    plan = context.published.plan()
    weeks = weeks_of(context.published, plan, Selection(), Standings())
    assert "nog geen weken" in words_on(weeks_strip(weeks, "", NL))


def test_the_weeks_to_choose_from_are_those_of_the_months() -> None:
    assert mondays_of([date(2026, 11, 1)]) == [date(2026, 10, 26), *(date(2026, 11, day) for day in (2, 9, 16, 23, 30))]
    assert mondays_of([]) == []


def test_the_map_counts_the_list_by_municipality_and_tells_what_has_no_site(routed: Context) -> None:
    plan = routed.published.plan()
    asked = Asked(Selection(), Standings(), "nl")
    counted = query.by_municipality(routed.published, plan, asked, {})
    assert sum(row["employers"] for row in counted) == 30
    drawn = map_of(counted, NL)
    assert "Van 1 is geen vestiging bekend." in words_on(drawn)  # the seventeenth
    traces = component(drawn, "plan-map-graph").figure["data"]
    named = {text for trace in traces[-1:] for text in trace["text"]}
    assert "Rotterdam" in named  # names are drawn last, above the dots
    dots, names = traces[-2], traces[-1]
    size_of = dict(zip(zip(dots["x"], dots["y"], strict=True), dots["marker"]["size"], strict=True))
    below = zip(zip(names["x"], names["y"], strict=True), names["marker"]["size"], strict=True)
    assert all(size >= size_of[place] for place, size in below)  # a name stands below its own dot
    assert not named & {text for trace in traces[:-1] if trace["mode"] != "markers" for text in trace.get("text") or ()}
    here = query.in_municipality(routed.published, plan, asked, {}, "GM0599", 100)
    assert {row["municipality"] for row in here} == {"Rotterdam"}
    assert FORMULA in {row["employer_id"] for row in here}
    assert len(query.in_municipality(routed.published, plan, asked, None, "GM0599", 2)) == 2


def _of_regions(folder: Path, *regions: str) -> Context:
    account = Account("planner", frozenset(all_roles()), regions)
    own = context_over(folder)
    return Context(own.published, own.audit_log, account_of=lambda: account, language="en")


def test_an_account_with_one_region_begins_with_it(folder: Path) -> None:
    one = _of_regions(folder, "West")
    shown = screen(one, parse_address("/en/plan", "", "en", "plan"))
    assert component(shown, "plan-region").value == "West"
    assert words_on(component(shown, "plan-count")) == "Loading…"  # until the list has asked for its rows
    assert one.audit_log.lines()[-1].detail["region"] == "West"
    several = _of_regions(folder, "West", "Zuid")
    assert component(screen(several, parse_address("/en/plan", "", "en", "plan")), "plan-region").value == "all"


def test_an_account_sees_no_weeks_or_search_results_of_other_regions(folder: Path) -> None:
    noord = _of_regions(folder, "Noord")
    assert set(_found(noord)) == {f"E{number:07d}" for number in range(4, 31, 4)}
    assert _found(noord, search="cosic") == []
    plan = noord.published.plan()
    weeks = weeks_of(noord.published, plan, Selection(), Standings())
    assert sum(sum(week.employers.values()) for week in weeks) == 7
    counted = query.by_municipality(noord.published, plan, Asked(Selection(), Standings(), "nl"), {})
    assert sum(row["employers"] for row in counted) == 7


def test_a_plan_of_a_quarter_has_its_weeks_over_the_turn_of_the_year(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=9)
    publish_quarter(folder)
    context = context_over(tmp_path)
    choices = query.choices(context.published, context.published.plan())
    mondays = mondays_of(choices.months)
    assert (mondays[0], mondays[-1], len(mondays)) == (date(2026, 10, 26), date(2027, 1, 25), 14)


def test_a_view_keeps_search_week_and_map_in_the_address() -> None:
    asked = {"search": "bakker", "week": "2026-11-02", "view": "map"}
    view = view_of(asked, query.Choices((("West", "West-1"),), (date(2026, 11, 1),), query.INSTRUMENTS))
    assert view == View(Selection(), sought=Sought("bakker", "2026-11-02"), as_map=True)
    stored = view.stored()
    assert {name: stored[name] for name in asked} == asked
