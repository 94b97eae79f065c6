"""Outcomes are only ever added, each beside its line in the audit log; a correction is a later row."""

from dataclasses import replace
from datetime import date

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog
from data_contracts.store.deliveries import Deliveries, Delivery
from data_contracts.store.outcome import LawFinding, Outcome
from data_contracts.store.outcomes import OutcomeConflictError, Outcomes, standing
from tests.support.stores import Store

VISIT = Outcome(
    "P1", "E1", "visit", "visited", "J. Jansen", date(2026, 11, 3), date(2026, 11, 20), 750,
    findings=(LawFinding("WML", True, True, "WML art. 7", 3, 123_456, "fine"),),
)  # fmt: skip


def test_an_outcome_comes_back_as_it_was_told(store: Store) -> None:
    outcomes = Outcomes(store.url)
    made = outcomes.record(VISIT, "root")
    assert outcomes.all() == (made,)
    assert made.outcome == VISIT
    assert (made.case_id, made.source, made.version) == (VISIT.case_id, "form", 0)
    (line,) = AuditLog(store.url).lines()
    assert line.action == "record_outcome"
    assert "E1" not in f"{line.subject} {line.detail}"
    assert outcomes.forged() == ()


def test_the_second_of_two_people_is_told_and_can_correct(store: Store) -> None:
    outcomes = Outcomes(store.url)
    first = outcomes.record(VISIT, "root")
    other = replace(VISIT, status="not_found", findings=(), by="A. de Wit")
    with pytest.raises(OutcomeConflictError) as told:
        outcomes.record(other, "root")
    assert told.value.latest == first
    assert told.value.words("nl").startswith("J. Jansen heeft op ")
    outcomes.record(other, "root", version=first.sequence)
    assert [row.outcome.status for row in outcomes.of_plan("P1")] == ["visited", "not_found"]
    assert standing(outcomes.all())[VISIT.case_id].outcome == other
    latest = outcomes.latest_of("P1", "E1")
    assert latest is not None
    assert latest.outcome == other
    with pytest.raises(KompasError, match="no outcome 9"):
        outcomes.record(replace(VISIT, employer_id="E2"), "root", version=9)


def test_a_file_adds_what_is_new_or_corrected_and_leaves_the_rest(store: Store) -> None:
    outcomes = Outcomes(store.url)
    others = tuple(replace(VISIT, employer_id=f"E{number}") for number in range(2, 5))
    assert len(outcomes.record_all((VISIT, *others), "root", "a.csv")) == 4
    changed = replace(VISIT, hours_minutes=800)
    (added,) = outcomes.record_all((changed, *others), "root", "b.csv")
    assert (added.outcome, added.source, added.version) == (changed, "b.csv", 1)


def test_what_somebody_changes_past_the_program_shows(store: Store) -> None:
    Outcomes(store.url).record(VISIT, "root")
    store.drop_refusals("plan_outcomes")
    store.run("UPDATE plan_outcomes SET hours_minutes = 1")
    assert Outcomes(store.url).forged() == ("outcome 1 is not what the audit log says of it",)


def test_deliveries_are_what_the_log_says(store: Store) -> None:
    deliveries = Deliveries(store.url)
    assert deliveries.all() == ()
    deliveries.record("root", "outcomes-0001", date(2026, 12, 1), {3, 1}, {2})
    expected = Delivery("outcomes-0001", date(2026, 12, 1), frozenset({1, 3}), frozenset({2}))
    assert deliveries.all() == (expected,)
