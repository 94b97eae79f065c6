"""The audit log keeps what happened and shows every tampering with it, on both databases."""

from dataclasses import replace
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditFilter, AuditLine, AuditLog, check_chain, sqlite_url
from tests.support.stores import Store


@pytest.fixture
def log(store: Store) -> AuditLog:
    log = AuditLog(store.url)
    for number in range(1, 6):
        log.record("planner", "open_dossier", f"employer:{number}", {"note": f"é {number}", "rows": number})
    return log


def broken(log: AuditLog) -> tuple[int, str] | None:
    found = log.verify()
    return None if found is None else (found.sequence, found.reason)


def test_an_untouched_log_holds(log: AuditLog) -> None:
    assert broken(log) is None
    assert [line.sequence for line in log.lines()] == [1, 2, 3, 4, 5]
    assert log.lines()[2].detail == {"note": "é 3", "rows": 3}
    assert log.lines()[0].at.endswith("+00:00")


def test_a_new_log_holds(store: Store) -> None:
    assert AuditLog(store.url).verify() is None


def test_what_is_hashed_comes_back_the_same(store: Store) -> None:
    """Numbers, signs and nesting of every kind: a database that wrote them its own way would break the hashes."""
    detail = {
        "whole": 2**53 + 1,
        "float": 0.1,
        "small": 5e-324,
        "big": 1e300,
        "round": 1.0,
        "text": "ë€😀\\u0041\"'\n\t\ud83d",
        "nested": {"b": [1, 2.50, None, True, {}], "a": (1, 2)},
        "": "",
        "%": "%s %(x)s :name",
    }
    log = AuditLog(store.url)
    line = log.record("é 'planner'", "act", "x" * 1000, detail)
    assert log.lines() == (line,)
    assert line.detail["nested"] == {"b": [1, 2.5, None, True, {}], "a": [1, 2]}
    assert log.verify() is None


def test_a_detail_that_is_no_json_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="JSON"):
        AuditLog(store.url).record("planner", "act", "x", {"share": float("nan")})


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log"])
def test_the_database_refuses_to_change_or_remove_a_line(log: AuditLog, store: Store, statement: str) -> None:
    with pytest.raises(Exception, match="rows of audit_log are only ever added"):
        store.run(statement)
    assert broken(log) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'nobody'"),
        ("action", "'export_plan'"),
        ("subject", "'employer:9'"),
        ("detail", "'{\"rows\": 4}'"),
        ("at", "'2020-01-01T00:00:00.000000+00:00'"),
    ],
)
def test_a_changed_line_is_found(log: AuditLog, store: Store, column: str, value: str) -> None:
    value = value.replace(":", r"\:")  # a colon would name a parameter
    store.tamper(f"UPDATE audit_log SET {column} = {value} WHERE sequence = 3")  # noqa: S608 -- test's own
    assert broken(log) == (3, "line 3 is not what was recorded")


def test_a_changed_line_with_a_new_hash_of_its_own_is_found_at_the_next(log: AuditLog, store: Store) -> None:
    forged = replace(log.lines()[2], actor="nobody").computed_hash()
    store.tamper(f"UPDATE audit_log SET actor = 'nobody', hash = '{forged}' WHERE sequence = 3")  # noqa: S608
    assert broken(log) == (4, "line 4 does not follow from the line before it")


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_removed_line_is_found(log: AuditLog, store: Store, sequence: int) -> None:
    store.tamper(f"DELETE FROM audit_log WHERE sequence = {sequence}")  # noqa: S608 -- test's own
    assert broken(log) == (sequence, f"line {sequence} is missing; line {sequence + 1} follows")


def test_a_removed_line_is_found_when_the_rest_is_renumbered(log: AuditLog, store: Store) -> None:
    store.tamper(
        "DELETE FROM audit_log WHERE sequence = 3",
        "UPDATE audit_log SET sequence = 3 WHERE sequence = 4",
        "UPDATE audit_log SET sequence = 4 WHERE sequence = 5",
    )
    assert broken(log) == (3, "line 3 does not follow from the line before it")


def test_two_lines_that_change_places_are_found(log: AuditLog, store: Store) -> None:
    store.tamper(
        "UPDATE audit_log SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_log SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_log SET sequence = 3 WHERE sequence = 99",
    )
    assert broken(log) == (2, "line 2 does not follow from the line before it")


def test_an_inserted_line_is_found(log: AuditLog, store: Store) -> None:
    store.tamper(
        "UPDATE audit_log SET sequence = 6 WHERE sequence = 5",
        "UPDATE audit_log SET sequence = 5 WHERE sequence = 4",
        "INSERT INTO audit_log SELECT 4, at, actor, 'x', subject, detail, 'x', 'y' FROM audit_log WHERE sequence = 3",
    )
    assert broken(log) == (4, "line 4 does not follow from the line before it")


def test_lines_removed_at_the_end_are_found_and_stay_found_when_work_goes_on(log: AuditLog, store: Store) -> None:
    store.tamper("DELETE FROM audit_log WHERE sequence > 3", changed=2)
    assert broken(log) == (4, "lines 4 to 5 were removed at the end")
    assert log.record("planner", "open_dossier", "employer:6").sequence == 6
    assert broken(log) == (4, "line 4 is missing; line 6 follows")


def test_a_whole_log_that_was_removed_is_found(log: AuditLog, store: Store) -> None:
    store.tamper("DELETE FROM audit_log", changed=5)
    assert broken(log) == (1, "lines 1 to 5 were removed at the end")


