"""While models are suspended every screen says so, and no answer of the server holds what they estimated."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.app import Configuration, create_app
from dashboard.pages import capacity
from dashboard.pages.capacity.exports import export_table
from dashboard.pages.plan import ids, layout
from dashboard.pages.plan.bulk import Picked, Wish, decide_all
from dashboard.pages.plan.recording import Given, RefusedError, recorded
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.registry import PAGES
from dashboard.pages.view import view_from
from dashboard.router import screen
from dashboard.texts import LANGUAGES, words_of
from dashboard.withheld import WithheldError
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import Decision, ModelEvents, sqlite_url
from data_contracts.store.reasons import Kind
from tests.dashboard.conftest import context_over
from tests.support import plan_tables, repair_tables, tables
from tests.support.accounts import make_account, sign_in
from tests.support.callback_calls import server_callbacks
from tests.support.dash_server import ask, callback_of, client_over, screen_of
from tests.support.published import SOLUTION, publish_all, publish_kind
from tests.support.screens import address_of, component, words_on
from tests.support.tables import MONTH, RICH
from tests.support.what_if_tables import publish_what_if

VISITS = 30
WHO, WHY = "J. de Tester", "een gat dat niemand kan uitleggen"
OWN = re.compile(
    r"\d{8}T\d{12}Z-[0-9a-f]{8}|\d{4}-\d\d-\d\dT[\d:.+]+|\d\d:\d\d|(?:DTSTAMP|LAST-MODIFIED):\w+|[0-9a-f]{64}"
)
"""Names of snapshots, moments and hashes: of each run its own."""
Answers = Mapping[str, str]


def _publish(folder: Path, scale: float) -> None:
    """Publish a run whose models estimated so much of what another's did; all else is the same."""
    made = publish_all(folder, visits=VISITS)
    chance = [pl.col(name) * scale for name in ("probability", "expected_workers", "expected_underpaid_eur")]
    scores = tables.scores(VISITS).with_columns(chance, rank=pl.col("rank") + int(100 * scale))
    reasons = tables.reasons().with_columns(pl.col("contribution") * scale)
    models = {law: made.latest("models").manifest.snapshot_id for law in tables.LAWS}
    publish_kind(made, "scores", {"scores": scores, "reasons": reasons}, notes={"models": models})
    of_item = [pl.col(name) * scale for name in ("p_WML", "p_Wav", "p_Waadi", "expected_yield")]
    items = plan_tables.items(VISITS).with_columns(of_item)
    sentences = [pl.lit(f"Zoveel: {scale}.").alias(f"sentence_{language}") for language in LANGUAGES]
    frames = {
        "items": items,
        "teams": plan_tables.teams(items),
        "inclusion": plan_tables.inclusion(items),
        "chances": plan_tables.chances(),
        "prices": plan_tables.prices().with_columns(pl.col("gain") * scale),
        "below_the_cut": plan_tables.below_the_cut().with_columns(sentences),
    }
    notes = {"plan_id": "2026-11", "month": f"{MONTH}", "months": [f"{MONTH}"], "objective": "hits"}
    publish_kind(made, "plan", frames, notes=notes | {"solution": SOLUTION | {"value": 4000 * scale}})
    publish_what_if(made)


def _suspend(folder: Path, *laws: str) -> None:
    for law in laws or tables.LAWS:
        ModelEvents(sqlite_url(folder)).record(Decision("suspended", law, None, WHO, WHY), "root")


def test_a_request_has_one_answer_and_the_next_one_knows(run: Path) -> None:
    context, server = context_over(run), Flask(__name__)
    with server.test_request_context():
        assert not context.suspended
        _suspend(run, "WML")
        assert not context.suspended  # half a screen with what is suspended and half without would be no screen
    with server.test_request_context():
        assert set(context.suspended) == {"WML"}
    assert set(context.suspended) == {"WML"}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    _publish(tmp_path, 1.0)
    return tmp_path


