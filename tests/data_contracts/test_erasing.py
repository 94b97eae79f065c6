"""What people typed, and whom rows are about, can be erased: the chain holds, and every later change still shows."""

import json

import pytest

from data_contracts.store import AuditLog, decisions, outcomes
from data_contracts.store.erasing import erase_texts, forget_employer
from data_contracts.store.recorded import append, forged
from tests.support.stores import Store

TABLES = (decisions.RECORDED, outcomes.RECORDED)
SECRETS = ("E0000001", "A. Anders", "belt eerst", "zaken Anders.csv", "999900", "000010001024", "2026-11-12")


def decision(employer_id: str, **changes: object) -> dict[str, object]:
    row = {"plan_id": "P1", "employer_id": employer_id, "kind": "accept", "state": "done", "reason": "as_planned"}
    return row | {"remark": "belt eerst", "by": "A. Anders", "view": "open", "version": 0} | changes


def outcome(employer_id: str) -> dict[str, object]:
    row = {"plan_id": "P1", "employer_id": employer_id, "case_id": f"P1.{employer_id}", "instrument": "visit"}
    row |= {"status": "visited", "hours_minutes": 750, "opened_on": "2026-11-05", "closed_on": "2026-11-12"}
    row |= {"establishment_id": "000010001024", "response": "corrected", "by": "A. Anders", "version": 0}
    findings = [{"law": "WML", "examined": True, "underpaid_cents": 999_900}]
    return row | {"findings": findings, "source": "zaken Anders.csv"}


@pytest.fixture
def log(store: Store) -> AuditLog:
    """Three decisions (the second brought in for the first) and two outcomes, of two employers."""
    log = AuditLog(store.url)
    with log.transaction(writing=True) as connection:
        append(connection, decisions.RECORDED, decision("E0000001"), "planner")
        append(
            connection, decisions.RECORDED, decision("E0000002", kind="add", other_employer_id="E0000001"), "planner"
        )
        append(connection, decisions.RECORDED, decision("E0000002", by="B. Boer"), "planner")
        for employer_id in ("E0000001", "E0000002"):
            append(connection, outcomes.RECORDED, outcome(employer_id), "planner")
    return log


def wrong(log: AuditLog) -> list[str]:
    with log.transaction(writing=False) as connection:
        return [
            *(["the chain"] if log.verify() else []),
            *(words for table in TABLES for words in forged(connection, table)),
        ]


def erase(log: AuditLog, *sequences: int) -> int:
    with log.transaction(writing=True) as connection:
        columns = decisions.RECORDED.table.c
        found = connection.execute(decisions.RECORDED.table.select().where(columns.sequence.in_(sequences)))
        rows = [dict(row) for row in found.mappings()]
        return erase_texts(connection, decisions.RECORDED, rows, "steward", "five years have passed")


def texts(store: Store) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.rows('SELECT "by", remark FROM plan_decisions ORDER BY sequence')]


def test_names_and_remarks_go_and_the_chain_holds(log: AuditLog, store: Store) -> None:
    hashes = [line.hash for line in log.lines()]
    assert erase(log, 1, 2) == 2
    assert texts(store) == [("", None), ("", None), ("B. Boer", "belt eerst")]
    lines = log.lines()
    assert [line.hash for line in lines[:-1]] == hashes
    assert (lines[-1].action, lines[-1].subject, lines[-1].actor) == ("erase_typed_texts", "plan_decisions", "steward")
    assert lines[-1].detail["reason"] == "five years have passed"
    assert sorted(lines[-1].detail["rows"]) == ["1", "2"]
    assert wrong(log) == []
    assert erase(log, 1, 3) == 2  # again, with one more
    assert wrong(log) == []


@pytest.mark.parametrize(
    "change",
    ["remark = 'x'", "employer_id = 'E3'", "other_employer_id = 'E3'", "kind = 'drop'", "\"by\" = 'A. Anders'"],
)
def test_a_change_after_an_erasure_shows(log: AuditLog, store: Store, change: str) -> None:
    erase(log, 1)
    store.drop_refusals("plan_decisions")
    store.run(f"UPDATE plan_decisions SET {change} WHERE sequence = 1")  # noqa: S608 -- test's own
    assert wrong(log) == ["decision 1 is not what the audit log says of it"]


def test_the_old_salt_of_an_erased_row_is_gone_so_that_no_name_can_be_tried(log: AuditLog, store: Store) -> None:
    query = "SELECT salt FROM audit_salts WHERE subject = 'decision:1'"
    (before,) = store.rows(query)
    erase(log, 1)
    (after,) = store.rows(query)
    assert before != after
    assert not any("A. Anders" in json.dumps(line.detail) for line in log.lines())


def test_text_erased_past_the_program_shows(log: AuditLog, store: Store) -> None:
    assert store.run("UPDATE plan_decisions SET \"by\" = '', remark = NULL WHERE sequence = 1") == [1]
    assert wrong(log) == ["decision 1 is not what the audit log says of it"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan_decisions SET \"by\" = 'B'",
        "UPDATE plan_decisions SET remark = NULL",
        "UPDATE plan_decisions SET \"by\" = '', kind = 'drop'",
        "UPDATE plan_decisions SET \"by\" = '', month = '2026-11-01'",
        "UPDATE plan_outcomes SET \"by\" = '', status = 'not_done'",
        "UPDATE plan_outcomes SET findings = '[]'",
        "DELETE FROM plan_outcomes",
    ],
)
def test_the_database_refuses_all_but_an_erasure(log: AuditLog, store: Store, statement: str) -> None:
    with pytest.raises(Exception, match="are only ever added"):
        store.run(statement)


def test_an_employer_that_is_forgotten_stands_in_no_row_any_more(log: AuditLog, store: Store) -> None:
    reference = log.reference("employer", "E0000001")
    with log.transaction(writing=True) as connection:
        line = forget_employer(connection, TABLES, "E0000001", "steward", "request of the employer")
    assert line is not None
    assert line.subject == reference
    assert wrong(log) == []
    whole = [*store.rows("SELECT * FROM plan_decisions"), *store.rows("SELECT * FROM plan_outcomes")]
    about = [row for row in whole if "E0000002" not in str(row)]
    assert len(about) == 2
    assert not any(secret in str(row) for row in about for secret in SECRETS)
    assert not any("E0000001" in str(row) for row in whole)
    assert store.rows("SELECT subject FROM audit_salts WHERE subject IN ('decision:1', 'outcome:1')") == []
    assert texts(store)[1:] == [("", None), ("B. Boer", "belt eerst")]
    store.drop_refusals("plan_outcomes", "plan_decisions")
    store.run("UPDATE plan_outcomes SET hours_minutes = 60 WHERE sequence = 1")
    store.run("UPDATE plan_decisions SET employer_id = 'E0000001' WHERE sequence = 1")
    assert wrong(log) == [f"{noun} 1 is not what the audit log says of it" for noun in ("decision", "outcome")]


def test_an_employer_that_was_never_named_changes_nothing(log: AuditLog) -> None:
    before = log.lines()
    with log.transaction(writing=True) as connection:
        assert forget_employer(connection, TABLES, "E0000009", "steward", "x") is None
    assert log.lines() == before
