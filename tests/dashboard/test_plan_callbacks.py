"""The callbacks of the plan and the outcomes as a browser reaches them, with whatever a browser may hand in."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.pages.outcomes import form as outcome_form
from dashboard.pages.outcomes import layout as outcomes
from dashboard.pages.plan import ids, layout
from data_contracts.store import sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcomes import Outcomes
from tests.support.dash_server import Callback, ask, callback_of, callbacks_of, client_over
from tests.support.published import publish_all
from tests.support.tables import RICH

MINE = ("plan-", "decide-", "bulk-", "outcome-")
NONSENSE = [None, True, 5, -1, "", "x", "' OR 1=1 --", [], [5], ["x"], {}, {"a": 1}, [{"employer_id": 5}]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("callbacks")
    publish_all(made, visits=20)
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    return client_over(folder, "en")


def _callbacks(client: FlaskClient) -> list[Callback]:
    """The page's own callbacks."""
    return [item for item in callbacks_of(client) if any(name in str(item["inputs"]) for name in MINE)]


def test_the_pages_have_callbacks_at_the_server(client: FlaskClient) -> None:
    assert len(_callbacks(client)) >= 8


@pytest.mark.parametrize("value", NONSENSE, ids=str)
def test_nonsense_from_a_browser_breaks_no_callback_and_records_nothing(
    client: FlaskClient, folder: Path, value: Any
) -> None:
    for callback in _callbacks(client):
        answer = ask(client, callback, {}, otherwise=value)
        assert answer.status_code in (200, 204), callback["output"]
    assert PlanDecisions(sqlite_url(folder)).all() == ()
    assert Outcomes(sqlite_url(folder)).all() == ()


@pytest.mark.parametrize(
    ("sought", "count", "hint"),
    [
        ("", "20 employers", "Click a row"),
        ("0005", "1 employer", "the figures above are about the whole selection"),
        ("zzzz", "No employers match these filters.", "Clear the search text"),
    ],
)
def test_the_list_says_what_its_narrowing_means_and_what_helps_when_nothing_is_left(
    client: FlaskClient, sought: str, count: str, hint: str
) -> None:
    request = {"startRow": 0, "endRow": 100, "filterModel": {}, "sortModel": []}
    given = {layout.GRID: request, layout.SHOWN: {"search": sought}}
    told = ask(client, callback_of(client, layout.GRID, layout.COUNT), given).get_json()["response"]
    assert told[ids.COUNT]["children"] == count
    assert hint in told[ids.HINT]["children"]


def test_opening_the_fold_makes_the_tables_of_the_selection_and_closing_it_nothing(client: FlaskClient) -> None:
    unfold = callback_of(client, ids.TABLES_FOLD, ids.TABLES)
    opened = ask(client, unfold, {ids.TABLES_FOLD: 1, layout.SHOWN: {"region": "Noord"}}).get_data(as_text=True)
    assert "Noord-1" in opened and "West-" not in opened
    assert "West-" in ask(client, unfold, {ids.TABLES_FOLD: 3, layout.SHOWN: {}}).get_data(as_text=True)
    assert ask(client, unfold, {ids.TABLES_FOLD: 2, layout.SHOWN: {}}).status_code == 204


def test_a_selected_row_opens_its_item_in_the_language_of_the_screen(client: FlaskClient) -> None:
    callback = callback_of(client, layout.GRID, ids.DRAWER)
    answer = ask(client, callback, {layout.GRID: [{"employer_id": RICH}], layout.SETTING: {"language": "nl"}})
    assert "Uw besluit" in answer.get_data(as_text=True)
    told = answer.get_json()["response"]
    assert told[ids.DRAWER]["opened"] is True
    assert "Bakkerij" in told[ids.DRAWER]["title"]


def test_the_kind_of_decision_brings_its_own_fields_and_reasons(client: FlaskClient) -> None:
    callback = callback_of(client, ids.KIND, ids.REASON)
    told = ask(client, callback, {ids.KIND: "defer", ids.ITEM: {}}).get_json()["response"]
    assert "season" in {item["value"] for item in told[ids.REASON]["data"]}
    assert told[ids.REASON]["value"] is None
    shown = {field for field in (ids.OTHER, ids.MONTH, ids.TEAM, ids.GROUND) if _is_shown(told, field)}
    assert shown == {ids.MONTH}
    told = ask(client, callback, {ids.KIND: "accept", ids.ITEM: {"waits": True}}).get_json()["response"]
    assert told[ids.REASON]["value"] == "stays_after_all"


def _is_shown(told: dict[str, Any], field: str) -> bool:
    return bool(told[ids.frame_of(field)]["style"]["display"] == "block")


def test_a_search_offers_only_who_is_not_in_the_plan(client: FlaskClient) -> None:
    callback = callback_of(client, ids.OTHER, ids.OTHER)
    planned = ask(client, callback, {ids.OTHER: "cosic"}).get_json()["response"]
    assert planned[ids.OTHER]["data"] == []
    free = ask(client, callback, {ids.OTHER: "zonder plan"}).get_json()["response"]
    assert [item["value"] for item in free[ids.OTHER]["data"]] == ["E0099999"]


def test_the_instrument_decides_which_outcomes_there_can_be(client: FlaskClient) -> None:
    field = json.dumps(outcome_form.field_id("instrument"), separators=(",", ":"), sort_keys=True)
    callback = callback_of(client, field, "status")
    told = ask(client, callback, {field: "letter", outcomes.SETTING: {"language": "en"}}).get_json()["response"]
    (only,) = told.values()
    assert "Letter sent" in {item["label"] for item in only["data"]}
    assert "Visited" not in {item["label"] for item in only["data"]}
