"""Opening the store: SQLite with a write-ahead log, so that readers never wait for a writer."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

STORE = "store.sqlite"
BUSY_TIMEOUT_MS = 30_000
SWITCH_TRIES, SWITCH_PAUSE_S = 200, 0.05
_BEGIN = "begin_statement"


def sqlite_url(data_dir: Path) -> str:
    """Return the address of the store in a run's folder, ``<data_dir>/store.sqlite``."""
    return f"sqlite:///{(data_dir / STORE).absolute()}"


def has_store(data_dir: Path) -> bool:
    """Tell whether a run's folder has a store yet; opening one would make it."""
    return (data_dir / STORE).is_file()


def open_engine(url: str) -> Engine:
    """Return an engine for the store; nothing is read or made before its first use.

    Args:
        url: A SQLAlchemy address, e.g. from `sqlite_url`.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
    return engine


def for_writing(connection: Connection) -> Connection:
    """Return the connection with its next transaction set to take the write lock at its beginning.

    Two writers that both read first and write later would otherwise each work from the same last line.
    """
    return connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and takes no lock
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _switch_to_write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _switch_to_write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch on the write-ahead log; of several first connections only one can, and SQLite does not wait here."""
    for _ in range(SWITCH_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            time.sleep(SWITCH_PAUSE_S)
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")
