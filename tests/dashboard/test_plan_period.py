"""The list of a plan of several months: months, instruments, joint visits, sites, and what was decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.decided import Standings, standings
from dashboard.pages.plan import layout, query
from dashboard.pages.plan.figures import figures_of
from dashboard.pages.plan.presentation import columns, shown
from dashboard.pages.plan.query import Asked, Selection
from dashboard.pages.plan.setting import FOLDER
from dashboard.published import Published, Row
from dashboard.texts import words_of
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.support.accounts import signed_in
from tests.support.published import publish_all, publish_plan
from tests.support.screens import words_on
from tests.support.tables import UNPLANNED

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
PLAN_ID = "2026-11"


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A plan of three months; employer n is planned in month n mod 3, and 14 and 15 are visited jointly."""
    folder = tmp_path_factory.mktemp("quarter")
    publish_plan(publish_all(folder), months=(NOVEMBER, DECEMBER, JANUARY))
    return Published(folder / "snapshots")


@pytest.fixture
def context(quarter: Published, tmp_path: Path) -> Context:
    return Context(quarter, AuditLog(sqlite_url(tmp_path)), account_of=signed_in, language="nl")


def _rows(published: Published, asked: Asked, **request: Any) -> list[Row]:
    return query.visits(published, published.plan(), asked, {"startRow": 0, "endRow": 500} | request)[0]


def _ids(rows: Sequence[Row]) -> list[str]:
    return [row["employer_id"] for row in rows]


def _decide(context: Context, **decision: Any) -> None:
    roll = plan_roll(context.published.plan())
    context.decisions.record(PlanDecision(plan_id=PLAN_ID, by="Jan", **decision), "planner", roll)


def _states(context: Context, language: Any = "nl") -> dict[str, str]:
    plan = context.published.plan()
    rows = _rows(context.published, Asked(Selection(), standings(context, plan), language))
    return {row["employer_id"]: row["state_name"] for row in rows}


def test_a_month_and_an_instrument_narrow_the_list(quarter: Published) -> None:
    december = _rows(quarter, Asked(Selection(month=DECEMBER), Standings(), "nl"))
    assert len(december) == 87  # 1, 4, ..., 259
    assert {row["month_name"] for row in december} == {"december\u00a02026"}
    letters = _rows(quarter, Asked(Selection(instrument="letter"), Standings(), "nl"))
    assert len(letters) == 21  # 7, 18, ..., 260 are 24, of which 40, 150 and 260 are visits
    assert {row["instrument_name"] for row in letters} == {"Informatiebrief"}


def test_a_joint_visit_says_with_whom_in_both_languages(quarter: Published) -> None:
    rows = _rows(quarter, Asked(Selection(instrument="joint_visit"), Standings(), "en"))
    told = {row["employer_id"]: row["instrument_name"] for row in rows}
    assert told == {
        "E0000014": "Joint visit with Werkgever 0015 bv",
        "E0000015": "Joint visit with Werkgever 0014 bv",
    }
    filters = {"instrument": {"type": "contains", "filter": "gezamenlijk bezoek met werkgever 0014"}}
    found = _rows(quarter, Asked(Selection(), Standings(), "en"), filterModel=filters)
    assert _ids(found) == ["E0000015"]


def test_the_months_are_sorted_by_time_not_by_name(quarter: Published) -> None:
    sort = [{"colId": "month", "sort": "desc"}]
    rows = _rows(quarter, Asked(Selection(), Standings(), "nl"), sortModel=sort)
    assert list(dict.fromkeys(row["month"] for row in rows)) == [JANUARY, DECEMBER, NOVEMBER]


def test_a_doubtful_site_is_told_in_words(quarter: Published) -> None:
    site = {row["employer_id"]: row["site"] for row in _rows(quarter, Asked(Selection(), Standings(), "nl"))}
    assert (site["E0000009"], site["E0000017"], site["E0000001"]) == ("Bestaat die nog?", "Bestaat die nog?", "")
    filters = {"site": {"type": "contains", "filter": "still exist"}}
    assert len(_rows(quarter, Asked(Selection(), Standings(), "nl"), filterModel=filters)) == 42


def test_the_figures_are_of_the_selection(quarter: Published) -> None:
    plan = quarter.plan()
    whole = query.summary(quarter, plan, Selection())
    assert whole.instruments == {"letter": 21, "desk_check": 21, "visit": 216, "joint_visit": 2}
    assert (whole.visits, whole.doubtful_sites, whole.hours_available) == (260, 42, 15_000)
    assert whole.expected_findings is not None
    december = query.summary(quarter, plan, Selection(month=DECEMBER))
    assert (december.visits, december.hours_available, december.hours_reserved) == (87, 5_000, 1_000)
    letters = query.summary(quarter, plan, Selection(instrument="letter"))
    assert (letters.visits, letters.hours_available) == (21, 15_000)
    assert (december.expected_findings, letters.expected_findings) == (None, None)


def test_expected_findings_are_told_no_further_than_a_sum_of_chances_is_known(quarter: Published) -> None:
    whole = query.summary(quarter, quarter.plan(), Selection())
    told = words_on(figures_of(replace(whole, expected_findings=689.4), words_of(FOLDER, "en"))).splitlines()
    assert told[told.index("Expected findings") + 1] == "690"