def _screens(client: FlaskClient) -> Answers:
    views = [page.name for page in PAGES if page.name not in ("log", "employer")]
    views += [f"employer/{employer}?purpose=signal" for employer in (RICH, "E0000011")]
    return {
        f"{language} {view}": screen_of(client, f"/{language}/{view.partition('?')[0]}", f"?{view.partition('?')[2]}")
        for view in views
        for language in LANGUAGES
    }


def _answers(folder: Path) -> Answers:
    """Return all that a server tells: every screen, every callback, panels, lists and exports."""
    client = client_over(folder)
    answers = dict(_screens(client))
    request = {"startRow": 0, "endRow": 100, "filterModel": {}, "sortModel": []}
    asked: dict[str, tuple[str, str, dict[str, Any]]] = {
        "rows": (layout.GRID, layout.COUNT, {layout.GRID: request}),
        "list as CSV": (layout.EXPORT, layout.DOWNLOAD, {layout.EXPORT: 1, layout.GRID: request}),
        "panel": (layout.GRID, ids.DRAWER, {layout.GRID: [{"employer_id": RICH}]}),
    }
    for name, (trigger, output, values) in asked.items():
        answers[name] = ask(client, callback_of(client, trigger, output), values).get_data(as_text=True)
    make_account(folder)
    app = create_app(Configuration(folder, folder / "snapshots"))
    other = sign_in(app.server.test_client())
    for callback in server_callbacks(app):
        if "log." not in callback.name:
            answers[callback.name] = callback.call(other).get_data(as_text=True)
    context = context_over(folder)
    view = view_from(context, {"language": "nl"}, "capacity", capacity.PAGE.folder)
    exported = ("prices", "curve", "what-if", "chances", "instruments")
    answers |= {f"capacity {name}": str(export_table(view, name)) for name in exported}
    return {name: OWN.sub("", answer) for name, answer in answers.items()}


