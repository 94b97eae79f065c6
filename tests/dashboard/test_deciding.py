"""Deciding about an item: from what a browser hands in to the store and back, in words."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.context import Context
from dashboard.pages.plan import form, ids, panel
from dashboard.pages.plan.recording import Done, Given, RefusedError, answered, recorded
from dashboard.pages.plan.setting import FOLDER
from dashboard.published import Published
from dashboard.signing_in.account import Account, all_roles
from dashboard.texts import Language, words_of
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.item_state import PLANNED
from data_contracts.store.reasons import KINDS, reasons_for
from tests.support.accounts import signed_in
from tests.support.screens import component, words_on
from tests.support.tables import RICH, UNPLANNED

PLAN_ID = "2026-11"
DRAWN, CHOSEN = "E0000010", "E0000011"  # every tenth was drawn by lot
JSON = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=2)


@pytest.fixture
def dutch() -> Any:
    return words_of(FOLDER, "nl")


def _given(employer_id: str, version: int = 0, *, undone: bool = False, blind: bool = False, **fields: str) -> Given:
    values = {ids.KIND if name == "kind" else f"decide-{name}": value for name, value in fields.items()}
    item = {"employer_id": employer_id, "version": version, "unseen": blind}
    return Given.of_browser(item, values, undone=undone)


def _record(context: Context, given: Given, language: Language = "nl", by: str = "Jan") -> Done:
    return recorded(_as(context, by), context.published.plan(), given, words_of(FOLDER, language))


def _refused(context: Context, given: Given, language: Language = "nl") -> RefusedError:
    with pytest.raises(RefusedError) as met:
        _record(context, given, language, by="Piet")
    return met.value


def _panel(context: Context, employer_id: str, *, blind: bool = False, language: Language = "nl") -> str:
    plan = context.published.plan()
    return words_on(panel.item_panel(context, plan, employer_id, words_of(FOLDER, language), blind=blind))


def _answer(context: Context, employer_id: str, version: int, by: str, answer: str = "leaves") -> Done:
    pressed = {"employer": employer_id, "version": version, "answer": answer}
    return answered(_as(context, by), context.published.plan(), pressed, words_of(FOLDER, "nl"))


def _as(context: Context, name: str) -> Context:
    """The same, when another has signed in."""
    return replace(context, account_of=lambda: Account(name, frozenset(all_roles())))


def test_an_accepted_item_is_recorded_with_who_and_how(context: Context) -> None:
    done = _record(context, _given(RICH, kind="accept", reason="as_planned", blind=True))
    assert done == Done("Het besluit is vastgelegd.", 1)
    (row,) = context.decisions.of_plan(PLAN_ID)
    assert (row.employer_id, row.kind, row.state, row.by, row.view) == (RICH, "accept", "done", "Jan", "blind")
    assert row.system_user == "Jan"
    assert "Jan, " in _panel(context, RICH)


def test_what_is_missing_is_said_beside_every_field(context: Context) -> None:
    refused = _refused(context, _given(RICH, kind="swap"))
    assert set(refused.errors) == {ids.OTHER, ids.GROUND, ids.REASON}
    assert _refused(context, _given(RICH, kind="defer", reason="season"), "en").errors == {
        ids.MONTH: "Choose a month from the list."
    }
    assert set(_refused(context, _given("", kind="add")).errors) == {
        *(ids.OTHER, ids.MONTH, ids.TEAM, ids.GROUND, ids.REASON),
    }
    assert context.decisions.of_plan(PLAN_ID) == ()


@pytest.mark.parametrize("remark", ["", "x" * 501, "bsn 111222333"])
def test_a_remark_that_will_not_do_is_said_beside_it(context: Context, remark: str) -> None:
    refused = _refused(context, _given(RICH, kind="drop", reason="other", remark=remark))
    assert set(refused.errors) == {ids.REMARK}


def test_a_month_that_a_browser_made_up_is_said_beside_it(context: Context) -> None:
    for month in ("soon", "2026-12-02", "2025-01-01"):
        refused = _refused(context, _given(RICH, kind="defer", reason="season", month=month))
        assert set(refused.errors) == {ids.MONTH}


def test_another_reason_than_an_impossibility_is_only_asked(context: Context) -> None:
    assert "tweede persoon" in _record(context, _given(CHOSEN, kind="drop", reason="capacity")).notice
    assert "Stand: Wacht op een tweede persoon" in _panel(context, CHOSEN)
    gone = _record(context, _given(RICH, kind="drop", reason="bankrupt"))
    assert gone.notice == "Het besluit is vastgelegd."


def test_the_second_is_told_and_can_decide_on_top(context: Context) -> None:
    _record(context, _given(RICH, kind="accept", reason="as_planned"))
    late = _given(RICH, kind="drop", reason="bankrupt", remark="Faillissement uitgesproken")
    refused = _refused(context, late)
    told = words_on(refused.problem)
    assert told.startswith("Jan heeft")
    assert "aannemen" in told.lower()
    assert "Wat u had ingevuld, staat er nog" in told
    assert "Jan, " in words_on(refused.history)
    assert refused.item is not None
    assert refused.item["version"] == 1
    again = _given(RICH, refused.item["version"], kind="drop", reason="bankrupt")
    assert _record(context, again, by="Piet").sequence == 2
    assert [row.by for row in context.decisions.of_plan(PLAN_ID)] == ["Jan", "Piet"]


def test_a_decision_can_be_undone(context: Context) -> None:
    _record(context, _given(RICH, kind="drop", reason="bankrupt"))
    _record(context, _given(RICH, 1, undone=True))
    assert context.decisions.state_of(PLAN_ID)[RICH].state == "accepted"
    added = _given(
        "",
        kind="add",
        other=UNPLANNED,
        month="2026-11-01",
        team="West-1",
        ground="signal",
        reason="report_received",
    )
    assert _record(context, added).notice == "De werkgever is toegevoegd."
    _record(context, _given(UNPLANNED, 3, undone=True))
    assert context.decisions.state_of(PLAN_ID)[UNPLANNED].state == "dropped"
    assert "nothing to undo" in str(_refused(context, _given("E0000002", undone=True), "en").problem)


def test_undoing_a_swap_takes_the_other_out_and_says_so(context: Context) -> None:
    swap = _given(RICH, kind="swap", reason="bankrupt", other=UNPLANNED, ground="signal")
    _record(context, swap)
    told = _panel(context, UNPLANNED)
    assert "Toegevoegd op grond van\nMelding" in told
    assert "West-1" in told  # the team of the first
    notice = _record(context, _given(RICH, 1, undone=True)).notice
    assert notice.endswith("Eenmanszaak Zonder Plan, die ervoor in de plaats was gekomen, staat niet meer in het plan.")
    told = _panel(context, UNPLANNED)
    assert "Stand: Vervallen" in told
    assert "De ruil is teruggedraaid" in told


def test_undoing_a_swap_leaves_the_other_when_somebody_decided_on_it(context: Context) -> None:
    _record(context, _given(RICH, kind="swap", reason="bankrupt", other=UNPLANNED, ground="signal"))
    _record(context, _given(UNPLANNED, 2, kind="accept", reason="as_planned"))
    notice = _record(context, _given(RICH, 1, kind="accept", reason="stays_after_all")).notice
    assert "die blijft in het plan" in notice
    assert context.decisions.state_of(PLAN_ID)[UNPLANNED].state == "accepted"


def test_a_second_person_answers_and_cannot_be_who_asked(context: Context) -> None:
    _record(context, _given(CHOSEN, kind="drop", reason="capacity"))
    with pytest.raises(RefusedError) as met:
        _answer(context, CHOSEN, 1, "JAN")
    assert met.value.problem == "U hebt dit zelf gevraagd; een ander account moet antwoorden."
    assert context.decisions.state_of(PLAN_ID)[CHOSEN].state == "drop_asked"
    assert _answer(context, CHOSEN, 1, "Piet").notice == "Werkgever 0011 bv: Gaat uit het plan."
    with pytest.raises(RefusedError, match="Piet"):
        _answer(context, CHOSEN, 1, "Klaas")


def test_an_item_that_lot_drew_stays_in_the_same_words_as_one_that_was_kept(context: Context) -> None:
    for employer_id in (DRAWN, CHOSEN):
        _record(context, _given(employer_id, kind="drop", reason="capacity"))
    drawn = _answer(context, DRAWN, 1, "Piet", "leaves")
    kept = _answer(context, CHOSEN, 2, "Piet", "stays")
    assert drawn.notice.replace("0010", "0011") == kept.notice == "Werkgever 0011 bv: Blijft in het plan."
    first, second = (_panel(context, employer_id, blind=True) for employer_id in (DRAWN, CHOSEN))
    about = [text[text.index("Stand:") : text.index("Uw besluit")] for text in (first, second)]
    about = [re.sub(r"\d\d:\d\d", "", text) for text in about]
    assert about[0] == about[1]


def test_what_waits_is_listed_with_why_and_by_whom(context: Context, dutch: Any) -> None:
    plan = context.published.plan()
    assert "Er wacht niets." in words_on(panel.approvals_panel(context, plan, dutch))
    _record(context, _given(CHOSEN, kind="drop", reason="capacity"))
    told = words_on(panel.approvals_panel(context, plan, dutch))
    for part in ("Werkgever 0011 bv", "Te weinig uren in het team", "Jan", "Gaat uit het plan", "Blijft in het plan"):
        assert part in told
    assert context.audit_log.lines()[-1].action == "read_plan_decisions"


def test_decided_blind_the_chances_come_after_the_decision(context: Context) -> None:
    before = _panel(context, RICH, blind=True)
    assert "Verborgen tot er een besluit" in before
    assert "%" not in before
    assert "read_chances" not in {line.action for line in context.audit_log.lines()}
    _record(context, _given(RICH, kind="accept", reason="as_planned", blind=True))
    after = _panel(context, RICH, blind=True)
    assert "8%" in after  # WML of the first: (7 + 0.5) / 97
    assert context.audit_log.lines()[-1].action == "read_chances"
    assert RICH not in str(context.audit_log.lines()[-1])


def test_who_saw_the_chances_does_not_decide_blind_any_more(context: Context, dutch: Any) -> None:
    plan = context.published.plan()

    def unseen() -> bool:
        return bool(component(panel.item_panel(context, plan, RICH, dutch, blind=True), ids.ITEM).data["unseen"])

    assert unseen()
    _record(context, _given(RICH, kind="accept", reason="as_planned", blind=True))
    assert not unseen()
    late = _refused(context, _given(RICH, kind="drop", reason="bankrupt", blind=True))
    assert late.item is not None
    assert late.item["unseen"]  # the panel of who was late still hides them


def test_who_opened_the_dossier_openly_decides_blind_no_more(context: Context) -> None:
    jan = _as(context, "Jan")
    plan = context.published.plan().manifest.snapshot_id
    jan.log("open_dossier", "employer", CHOSEN, {"view": "blind", "plan": plan})
    jan.log("open_dossier", "employer", CHOSEN, {"view": "open", "plan": "an earlier one"})
    jan.log("open_dossier", "employer", RICH, {"view": "open", "plan": plan})
    for employer_id, by in ((CHOSEN, "Jan"), (RICH, "Jan"), (DRAWN, "Piet")):
        _record(context, _given(employer_id, kind="accept", reason="as_planned", blind=True), by=by)
    views = {row.employer_id: row.view for row in context.decisions.of_plan(PLAN_ID)}
    assert views == {CHOSEN: "blind", RICH: "open", DRAWN: "blind"}


def test_the_panel_tells_no_ground_topic_or_place_in_the_plan(context: Context) -> None:
    for employer_id in (DRAWN, CHOSEN):
        told = _panel(context, employer_id).lower()
        for word in ("aselect", "loting", "model", "onderwerp", "selectiegrond"):
            assert word not in told


def test_the_panel_names_the_site_its_doubt_and_the_partners(context: Context) -> None:
    doubtful = _panel(context, "E0000009")
    assert "1011\u00a0AB Amsterdam" in doubtful
    assert "1\u00a0juni\u00a02020" in doubtful
    assert "Bestaat deze vestiging nog?" in doubtful
    assert "Joint visit with Werkgever 0015 bv" in _panel(context, "E0000014", language="en")
    assert "geen vestiging bekend" in _panel(context, "E0000017")


def test_what_is_out_of_the_plan_can_only_be_brought_back(context: Context) -> None:
    assert form.possible_kinds(PLANNED, ()) == ("accept", "drop", "defer", "swap")
    _record(context, _given(RICH, kind="drop", reason="bankrupt"))
    state = context.decisions.state_of(PLAN_ID)[RICH]
    assert form.possible_kinds(state, ()) == ("accept",)
    assert "Terug in het plan" in _panel(context, RICH)


def test_an_item_is_deferred_to_a_later_month_within_or_after_the_plan() -> None:
    plan = (date(2026, 11, 1), date(2026, 12, 1))
    later = form.months_to_defer_to(plan, date(2026, 11, 1))
    assert later[:3] == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert later[-1] == date(2027, 12, 1)
    assert form.months_to_defer_to(plan, date(2026, 12, 1))[0] == date(2027, 1, 1)
    assert form.months_to_defer_to((), None) == []


def test_reasons_fit_the_item(dutch: Any) -> None:
    offered = {item["value"] for item in form.reason_options("drop", {}, dutch)}
    assert "added_in_error" not in offered
    assert "added_in_error" in {item["value"] for item in form.reason_options("drop", {"by_hand": True}, dutch)}
    waiting = {item["value"] for item in form.reason_options("drop", {"waits": True}, dutch)}
    assert waiting == {reason.code for reason in reasons_for("drop") if reason.impossible}


def test_an_empty_reason_says_that_one_is_to_be_chosen_and_none_is_filled_in(dutch: Any) -> None:
    reason = component(form.form({}, ("drop",), (), (), dutch), ids.REASON)
    assert (reason.value, reason.placeholder) == (None, "Kies")


def test_no_name_is_typed_and_one_that_a_browser_sends_is_not_read(context: Context, dutch: Any) -> None:
    shown = panel.item_panel(context, context.published.plan(), RICH, dutch, blind=False)
    assert "naam" not in words_on(shown).lower()
    forged = Given.of_browser(
        {"employer_id": RICH, "version": 0},
        {ids.KIND: "accept", ids.REASON: "as_planned", "by": "Klaas", "plan-person": "Klaas"},
        undone=False,
    )
    _record(context, forged)
    assert [row.by for row in context.decisions.of_plan(PLAN_ID)] == ["Jan"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    item=st.dictionaries(st.sampled_from(["employer_id", "version", "by_hand"]), JSON),
    fields=st.dictionaries(st.sampled_from([ids.KIND, ids.REASON, ids.MONTH, ids.OTHER]), JSON)
    | st.builds(dict, **{"decide-kind": st.sampled_from(KINDS), "decide-reason": st.text()}),
    undone=st.booleans(),
)
def test_nothing_that_a_browser_hands_in_breaks_or_gets_in(
    published: Published, tmp_path_factory: pytest.TempPathFactory, item: Any, fields: Any, undone: bool
) -> None:
    store = sqlite_url(tmp_path_factory.getbasetemp())
    context = Context(published, AuditLog(store), account_of=signed_in, language="nl")
    given_in = Given.of_browser(item, fields, undone=undone)
    with pytest.raises(RefusedError):
        recorded(context, published.plan(), given_in, words_of(FOLDER, "nl"))
    assert context.decisions.of_plan(PLAN_ID) == ()
