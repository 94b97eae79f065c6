"""Least right on the server: every callback, page and route asks a right, and every role gets what is its own only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, Input, Output
from flask.testing import FlaskClient

from dashboard.app import Configuration, create_app
from dashboard.context import Context
from dashboard.guarded import RIGHT, Guarded
from dashboard.pages.registry import PAGES, menu
from dashboard.published import Published
from dashboard.refusals import REFUSED
from dashboard.router import OF_THE_PAGE, screen
from dashboard.signing_in.account import Account, all_rights, all_roles, rights_of
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.audit_log import AuditFilter, AuditLine
from scripts.roles_page import PAGE, roles_page
from tests.support.accounts import make_account, sign_in
from tests.support.callback_calls import UPDATE, ServerCallback, server_callbacks
from tests.support.published import publish_all
from tests.support.screens import address_of, component, components_on, ids_on, words_on
from tests.support.tables import RICH
from tests.support.what_if_tables import publish_scenario, publish_what_if

DOOR = "dashboard.router.show"
# By hand, from what each role is there for; docs/decisions/0038-rights-regions-purpose.md says why.
OPENS = {
    "planner": {"plan", "routes", "outcomes", "employers", "employer", "chain", "data", "about"},
    "analyst": {"capacity", "what_if", "objective", "model", "fairness", "data", "about"},
    "manager": {"plan", "capacity", "what_if", "objective", "data", "about"},
    "auditor": {
        *("plan", "outcomes", "employers", "employer", "chain", "capacity", "what_if", "objective", "model"),
        *("fairness", "data", "log", "about"),
    },
    "admin": {"data", "about"},
}
ONLY = {
    "decide": {"planner"},
    "export_plan": {"planner"},
    "export_routes": {"planner"},
    "record_outcomes": {"planner"},
    "make_plan": {"manager"},
    "answer": {"manager"},
    "ask_what_if": {"analyst", "manager"},
    "read_log": {"auditor"},
    "see_dossier": {"planner", "auditor"},
    "see_model": {"analyst", "auditor"},
}


@dataclass(frozen=True)
class Served:
    """The real app over a published run, with a client of every role that has signed in."""

    app: Dash
    folder: Path
    clients: dict[str, FlaskClient]

    @property
    def callbacks(self) -> tuple[ServerCallback, ...]:
        return tuple(server_callbacks(self.app))

    def refused(self) -> list[AuditLine]:
        return list(AuditLog(sqlite_url(self.folder)).lines(AuditFilter(actions=(REFUSED,))))


@pytest.fixture(scope="module")
def served(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("rights")
    app = create_app(Configuration(folder, run_folder / "snapshots"))
    for role in all_roles():
        make_account(folder, name=role, roles=(role,))
    yield Served(app, folder, {role: sign_in(app.server.test_client(), role) for role in all_roles()})


def test_every_callback_of_the_real_app_asks_a_right(served: Served) -> None:
    rights = {callback.name: callback.right for callback in served.callbacks}
    assert rights.pop(DOOR) == OF_THE_PAGE
    assert len(rights) > 20
    assert {name: right for name, right in rights.items() if right not in all_rights()} == {}


def test_a_callback_that_asks_nothing_is_found_out(context: Context) -> None:
    app = Dash("nothing-asked")
    app.callback(Output("a", "children"), Input("b", "n_clicks"))(lambda clicks: clicks)
    Guarded(app, context, "see_plan").callback(Output("c", "children"), Input("b", "n_clicks"))(lambda clicks: clicks)
    assert [callback.right for callback in server_callbacks(app)] == [None, "see_plan"]


def test_a_right_that_is_not_there_cannot_be_asked(context: Context) -> None:
    with pytest.raises(ValueError, match="see_everything"):
        Guarded(Dash("wrong"), context, "see_everything").callback(Output("a", "children"), Input("b", "n_clicks"))


@pytest.mark.parametrize("role", all_roles())
def test_every_callback_runs_for_the_roles_that_may_and_is_refused_to_all_others(served: Served, role: str) -> None:
    before = len(served.refused())
    may = rights_of(role)
    allowed, refused = [], []
    for callback in served.callbacks:
        answer = callback.call(served.clients[role])
        if callback.right in (*may, OF_THE_PAGE):
            assert answer.status_code in (200, 204), (callback.name, answer.status_code, answer.text[-2000:])
            allowed.append(callback.name)
        else:
            assert answer.status_code == 403, (callback.name, answer.status_code)
            assert answer.get_json()["nl"]["text"].startswith("Dit is voor wie dit mag: ")
            assert answer.get_json()["en"]["text"].startswith("This is for whoever may ")
            refused.append(callback)
    assert allowed
    assert refused
    lines = served.refused()[before:]
    assert [line.subject for line in lines] == [f"callback:{callback.name}" for callback in refused]
    assert {line.actor for line in lines} == {role}
    assert [line.detail for line in lines] == [{"why": "right", "right": callback.right} for callback in refused]


@pytest.mark.parametrize("role", all_roles())
def test_every_page_opens_for_the_roles_that_may_and_for_no_other(served: Served, role: str) -> None:
    door = next(callback for callback in served.callbacks if callback.name == DOOR)
    before = len(served.refused())
    opened = set()
    for page in PAGES:
        path = f"/nl/{page.name}/{RICH}" if page.name == "employer" else f"/nl/{page.name}"
        answer = door.call(served.clients[role], {"location.pathname": path})
        assert answer.status_code == 200, (page.name, answer.text[-2000:])
        opened |= set() if '"not-allowed"' in answer.text else {page.name}
    assert opened == OPENS[role]
    closed = [f"page:{page.name}" for page in PAGES if page.name not in OPENS[role]]
    assert [line.subject for line in served.refused()[before:]] == closed


def test_the_menu_leads_to_what_opens() -> None:
    for role in all_roles():
        account = Account("somebody", frozenset({role}))
        assert set(menu(account)) == OPENS[role] - {"employer"}


def test_what_weighs_most_is_for_few() -> None:
    for right, roles in ONLY.items():
        assert {role for role in all_roles() if right in rights_of(role)} == roles, right


@pytest.mark.parametrize("roles", [frozenset[str](), frozenset({"owner"})])
def test_who_has_no_role_that_is_known_may_nothing_and_reads_why(context: Context, roles: frozenset[str]) -> None:
    stranger = Account("somebody", roles)
    assert not any(stranger.may(right) for right in all_rights())
    assert menu(stranger) == ()
    own = replace(context, account_of=lambda: stranger)
    for page in PAGES:
        shown = screen(own, address_of(f"/nl/{page.name}"))
        assert "Vraag de beheerder om een rol" in words_on(component(shown, "not-allowed"))


def test_no_route_but_signing_in_answers_whoever_did_not(served: Served) -> None:
    """Every route is known here: a new one is a new way in, and this fails until somebody looked at it."""
    rules = {rule.rule for rule in served.app.server.url_map.iter_rules()}
    signing_in = {rule for rule in rules if rule.startswith(("/sign-", "/oidc/"))}
    dash = {
        rule for rule in rules if rule.startswith(("/_dash-", "/_reload-hash", "/_favicon", "/assets/", "/static/"))
    }
    assert rules - signing_in - dash == {"/", "/<path:path>"}
    client = served.app.server.test_client()
    for path in ("/", "/nl/plan", "/nl/employer/E0000001?purpose=planned", "/nl/log"):
        assert client.get(path).status_code == 303, path
    for path in ("/_dash-layout", "/_dash-dependencies", "/assets/kompas.js"):
        assert client.get(path).status_code == 401, path
    assert client.post(UPDATE, json={}).status_code == 401


@pytest.mark.parametrize("role", all_roles())
def test_the_routes_of_the_frame_show_nobody_any_data(served: Served, role: str) -> None:
    for path in ("/", "/nl/plan", "/_dash-layout", "/_dash-dependencies"):
        answer = served.clients[role].get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        assert RICH not in answer.text
        assert "Werkgever 0" not in answer.text


def test_a_refusal_that_cannot_be_logged_is_still_a_refusal(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Any] = []
    app = Dash("unlogged")
    analyst = Context(context.published, context.audit_log, lambda: Account("a", frozenset({"analyst"})), "nl")
    Guarded(app, analyst, "see_plan").callback(Output("a", "children"), Input("b", "n_clicks"))(lambda _: ran.append(1))
    monkeypatch.setattr(AuditLog, "record", _broken)
    (callback,) = server_callbacks(app)
    assert callback.call(app.server.test_client()).status_code == 500
    assert ran == []


def _broken(*_given: Any) -> None:
    raise RuntimeError("no log")


@pytest.mark.parametrize(
    ("page", "control", "roles"),
    [
        ("plan", "plan-add", {"planner"}),
        ("plan", "plan-approvals", {"manager"}),
        ("plan", "plan-export", {"planner"}),
        ("plan", "plan-anew-open", {"manager"}),
        ("plan", "plan-anew-poll", {"manager"}),
        ("plan", "plan-blind", {"planner"}),
        ("plan", "plan-advance", {"planner"}),
        ("outcomes", "outcome-employer", {"planner"}),
        ("what_if", "what-if-ask", {"analyst", "manager"}),
    ],
)
def test_a_control_is_drawn_for_who_may_use_it(context: Context, page: str, control: str, roles: set[str]) -> None:
    drawn = set()
    for role in (role for role in all_roles() if page in OPENS[role]):
        own = replace(context, account_of=lambda role=role: Account("somebody", frozenset({role})))
        shown = screen(own, address_of(f"/nl/{page}"))
        found = [item for item in components_on(shown) if getattr(item, "id", None) == control]
        drawn |= {role for item in found if (getattr(item, "style", None) or {}).get("display") != "none"}
    assert drawn == roles


def test_an_analyst_reads_what_would_change_and_no_name(run_folder: Path, tmp_path: Path, context: Context) -> None:
    folder = publish_all(tmp_path, visits=6)
    answer = publish_what_if(folder).manifest.snapshot_id
    scenario = publish_scenario(folder).manifest.snapshot_id
    named = {}
    for role in ("analyst", "manager", "auditor"):
        account = Account("somebody", frozenset({role}))
        own = Context(Published(folder.root), context.audit_log, lambda account=account: account, "nl")
        shown = screen(own, address_of("/nl/what_if", f"?first={answer}&second={scenario}"))
        told = words_on(shown)
        assert "Wat als" in told
        named[role] = (f"coming-in-{answer}" in ids_on(shown), f"newly-{scenario}" in ids_on(shown))
    assert named == {"analyst": (False, False), "manager": (True, False), "auditor": (True, True)}


def test_the_page_of_roles_says_what_the_app_asks(served: Served) -> None:
    made = roles_page(served.app)
    assert PAGE.read_text(encoding="utf-8") == made, "run `make roles-page`"
    assert "| `plan.deciding.record` | decide | yes | – | – | – | – |" in made
    assert "| log | read_log | – | – | – | yes | – |" in made


def test_the_attribute_survives_what_dash_wraps_round_it(served: Served) -> None:
    functions = [entry["callback"] for entry in served.app.callback_map.values() if entry.get("callback")]
    assert all(getattr(function, RIGHT, None) for function in functions)
