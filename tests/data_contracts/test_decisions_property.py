"""Whatever people do in whatever order: what lot drew leaves for an impossibility only, and nobody can tell it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from data_contracts.store import sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.item_state import PLANNED, RecordedDecision, item_state, item_states
from data_contracts.store.plan_decision import PlanDecision, same_person
from data_contracts.store.plan_roll import PlanRoll
from data_contracts.store.reasons import reasons, reasons_for

MONTHS = (date(2026, 11, 1), date(2026, 12, 1))
LATER = date(2027, 2, 1)
DRAWN, CHOSEN, OTHERS = "E1", "E2", ("E8", "E9")
PEOPLE = ("Jan", "Piet", "Chef")
Step = dict[str, Any]
_names = count(1)


def a_step() -> st.SearchStrategy[Step]:
    """One thing that a person may try: a decision of any kind and reason, or an answer."""
    decisions = st.sampled_from(["accept", "drop", "defer", "swap", "add"]).flatmap(
        lambda kind: st.fixed_dictionaries(
            {
                "kind": st.just(kind),
                "reason": st.sampled_from([reason.code for reason in reasons_for(kind)]),
                "month": st.sampled_from([*MONTHS, LATER]) if kind in ("defer", "add") else st.none(),
                "other_employer_id": st.sampled_from([*OTHERS, DRAWN, CHOSEN]) if kind == "swap" else st.none(),
                "ground": st.sampled_from(["signal", "project"]) if kind in ("swap", "add") else st.none(),
                "team": st.just("Noord-1") if kind == "add" else st.none(),
                "remark": st.just("because"),
                "view": st.sampled_from(["blind", "open"]),
            }
        )
    )
    answers = st.fixed_dictionaries({"leaves": st.booleans()})
    return st.tuples(
        decisions | answers, st.sampled_from(PEOPLE), st.sampled_from([*[DRAWN] * 4, CHOSEN, *OTHERS])
    ).map(lambda parts: parts[0] | {"by": parts[1], "employer_id": parts[2]})


@pytest.fixture(scope="module")
def decisions(tmp_path_factory: pytest.TempPathFactory) -> PlanDecisions:
    return PlanDecisions(sqlite_url(Path(tmp_path_factory.mktemp("store"))))


def new_roll(drawn: str = DRAWN) -> PlanRoll:
    teams = {DRAWN: "Noord-1", CHOSEN: "Noord-1"}
    return PlanRoll(f"P{next(_names)}", MONTHS, MONTHS[0], teams, frozenset({drawn}))


def attempt(decisions: PlanDecisions, roll: PlanRoll, step: Step) -> str:
    """Try a step as a person who has seen the item as it stands; return what that person reads."""
    employer = step["employer_id"]
    version = decisions.state_of(roll.plan_id).get(employer, PLANNED).version
    try:
        if "leaves" in step:
            row = decisions.answer(roll.plan_id, employer, leaves=step["leaves"], by=step["by"], version=version,
                                   system_user="root", roll=roll)  # fmt: skip
        else:
            row = decisions.record(PlanDecision(plan_id=roll.plan_id, version=version, **step), "root", roll)
    except KompasError as error:
        return str(error)
    return row.state


def told(rows: tuple[RecordedDecision, ...]) -> Iterator[RecordedDecision]:
    """Yield rows without what differs between two plans in any case."""
    first = rows[0].sequence if rows else 0
    for row in rows:
        seen = row.version - first if row.version else 0
        yield replace(row, sequence=row.sequence - first, at="", plan_id="", version=seen, audit_hash="")


@settings(max_examples=50, deadline=None)
@given(st.lists(a_step(), max_size=8))
def test_what_lot_drew_leaves_only_for_an_impossibility(decisions: PlanDecisions, steps: list[Step]) -> None:
    roll = new_roll()
    for step in steps:
        attempt(decisions, roll, step)
        state = decisions.state_of(roll.plan_id).get(DRAWN, PLANNED)
        if not state.stays(roll.months):
            assert state.latest is not None
            assert reasons()[state.latest.reason].impossible


@settings(max_examples=25, deadline=None)
@given(st.lists(a_step(), max_size=8))
def test_states_follow_from_the_rows_in_order_and_each_item_from_its_own(
    decisions: PlanDecisions, steps: list[Step]
) -> None:
    roll = new_roll()
    for step in steps:
        attempt(decisions, roll, step)
    rows = decisions.of_plan(roll.plan_id)
    assert [row.sequence for row in rows] == sorted(row.sequence for row in rows)
    states = decisions.state_of(roll.plan_id)
    assert states == item_states(rows)
    for employer in states:
        assert states[employer] == item_state(row for row in rows if row.employer_id == employer)
        assert states[employer].version == max(row.sequence for row in rows if row.employer_id == employer)


@settings(max_examples=25, deadline=None)
@given(st.lists(a_step(), max_size=8))
def test_nobody_answers_what_he_asked(decisions: PlanDecisions, steps: list[Step]) -> None:
    roll = new_roll()
    for step in steps:
        attempt(decisions, roll, step)
    asked: dict[str, RecordedDecision] = {}
    for row in decisions.of_plan(roll.plan_id):
        if row.state == "asked":
            asked[row.employer_id] = row
        elif row.state in ("approved", "refused"):
            assert not same_person(row.by, asked[row.employer_id].by)


@settings(max_examples=50, deadline=None)
@given(st.lists(a_step(), max_size=8))
def test_without_approval_nothing_tells_which_items_lot_drew(decisions: PlanDecisions, steps: list[Step]) -> None:
    """The same steps read the same, word for word, whichever items lot drew, as long as nobody approves one."""
    heard, rows = [], []
    for drawn in (DRAWN, CHOSEN):
        roll = new_roll(drawn)
        kept = [step for step in steps if not step.get("leaves")]
        heard.append([attempt(decisions, roll, step).replace(roll.plan_id, "P") for step in kept])
        rows.append(list(told(decisions.of_plan(roll.plan_id))))
    assert heard[0] == heard[1]
    assert rows[0] == rows[1]


@settings(max_examples=50, deadline=None)
@given(st.lists(a_step(), max_size=4), st.sampled_from(["drop", "defer", "swap"]))
def test_what_the_program_keeps_reads_like_what_a_person_kept(
    decisions: PlanDecisions, steps: list[Step], kind: str
) -> None:
    """Approving what lot drew, and refusing what it did not, leave the same rows and the same words."""
    step: Step = {"kind": kind, "reason": "safety", "by": "Jan", "employer_id": DRAWN, "remark": None}
    step |= {"month": LATER} if kind == "defer" else {}
    step |= {"other_employer_id": "E77", "ground": "signal"} if kind == "swap" else {}
    heard, rows = [], []
    for drawn, leaves in ((DRAWN, True), (CHOSEN, False)):
        roll = new_roll(drawn)
        for earlier in steps:
            if not earlier.get("leaves") and earlier["employer_id"] != DRAWN:
                attempt(decisions, roll, earlier)
        attempt(decisions, roll, step)
        heard.append(attempt(decisions, roll, {"leaves": leaves, "by": "Chef", "employer_id": DRAWN}))
        rows.append(list(told(decisions.of_plan(roll.plan_id))))
    assert heard == ["refused", "refused"]
    assert rows[0] == rows[1]
