"""A row that is only ever added and its line of the audit log: both stand or neither, and a change of either shows."""

from typing import Any

import pytest

from data_contracts.store import AuditLog
from data_contracts.store.erasing import forget_employer
from data_contracts.store.recorded import Recorded, append, forged
from data_contracts.store.tables import PLAN_DECISIONS, PLAN_OUTCOMES
from tests.support.stores import Store

RECORDED = Recorded(
    PLAN_DECISIONS,
    noun="decision",
    actions=frozenset({"test_accept", "test_drop"}),
    action=lambda row: f"test_{row['kind']}",
    told=("sequence", "plan_id", "kind"),
    about="employer_id",
    erased={"by": "", "remark": None},
    naming="other_employer_id",
)
IN_FULL = Recorded(
    PLAN_OUTCOMES,
    noun="outcome",
    actions=frozenset({"test_outcome"}),
    action=lambda _: "test_outcome",
)


def decision(employer_id: str = "E1", **changes: Any) -> dict[str, Any]:
    row = {"plan_id": "P1", "employer_id": employer_id, "kind": "accept", "state": "done", "reason": "agreed"}
    return row | {"remark": "belt eerst", "by": "A. Anders", "view": "open", "version": 0} | changes


def outcome(**changes: Any) -> dict[str, Any]:
    row = {"plan_id": "P1", "employer_id": "E1", "case_id": "C1", "instrument": "visit", "status": "visited"}
    findings = [{"law": "WML", "examined": True, "underpaid_cents": 123_456, "share": 0.1}]
    return row | {"findings": findings, "by": "A. Anders", "source": "form", "version": 0} | changes


@pytest.fixture
def log(store: Store) -> AuditLog:
    return AuditLog(store.url)


