"""The outcomes page: the form, what is wrong beside its fields, the list, and the ground only once a case is closed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.outcomes import form, query
from dashboard.pages.outcomes.callbacks import FOLDER, saved
from dashboard.pages.outcomes.layout import form_section, render
from dashboard.pages.plan.panel import item_panel
from dashboard.pages.plan.setting import FOLDER as PLAN_FOLDER
from dashboard.router import screen
from dashboard.routing import Address
from dashboard.signing_in.account import Account
from dashboard.texts import LANGUAGES, Language, words_of
from data_contracts.store.outcome_columns import LAWS, law_field, outcome_columns
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.dashboard.conftest import context_over
from tests.support.published import publish_all, publish_plan
from tests.support.screens import address_of, component, words_on
from tests.support.tables import MARKUP, NAMES, RICH, UNPLANNED

PLAN_ID = "2026-11"
TODAY = date(2026, 11, 29)
DRAWN = "E0000010"
VISITED = {"instrument": "visit", "status": "visited", "opened_on": "12-11-2026", "hours": "14,5"}
FOUND = {
    "wml_examined": "yes",
    "wml_violation": "yes",
    "wml_article": "Wml art. 7",
    "wml_workers": "3",
    "wml_underpaid_eur": "1.234,50",
    "wml_sanction": "fine",
    "wml_objection": "pending",
    "wav_examined": "yes",
    "wav_violation": "no",
}


def _save(
    context: Context,
    fields: dict[str, str],
    employer_id: str = RICH,
    version: int = 0,
    language: Language = "nl",
    by: str = "Piet",
) -> dict[str, Any]:
    context = replace(context, account_of=lambda: Account(by, frozenset({"planner"})))
    setting = {"plan_id": PLAN_ID, "employer_id": employer_id, "language": language}
    return saved(context, setting, fields, version, words_of(FOLDER, language), TODAY)


def _page(context: Context, lineage: Lineage, language: Language = "nl", **parameters: str) -> Any:
    address = Address(language, "outcomes", parameters=parameters)
    return render(context, lineage, address, words_of(FOLDER, language))


def test_an_outcome_is_recorded_and_stands_in_the_list(context: Context) -> None:
    told = _save(context, VISITED | FOUND)
    assert (told["done"], told["version"]) == ("De uitkomst is vastgelegd.", 1)
    (row,) = context.outcomes.of_plan(PLAN_ID)
    assert (row.outcome.hours_minutes, row.source, row.system_user) == (870, "form", "Piet")
    assert [(item.law, item.violation) for item in row.outcome.findings] == [("WML", True), ("Wav", False)]
    shown = words_on(told["told"])
    assert "WML: overtreding vastgesteld, €\u00a01.234,50, bestuurlijke boete, bezwaar: loopt" in shown
    assert "Wav: geen overtreding vastgesteld" in shown
    assert NAMES[0] in shown
    assert "14,5" in shown


@pytest.mark.parametrize(("language", "text"), [("nl", "Vul dit in."), ("en", "Fill this in.")])
def test_what_is_wrong_is_said_beside_its_field(context: Context, language: Language, text: str) -> None:
    told = _save(context, VISITED | {"status": "", "hours": "veel", "wml_examined": "yes"}, language=language)
    assert told["problems"]["status"] == text
    assert set(told["problems"]) == {"status", "hours", "wml_violation"}
    assert told["problem"]
    assert context.outcomes.of_plan(PLAN_ID) == ()


def test_an_employer_outside_the_plan_is_refused_in_words(context: Context, lineage: Lineage) -> None:
    told = _save(context, VISITED, employer_id=UNPLANNED)
    assert "zit niet in plan 2026-11" in told["problem"]
    shown = words_on(_page(context, lineage, "en", plan=PLAN_ID, employer=UNPLANNED))
    assert "Not in this plan" in shown


def test_the_second_is_told_and_keeps_what_was_filled_in(context: Context) -> None:
    _save(context, VISITED | FOUND)
    told = _save(context, VISITED | {"hours": "8", "by": "Jan"}, by="Klaas")
    assert "Piet" in told["problem"]
    assert "Wat u had ingevuld, staat er nog" in told["problem"]
    assert told["version"] == 1
    assert "problems" not in told
    assert _save(context, VISITED | {"hours": "8", "by": "Jan"}, version=told["version"], by="Klaas")["version"] == 2
    assert [row.outcome.by for row in context.outcomes.of_plan(PLAN_ID)] == ["Piet", "Klaas"]


@pytest.mark.parametrize(
    ("employer_id", "ground"), [(RICH, "Model"), (DRAWN, "Aselecte steekproef"), ("E0000020", "Aselecte steekproef")]
)
def test_the_ground_is_shown_only_once_the_case_is_closed(context: Context, employer_id: str, ground: str) -> None:
    open_case = words_on(_save(context, VISITED, employer_id)["told"])
    assert "bekend na sluiting" in open_case
    assert ground not in open_case
    closed = VISITED | {"closed_on": "20-11-2026"} | {"wml_examined": "yes", "wml_violation": "no"}
    assert ground in words_on(_save(context, closed, employer_id, version=1)["told"])


def test_closing_one_case_tells_the_ground_of_no_other(context: Context) -> None:
    closed = VISITED | {"closed_on": "20-11-2026", "wml_examined": "yes", "wml_violation": "no"}
    _save(context, closed, RICH)
    _save(context, VISITED, DRAWN)
    plan = context.published.plan()
    told = {item.recorded.outcome.employer_id: item.ground for item in query.told_of(context, plan, PLAN_ID)}
    assert told == {RICH: "model", DRAWN: None}


def test_who_was_added_by_hand_has_an_outcome_with_its_own_ground(context: Context) -> None:
    plan = context.published.plan()
    decision = PlanDecision(
        PLAN_ID, UNPLANNED, "add", "follow_up_due", "Jan", month=date(2026, 11, 1), ground="follow_up", team="West-1"
    )
    context.decisions.record(decision, "planner", plan_roll(plan))
    told = _save(context, VISITED | {"status": "not_done", "opened_on": "", "closed_on": "20-11-2026"}, UNPLANNED)
    assert "Eenmanszaak Zonder Plan" in words_on(told["told"])
    assert "Hercontrole" in words_on(told["told"])
    assert query.find_items(context, plan, "zonder plan") == [(UNPLANNED, "Eenmanszaak Zonder Plan")]


def test_employers_of_the_plan_are_found_by_name_and_number(context: Context) -> None:
    plan = context.published.plan()
    assert query.find_items(context, plan, "cosic") == [(RICH, NAMES[0])]
    assert query.find_items(context, plan, MARKUP) == [(MARKUP, NAMES[2])]
    assert query.find_items(context, plan, "co") == []
    assert query.find_items(context, plan, "' OR 1=1 --") == []


def test_the_form_is_filled_in_with_what_was_told_before(context: Context, lineage: Lineage) -> None:
    _save(context, VISITED | FOUND)
    shown = _page(context, lineage, plan=PLAN_ID, employer=RICH)
    fields = {item["name"]: component(shown, item).value for item in map(form.field_id, {**VISITED, **FOUND})}
    assert fields == VISITED | FOUND | {
        "hours": "14,50",
        "wml_underpaid_eur": "1234,50",
    }
    assert "Piet legde eerder vast: bezocht." in words_on(shown)


def test_what_the_form_shows_can_be_saved_again(context: Context, lineage: Lineage) -> None:
    _save(context, VISITED | FOUND)
    first = context.outcomes.of_plan(PLAN_ID)[0].outcome
    for version, language in enumerate(LANGUAGES, start=1):
        values = form.values_of(first, language)
        assert _save(context, values, version=version, language=language)["version"] == version + 1
    assert {row.outcome for row in context.outcomes.of_plan(PLAN_ID)} == {first}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_employer_gets_the_same_questions(context: Context, language: Language) -> None:
    plan, words = context.published.plan(), words_of(FOLDER, language)
    drawn, chosen = (
        words_on(form_section(context, plan, PLAN_ID, employer_id, words)) for employer_id in (DRAWN, "E0000002")
    )
    assert drawn.splitlines()[1:] == chosen.splitlines()[1:]  # all but the name


def test_every_column_is_a_field(context: Context) -> None:
    shown = form_section(context, context.published.plan(), PLAN_ID, RICH, words_of(FOLDER, "en"))
    for column in outcome_columns():
        if column.name not in (*form.GIVEN, form.BY):
            assert component(shown, form.field_id(column.name)).label
    assert "Filled in by" not in words_on(shown)


def test_a_law_that_was_not_examined_asks_nothing_more() -> None:
    assert form.detail_style("yes") == {"display": "contents"}
    assert form.detail_style("no") == form.detail_style(None) == {"display": "none"}
    assert [law_field(law, "examined") for law in LAWS] == ["wml_examined", "wav_examined", "waadi_examined"]


def test_the_outcomes_go_with_the_instrument() -> None:
    assert [item["value"] for item in form.status_options("letter", "nl")] == ["not_found", "letter_sent", "not_done"]
    assert form.status_options(None, "nl") == []


def test_outcomes_of_an_earlier_plan_can_still_be_told(tmp_path: Any) -> None:
    folder = publish_all(tmp_path, visits=12)
    publish_plan(folder, visits=2, plan_id="2026-12")
    context = context_over(tmp_path)
    lineage = context.published.lineage()
    assert lineage is not None
    assert list(query.plans(context.published, lineage.plan)) == ["2026-12", "2026-11"]
    shown = words_on(_page(context, lineage, "en", plan="2026-11", employer="E0000009"))
    assert "Outcomes of plan 2026-11" in shown
    assert "Werkgever 0009 bv" in shown
    assert _save(context, VISITED, "E0000009")["version"] == 1
    assert "Outcomes of plan 2026-12" in words_on(_page(context, lineage, "en", plan="nonsense"))


def test_dossier_and_panel_say_that_an_outcome_is_recorded_already(context: Context) -> None:
    def told() -> tuple[str, str]:
        dossier = screen(context, address_of(f"/en/employer/{RICH}"))
        panel = item_panel(context, context.published.plan(), RICH, words_of(PLAN_FOLDER, "en"), blind=False)
        return words_on(component(dossier, "decisions")), words_on(panel)

    assert all("Record an outcome" in text for text in told())
    _save(context, VISITED)
    dossier, panel = told()
    assert "An outcome has been recorded already." in dossier
    for text in (dossier, panel):
        assert "See or change the outcome" in text
        assert "Record an outcome" not in text


def test_reading_the_outcomes_is_logged(context: Context, lineage: Lineage) -> None:
    _page(context, lineage)
    assert context.audit_log.lines() == ()  # there is nothing to read
    _save(context, VISITED)
    _page(context, lineage)
    assert context.audit_log.lines()[-1].action == "read_outcomes"
