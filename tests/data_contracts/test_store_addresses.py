"""One address says where the store is; what goes wrong with it is said in plain words, and never with a password."""

import sqlite3
import traceback
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from data_contracts.store import AuditLog, has_store, masked, sqlite_url, store_address
from data_contracts.store.address import parsed
from tests.support.postgres_server import PostgresServer

GOOD = "postgresql+psycopg://kompas:h%40ter@db.example.nl:5432/store"


def test_the_store_is_in_the_folder_unless_the_settings_name_a_database(tmp_path: Path) -> None:
    assert store_address(tmp_path, None) == f"sqlite:///{tmp_path}/store.sqlite" == sqlite_url(tmp_path)
    assert store_address(tmp_path, GOOD) == GOOD


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (GOOD, "postgresql+psycopg://kompas:***@db.example.nl:5432/store"),
        ("postgresql://u@h/d?password=geheim&sslpassword=geheim2", "postgresql://u@h/d?password=***&sslpassword=***"),
        ("postgresql://u:geheim@/d?host=/run/pg", "postgresql://u:***@/d?host=/run/pg"),
        ("postgresql://u:geheim@h:poort/d", "postgresql://***"),
        ("geheim", "***"),
        ("sqlite:////data/store.sqlite", "/data/store.sqlite"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert masked(url) == shown
    assert "geheim" not in repr(AuditLog(url))


@pytest.mark.parametrize("url", ["postgresql://u:geheim@h/d", "postgresql+psycopg://u:geheim@h/d"])
def test_the_program_brings_the_driver(url: str) -> None:
    assert parsed(url).drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("mysql://u:geheim@h/d", "The store cannot be kept in mysql."),
        ("postgresql://u:geheim@h:poort/d", "The address of the store cannot be read."),
        ("geheim", "The address of the store cannot be read."),
    ],
)
def test_what_is_no_address_is_refused(url: str, what: str) -> None:
    with pytest.raises(KompasError) as refused:
        AuditLog(url).record("planner", "act", "x")
    assert refused.value.what == what
    assert "KOMPAS_STORE_URL" in refused.value.where
    assert "postgresql+psycopg://USER" in refused.value.remedy
    assert "geheim" not in told(refused.value)


def told(error: BaseException) -> str:
    """Everything that a user or a log file could see of an error."""
    return "".join([str(error), *traceback.format_exception(error)])


@pytest.mark.parametrize("wrong", ["password", "database", "host", "port"])
def test_a_database_that_cannot_be_reached_says_what_to_do(postgres: PostgresServer, wrong: str) -> None:
    url = {
        "password": postgres.url("postgres", "geheim-woord"),
        "database": postgres.url("not_there"),
        "host": "postgresql://kompas:geheim-woord@/d?host=/not/there",
        "port": "postgresql://kompas:geheim-woord@127.0.0.1:1/d",
    }[wrong]
    for use in (AuditLog(url).lines, lambda: has_store(url)):
        with pytest.raises(KompasError, match="The store cannot be reached") as refused:
            use()
        assert "***" in refused.value.where
        assert "store_url (or KOMPAS_STORE_URL)" in refused.value.remedy
        assert "geheim-woord" not in told(refused.value)
        assert postgres.password not in told(refused.value)


def test_a_user_who_may_not_make_tables_is_told_so(postgres: PostgresServer) -> None:
    database = postgres.new_database()
    with postgres.connect(database) as connection:
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'geheim-woord'")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    url = postgres.url(database).replace(f"kompas:{postgres.password}", "reader:geheim-woord")
    with pytest.raises(KompasError, match="permission denied for schema public") as refused:
        AuditLog(url).record("planner", "act", "x")
    assert "may make tables" in refused.value.remedy
    assert "geheim-woord" not in told(refused.value)


def test_a_connection_that_the_server_cut_off_is_made_again(postgres: PostgresServer) -> None:
    database = postgres.new_database()
    log = AuditLog(postgres.url(database))
    log.record("planner", "act", "x")
    with postgres.connect("postgres") as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        ).fetchall()
    assert ended == [(True,)]
    assert log.record("planner", "act", "y").sequence == 2


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_text("no database " * 100, "utf-8")
    with pytest.raises(KompasError, match="file is not a database") as refused:
        AuditLog(sqlite_url(tmp_path)).lines()
    assert refused.value.where == str(tmp_path / "store.sqlite")


def test_a_store_on_sqlite_waits_for_a_writer_outside_the_program(tmp_path: Path) -> None:
    log = AuditLog(sqlite_url(tmp_path))
    log.record("planner", "act", "x")
    with sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(log.lines()) == 1  # readers do not wait
        other.execute("ROLLBACK")
    other.close()


def test_a_wrong_setting_repeats_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPAS_THREADS", "postgresql://kompas:geheim@twee@db/store")
    with pytest.raises(KompasError) as refused:
        load_settings()
    assert "(given: postgresql://***@db/store)" in refused.value.what
    assert "geheim" not in str(refused.value)
