"""An account with regions sees the employers of these only, whatever its browser sends."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import Configuration, create_app
from dashboard.context import Context
from dashboard.decided import standings
from dashboard.employers import find_employers
from dashboard.pages.outcomes import query as outcomes
from dashboard.pages.plan import ids, panel, query
from dashboard.pages.plan.query import Asked, Selection
from dashboard.pages.plan.recording import Given, answered, recorded
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.registry import PAGES
from dashboard.pages.what_if import query as what_ifs
from dashboard.pages.what_if.query import Answer
from dashboard.published import Published
from dashboard.refusals import REFUSED
from dashboard.regions import OutsideRegionsError, region_of_employer, seen_among
from dashboard.router import screen
from dashboard.signing_in.account import Account, all_roles
from dashboard.texts import words_of
from data_contracts.snapshots import Snapshot
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.audit_log import AuditFilter
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.support import tables
from tests.support.accounts import make_account, sign_in
from tests.support.callback_calls import ServerCallback, server_callbacks
from tests.support.planned import publish_routes
from tests.support.published import VISITS, publish_all
from tests.support.screens import address_of, component, words_on
from tests.support.what_if_tables import publish_scenario, publish_what_if

PLAN_ID = "2026-11"
INSIDE, OUTSIDE = tables.RICH, tables.MARKUP  # of West and of Zuid
MINE, PARTNER = "E0000014", "E0000015"  # one joint visit: of West and of Zuid
# Teams and provinces go round by four: Noord, West, West, Zuid. The week of routes takes West-1 along the first five.
FOREIGN = [number for number in range(6, VISITS + 1) if number % 4 in (0, 3) and number != 15]
FOREIGN_IDS = [f"E{number:07d}" for number in FOREIGN]
FOREIGN_NAMES = [tables.name_of(number) for number in FOREIGN]
WEST = ("West",)


def _of(context: Context, *regions: str, roles: tuple[str, ...] = ("planner",)) -> Context:
    return replace(context, account_of=lambda: Account("west", frozenset(roles), regions))


@pytest.fixture
def west(context: Context) -> Context:
    return _of(context, "West")


def _rows(context: Context, selection: Selection) -> list[str]:
    plan = context.published.plan()
    asked = Asked(selection, standings(context, plan), "nl")
    return [row["employer_id"] for row in query.all_visits(context.published, plan, asked, {})]


def test_the_region_of_an_employer_is_that_of_its_item_or_of_its_province(context: Context) -> None:
    plan = context.published.plan()
    found = [region_of_employer(context.published, plan, name) for name in (INSIDE, OUTSIDE, tables.UNPLANNED, "E1")]
    assert found == ["West", "Zuid", "West", None]  # the third is in Zuid-Holland


def test_who_has_no_regions_sees_all_and_who_has_one_its_own_and_joint_visits(context: Context, west: Context) -> None:
    plan = context.published.plan()
    asked = {INSIDE, OUTSIDE, MINE, PARTNER, tables.UNPLANNED, "E1"}
    assert seen_among(context.published, plan, asked) == asked
    assert seen_among(west.published, plan, asked) == {INSIDE, MINE, PARTNER, tables.UNPLANNED}
    south = _of(context, "Zuid").published
    assert seen_among(south, plan, asked) == {OUTSIDE, MINE, PARTNER}
    nowhere = _of(context, "Atlantis").published
    assert seen_among(nowhere, plan, asked) == frozenset()
    assert find_employers(nowhere, plan, "zonder plan") == []


@pytest.mark.parametrize("selection", [Selection(), Selection("West"), Selection(team="West-2")])
def test_a_list_holds_the_regions_of_the_account(west: Context, selection: Selection) -> None:
    rows = _rows(west, selection)
    assert rows
    assert not set(rows) & {*FOREIGN_IDS, PARTNER}


@pytest.mark.parametrize("selection", [Selection("Zuid"), Selection(team="Zuid-1"), Selection("Noord", "Noord-1")])
def test_a_forged_region_or_team_finds_nobody_and_counts_nothing(west: Context, selection: Selection) -> None:
    plan = west.published.plan()
    assert _rows(west, selection) == []
    figures = query.summary(west.published, plan, selection)
    assert (figures.visits, figures.hours_planned, figures.hours_available) == (0, 0, 0)
    assert query.team_months(west.published, plan, selection) == []


def test_figures_count_the_regions_of_the_account_and_tell_no_findings(context: Context, west: Context) -> None:
    plan = context.published.plan()
    mine = query.summary(west.published, plan, Selection())
    theirs = query.summary(context.published, plan, Selection("West"))
    assert (mine.visits, mine.hours_planned, mine.hours_available) == (
        theirs.visits,
        theirs.hours_planned,
        theirs.hours_available,
    )
    assert mine.visits == 130  # two of every four of 260
    assert mine.expected_findings is None
    assert query.choices(west.published, plan).teams == (("West", "West-1"), ("West", "West-2"))


def test_what_was_decided_elsewhere_is_not_told(context: Context, west: Context) -> None:
    plan = context.published.plan()
    for employer_id in (INSIDE, OUTSIDE):
        asked = PlanDecision(PLAN_ID, employer_id, "drop", "capacity", "jan")
        context.decisions.record(asked, "jan", plan_roll(plan))
    assert (standings(context, plan).waiting, standings(west, plan).waiting) == (2, 1)
    told = words_on(panel.approvals_panel(west, plan, words_of(FOLDER, "nl")))
    assert tables.NAMES[0] in told
    assert tables.NAMES[2] not in told


def test_nothing_is_recorded_about_an_employer_outside(context: Context, west: Context) -> None:
    plan, words = context.published.plan(), words_of(FOLDER, "nl")
    fields = {ids.KIND: "accept", ids.REASON: "as_planned"}
    with pytest.raises(OutsideRegionsError):
        recorded(west, plan, Given.of_browser({"employer_id": OUTSIDE, "version": 0}, fields, undone=False), words)
    swap = {ids.KIND: "swap", ids.REASON: "bankrupt", ids.GROUND: "signal", ids.OTHER: OUTSIDE}
    with pytest.raises(OutsideRegionsError):
        recorded(west, plan, Given.of_browser({"employer_id": INSIDE, "version": 0}, swap, undone=False), words)
    context.decisions.record(PlanDecision(PLAN_ID, OUTSIDE, "drop", "capacity", "jan"), "jan", plan_roll(plan))
    with pytest.raises(OutsideRegionsError):
        answered(west, plan, {"employer": OUTSIDE, "version": 1, "answer": "leaves"}, words)
    assert [row.by for row in context.decisions.of_plan(PLAN_ID)] == ["jan"]
    refused = context.audit_log.lines(AuditFilter(actions=(REFUSED,)))
    assert {line.subject for line in refused} == {context.audit_log.reference("employer", OUTSIDE)}
    assert [line.detail for line in refused] == [{"why": "region"}] * 3


def test_outcomes_are_found_in_the_regions_of_the_account_only(context: Context, west: Context) -> None:
    plan = context.published.plan()
    assert len(outcomes.find_items(context, plan, "werkgever")) == 20
    found = {employer_id for employer_id, _ in outcomes.find_items(west, plan, "werkgever")}
    assert found
    assert not found & set(FOREIGN_IDS)
    assert outcomes.find_items(west, plan, OUTSIDE) == []


def test_a_dossier_outside_is_closed_with_a_screen_and_a_line_in_the_log(west: Context) -> None:
    shown = screen(west, address_of(f"/nl/employer/{OUTSIDE}"))
    told = words_on(component(shown, "outside-regions"))
    assert "buiten uw regio's" in told
    assert tables.NAMES[2] not in words_on(shown)
    (line,) = west.audit_log.lines()
    assert (line.action, line.actor, line.detail) == (REFUSED, "west", {"why": "region"})
    assert line.subject == west.audit_log.reference("employer", OUTSIDE)


def test_a_dossier_inside_opens_as_does_a_partner_in_a_joint_visit(west: Context) -> None:
    for employer_id in (INSIDE, PARTNER):
        assert component(screen(west, address_of(f"/nl/employer/{employer_id}")), "employer-page")


def test_answers_to_what_ifs_name_employers_of_the_regions_only(context: Context, tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    answer, scenario = Answer(publish_what_if(folder), "what_if"), Answer(publish_scenario(folder), "scenario")
    told = {}
    for regions in ((), WEST, ("Zuid",)):
        seen = Published(folder.root).seen_by(lambda regions=regions: regions, tuple)
        coming, count = what_ifs.coming_in(seen, answer)
        falling, newly = what_ifs.falling_under(seen, scenario, "WML", "below_minimum")
        told[regions] = ([row["region"] for row in coming], count, [row["region"] for row in falling], newly)
    assert told == {
        (): (["West", "Noord"], 2, ["Noord", "West"], 2),
        WEST: (["West"], 1, ["West"], 1),
        ("Zuid",): ([], 0, [], 0),
    }


@dataclass(frozen=True)
class Door:
    """The real app over HTTP with two planners: one of West, and one of everywhere."""

    callbacks: tuple[ServerCallback, ...]
    west: FlaskClient
    everywhere: FlaskClient
    folder: Path
    plan: Snapshot

    @property
    def show(self) -> ServerCallback:
        return next(callback for callback in self.callbacks if callback.name == "dashboard.router.show")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("regions")
    publish_routes(publish_all(folder))
    app = create_app(Configuration(folder, folder / "snapshots"))
    make_account(folder, name="west", roles=all_roles(), regions=WEST)
    make_account(folder, name="everywhere", roles=all_roles())
    clients = [sign_in(app.server.test_client(), name) for name in ("west", "everywhere")]
    yield Door(tuple(server_callbacks(app)), *clients, folder, Published(folder / "snapshots").plan())


def _forged(snapshot: Snapshot) -> dict[str, Any]:
    """What a browser would have to send to see elsewhere: regions, teams and employers wherever one is taken."""
    plan = snapshot.manifest.snapshot_id
    setting = {"plan": plan, "language": "nl", "earlier": False, "region": "Zuid", "regions": ["Zuid"]}
    view = {"region": "Zuid", "team": "Zuid-1", "blind": "", "order": ""}
    shown = {"employer": OUTSIDE, "plan": plan, "language": "nl"}
    return {
        "plan-setting.data": setting,
        "plan-shown.data": view,
        "plan-grid.selectedRows": [{"employer_id": OUTSIDE}],
        "plan-region.value": "Zuid",
        "plan-team.value": "Zuid-1",
        "decide-item.data": {"employer_id": OUTSIDE, "version": 0},
        "decide-kind.value": "accept",
        "decide-reason.value": "as_planned",
        "outcome-setting.data": {"plan_id": PLAN_ID, "employer_id": OUTSIDE, "language": "nl"},
        "outcome-plan.value": PLAN_ID,
        "routes-setting.data": {"plan": plan, "language": "nl", "shown": {}},
        "routes-team.value": "Noord-1",
        "employer-shown.data": shown,
        "location.pathname": f"/nl/employer/{OUTSIDE}",
        "location.search": "?purpose=signal",
    }


# What a field holds when nothing better is known of it, by its property: pressed, ticked, typed.
_USUAL = {
    "n_clicks": 1,
    "checked": True,
    "searchValue": "werkgever",
    "n_intervals": 1,
    "opened": True,
    "getRowsRequest": {"startRow": 0, "endRow": 500, "filterModel": {}, "sortModel": []},
}


def _answers(callback: ServerCallback, client: FlaskClient, forged: dict[str, Any]) -> Iterator[str]:
    fields = [f"{item['id']}.{item['property']}" for item in (*callback.inputs, *callback.state)]
    usual = {name: _USUAL[name.rpartition(".")[2]] for name in fields if name.rpartition(".")[2] in _USUAL}
    for item in callback.inputs:
        answer = callback.call(client, usual | forged, trigger=f"{item['id']}.{item['property']}")
        assert answer.status_code in (200, 204), (callback.name, answer.status_code, answer.text[-1500:])
        yield answer.text


def _told(answers: Iterator[str]) -> set[str]:
    """Return which employers outside West the answers name."""
    everything = "\n".join(answers)
    return {name for name in (*FOREIGN_IDS, *FOREIGN_NAMES) if name in everything}


def test_no_callback_tells_of_an_employer_outside_whatever_is_forged(door: Door) -> None:
    forged = _forged(door.plan)
    told = {callback.name: _told(_answers(callback, door.west, forged)) for callback in door.callbacks}
    # What the browser itself sends comes back in an address or a form; nobody's name does.
    assert {name: found - {OUTSIDE} for name, found in told.items() if found - {OUTSIDE}} == {}
    assert AuditLog(sqlite_url(door.folder)).lines(AuditFilter(actions=(REFUSED,)))
    seen = {callback.name: _told(_answers(callback, door.everywhere, forged)) for callback in door.callbacks}
    telling = {name for name, found in seen.items() if found - {OUTSIDE}}
    assert telling >= {"plan.callbacks.walk", "plan.callbacks.take_along"}
    assert telling >= {"outcomes.callbacks.search", "employers.callbacks.walk"}


def test_no_page_tells_of_an_employer_outside_whatever_its_address_asks(door: Door) -> None:
    told = {}
    search = "?region=Zuid&team=Noord-1&employer=E0000004"
    for page in PAGES:
        asked = {"location.pathname": f"/nl/{page.name}", "location.search": search}
        told[page.name] = _told(iter([door.show.call(door.west, asked).text])) - {"E0000004"}
    assert {name: found for name, found in told.items() if found} == {}
    routes = {"location.pathname": "/nl/routes", "location.search": "?team=Noord-1"}
    assert "Werkgever 0008 bv" in door.show.call(door.everywhere, routes).text