def test_a_last_line_with_a_hash_of_its_own_is_found(log: AuditLog, store: Store) -> None:
    forged = replace(log.lines()[4], actor="nobody").computed_hash()
    store.tamper(f"UPDATE audit_log SET actor = 'nobody', hash = '{forged}' WHERE sequence = 5")  # noqa: S608
    assert broken(log) == (5, "line 5 is not the one that the head of the log names")


def test_a_line_put_in_at_the_end_past_the_program_is_found(log: AuditLog, store: Store) -> None:
    last = log.lines()[4]
    extra = AuditLine(6, last.at, "planner", "open_dossier", "employer:7", {}, last.hash)
    store.run(
        "INSERT INTO audit_log VALUES (6, :at, 'planner', 'open_dossier', 'employer:7', '{}', :previous, :own)".replace(
            "employer:7", r"employer\:7"
        ),
        at=last.at,
        previous=last.hash,
        own=extra.computed_hash(),
    )
    assert broken(log) == (6, "line 6 was put in past the program")
    with pytest.raises(KompasError, match="audit log cannot be used"):
        log.record("planner", "open_dossier", "employer:8")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_head SET sequence = 3",
        "UPDATE audit_head SET sequence = 7",
        "UPDATE audit_head SET head = 2, sequence = 6",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_turn_the_head_back(log: AuditLog, store: Store, statement: str) -> None:
    with pytest.raises(Exception, match="only goes one line forward"):
        store.run(statement)
    assert broken(log) is None


def test_a_log_without_its_head_is_found_and_takes_no_line(log: AuditLog, store: Store) -> None:
    store.drop_refusals("audit_head")
    store.run("DELETE FROM audit_head")
    assert broken(log) == (6, "the head of the log, which says how far it goes, is gone")
    with pytest.raises(KompasError, match="lost its head"):
        log.record("planner", "open_dossier", "employer:6")


def test_a_log_and_head_that_were_both_turned_back_show_only_against_a_head_kept_elsewhere(
    log: AuditLog, store: Store
) -> None:
    with log.transaction(writing=False) as connection:
        kept = check_chain(connection).last_hash
    assert kept == log.lines()[4].hash
    store.tamper("DELETE FROM audit_log WHERE sequence = 5")
    store.drop_refusals("audit_head")
    store.run(f"UPDATE audit_head SET sequence = 4, hash = '{log.lines()[3].hash}'")  # noqa: S608 -- test's own
    with log.transaction(writing=False) as connection:
        assert check_chain(connection).broken is None
        assert check_chain(connection, kept).head_seen is False


def test_a_check_says_how_many_lines_from_when_to_when_and_the_last_hash(log: AuditLog) -> None:
    lines = log.lines()
    with log.transaction(writing=False) as connection:
        found = check_chain(connection, lines[1].hash)
    assert (found.lines, found.first_at, found.last_at) == (5, lines[0].at, lines[4].at)
    assert (found.last_hash, found.head_seen, found.broken) == (lines[4].hash, True, None)


def test_lines_are_found_by_action_actor_time_and_subject(store: Store) -> None:
    log = AuditLog(store.url)
    first = log.record("anna", "open_dossier", "employer:1")
    second = log.record("bram", "export_plan", "plan:1")
    third = log.record("anna", "export_plan", "plan:2")
    assert log.lines(AuditFilter(actions=["export_plan"])) == (second, third)
    assert log.lines(AuditFilter(actor="anna")) == (first, third)
    assert log.lines(AuditFilter(since=second.at)) == (second, third)
    assert log.lines(AuditFilter(subject="plan:1")) == (second,)
    assert log.lines(AuditFilter(actions=["export_plan"], actor="anna")) == (third,)
    assert log.lines(AuditFilter(since=first.at[:10])) == (first, second, third)


def test_an_employer_has_one_reference_that_does_not_name_it(store: Store, tmp_path: Path) -> None:
    log = AuditLog(store.url)
    first = log.reference("employer", "E0000012")
    assert first == AuditLog(store.url).reference("employer", "E0000012")
    assert first != log.reference("employer", "E0000013")
    assert "E0000012" not in first
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    assert AuditLog(sqlite_url(elsewhere)).reference("employer", "E0000012") != first


def test_who_a_line_is_about_can_be_forgotten_and_the_chain_holds(store: Store) -> None:
    log = AuditLog(store.url)
    reference = log.reference("employer", "E1")
    log.record("planner", "open_dossier", reference)
    line = log.forget("employer", "E1", "steward", "asked for by the employer")
    assert line is not None
    assert (line.action, line.subject, line.detail) == (
        "forget_reference",
        reference,
        {"reason": "asked for by the employer"},
    )
    assert store.rows("SELECT * FROM audit_salts") == []
    assert log.verify() is None
    assert log.reference("employer", "E1") != reference
    assert log.forget("employer", "E2", "steward", "never seen") is None


def test_a_salt_is_never_changed(log: AuditLog, store: Store) -> None:
    log.reference("employer", "E1")
    with pytest.raises(Exception, match="a salt is never changed"):
        store.run("UPDATE audit_salts SET salt = 'x'")


def test_a_store_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "missing" / "folder"
    with pytest.raises(KompasError, match="audit log cannot be used") as refused:
        AuditLog(sqlite_url(folder)).record("planner", "open_dossier", "employer:1")
    assert refused.value.where == str(folder / "store.sqlite")


def test_the_file_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    store = Store("sqlite", sqlite_url(tmp_path))
    AuditLog(store.url).record("planner", "open_dossier", "employer:1")
    assert store.rows("PRAGMA journal_mode") == [("wal",)]
