"""A dossier opens for a purpose: asked or carried, of the role, true as far as can be checked, and in the log."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages.plan import panel
from dashboard.pages.plan.setting import FOLDER as PLAN_PAGE
from dashboard.published import Published
from dashboard.purpose.gate import FOLDER
from dashboard.purpose.purposes import carried, purpose_named, purposes
from dashboard.refusals import REFUSED
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.signing_in.account import Account, all_roles, rights_of
from dashboard.texts import LANGUAGES, Language, words_of
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.support import tables
from tests.support.screens import component, hrefs_on, ids_on, words_on

OPENED = "open_dossier"
JOINT = "E0000014"


def _as(context: Context, *roles: str) -> Context:
    return replace(context, account_of=lambda: Account("somebody", frozenset(roles)))


def _open(context: Context, employer_id: str, search: str = "", language: Language = "nl") -> Any:
    return screen(context, parse_address(f"/{language}/employer/{employer_id}", search, "nl", "plan"))


def _actions(context: Context) -> list[str]:
    return [line.action for line in context.audit_log.lines()]


@pytest.mark.parametrize(
    ("language", "heading"), [("nl", "Waarvoor opent u het dossier van"), ("en", "Why do you open the dossier of")]
)
def test_without_a_purpose_the_screen_asks_for_one(context: Context, language: Language, heading: str) -> None:
    shown = _open(_as(context, "planner"), tables.RICH, language=language)
    asked = component(shown, "purpose-question")
    assert heading in words_on(asked)
    assert tables.NAMES[0] in words_on(asked)
    offered = {purpose.code for purpose in purposes() if "planner" in purpose.roles}
    assert hrefs_on(asked) == {f"/{language}/employer/{tables.RICH}?purpose={code}" for code in offered}
    assert _actions(context) == []


def test_nothing_but_the_name_is_read_before(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    rows = Published.rows

    def spy(self: Published, sql: str, parameters: Any) -> Any:
        read.extend(str(value) for value in dict(parameters).values())
        return rows(self, sql, parameters)

    monkeypatch.setattr(Published, "rows", spy)
    _open(_as(context, "planner"), tables.RICH)
    folder = context.published.folder
    closed = {str(folder.latest("features").table("facts")), str(folder.latest("scores").table("scores"))}
    assert read
    assert not closed & set(read)
    _open(_as(context, "planner"), tables.RICH, "?purpose=signal")
    assert closed <= set(read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_purpose_stands_on_the_dossier_and_in_the_log(context: Context, language: Language) -> None:
    shown = _open(_as(context, "planner"), tables.RICH, "?purpose=planned", language)
    purpose = purpose_named("planned")
    assert purpose is not None
    assert purpose.told(language) in words_on(component(shown, "employer-purpose"))
    (line,) = context.audit_log.lines()
    assert (line.action, line.actor, line.detail["purpose"]) == (OPENED, "somebody", "planned")


def test_another_purpose_can_be_chosen_and_what_was_set_stays(context: Context) -> None:
    shown = _open(_as(context, "planner"), tables.RICH, "?purpose=planned&blind=1")
    (again,) = hrefs_on(component(shown, "employer-purpose"))
    assert again == f"/nl/employer/{tables.RICH}?blind=1"
    asked = component(_open(_as(context, "planner"), tables.RICH, "?blind=1"), "purpose-question")
    assert all("blind=1" in href for href in hrefs_on(asked))


@pytest.mark.parametrize(
    ("role", "employer_id", "purpose", "why", "said"),
    [
        ("planner", tables.UNPLANNED, "planned", "purpose_item", "staat in geen plan"),
        ("planner", tables.UNPLANNED, "outcome", "purpose_item", "staat in geen plan"),
        ("planner", tables.RICH, "joint", "purpose_joint", "geen gezamenlijk bezoek gepland"),
        ("planner", tables.RICH, "curiosity", "purpose_unknown", "bestaat niet"),
        ("planner", tables.RICH, "<b>", "purpose_unknown", "bestaat niet"),
    ],
)
def test_a_purpose_that_will_not_do_is_refused_and_logged(
    context: Context, role: str, employer_id: str, purpose: str, why: str, said: str
) -> None:
    shown = _open(_as(context, role), employer_id, f"?purpose={purpose}")
    assert said in words_on(component(shown, "purpose-refused"))
    (line,) = context.audit_log.lines()
    assert (line.action, line.detail["why"]) == (REFUSED, why)
    assert line.subject == context.audit_log.reference("employer", employer_id)
    assert line.detail["purpose"] == (purpose if purpose_named(purpose) else "unknown")


@pytest.mark.parametrize("search", ["", "?purpose=planned", "?purpose=curiosity"])
def test_a_number_that_nobody_has_is_told_so_and_accuses_nobody(context: Context, search: str) -> None:
    shown = _open(_as(context, "planner"), "E0000999", search)
    assert "staat niet in het register" in words_on(component(shown, "unknown-employer"))
    assert _actions(context) == []


@pytest.mark.parametrize(("role", "purpose"), [("planner", "audit"), ("auditor", "planned")])
def test_a_link_with_a_purpose_of_another_role_asks_and_accuses_nobody(
    context: Context, role: str, purpose: str
) -> None:
    shown = _open(_as(context, role), tables.RICH, f"?purpose={purpose}")
    assert f"purpose={purpose}" not in " ".join(hrefs_on(component(shown, "purpose-question")))
    assert "purpose-refused" not in ids_on(shown)
    assert "employer-page" not in ids_on(shown)
    assert _actions(context) == []


@pytest.mark.parametrize(
    ("role", "employer_id", "purpose"),
    [
        ("planner", tables.RICH, "planned"),
        ("planner", JOINT, "joint"),
        ("planner", tables.RICH, "outcome"),
        ("planner", tables.UNPLANNED, "signal"),
        ("planner", tables.UNPLANNED, "chain"),
        ("planner", tables.UNPLANNED, "correction"),
        ("auditor", tables.UNPLANNED, "correction"),
        ("auditor", tables.UNPLANNED, "data_subject"),
        ("auditor", tables.RICH, "audit"),
    ],
)
def test_a_purpose_that_will_do_opens(context: Context, role: str, employer_id: str, purpose: str) -> None:
    assert component(_open(_as(context, role), employer_id, f"?purpose={purpose}"), "employer-page")
    assert OPENED in _actions(context)


def test_who_was_added_by_hand_is_planned_too(context: Context) -> None:
    plan = context.published.plan()
    added = PlanDecision(
        "2026-11", tables.UNPLANNED, "add", "report_received", "jan", month=tables.MONTH, ground="signal", team="West-1"
    )
    context.decisions.record(added, "jan", plan_roll(plan))
    assert component(_open(_as(context, "planner"), tables.UNPLANNED, "?purpose=planned"), "employer-page")


@pytest.mark.parametrize("role", [role for role in all_roles() if "see_dossier" not in rights_of(role)])
def test_no_purpose_opens_a_dossier_to_a_role_that_may_not(context: Context, role: str) -> None:
    for purpose in purposes():
        shown = _open(_as(context, role), tables.RICH, f"?purpose={purpose.code}")
        assert component(shown, "not-allowed")
        assert tables.NAMES[0] not in words_on(shown)
    assert set(_actions(context)) == {REFUSED}


def test_purposes_are_of_roles_that_open_dossiers_and_every_such_role_has_some() -> None:
    opening = {role for role in all_roles() if "see_dossier" in rights_of(role)}
    assert {role for purpose in purposes() for role in purpose.roles} == opening
    assert len({purpose.code for purpose in purposes()}) == len(purposes())
    for purpose in purposes():
        assert all(purpose.told(language) for language in LANGUAGES)
        assert purpose.check in ("item", "joint", "none")
    assert {f"refused.{why}" for why in ("unknown", "item", "joint")} <= set(words_of(FOLDER, "nl").entries)


def test_links_carry_a_purpose_for_who_may_use_it(context: Context) -> None:
    plan, words = context.published.plan(), words_of(PLAN_PAGE, "nl")
    dossier = f"/nl/employer/{tables.RICH}"
    expected = {"planner": {f"{dossier}?purpose=planned"}, "auditor": {dossier}, "manager": set()}
    for role, links in expected.items():
        shown = panel.item_panel(_as(context, role), plan, tables.RICH, words, blind=False)
        assert {href for href in hrefs_on(shown) if "/employer/" in href} == links, role
    assert carried(Account("a", frozenset({"auditor"})), "planned") == {}


def test_chances_beside_the_plan_are_read_by_planners_for_the_plan(context: Context) -> None:
    plan, words = context.published.plan(), words_of(PLAN_PAGE, "nl")
    for role in ("manager", "auditor"):
        assert "%" not in words_on(panel.item_panel(_as(context, role), plan, tables.RICH, words, blind=False))
    assert _actions(context) == []
    assert "8%" in words_on(panel.item_panel(_as(context, "planner"), plan, tables.RICH, words, blind=False))
    (line,) = context.audit_log.lines()
    assert (line.action, line.detail["purpose"]) == ("read_chances", "planned")
