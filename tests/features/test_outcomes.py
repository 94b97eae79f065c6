"""Which outcome of a case counts, and since when it is known."""

from datetime import date

import pytest

from data_contracts.query import query_frame
from features.outcomes import case_outcomes_sql
from tests.features.registers import Registers

CLOSED, LATER, LAST = date(2026, 3, 1), date(2026, 5, 1), date(2026, 9, 1)


def outcomes_of(registers: Registers, as_of: date = LAST) -> dict[tuple[str, str], tuple[date, bool]]:
    """Return since when each outcome is known, and what it is."""
    tables = registers.write()
    values = {"inspections": tables["inspections"], "findings": tables["findings"], "as_of": as_of}
    rows = query_frame(case_outcomes_sql(), values).to_dicts()
    return {(row["case_id"], row["law"]): (row["known_on"], row["violation"]) for row in rows}


@pytest.fixture
def closed(registers: Registers) -> Registers:
    """Return one closed case with a finding under the Wml and none under the Wav; the Waadi was not examined."""
    return registers.case("C1", "E1", date(2026, 1, 5), CLOSED, WML=True, Wav=False, Waadi=None)


def test_only_what_a_closed_case_examined_has_an_outcome(closed: Registers) -> None:
    closed.case("C2", "E1", date(2026, 1, 5), None).finding("C2", known_at=CLOSED, WML=True)
    assert outcomes_of(closed) == {("C1", "WML"): (CLOSED, True), ("C1", "Wav"): (CLOSED, False)}
    assert outcomes_of(closed, date(2026, 2, 28)) == {}


def test_an_objection_that_changes_nothing_does_not_move_the_day(closed: Registers) -> None:
    closed.objected("C1", "pending", known_at=LATER, WML=True)
    closed.objected("C1", "dismissed", known_at=LAST, WML=True)
    assert outcomes_of(closed)["C1", "WML"] == (CLOSED, True)


def test_an_outcome_that_changed_is_known_from_that_day(closed: Registers) -> None:
    closed.objected("C1", "upheld", known_at=LATER, WML=False)
    assert outcomes_of(closed, date(2026, 4, 30))["C1", "WML"] == (CLOSED, True)
    assert outcomes_of(closed)["C1", "WML"] == (LATER, False)
    closed.finding("C1", known_at=LAST, WML=True)  # and back again
    assert outcomes_of(closed)["C1", "WML"] == (LAST, True)


def test_a_finding_written_down_before_the_case_closed_is_known_when_it_closed(registers: Registers) -> None:
    registers.case("C1", "E1", date(2026, 1, 5), CLOSED).finding("C1", known_at=date(2026, 2, 1), WML=True)
    assert outcomes_of(registers)["C1", "WML"] == (CLOSED, True)


def test_hours_that_are_corrected_later_do_not_move_the_day(closed: Registers) -> None:
    row = closed.rows["inspections"][0] | {"spent_minutes": 900, "known_at": LATER}
    closed.rows["inspections"].append(row)
    assert outcomes_of(closed)["C1", "WML"] == (CLOSED, True)