def test_each_team_and_month_has_its_own_figures(quarter: Published) -> None:
    rows = query.team_months(quarter, quarter.plan(), Selection(team="West-1"))
    assert [row["month"] for row in rows] == [NOVEMBER, DECEMBER, JANUARY]
    assert sum(row["employers"] for row in rows) == 65
    assert [row["available"] for row in rows] == [1000, 1000, 1000]
    nobody = query.team_months(quarter, quarter.plan(), Selection(team="Oost-1"))
    assert [(row["employers"], row["planned"]) for row in nobody] == [(0, 0)] * 3


def test_the_neutral_order_is_always_the_same_and_follows_nothing(quarter: Published) -> None:
    asked = Asked(Selection(), Standings(), "nl", neutral=True)
    first, again = (_ids(_rows(quarter, asked)) for _ in range(2))
    assert first == again
    assert sorted(first) == sorted(_ids(_rows(quarter, Asked(Selection(), Standings(), "nl"))))
    # of a random order about half of the neighbours go up, by name and by ground alike
    ups = sum(here < there for here, there in pairwise(first))
    assert 100 < ups < 160
    drawn = [position for position, name in enumerate(first) if int(name[1:]) % 10 == 0]
    assert 90 < sum(drawn) / len(drawn) < 170


def test_what_was_decided_stands_in_the_list(context: Context) -> None:
    _decide(context, employer_id="E0000001", kind="accept", reason="as_planned")
    _decide(context, employer_id="E0000002", kind="drop", reason="ceased")
    _decide(context, employer_id="E0000003", kind="drop", reason="not_worthwhile")
    _decide(context, employer_id="E0000004", kind="defer", reason="season", month=JANUARY)
    states = _states(context)
    told = [states[f"E000000{number}"] for number in range(1, 6)]
    assert told == [
        "Aangenomen",
        "Vervallen",
        "Wacht op een tweede persoon",
        "Uitgesteld naar januari\u00a02027",
        "Gepland",
    ]
    assert standings(context, context.published.plan()).waiting == 1
    asked = Asked(Selection(), standings(context, context.published.plan()), "nl")
    filters = {"state": {"type": "contains", "filter": "deferred to january"}}
    assert _ids(_rows(context.published, asked, filterModel=filters)) == ["E0000004"]


def test_an_asked_item_looks_the_same_whether_lot_drew_it_or_not(context: Context) -> None:
    for employer_id in ("E0000010", "E0000011"):  # every tenth was drawn
        _decide(context, employer_id=employer_id, kind="drop", reason="not_worthwhile")
    states = _states(context)
    assert states["E0000010"] == states["E0000011"] == "Wacht op een tweede persoon"


def test_who_was_added_by_hand_joins_the_list(context: Context) -> None:
    _decide(
        context,
        employer_id=UNPLANNED,
        kind="add",
        reason="report_received",
        month=DECEMBER,
        ground="signal",
        team="West-2",
    )
    plan = context.published.plan()
    stand = standings(context, plan)
    (row,) = [
        item for item in _rows(context.published, Asked(Selection(), stand, "nl")) if item["employer_id"] == UNPLANNED
    ]
    assert (row["trade_name"], row["team"], row["month"], row["region"]) == (
        "Eenmanszaak Zonder Plan",
        "West-2",
        DECEMBER,
        "West",
    )
    assert row["state_name"] == "Zelf toegevoegd"
    assert shown(row, "nl")["expected_hours"] == "–"
    assert UNPLANNED in _ids(_rows(context.published, Asked(Selection(team="West-2"), stand, "nl")))
    assert UNPLANNED not in _ids(_rows(context.published, Asked(Selection(team="West-1"), stand, "nl")))
    assert UNPLANNED not in _ids(_rows(context.published, Asked(Selection(month=JANUARY), stand, "nl")))


def test_a_swap_brings_the_other_in_and_says_so_on_both(context: Context) -> None:
    _decide(
        context,
        employer_id="E0000005",
        kind="swap",
        reason="bankrupt",
        other_employer_id=UNPLANNED,
        ground="project",
    )
    states = _states(context, "en")
    assert states["E0000005"] == "Swapped for Eenmanszaak Zonder Plan"
    assert states[UNPLANNED] == "Added in place of Ångström Techniek"


def test_a_row_leads_to_the_dossier_in_the_way_it_is_looked_at(quarter: Published) -> None:
    row = _rows(quarter, Asked(Selection(), Standings(), "nl"))[0]
    assert shown(row, "nl", {"blind": "1"})["href"] == f"/nl/employer/{row['employer_id']}?blind=1"
    assert set(shown(row, "nl")) == {column.name for column in columns(words_of(FOLDER, "nl"))} | {
        "href",
        "employer_id",
    }


def test_a_view_keeps_through_a_browser(quarter: Published) -> None:
    choices = query.choices(quarter, quarter.plan())
    assert choices.months == (NOVEMBER, DECEMBER, JANUARY)
    asked = {"region": "West", "team": "West-1", "month": "2026-12-01", "instrument": "visit", "blind": "1"}
    view = layout.view_of(asked | {"order": "neutral"}, choices)
    assert view == layout.View(Selection("West", "West-1", DECEMBER, "visit"), blind=True, neutral=True)
    assert layout.view_of(view.stored(), choices) == view
