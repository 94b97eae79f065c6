"""Stores to test on, in both databases, and ways past the program into them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from data_contracts.store import upgrading

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
BY_THE_REVISIONS = upgrading._upgrade


@dataclass(frozen=True)
class Store:
    """An empty store of its own for a test.

    Attributes:
        kind: In which database.
        url: Its address; nothing is in it before its first use.
    """

    kind: Kind
    url: str

    def run(self, *statements: str, **values: Any) -> list[int]:
        """Run statements past the program, as whoever holds the database could; returns how many rows each changed."""
        with self._engine() as engine, engine.begin() as connection:
            return [connection.execute(text(statement), values).rowcount for statement in statements]

    def rows(self, query: str, **values: Any) -> Sequence[Any]:
        """Return what a query finds, past the program."""
        with self._engine() as engine, engine.connect() as connection:
            return connection.execute(text(query), values).all()

    def drop_refusals(self, *tables: str) -> None:
        """Drop all triggers of these tables."""
        for table in tables:
            for name in self.refusals(table):
                on = f" ON {table}" if self.kind == "postgresql" else ""
                self.run(f"DROP TRIGGER {name}{on}")

    def refusals(self, table: str) -> list[str]:
        """Return the names of the triggers of a table."""
        query = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY 1",
            "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) "
            "AND NOT tgisinternal ORDER BY 1",
        }[self.kind]
        return [row[0] for row in self.rows(query, table=table)]

    def tamper(self, *statements: str, changed: int = 1) -> None:
        """Change rows of the log although its triggers refuse it, by dropping those first."""
        self.drop_refusals("audit_log")
        assert self.run(*statements) == [changed] * len(statements)

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        engine = create_engine(make_url(self.url))
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def quick_new_stores() -> Iterator[None]:
    """Make each new store with the statements by which the revisions made the first of its kind in this process.

    Alembic takes four times as long to come to the same statements again, and hundreds of tests ask for a new store.
    Older stores, and those of commands, are left to the revisions; so is all of test_store_upgrades.py.
    """
    made_by = dict[str, list[tuple[str, Any]]]()

    def upgrade(connection: Connection) -> None:
        kind = connection.dialect.name
        if inspect(connection).get_table_names():
            BY_THE_REVISIONS(connection)
        elif kind in made_by:
            for statement, values in made_by[kind]:
                connection.exec_driver_sql(statement, values)
        else:
            with _statements_of(connection) as said:
                BY_THE_REVISIONS(connection)
            made_by[kind] = said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrading, "_upgrade", upgrade)
        yield


@contextmanager
def _statements_of(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    said: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: Any) -> None:
        if not statement.lstrip().startswith(("PRAGMA", "SELECT")):
            said.append((statement, values))

    event.listen(connection, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        event.remove(connection, "before_cursor_execute", keep)
