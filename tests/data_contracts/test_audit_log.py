"""The audit log keeps what happened and shows every tampering with it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog, sqlite_url


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    log = AuditLog(sqlite_url(tmp_path))
    for number in range(1, 6):
        log.record("planner", "open_dossier", f"employer:{number}", {"note": f"é {number}", "rows": number})
    return log


def _tamper(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "store.sqlite") as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount == 1
    connection.close()


def test_an_untouched_log_holds(log: AuditLog) -> None:
    assert log.verify() is None
    assert [line.sequence for line in log.lines()] == [1, 2, 3, 4, 5]
    assert log.lines()[2].detail == {"note": "é 3", "rows": 3}
    assert log.lines()[0].at.endswith("+00:00")


def test_a_new_log_holds(tmp_path: Path) -> None:
    assert AuditLog(sqlite_url(tmp_path)).verify() is None


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
def test_a_changed_line_is_found(log: AuditLog, tmp_path: Path, column: str, value: str) -> None:
    _tamper(tmp_path, f"UPDATE audit_log SET {column} = {value} WHERE sequence = 3")  # noqa: S608 -- test's own
    found = log.verify()
    assert found is not None
    assert found.sequence == 3


def test_a_changed_line_with_a_new_hash_of_its_own_is_found_at_the_next(log: AuditLog, tmp_path: Path) -> None:
    line = log.lines()[2]
    forged = type(line)(**{**line.__dict__, "actor": "nobody"}).computed_hash()
    _tamper(tmp_path, f"UPDATE audit_log SET actor = 'nobody', hash = '{forged}' WHERE sequence = 3")  # noqa: S608
    found = log.verify()
    assert found is not None
    assert found.sequence == 4


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_removed_line_is_found(log: AuditLog, tmp_path: Path, sequence: int) -> None:
    _tamper(tmp_path, f"DELETE FROM audit_log WHERE sequence = {sequence}")  # noqa: S608 -- test's own
    found = log.verify()
    assert found is not None
    assert found.sequence == sequence


def test_a_removed_line_is_found_when_the_rest_is_renumbered(log: AuditLog, tmp_path: Path) -> None:
    _tamper(
        tmp_path,
        "DELETE FROM audit_log WHERE sequence = 3",
        "UPDATE audit_log SET sequence = 3 WHERE sequence = 4",
        "UPDATE audit_log SET sequence = 4 WHERE sequence = 5",
    )
    found = log.verify()
    assert found is not None
    assert found.sequence == 3


def test_two_lines_that_change_places_are_found(log: AuditLog, tmp_path: Path) -> None:
    _tamper(
        tmp_path,
        "UPDATE audit_log SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_log SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_log SET sequence = 3 WHERE sequence = 99",
    )
    found = log.verify()
    assert found is not None
    assert found.sequence == 2


def _record_many(url: str, together: Barrier) -> None:
    log = AuditLog(url)
    together.wait(timeout=30)
    for number in range(25):
        log.record("planner", "open_dossier", f"employer:{number}")


def test_writers_at_the_same_moment_make_one_chain(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    together = Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_record_many, [url] * 4, [together] * 4))
    log = AuditLog(url)
    assert len(log.lines()) == 100
    assert log.verify() is None


def test_an_employer_has_one_reference_that_does_not_name_it(tmp_path: Path) -> None:
    log = AuditLog(sqlite_url(tmp_path))
    first = log.reference("employer", "E0000012")
    assert first == AuditLog(sqlite_url(tmp_path)).reference("employer", "E0000012")
    assert first != log.reference("employer", "E0000013")
    assert "E0000012" not in first
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    assert AuditLog(sqlite_url(elsewhere)).reference("employer", "E0000012") != first


def test_a_store_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    log = AuditLog(sqlite_url(tmp_path / "missing" / "folder"))
    with pytest.raises(KompasError, match="audit log cannot be used"):
        log.record("planner", "open_dossier", "employer:1")


def test_the_store_keeps_a_write_ahead_log(log: AuditLog, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
