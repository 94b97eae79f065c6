"""A store of any age opens, loses nothing, and ends up with the tables that the program knows."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog, Decision, ModelEvents, sqlite_url, upgrading
from data_contracts.store.engine import open_engine
from data_contracts.store.tables import METADATA
from data_contracts.store.upgrading import MIGRATIONS, REVISIONS
from tests.support.postgres_server import PostgresServer
from tests.support.processes import processes
from tests.support.stores import BY_THE_REVISIONS, KINDS, Kind, Store, quick_new_stores

CAME_LATER = ("alembic_version", *sorted(METADATA.tables.keys() - {"audit_log", "audit_salts", "model_events"}))
ONLY_ADDED = ("audit_log", "model_events", "plan_decisions", "plan_outcomes")


@pytest.fixture(autouse=True)
def _new_stores_by_the_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "_upgrade", BY_THE_REVISIONS)


def as_before_there_were_revisions(store: Store) -> tuple[str, ...]:
    """Make a store with the tables of then and three lines in it; returns the hashes of the lines."""
    log = AuditLog(store.url)
    log.record("root", "run_ingest", "x")
    ModelEvents(store.url).record(Decision("activated", "WML", "WML@a", "J. Jansen", "best"), "root")
    log.record("root", "open_dossier", log.reference("employer", "E1"))
    hashes = tuple(line.hash for line in log.lines())
    store.drop_refusals("audit_log", "audit_salts", "audit_head")
    for table in CAME_LATER:
        store.run(f"DROP TABLE {table}")
    return hashes


def differences(store: Store) -> list[object]:
    engine = open_engine(store.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, METADATA))


def test_the_revisions_make_the_tables_that_the_program_knows(store: Store) -> None:
    AuditLog(store.url).lines()
    assert differences(store) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_quick_new_store_of_the_tests_is_that_of_the_revisions(
    kind: Kind, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def made(number: int) -> dict[str, Any]:
        if kind == "sqlite":
            store = Store(kind, sqlite_url(tmp_path / str(number)))
            (tmp_path / str(number)).mkdir()
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            store = Store(kind, server.url(server.new_database()))
        AuditLog(store.url).lines()
        assert differences(store) == []
        return {
            table: (store.refusals(table), store.rows(f"SELECT count(*) FROM {table}"))  # noqa: S608 -- our own names
            for table in sorted(tables(store))
        } | {"rows": [*store.rows("SELECT * FROM audit_head"), *store.rows("SELECT * FROM alembic_version")]}

    by_the_revisions = made(1)
    assert by_the_revisions["audit_log"][0]
    with quick_new_stores():
        assert [made(number) for number in (2, 3)] == [by_the_revisions] * 2


def test_the_program_names_all_revisions_in_order() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS


@pytest.mark.parametrize("table", ONLY_ADDED)
def test_the_database_itself_refuses_changes(store: Store, table: str) -> None:
    AuditLog(store.url).lines()
    changes = ("delete", "truncate", "update") if store.kind == "postgresql" else ("delete", "update")
    assert store.refusals(table) == [f"{table}_no_{change}" for change in changes]


@pytest.mark.parametrize("table", ONLY_ADDED)
def test_no_table_can_be_emptied_at_a_stroke(store: Store, table: str) -> None:
    """SQLite has no such statement: there a DELETE without a condition meets the trigger of each row."""
    AuditLog(store.url).lines()
    if store.kind == "postgresql":
        with pytest.raises(Exception, match=f"rows of {table} are only ever added"):
            store.run(f"TRUNCATE {table}")


def test_a_store_of_before_there_were_revisions_keeps_all_and_gets_the_rest(store: Store) -> None:
    hashes = as_before_there_were_revisions(store)
    log = AuditLog(store.url)
    assert tuple(line.hash for line in log.lines()) == hashes
    assert ModelEvents(store.url).active()["WML"].model_id == "WML@a"
    assert log.verify() is None
    assert log.record("root", "run_plan", "x").sequence == 4
    assert log.verify() is None
    assert differences(store) == []
    assert store.rows("SELECT version_num FROM alembic_version") == [(REVISIONS[-1],)]


def test_a_store_of_before_there_were_events_gets_them(store: Store) -> None:
    as_before_there_were_revisions(store)
    store.run("DROP TABLE model_events")
    events = ModelEvents(store.url)
    assert events.active() == {}
    assert differences(store) == []
    assert AuditLog(store.url).verify() is None


def test_an_empty_store_of_then_starts_its_head_at_nothing(store: Store) -> None:
    AuditLog(store.url).lines()
    for table in CAME_LATER:
        store.run(f"DROP TABLE {table}")
    assert AuditLog(store.url).verify() is None
    assert store.rows("SELECT sequence, hash FROM audit_head") == [(0, "0" * 64)]


def open_and_write(url: str) -> str:
    return AuditLog(url).record("root", "run_ingest", "x").hash


@pytest.mark.parametrize("age", ["new", "old"])
def test_many_that_open_a_store_for_the_first_time_at_once_all_succeed(store: Store, age: str) -> None:
    before = as_before_there_were_revisions(store) if age == "old" else ()
    with processes(4) as pool:
        written = set(pool.map(open_and_write, [store.url] * 4))
    log = AuditLog(store.url)
    assert log.verify() is None
    assert {line.hash for line in log.lines()} == {*before, *written}
    assert len(log.lines()) == len(before) + 4


def test_an_upgrade_that_breaks_off_leaves_the_store_as_it_was(store: Store) -> None:
    hashes = as_before_there_were_revisions(store)
    store.run("CREATE TABLE jobs (in_the_way INTEGER)")
    with pytest.raises(KompasError):
        AuditLog(store.url).lines()
    assert "audit_head" not in tables(store)
    store.run("DROP TABLE jobs")
    assert tuple(line.hash for line in AuditLog(store.url).lines()) == hashes


def test_a_store_of_a_newer_program_is_left_alone(store: Store) -> None:
    AuditLog(store.url).record("root", "run_ingest", "x")
    store.run("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(KompasError, match="made by a newer version of the program \\(revision 9999") as refused:
        ModelEvents(store.url).events()
    assert "Use the newer program" in refused.value.remedy
    assert "kompas:" not in refused.value.where or "***" in refused.value.where
    assert len(store.rows("SELECT * FROM audit_log")) == 1


def tables(store: Store) -> list[str]:
    with open_engine(store.url).connect() as connection:
        return inspect(connection).get_table_names()