def record(log: AuditLog, recorded: Recorded, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    with log.transaction(writing=True) as connection:
        return [append(connection, recorded, row, "root") for row in rows]


def found(log: AuditLog, recorded: Recorded) -> list[str]:
    with log.transaction(writing=False) as connection:
        return list(forged(connection, recorded))


def test_a_row_gets_its_place_moment_user_and_the_hash_of_its_line(log: AuditLog, store: Store) -> None:
    first, second = record(log, RECORDED, decision(), decision("E2", kind="drop", month="2026-11-01"))
    lines = log.lines()
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert [(row["at"], row["system_user"], row["audit_hash"]) for row in (first, second)] == [
        (line.at, "root", line.hash) for line in lines
    ]
    assert [line.action for line in lines] == ["test_accept", "test_drop"]
    assert (first["month"], second["month"]) == (None, "2026-11-01")
    stored = store.rows("SELECT employer_id, remark, month FROM plan_decisions ORDER BY sequence")
    assert stored == [("E1", "belt eerst", None), ("E2", "belt eerst", "2026-11-01")]
    assert found(log, RECORDED) == []


def test_the_log_names_the_employer_by_reference_and_holds_no_remark(log: AuditLog) -> None:
    record(log, RECORDED, decision("E0000012"))
    (line,) = log.lines()
    assert line.subject == log.reference("employer", "E0000012")
    assert set(line.detail) == {"sequence", "plan_id", "kind", "row"}
    assert "E0000012" not in str(line)
    assert "belt eerst" not in str(line)
    assert "A. Anders" not in str(line)


def test_the_same_row_about_two_employers_has_two_digests(log: AuditLog) -> None:
    record(log, RECORDED, decision("E1"), decision("E1"), decision("E2"))
    assert len({line.detail["row"] for line in log.lines()}) == 3


def test_a_row_that_is_told_in_full_stands_in_the_line(log: AuditLog) -> None:
    record(log, IN_FULL, outcome())
    (line,) = log.lines()
    assert line.subject == "1"
    assert line.detail["findings"] == outcome()["findings"]
    assert line.detail["response"] is None
    assert found(log, IN_FULL) == []


@pytest.mark.parametrize(
    "change",
    [
        "employer_id = 'E2'",
        "remark = NULL",
        "remark = 'laat maar'",
        "reason = 'other'",
        "version = 1",
        "kind = 'drop'",
        "\"by\" = 'B. Boer'",
        "system_user = 'other'",
        "at = '2020-01-01'",
        "sequence = 7",
        "audit_hash = 'x'",
        "other_employer_id = 'E3'",
    ],
)
def test_every_change_of_a_row_shows(log: AuditLog, store: Store, change: str) -> None:
    record(log, RECORDED, decision(), decision("E2"))
    store.drop_refusals("plan_decisions")
    assert store.run(f"UPDATE plan_decisions SET {change} WHERE sequence = 1") == [1]  # noqa: S608 -- test's own
    assert any("is not what the audit log says of it" in words for words in found(log, RECORDED))


@pytest.mark.parametrize("change", ["findings = '[]'", "hours_minutes = 60", "status = 'not_found'"])
def test_every_change_of_a_row_that_is_told_in_full_shows(log: AuditLog, store: Store, change: str) -> None:
    record(log, IN_FULL, outcome())
    store.drop_refusals("plan_outcomes")
    assert store.run(f"UPDATE plan_outcomes SET {change}") == [1]  # noqa: S608 -- test's own
    assert found(log, IN_FULL) == ["outcome 1 is not what the audit log says of it"]


def test_rows_that_change_places_show(log: AuditLog, store: Store) -> None:
    record(log, RECORDED, decision("E1"), decision("E2"))
    store.drop_refusals("plan_decisions")
    for old, new in ((1, 9), (2, 1), (9, 2)):
        store.run(f"UPDATE plan_decisions SET sequence = {new} WHERE sequence = {old}")  # noqa: S608 -- test's own
    assert found(log, RECORDED) == [f"decision {number} is not what the audit log says of it" for number in (1, 2)]


def test_a_row_that_was_removed_shows_with_its_line(log: AuditLog, store: Store) -> None:
    record(log, RECORDED, decision("E1"), decision("E2"), decision("E3"))
    store.drop_refusals("plan_decisions")
    store.run("DELETE FROM plan_decisions WHERE sequence <> 2")
    assert found(log, RECORDED) == [
        "the decision of line 1 of the audit log is gone",
        "the decision of line 3 of the audit log is gone",
    ]


def test_a_row_that_was_put_in_past_the_program_shows(log: AuditLog, store: Store) -> None:
    record(log, RECORDED, decision())
    store.run(
        'INSERT INTO plan_decisions (sequence, at, plan_id, employer_id, kind, state, reason, "by", view, version, '
        'system_user, audit_hash) SELECT 2, at, plan_id, employer_id, kind, state, reason, "by", view, version, '
        "system_user, 'none' FROM plan_decisions"
    )
    assert found(log, RECORDED) == ["decision 2 is not what the audit log says of it"]


def test_a_row_whose_line_was_removed_shows(log: AuditLog, store: Store) -> None:
    record(log, RECORDED, decision("E1"), decision("E2"))
    store.tamper("DELETE FROM audit_log WHERE sequence = 2")
    assert found(log, RECORDED) == ["decision 2 is not what the audit log says of it"]


@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 3", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["plan_decisions", "plan_outcomes"])
def test_the_database_refuses_to_change_or_remove_a_row(
    log: AuditLog, store: Store, table: str, statement: str
) -> None:
    record(log, RECORDED, decision())
    record(log, IN_FULL, outcome())
    with pytest.raises(Exception, match=f"rows of {table} are only ever added"):
        store.run(statement.format(table))


def test_a_row_that_cannot_be_written_leaves_no_line_and_no_salt(log: AuditLog, store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)null"):
        record(log, RECORDED, decision(), decision("E2", reason=None))
    assert log.lines() == ()
    assert store.rows("SELECT * FROM audit_salts") == []
    assert log.verify() is None


def test_an_employer_that_was_forgotten_makes_no_false_alarm_and_hides_no_change(log: AuditLog, store: Store) -> None:
    record(log, RECORDED, decision("E1"), decision("E2"))
    with log.transaction(writing=True) as connection:
        forget_employer(connection, [RECORDED], "E1", "steward", "lawful request")
    assert found(log, RECORDED) == []
    record(log, RECORDED, decision("E1"))  # it gets a new salt
    assert found(log, RECORDED) == []
    store.drop_refusals("plan_decisions")
    store.run("UPDATE plan_decisions SET kind = 'drop' WHERE sequence = 1")
    store.run("UPDATE plan_decisions SET remark = 'x' WHERE sequence IN (2, 3)")
    assert found(log, RECORDED) == [f"decision {number} is not what the audit log says of it" for number in (1, 2, 3)]


def test_a_salt_that_was_removed_past_the_program_shows(log: AuditLog, store: Store) -> None:
    record(log, RECORDED, decision("E1"))
    store.run("DELETE FROM audit_salts")
    assert found(log, RECORDED) == ["decision 1 is not what the audit log says of it"]
