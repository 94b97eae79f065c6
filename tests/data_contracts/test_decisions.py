"""Decisions about a plan's items: four eyes, conflicts that lose nothing, undoing, and a log that names no employer."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.decisions import ANSWERED, READ, DecisionConflictError, PlanDecisions
from data_contracts.store.item_state import PLANNED, RecordedDecision
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import PlanRoll, plan_roll
from data_contracts.store.reasons import KINDS, Group, codes, reasons, reasons_for, words_of
from tests.support.published import publish_all
from tests.support.stores import Store

NOVEMBER, DECEMBER, FEBRUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 2, 1)
ROLL = PlanRoll("P1", (NOVEMBER, DECEMBER), NOVEMBER, {"E1": "Noord-1", "E2": "Noord-1"}, frozenset({"E1"}))


@pytest.fixture
def decisions(tmp_path: Path) -> PlanDecisions:
    return PlanDecisions(sqlite_url(tmp_path))


def decide(to: PlanDecisions, employer: str, kind: Any, reason: str, **more: Any) -> RecordedDecision:
    told = {"by": "J. Jansen", "version": to.state_of("P1").get(employer, PLANNED).version} | more
    return to.record(PlanDecision("P1", employer, kind, reason, **told), "root", ROLL)


def answer(to: PlanDecisions, employer: str, *, leaves: bool, by: str = "P. Chef") -> RecordedDecision:
    version = to.state_of("P1").get(employer, PLANNED).version
    return to.answer("P1", employer, leaves=leaves, by=by, version=version, system_user="root", roll=ROLL)


def states(to: PlanDecisions) -> dict[str, str]:
    return {name: state.state for name, state in to.state_of("P1").items()}


def test_a_second_person_lets_an_item_leave_and_lot_keeps_its_own(store: Store) -> None:
    decisions = PlanDecisions(store.url)
    for employer in ("E1", "E2"):
        assert decide(decisions, employer, "drop", "not_worthwhile").state == "asked"
    assert states(decisions) == {"E1": "drop_asked", "E2": "drop_asked"}
    assert [answer(decisions, employer, leaves=True).state for employer in ("E1", "E2")] == ["refused", "approved"]
    assert states(decisions) == {"E1": "planned", "E2": "dropped"}
    assert decisions.forged() == ()


def test_the_program_and_a_person_keep_an_item_in_the_same_words_also_in_the_log(store: Store) -> None:
    decisions = PlanDecisions(store.url)
    for employer in ("E1", "E2"):
        decide(decisions, employer, "drop", "not_worthwhile")
    rows = [answer(decisions, "E1", leaves=True), answer(decisions, "E2", leaves=False)]
    differing = ("sequence", "version", "at", "audit_hash", "employer_id")
    kept = [{name: value for name, value in vars(row).items() if name not in differing} for row in rows]
    assert kept[0] == kept[1]
    lines = [line for line in AuditLog(store.url).lines() if line.action == ANSWERED]
    own = {"sequence", "version", "row"}
    details = [{name: line.detail[name] for name in line.detail.keys() - own} for line in lines]
    assert details[0] == details[1]
    assert details[0].keys() == {"plan_id", "kind", "state", "reason", "month", "ground", "team", "view"}


def test_what_is_impossible_stands_at_once_for_every_item(decisions: PlanDecisions) -> None:
    for employer in ("E1", "E2"):
        assert decide(decisions, employer, "drop", "bankrupt").state == "done"
    assert states(decisions) == {"E1": "dropped", "E2": "dropped"}


def test_who_asks_cannot_answer(decisions: PlanDecisions) -> None:
    decide(decisions, "E2", "drop", "capacity", by="J. Jansen")
    with pytest.raises(KompasError, match="Who asks cannot answer"):
        answer(decisions, "E2", leaves=True, by=" j.  JANSEN ")


def test_deferring_within_the_plan_stands_and_beyond_it_is_asked(decisions: PlanDecisions) -> None:
    assert decide(decisions, "E1", "defer", "capacity", month=DECEMBER).state == "done"
    state = decisions.state_of("P1")["E1"]
    assert (state.state, state.month, state.stays(ROLL.months)) == ("deferred", DECEMBER, True)
    assert decide(decisions, "E2", "defer", "season", month=FEBRUARY).state == "asked"
    answer(decisions, "E2", leaves=True)
    state = decisions.state_of("P1")["E2"]
    assert (state.state, state.month, state.stays(ROLL.months)) == ("deferred", FEBRUARY, False)


def test_a_swap_brings_the_other_in_when_it_stands(decisions: PlanDecisions) -> None:
    decide(decisions, "E2", "swap", "better_candidate", other_employer_id="E9", ground="signal")
    assert states(decisions) == {"E2": "drop_asked"}
    answer(decisions, "E2", leaves=True)
    assert states(decisions) == {"E2": "swapped", "E9": "added"}
    other = decisions.state_of("P1")["E9"]
    assert (other.ground, other.team, other.other_employer_id) == ("signal", "Noord-1", "E2")


def test_undoing_a_swap_takes_what_came_in_out_again(decisions: PlanDecisions) -> None:
    decide(decisions, "E2", "swap", "bankrupt", other_employer_id="E9", ground="signal")
    decide(decisions, "E2", "accept", "stays_after_all", by="K. Klaassen", view="blind")
    assert states(decisions) == {"E2": "accepted", "E9": "dropped"}
    last = decisions.of_plan("P1")[-1]
    assert (last.employer_id, last.kind, last.state, last.reason) == ("E9", "drop", "done", "swap_undone")
    assert (last.by, last.view, last.version) == ("K. Klaassen", "blind", 2)
    assert decisions.forged() == ()
    # Swapped for the same one again, it comes in again.
    decide(decisions, "E2", "swap", "bankrupt", other_employer_id="E9", ground="project")
    assert states(decisions) == {"E2": "swapped", "E9": "added"}


@pytest.mark.parametrize(
    ("since", "stands"),
    [
        (("accept", "as_planned", {}), "accepted"),
        (("defer", "capacity", {"month": DECEMBER}), "deferred"),
        (("drop", "bankrupt", {}), "dropped"),
        (("swap", "bankrupt", {"other_employer_id": "E8", "ground": "signal"}), "swapped"),
    ],
)
def test_undoing_a_swap_leaves_what_somebody_decided_on_since(
    decisions: PlanDecisions, since: Any, stands: str
) -> None:
    decide(decisions, "E2", "swap", "bankrupt", other_employer_id="E9", ground="signal")
    kind, reason, more = since
    decide(decisions, "E9", kind, reason, **more)
    rows = len(decisions.of_plan("P1"))
    decide(decisions, "E2", "accept", "stays_after_all")
    assert states(decisions)["E9"] == stands
    assert len(decisions.of_plan("P1")) == rows + 1


def test_what_is_added_by_hand_keeps_its_ground(decisions: PlanDecisions) -> None:
    more = {"month": DECEMBER, "ground": "follow_up", "team": "Noord-1"}
    decide(decisions, "E7", "add", "follow_up_due", **more)
    decide(decisions, "E7", "accept", "as_planned")
    state = decisions.state_of("P1")["E7"]
    assert (state.state, state.ground, state.team, state.by_hand) == ("accepted", "follow_up", "Noord-1", True)
    with pytest.raises(KompasError, match="has an item in the plan already"):
        decide(decisions, "E7", "add", "follow_up_due", **more)


def test_of_two_people_on_one_item_the_second_is_told_and_nothing_is_lost(store: Store) -> None:
    decisions = PlanDecisions(store.url)
    first = decisions.record(PlanDecision("P1", "E2", "drop", "bankrupt", "J. Jansen"), "root", ROLL)
    second = PlanDecision("P1", "E2", "accept", "as_planned", "A. de Wit")
    with pytest.raises(DecisionConflictError) as told:
        decisions.record(second, "root", ROLL)
    assert told.value.latest == first
    assert told.value.words("nl").startswith("J. Jansen heeft over deze werkgever al beslist op ")
    assert told.value.words("nl").endswith(": Laten vervallen (De werkgever is failliet en werkt niet door).")
    assert decisions.of_plan("P1") == (first,)
    again = PlanDecision("P1", "E2", "accept", "as_planned", "A. de Wit", version=told.value.latest.sequence)
    decisions.record(again, "root", ROLL)
    assert [row.by for row in decisions.of_plan("P1")] == ["J. Jansen", "A. de Wit"]


def test_of_two_people_at_the_same_moment_one_is_told(store: Store) -> None:
    people = ("J. Jansen", "A. de Wit")
    together = Barrier(len(people))

    def decide_at_once(by: str) -> RecordedDecision | DecisionConflictError:
        decisions = PlanDecisions(store.url)
        decisions.of_plan("P1")
        together.wait()
        try:
            return decisions.record(PlanDecision("P1", "E2", "accept", "as_planned", by), "root", ROLL)
        except DecisionConflictError as error:
            return error

    with ThreadPoolExecutor(len(people)) as pool:
        came = list(pool.map(decide_at_once, people))
    (stands,) = [one for one in came if isinstance(one, RecordedDecision)]
    (told,) = [one for one in came if isinstance(one, DecisionConflictError)]
    assert told.latest == stands
    assert PlanDecisions(store.url).of_plan("P1") == (stands,)


def test_a_question_can_be_taken_back(decisions: PlanDecisions) -> None:
    decide(decisions, "E2", "drop", "capacity")
    with pytest.raises(KompasError, match="waits for a second person already"):
        decide(decisions, "E2", "defer", "capacity", month=FEBRUARY)
    decide(decisions, "E2", "accept", "stays_after_all")
    with pytest.raises(KompasError, match="Nothing waits"):
        answer(decisions, "E2", leaves=True)


def test_a_refusal_leaves_the_item_as_it_was_before_the_question(decisions: PlanDecisions) -> None:
    decide(decisions, "E2", "defer", "capacity", month=DECEMBER)
    decide(decisions, "E2", "drop", "capacity")
    assert answer(decisions, "E2", leaves=False).state == "refused"
    state = decisions.state_of("P1")["E2"]
    assert (state.state, state.month, state.version, state.asked) == ("deferred", DECEMBER, 3, None)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"by": "  "}, "by"),
        ({"reason": "bankrupt"}, "reason"),
        ({"reason": "nonsense"}, "reason"),
        ({"kind": "drop", "reason": "other"}, "remark"),
        ({"remark": "x" * 501}, "remark"),
        ({"remark": "over 123456782 en meer"}, "remark"),
        ({"remark": "over 1234.56.782"}, "remark"),
        ({"month": NOVEMBER}, "month"),
        ({"kind": "defer", "reason": "capacity"}, "month"),
        ({"kind": "defer", "reason": "capacity", "month": date(2026, 12, 2)}, "month"),
        ({"kind": "swap", "reason": "safety", "ground": "signal"}, "other_employer_id"),
        ({"kind": "swap", "reason": "safety", "ground": "signal", "other_employer_id": "E2"}, "other_employer_id"),
        ({"kind": "swap", "reason": "safety", "ground": "random", "other_employer_id": "E9"}, "ground"),
        ({"view": "closed"}, "view"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(given: Mapping[str, Any], where: str) -> None:
    whole = {"plan_id": "P1", "employer_id": "E2", "kind": "accept", "reason": "as_planned", "by": "J. Jansen"}
    with pytest.raises(KompasError) as refused:
        PlanDecision(**whole | given)
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("employer", "kind", "reason", "more"),
    [
        ("E5", "drop", "ceased", {}),
        ("E2", "drop", "added_in_error", {}),
        ("E1", "add", "report_received", {"month": DECEMBER, "ground": "signal", "team": "Noord-1"}),
        ("E5", "add", "report_received", {"month": FEBRUARY, "ground": "signal", "team": "Noord-1"}),
        ("E2", "defer", "capacity", {"month": date(2026, 10, 1)}),
        ("E2", "swap", "safety", {"other_employer_id": "E1", "ground": "signal"}),
    ],
)
def test_a_decision_that_does_not_fit_the_plan_is_refused(
    decisions: PlanDecisions, employer: str, kind: str, reason: str, more: Mapping[str, Any]
) -> None:
    with pytest.raises(KompasError):
        decide(decisions, employer, kind, reason, **more)
    assert decisions.of_plan("P1") == ()


def test_the_log_names_no_employer_and_repeats_no_remark(decisions: PlanDecisions, tmp_path: Path) -> None:
    decide(decisions, "E2", "swap", "ceased", other_employer_id="E9", ground="signal", remark="Buurman weet meer")
    decisions.log_reading("root", "P1", 1)
    log = AuditLog(sqlite_url(tmp_path))
    text = " ".join(f"{line.subject} {line.detail}" for line in log.lines())
    assert not any(word in text for word in ("E2", "E9", "Buurman"))
    assert [line.action for line in log.lines()] == ["decide_plan_item", "decide_plan_item", READ]
    assert log.lines()[0].subject == log.reference("employer", "E2")


def test_a_decision_that_somebody_changes_past_the_program_shows(store: Store) -> None:
    decisions = PlanDecisions(store.url)
    decide(decisions, "E2", "drop", "bankrupt", remark="gezien")
    store.drop_refusals("plan_decisions")
    store.run("UPDATE plan_decisions SET remark = 'niet gezien'")
    assert decisions.forged() == ("decision 1 is not what the audit log says of it",)


def test_every_reason_goes_with_a_kind_and_every_word_is_there() -> None:
    assert all(reasons_for(kind) for kind in KINDS)
    assert {reason.code for reason in reasons().values() if reason.impossible} == {
        "ceased", "bankrupt", "no_site", "no_workers", "already_running_case", "other_authority_took_over",
    }  # fmt: skip
    groups: tuple[Group, ...] = ("reasons", "answers", "kinds", "states", "grounds", "views")
    for group in groups:
        assert all(words_of(group, code, "nl") != code for code in codes(group))


def test_the_roll_of_a_published_plan_says_whom_lot_drew_and_does_not_print_it(tmp_path: Path) -> None:
    snapshot = publish_all(tmp_path, visits=20).latest("plan")
    roll = plan_roll(snapshot)
    assert len(roll.teams) == 20
    assert len(roll.random) == 2  # every tenth
    assert roll.selected_on == date(2026, 11, 1)
    assert roll.months == (NOVEMBER,)
    assert "random" not in repr(roll)
