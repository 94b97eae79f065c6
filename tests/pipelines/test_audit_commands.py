"""What people ask of the audit log, on both databases; each verb is also run as a person runs it."""

import json
from datetime import date
from getpass import getuser
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, load_settings
from data_contracts.store import AuditLog, Decision, ModelEvents, decisions, outcomes, sqlite_url
from data_contracts.store.audit_log import FIRST_HASH
from data_contracts.store.recorded import append
from pipelines.auditing.forgetting import forget_employer
from pipelines.auditing.listing import Question, listed
from pipelines.auditing.verifying import AuditCheck, verify_store
from tests.support.command import kompas
from tests.support.stores import Store

TODAY = date(2026, 11, 29)
DECISION = {
    "plan_id": "P1",
    "employer_id": "E0000001",
    "kind": "accept",
    "state": "done",
    "reason": "agreed",
    "remark": "belt eerst",
    "by": "A. Anders",
    "view": "open",
    "version": 0,
}
OUTCOME = {
    "plan_id": "P1",
    "employer_id": "E0000001",
    "case_id": "P1/E0000001",
    "instrument": "visit",
    "status": "visited",
    "findings": [{"law": "WML", "examined": True, "violation": False}],
    "by": "A. Anders",
    "source": "form",
    "version": 0,
}


def settings_of(store: Store) -> KompasSettings:
    return load_settings(store_url=store.url)


def check(store: Store, head: str | None = None) -> AuditCheck:
    return verify_store(settings_of(store), head)


@pytest.fixture
def log(store: Store) -> AuditLog:
    return five_lines(store)


def five_lines(store: Store) -> AuditLog:
    """Record a model's activation, a decision, an outcome, and the opening of two dossiers."""
    log = AuditLog(store.url)
    ModelEvents(store.url).record(Decision("activated", "WML", "WML@a", "J. Jansen", "best"), "root")
    with log.transaction(writing=True) as connection:
        append(connection, decisions.RECORDED, DECISION, "planner")
        append(connection, outcomes.RECORDED, OUTCOME, "planner")
    for number in (1, 2):
        log.record("planner", "open_dossier", log.reference("employer", f"E000000{number}"))
    return log


def test_the_command_tells_a_log_that_holds_with_its_ends_and_its_last_hash(log: AuditLog, store: Store) -> None:
    lines = log.lines()
    done = kompas("audit", "verify", settings={"KOMPAS_STORE_URL": store.url})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:4] == [
        "audit log: its chain of 5 lines holds.",
        f"first line: {lines[0].at}",
        f"last line that holds: {lines[4].at}",
        f"last hash: {lines[4].hash}",
    ]
    assert "Keep the last hash outside the store" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("all is as it was recorded.")


def test_the_command_ends_with_1_on_a_log_that_was_tampered_with(log: AuditLog, store: Store) -> None:
    store.tamper("DELETE FROM audit_log WHERE sequence = 2")
    done = kompas.here("audit", "verify", settings={"KOMPAS_STORE_URL": store.url})
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[:2] == [
        "audit log: BROKEN at line 2, line 2 is missing; line 3 follows.",
        "audit log: the 1 line before that holds.",
    ]
    assert done.stdout.splitlines()[-2].startswith("What to do: change nothing, keep a copy of the whole store")
    assert done.stdout.splitlines()[-1].endswith("SOMETHING IS WRONG.")


def test_a_head_kept_elsewhere_must_stand_in_the_log(log: AuditLog, store: Store) -> None:
    kept = log.lines()[4].hash
    log.record("planner", "open_dossier", "employer:x")
    good = check(store, kept)
    assert not good.wrong
    assert f"head: the log still contains {kept}." in good.lines
    assert not check(store, FIRST_HASH).wrong, "the last hash of a log that was still empty"
    store.tamper("DELETE FROM audit_log WHERE sequence > 4", changed=2)
    store.drop_refusals("audit_head")
    store.run(f"UPDATE audit_head SET sequence = 4, hash = '{log.lines()[3].hash}'")  # noqa: S608 -- test's own
    assert not check(store).wrong  # nothing in the store itself can show this
    bad = check(store, kept)
    assert bad.wrong
    assert any(line.startswith(f"head: GONE, no line that holds has the hash {kept}") for line in bad.lines)


