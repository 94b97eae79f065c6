"""One decision about many items: each by the rules of a single one, nobody's work overwritten, and all of it undone."""

from datetime import date
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages.plan.bulk import MOST, BulkRow, Picked, Wish, decide_all, picked_of, take_all_back
from dashboard.pages.plan.bulk_panel import answer, reason_options
from dashboard.pages.plan.recording import RefusedError
from dashboard.pages.plan.setting import FOLDER
from dashboard.signing_in.account import Account, all_roles
from dashboard.texts import words_of
from data_contracts.errors import KompasError
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.support.screens import words_on
from tests.support.tables import FORMULA, LONG, MARKUP, NAMES, RICH

NL = words_of(FOLDER, "nl")
THREE = [Picked(RICH, 0), Picked(FORMULA, 0), Picked(MARKUP, 0)]
ACCEPT = Wish("accept", "as_planned", "", None)


def _all(context: Context, picked: list[Picked], wish: Wish = ACCEPT, *, blind: bool = False) -> list[BulkRow]:
    return decide_all(context, context.published.plan(), picked, wish, NL, blind=blind)


def _states(context: Context) -> dict[str, str]:
    return {name: state.state for name, state in context.decisions.state_of("2026-11").items()}


def _decide(context: Context, employer_id: str, kind: Any, reason: str, version: int = 0, **more: Any) -> None:
    decision = PlanDecision("2026-11", employer_id, kind, reason, "piet", version=version, **more)
    context.decisions.record(decision, "piet", plan_roll(context.published.plan()))


def test_three_are_accepted_one_by_one_and_taken_back_one_by_one(context: Context) -> None:
    rows = _all(context, THREE)
    assert [(row.employer_id, row.name, row.outcome, row.version) for row in rows] == [
        (RICH, NAMES[0], "done", 1),
        (FORMULA, NAMES[1], "done", 2),
        (MARKUP, NAMES[2], "done", 3),
    ]
    assert set(_states(context).values()) == {"accepted"}
    assert {row.by for row in context.decisions.of_plan("2026-11")} == {"planner"}
    back = take_all_back(context, context.published.plan(), rows, NL)
    assert [row.outcome for row in back] == ["done"] * 3
    assert set(_states(context).values()) == {"planned"}
    assert len(context.decisions.of_plan("2026-11")) == 6
    assert context.decisions.forged() == ()
    assert context.audit_log.verify() is None


def test_what_somebody_decided_meanwhile_stays_and_is_told_by_name(context: Context) -> None:
    _decide(context, FORMULA, "drop", "bankrupt")
    rows = _all(context, THREE)
    assert [row.outcome for row in rows] == ["done", "left", "done"]
    assert "piet" in rows[1].why
    assert _states(context)[FORMULA] == "dropped"
    _decide(context, RICH, "defer", "capacity", rows[0].version, month=date(2026, 12, 1))
    back = take_all_back(context, context.published.plan(), rows, NL)
    assert [(row.employer_id, row.outcome) for row in back] == [(RICH, "left"), (MARKUP, "done")]
    assert _states(context)[RICH] == "drop_asked"


def test_for_a_reason_of_taste_each_is_asked_of_a_second_person(context: Context) -> None:
    rows = _all(context, THREE, Wish("drop", "capacity", "", None))
    assert {row.outcome for row in rows} == {"asked"}
    assert set(_states(context).values()) == {"drop_asked"}
    assert "Wacht op een tweede persoon: 3." in words_on(answer(rows, NL))
    take_all_back(context, context.published.plan(), rows, NL)
    assert set(_states(context).values()) == {"planned"}


def test_an_impossibility_stands_at_once_for_whomever_lot_drew_too(context: Context) -> None:
    drawn = Picked("E0000010", 0)
    rows = _all(context, [drawn, Picked(RICH, 0)], Wish("drop", "ceased", "", None))
    assert [row.outcome for row in rows] == ["done", "done"]