def test_no_answer_depends_on_what_a_suspended_model_estimated(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, scale in ((here, 1.0), (there, 0.5)):
        folder.mkdir()
        _publish(folder, scale)
    before = [_answers(folder) for folder in (here, there)]
    telling = {name for name in before[0] if before[0][name] != before[1][name]}
    assert {"nl plan", f"en employer/{RICH}?purpose=signal", "panel", "nl capacity", "capacity prices"} <= telling
    for folder in (here, there):
        _suspend(folder)
    after = [_answers(folder) for folder in (here, there)]
    assert {name for name in after[0] if after[0][name] != after[1][name]} == set()
    assert after[0].keys() == before[0].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_says_so_since_when_by_whom_and_why(run: Path, language: str) -> None:
    context = context_over(run)
    assert not _strips(run, language)
    _suspend(run, "WML")
    strips = _strips(run, language)
    assert strips.keys() == {page.name for page in PAGES}
    for told in strips.values():
        assert f"{WHO}: {WHY}" in told
        assert {"nl": "Modellen geschorst: WML.", "en": "Models suspended: WML."}[language] in told
    shown = component(screen(context, address_of(f"/{language}/plan")), "suspended")
    assert shown.role == "alert"
    ModelEvents(sqlite_url(run)).record(Decision("resumed", "WML", "WML@x", WHO, "uitgelegd"), "root")
    assert not _strips(run, language)


def _strips(folder: Path, language: str) -> dict[str, str]:
    context = context_over(folder)
    found = {}
    for page in PAGES:
        path = f"employer/{RICH}" if page.name == "employer" else page.name
        shown: Any = screen(context, address_of(f"/{language}/{path}"))
        if any(getattr(part, "id", None) == "suspended" for part in shown):
            found[page.name] = words_on(component(shown, "suspended"))
    return found


def test_one_suspended_law_leaves_the_others_as_they_were(run: Path) -> None:
    def law(name: str) -> str:
        return words_on(component(screen(context_over(run), address_of(f"/nl/employer/{RICH}")), f"law-{name}"))

    before = law("Waadi")
    _suspend(run, "WML")
    assert law("Waadi") == before
    assert "%" not in law("WML")
    assert "berust op een model dat is geschorst" in law("WML")


def test_every_item_of_the_plan_is_on_hold_whoever_chose_it(run: Path) -> None:
    client, request = client_over(run), {"startRow": 0, "endRow": 100, "filterModel": {}, "sortModel": []}
    _suspend(run, "Wav")
    rows = ask(client, callback_of(client, layout.GRID, layout.COUNT), {layout.GRID: request}).get_json()
    states = {row["state"] for row in rows["response"][layout.GRID]["getRowsResponse"]["rowData"]}
    assert states == {"Aangehouden: gekozen door een geschorst model (Gepland)"}


def test_nobody_can_accept_what_is_on_hold_but_drop_it(run: Path) -> None:
    _suspend(run, "Wav")
    context, words = context_over(run), words_of(FOLDER, "nl")
    plan = context.published.plan()

    def given(kind: Kind, reason: str) -> Given:
        return Given(RICH, 0, kind, {ids.REASON: reason}, undone=False, unseen=False)

    with pytest.raises(RefusedError, match="Dit plan is aangehouden"):
        recorded(context, plan, given("accept", "as_planned"), words)
    other = "E0000011"
    (row,) = decide_all(context, plan, [Picked(other, 0)], Wish("accept", "as_planned", "", None), words, blind=False)
    assert (row.outcome, "Dit plan is aangehouden" in row.why) == ("left", True)
    assert context.decisions.state_of("2026-11") == {}
    recorded(context, plan, given("drop", "ceased"), words)
    assert set(context.decisions.state_of("2026-11")) == {RICH}


def test_a_repair_and_other_objectives_are_not_told_and_bounds_are(run: Path) -> None:
    folder = SnapshotFolder(run / "snapshots")
    repair_tables.publish_repair(folder)
    repair_tables.publish_objectives(folder)
    repair_tables.publish_bounds(folder)
    calculated = ("repair", "objectives", "bounds")

    def told() -> list[str]:
        page = screen(context_over(run), address_of("/nl/fairness"))
        return [words_on(component(page, name)) for name in calculated]

    assert not any("geschorst" in text for text in told())
    _suspend(run, "Wav")
    assert ["geschorst" in text for text in told()] == [True, True, False]
    with pytest.raises(WithheldError):
        context_over(run).published.rows(
            "SELECT * FROM read_parquet($t)", {"t": folder.latest("mitigation").table("audits")}
        )


def test_objectives_and_what_ifs_are_closed_and_their_callbacks_with_them(run: Path) -> None:
    _suspend(run, "WML")
    context = context_over(run)
    for name in ("objective", "what_if"):
        assert "geschorst" in words_on(component(screen(context, address_of(f"/nl/{name}")), "withheld"))
    make_account(run)
    app = create_app(Configuration(run, run / "snapshots"))
    client = sign_in(app.server.test_client())
    closed = [one for one in server_callbacks(app) if one.name.startswith(("objective.", "what_if."))]
    assert closed
    assert {one.call(client).status_code for one in closed} == {423}
    answer = next(context.published.folder.snapshots("what_if"))
    with pytest.raises(WithheldError):
        context.published.rows("SELECT * FROM read_parquet($t)", {"t": answer.table("measures")})


def test_a_screen_that_was_open_is_made_again(run: Path) -> None:
    make_account(run)
    app = create_app(Configuration(run, run / "snapshots"))
    client = sign_in(app.server.test_client())
    (look,) = [one for one in server_callbacks(app) if one.name.endswith(".suspended")]
    on_screen = {"location.pathname": "/nl/plan", "location.search": "", "suspension-told.data": ""}
    assert look.call(client, on_screen).status_code == 204
    _suspend(run, "WML")
    assert WHY in look.call(client, on_screen).get_data(as_text=True)