def test_a_head_behind_a_break_is_not_said_to_be_gone(log: AuditLog, store: Store) -> None:
    kept = [line.hash for line in log.lines()]
    store.tamper("DELETE FROM audit_log WHERE sequence = 3")
    assert f"head: the log still contains {kept[1]}." in check(store, kept[1]).lines
    assert "head: it was not looked for beyond the line at which the chain breaks." in check(store, kept[4]).lines


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_log SET actor = 'x' WHERE sequence = 2", "BROKEN at line 2, line 2 is not what was recorded"),
        ("DELETE FROM audit_log WHERE sequence = 4", "BROKEN at line 4, line 4 is missing; line 5 follows"),
        ("DELETE FROM audit_log WHERE sequence = 5", "BROKEN at line 5, line 5 was removed at the end"),
        ("UPDATE audit_log SET sequence = 9 WHERE sequence = 1", "BROKEN at line 1, line 1 is missing; line 2 follows"),
    ],
)
def test_a_log_that_was_tampered_with_is_told_in_words(log: AuditLog, store: Store, statement: str, said: str) -> None:
    store.tamper(statement)
    found = check(store)
    assert found.wrong
    assert f"audit log: {said}." in found.lines


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE plan_decisions SET kind = 'drop'", "decision 1 is not what the audit log says of it"),
        ("UPDATE plan_decisions SET remark = 'x'", "decision 1 is not what the audit log says of it"),
        ("UPDATE plan_decisions SET employer_id = 'E0000002'", "decision 1 is not what the audit log says of it"),
        ("DELETE FROM plan_decisions", "the decision of line 2 of the audit log is gone"),
        ("UPDATE plan_outcomes SET findings = '[]'", "outcome 1 is not what the audit log says of it"),
        ("DELETE FROM plan_outcomes", "the outcome of line 3 of the audit log is gone"),
        ("UPDATE model_events SET reason = 'x'", "event 1 is not what the audit log says of it"),
        ("DELETE FROM audit_salts WHERE subject LIKE 'employer:%1'", "decision 1 is not what the audit log says of it"),
    ],
)
def test_a_row_that_is_not_what_was_recorded_is_told(log: AuditLog, store: Store, statement: str, said: str) -> None:
    assert not check(store).wrong
    store.drop_refusals("plan_decisions", "plan_outcomes", "model_events")
    assert store.run(statement) == [1]
    found = check(store)
    assert found.wrong
    assert any(said in line for line in found.lines)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_log SET detail = '{\"a\": 1' WHERE sequence = 4", "line 4 is not what was recorded"),
        ("UPDATE audit_log SET detail = '{\"a\": NaN}' WHERE sequence = 4", "line 4 is not what was recorded"),
        ("UPDATE audit_log SET detail = '\"text\"' WHERE sequence = 4", "line 4 is not what was recorded"),
        ("UPDATE audit_log SET actor = x'00ff' WHERE sequence = 4", "line 4 is not what was recorded"),
        ("UPDATE audit_log SET subject = 'x' WHERE sequence = 1", "event 1 is not what the audit log says of it"),
        (
            "UPDATE audit_log SET action = 'erase_typed_texts', subject = 'plan_decisions', detail = '[]' "
            "WHERE sequence = 4",
            "line 4 is not what was recorded",
        ),
        ("UPDATE model_events SET gates = '[{'", "event 1 is not what the audit log says of it"),
        ("UPDATE model_events SET event = 'dropped'", "event 1 is not what the audit log says of it"),
        ("UPDATE plan_outcomes SET findings = 'x'", "outcome 1 is not what the audit log says of it"),
        ("UPDATE plan_outcomes SET by = x'00ff'", "outcome 1 is not what the audit log says of it"),
    ],
)
def test_what_no_program_would_write_is_found_and_stops_no_check(tmp_path: Path, statement: str, said: str) -> None:
    store = Store("sqlite", sqlite_url(tmp_path))  # PostgreSQL itself refuses a column of another type
    five_lines(store)
    store.drop_refusals("audit_log", "plan_decisions", "plan_outcomes", "model_events")
    assert store.run(statement) == [1]
    found = check(store)
    assert found.wrong
    assert any(said in line for line in found.lines)
    assert len(list(listed(settings_of(store), Question(), "json"))) == 6