def test_what_does_not_fit_is_left_with_the_reason(context: Context) -> None:
    _decide(context, RICH, "accept", "as_planned")
    _decide(context, FORMULA, "drop", "bankrupt")
    picked = [Picked(RICH, 1), Picked(FORMULA, 2), Picked("E9999999", 0), Picked(LONG, 7)]
    rows = _all(context, picked)
    assert {row.outcome for row in rows} == {"left"}
    assert [row.why for row in rows] == [
        NL("bulk.left.accepted"),
        NL("bulk.left.single"),
        NL.of_code("refused", "not_in_plan"),
        NL.of_code("refused", "seen_otherwise"),
    ]
    same = _all(context, [Picked(LONG, 0)], Wish("defer", "season", "", date(2026, 11, 1)))
    assert same[0].why == NL("bulk.left.month")
    assert len(context.decisions.of_plan("2026-11")) == 2


def test_blind_counts_only_where_nothing_was_decided_before(context: Context) -> None:
    _decide(context, RICH, "defer", "capacity", month=date(2026, 11, 1))
    _all(context, [Picked(RICH, 1), Picked(FORMULA, 0)], blind=True)
    assert [row.view for row in context.decisions.of_plan("2026-11")] == ["open", "open", "blind"]


def test_an_account_decides_about_its_own_regions_only(context: Context) -> None:
    account = Account("noor", frozenset(all_roles()), ("Noord",))
    own = Context(context.published, context.audit_log, account_of=lambda: account, language="nl")
    rows = _all(own, [Picked(RICH, 0), Picked(LONG, 0)])
    assert [(row.outcome, row.name) for row in rows] == [("left", RICH), ("done", NAMES[3])]
    assert rows[0].why == NL("bulk.left.region")


def test_a_remark_that_may_not_be_written_stops_before_anything_is_recorded(context: Context) -> None:
    with pytest.raises(KompasError) as refused:
        _all(context, THREE, Wish("drop", "other", "", None))
    assert refused.value.where == "remark"
    with pytest.raises(KompasError):
        _all(context, THREE, Wish("drop", "ceased", "van 123456782", None))
    assert context.decisions.of_plan("2026-11") == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, []),
        ("x", []),
        ([["E1", 0], ["E1", 3], ["E2"], ["E3", "0"], ["E4", True], ["E5", -1], 5], [Picked("E1", 3)]),
        ([[f"E{number}", 0] for number in range(MOST + 20)], [Picked(f"E{number}", 0) for number in range(MOST)]),
    ],
)
def test_a_browser_can_hand_in_anything_as_ticks(given: Any, expected: list[Picked]) -> None:
    assert picked_of(given) == expected


def test_a_wish_says_what_is_missing() -> None:
    assert Wish.of_browser({"kind": "defer", "reason": "x", "month": "y"}).missing == ("reason", "month")
    whole = Wish.of_browser({"kind": "defer", "reason": "season", "month": "2026-12-01", "remark": " ja "})
    assert whole == Wish("defer", "season", "ja", date(2026, 12, 1))
    assert whole.missing == ()
    assert Wish.of_browser({"kind": "swap", "reason": 5, "month": [], "remark": {}}).kind == "accept"
    assert Wish.of_browser({"kind": "drop", "reason": "added_in_error"}).missing == ("reason",)
    offered = {item["value"] for kind in ("accept", "drop", "defer") for item in reason_options(kind, NL)}
    assert not offered & {"taken_back", "stays_after_all", "added_in_error", "swap_undone"}


def test_a_plan_that_was_replaced_is_not_decided_about(tmp_path: Any) -> None:
    from tests.dashboard.conftest import context_over
    from tests.support.published import publish_all, publish_plan

    folder = publish_all(tmp_path, visits=5)
    own = context_over(tmp_path)
    before = own.published.plan()
    publish_plan(folder, visits=5, plan_id="2026-11-b")
    with pytest.raises(RefusedError):
        decide_all(own, before, THREE, ACCEPT, NL, blind=False)
    assert own.decisions.all() == ()
