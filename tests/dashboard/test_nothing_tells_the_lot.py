"""Two plans that differ only in what lot did read the same, answer by answer, until a case is closed."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from flask.testing import FlaskClient

from dashboard.context import Context
from dashboard.pages.outcomes.callbacks import FOLDER as OUTCOMES
from dashboard.pages.outcomes.callbacks import saved
from dashboard.pages.plan import ids, layout
from dashboard.pages.plan.recording import Given, answered, recorded
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.routes import layout as routes_layout
from dashboard.signing_in.account import Account
from dashboard.texts import LANGUAGES, words_of
from tests.dashboard.conftest import context_over
from tests.support import plan_tables
from tests.support.dash_server import ask, callback_of, client_over, screen_of
from tests.support.planned import publish_routes
from tests.support.published import SOLUTION, publish_all, publish_kind
from tests.support.tables import MONTH, RICH
from tests.support.what_if_tables import publish_scenario, publish_what_if

VISITS = 40
PLAN_ID = "2026-11"
DRAWN_HERE, DRAWN_THERE = "E0000010", "E0000001"  # each drawn by lot in one of the two plans; the last is RICH
OWN = re.compile(
    r"\d{8}T\d{12}Z-[0-9a-f]{8}|\d{4}-\d\d-\d\dT[\d:.+]+|\d\d:\d\d|(?:DTSTAMP|LAST-MODIFIED):\w+|SEQUENCE:\d+"
)
"""Names of snapshots and moments: of each run its own."""
Answers = Mapping[str, str]


def _publish(folder: Path, lot: int) -> None:
    """Publish a run in which lot drew every tenth employer, beginning with ``lot``; all else is the same."""
    made = publish_all(folder, visits=VISITS)
    number = pl.col("employer_id").str.slice(1).cast(pl.Int64)
    drawn = number % 10 == lot % 10
    items = plan_tables.items(VISITS).with_columns(
        instrument=pl.when(number % 10 <= 1).then(pl.lit("visit")).otherwise("instrument"),
        position=(pl.col("position") + lot * 7) % VISITS + 1,
        topic=pl.when(drawn).then(None).otherwise(pl.lit("pay")),
        main_law=pl.when(drawn).then(None).otherwise(pl.lit("WML")),
        expected_yield=pl.when(drawn).then(0.01).otherwise(0.7),
        selection_ground=pl.when(drawn).then(pl.lit("random")).otherwise(pl.lit("model")),
        comparison=~drawn & (number % 13 == lot),
        instrument_probability=pl.when(~drawn & (number % 13 == lot)).then(1 / 3).otherwise(1.0),
        inclusion_probability=pl.when(drawn).then(0.01).otherwise(1.0),
    )
    frames = {
        "items": items,
        "teams": plan_tables.teams(items),
        "inclusion": plan_tables.inclusion(items),
        "chances": plan_tables.chances(),
        "prices": plan_tables.prices(),
        "below_the_cut": plan_tables.below_the_cut(),
    }
    notes = {"plan_id": PLAN_ID, "month": f"{MONTH}", "months": [f"{MONTH}"], "objective": "hits"}
    publish_kind(made, "plan", frames, notes=notes | {"solution": SOLUTION})
    for publish_more in (publish_routes, publish_what_if, publish_scenario):
        publish_more(made)


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, lot in ((here, 10), (there, 1)):
        folder.mkdir()
        _publish(folder, lot)
    return here, there


def _screens(client: FlaskClient) -> Answers:
    views = ["plan", "plan?blind=1", "plan?order=neutral&instrument=visit", "capacity", "outcomes", "routes", "what_if"]
    views += ["model", "fairness", "fairness?by=size_class"]
    views += [
        f"{page}{employer}"
        for page in ("employer/", "outcomes?employer=")
        for employer in (DRAWN_HERE, DRAWN_THERE, "E0000011", "E0000005")
    ]
    return {
        f"{language} {view}": screen_of(client, f"/{language}/{view.partition('?')[0]}", f"?{view.partition('?')[2]}")
        for view in views
        for language in LANGUAGES
    }


def _rows_and_exports(client: FlaskClient) -> Answers:
    request = {"startRow": 0, "endRow": 100, "filterModel": {}, "sortModel": []}
    by_hours = request | {"sortModel": [{"colId": "expected_hours", "sort": "desc"}]}
    week = {routes_layout.TEAM: "West-1", routes_layout.WEEK: "2026-11-02"}
    asked: dict[str, tuple[str, str, dict[str, Any]]] = {
        "rows": (layout.GRID, layout.COUNT, {layout.GRID: request}),
        "rows by hours": (layout.GRID, layout.COUNT, {layout.GRID: by_hours}),
        "rows mixed": (layout.GRID, layout.COUNT, {layout.GRID: request, layout.SHOWN: {"order": "neutral"}}),
        "list as calendar": (ids.EXPORT_ICS, layout.DOWNLOAD, {ids.EXPORT_ICS: 1, layout.GRID: request}),
        "list on the map": (ids.AS_MAP, f"{ids.MAP}.children", {ids.AS_MAP: True, layout.GRID: request}),
        "all ticked": (ids.PICK_ALL, f"{ids.PICKED}.data", {ids.PICK_ALL: 1, layout.GRID: request}),
        "list as CSV": (layout.EXPORT, layout.DOWNLOAD, {layout.EXPORT: 1, layout.GRID: request}),
        "week as CSV": (routes_layout.EXPORT_CSV, routes_layout.DOWNLOAD, {routes_layout.EXPORT_CSV: 1, **week}),
        "calendar": (routes_layout.EXPORT_ICS, routes_layout.DOWNLOAD, {routes_layout.EXPORT_ICS: 1, **week}),
    }
    for employer in (DRAWN_HERE, DRAWN_THERE):
        opened = {layout.GRID: [{"employer_id": employer}]}
        asked[f"panel {employer}"] = (layout.GRID, ids.DRAWER, opened)
        asked[f"panel {employer} blind"] = (layout.GRID, ids.DRAWER, opened | {layout.BLIND: True})
    asked["approvals"] = (ids.APPROVALS, ids.DRAWER, {ids.APPROVALS: 1})
    answers = {}
    for name, (trigger, output, values) in asked.items():
        answer = ask(client, callback_of(client, trigger, output), values)
        assert answer.status_code == 200, name
        answers[name] = answer.get_data(as_text=True)
    return answers


def _decide(context: Context) -> Answers:
    """Ask to drop both, keep one and let the other wait, and begin a case at both; return what people are told."""
    plan, told = context.published.plan(), {}
    for employer in (DRAWN_HERE, DRAWN_THERE):
        given = Given.of_browser(
            {"employer_id": employer, "version": 0},
            {ids.KIND: "drop", ids.REASON: "capacity"},
            undone=False,
        )
        told[f"asked {employer}"] = recorded(context, plan, given, words_of(FOLDER, "nl")).notice
        told[f"case {employer}"] = _tell(context, employer, 0, {})
    first = {"employer": DRAWN_HERE, "version": 1, "answer": "stays"}
    other = replace(context, account_of=lambda: Account("piet", frozenset({"manager"})))
    told["answered"] = answered(other, plan, first, words_of(FOLDER, "nl")).notice
    return told


def _tell(context: Context, employer: str, version: int, more: Mapping[str, str]) -> str:
    setting = {"plan_id": PLAN_ID, "employer_id": employer, "language": "nl"}
    visited = {"instrument": "visit", "status": "visited", "opened_on": "12-11-2026"} | more
    return str(saved(context, setting, visited, version, words_of(OUTCOMES, "nl"), date(2026, 11, 29)))


def _walk(folder: Path) -> Answers:
    client = client_over(folder)
    before = _screens(client) | _rows_and_exports(client)
    told = _decide(context_over(folder))
    after = _screens(client) | _rows_and_exports(client)
    whole = {**before, **told, **{f"{name}, decided": text for name, text in after.items()}}
    return {name: OWN.sub("", text) for name, text in whole.items()}


def test_no_answer_depends_on_what_lot_did(runs: tuple[Path, Path]) -> None:
    here, there = map(_walk, runs)
    assert len(here) > 80
    assert [name for name in here if here[name] != there[name]] == []
    everything = json.dumps(here)
    assert DRAWN_HERE in everything
    for hidden in ("selection_ground", "inclusion_probability", "expected_yield", "main_law", "instrument_probability"):
        assert hidden not in everything


def test_once_a_case_is_closed_its_own_ground_may_be_told(runs: tuple[Path, Path]) -> None:
    closed = {"closed_on": "20-11-2026", "wml_examined": "yes", "wml_violation": "no"}
    for folder, ground in zip(runs, ("Model", "Aselecte steekproef"), strict=True):
        context = context_over(folder)
        assert ground not in _tell(context, RICH, 0, {})
        assert ground in _tell(context, RICH, 1, closed)