def test_no_more_than_twenty_rows_of_a_table_are_named(log: AuditLog, store: Store) -> None:
    with log.transaction(writing=True) as connection:
        for _ in range(25):
            append(connection, decisions.RECORDED, DECISION, "planner")
    store.drop_refusals("plan_decisions")
    store.run("UPDATE plan_decisions SET remark = 'x'")
    told = [line for line in check(store).lines if line.startswith("decisions on plans: CHANGED")]
    assert len(told) == 21
    assert told[-1] == "decisions on plans: CHANGED, and more rows than these 20."


def test_a_lawful_request_to_forget_leaves_a_log_that_holds(log: AuditLog, store: Store) -> None:
    settings, reference = settings_of(store), log.reference("employer", "E0000001")
    said = forget_employer(settings, "E0000001", " request of the employer ", TODAY)
    assert said == f"Forgotten: nobody can tell any more that {reference} was this employer (line 6)."
    assert log.lines()[5].detail == {"reason": "request of the employer"}
    assert not check(store).wrong
    with log.transaction(writing=True) as connection:  # life goes on, under a new reference
        append(connection, decisions.RECORDED, DECISION, "planner")
    assert not check(store).wrong
    store.drop_refusals("plan_decisions")
    store.run("UPDATE plan_decisions SET kind = 'drop' WHERE sequence = 1")
    assert "decisions on plans: CHANGED, decision 1 is not what the audit log says of it." in check(store).lines
    with pytest.raises(KompasError, match="names no employer E0000009"):
        forget_employer(settings, "E0000009", "request of the employer", TODAY)
    with pytest.raises(KompasError, match="No reason is given"):
        forget_employer(settings, "E0000002", " ", TODAY)
    with pytest.raises(KompasError, match="citizen's number"):
        forget_employer(settings, "E0000002", "asked by 123456782", TODAY)


def test_listing_finds_lines_and_is_logged_itself(log: AuditLog, store: Store) -> None:
    question = Question(actions=("open_dossier",), actor="planner")
    told = [json.loads(line) for line in listed(settings_of(store), question, "json")]
    assert [line["sequence"] for line in told] == [4, 5]
    assert told[0]["hash"] == log.lines()[3].hash
    last = log.lines()[-1]
    assert (last.actor, last.action) == (getuser(), "list_audit_log")
    assert last.detail == {"actions": ["open_dossier"], "actor": "planner", "since": None, "limit": 50}


def test_listing_what_is_about_an_employer_names_it_by_reference_only(log: AuditLog, store: Store) -> None:
    written = list(listed(settings_of(store), Question(employer_id="E0000001"), "json"))
    told = [json.loads(line) for line in written]
    actions = ["decide_plan_item", "record_outcome", "open_dossier", "list_audit_log"]
    assert [line["action"] for line in told] == actions
    assert {line["subject"] for line in told} == {log.reference("employer", "E0000001")}
    assert "E0000001" not in "".join(written)


@pytest.mark.parametrize("hours", ["", "T00:00", "T02:00:00+02:00"])
def test_listing_from_a_moment_on(log: AuditLog, store: Store, hours: str) -> None:
    day = log.lines()[0].at[:10]
    told = list(listed(settings_of(store), Question(since=day + hours, limit=2), "json"))
    assert [json.loads(line)["sequence"] for line in told] == [5, 6]
    assert list(listed(settings_of(store), Question(since="2999-01-01"), "json")) == []
    with pytest.raises(KompasError, match="yesterday is no day or moment"):
        list(listed(settings_of(store), Question(since="yesterday"), "json"))


def test_the_command_lists_lines_for_people(log: AuditLog, store: Store) -> None:
    done = kompas("audit", "list", "--action", "activate_model", settings={"KOMPAS_STORE_URL": store.url})
    assert (done.returncode, done.stderr) == (0, "")
    head, first, subject, detail = done.stdout.splitlines()
    assert head.split() == ["line", "at", "actor", "action"]
    assert first.split() == ["1", log.lines()[0].at, "root", "activate_model"]
    assert (subject.strip(), json.loads(detail)["responsible"]) == ("WML@a", "J. Jansen")


def test_without_a_store_there_is_nothing_to_verify_and_none_is_made(store: Store) -> None:
    for _ in range(2):
        with pytest.raises(KompasError, match="There is no audit log yet"):
            check(store)
