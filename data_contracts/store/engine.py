"""Opening the store: SQLite with a write-ahead log, or PostgreSQL; in both one writer at a time, and steady reading."""

import json
import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError

from data_contracts.store.address import POSTGRESQL, SQLITE, parsed
from data_contracts.store.problems import in_plain_words

BUSY_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_S = 10
SWITCH_TRIES, SWITCH_PAUSE_S = 200, 0.05
WRITERS_LOCK = 0x6B6F6D706173
"""The number of the lock that writers to a PostgreSQL store take in turn (ASCII of *kompas*)."""
_WRITING = "kompas_writing"
_ENGINES: WeakValueDictionary[tuple[int, str], Engine] = WeakValueDictionary()
_OPENING = Lock()


def has_store(url: str) -> bool:
    """Tell whether there is a store at an address yet; opening one would make it.

    Raises:
        KompasError: The address cannot be read, or the database cannot be reached.
    """
    parts = parsed(url)
    if parts.get_backend_name() == SQLITE:
        return Path(parts.database or "").is_file()
    try:
        with open_engine(url).connect() as connection:
            return inspect(connection).has_table("audit_log")
    except SQLAlchemyError as error:
        raise in_plain_words(error, url) from error


def open_engine(url: str) -> Engine:
    """Return the engine for a store; nothing is read or made before its first use.

    Whoever opens the same address within a process shares the connections, for as long as anybody holds on to them.

    Args:
        url: The store's address (`data_contracts.store.store_address`).

    Raises:
        KompasError: It is no address, or of a database that the program does not know.
    """
    with _OPENING:
        key = (os.getpid(), url)  # a forked process may not use the connections of its parent
        engine = _ENGINES.get(key)
        if engine is None:
            engine = _ENGINES[key] = _new_engine(url)
    return engine


def for_writing(connection: Connection, *, whole: bool = True) -> Connection:
    """Return the connection with its next transaction set to take the write lock at its beginning.

    Two writers that both read first and write later would otherwise each work from the same last line.

    Args:
        connection: To the store.
        whole: Whether all other writers wait, or on PostgreSQL only those of the same rows.
    """
    return connection.execution_options(**{_WRITING: whole or connection.dialect.name == SQLITE})


def for_reading(connection: Connection) -> Connection:
    """Return the connection with its next transaction set to see one state of the store, whatever others write."""
    if connection.dialect.name == POSTGRESQL:
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def utc_now() -> str:
    """Return this moment as the store keeps it: ISO 8601 in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _new_engine(url: str) -> Engine:
    parts = parsed(url)
    if parts.get_backend_name() == SQLITE:
        engine = create_engine(parts, json_deserializer=_from_json)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        parts,
        isolation_level="READ COMMITTED",  # a writer must see what the writer before it left
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "inspectiekompas"},
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _from_json(stored: str) -> Any:
    """Return what JSON says, or the text itself where somebody put something else in its place.

    PostgreSQL refuses what is no JSON; SQLite does not. No value of ours is a bare text, so its hash gives it away.
    """
    try:
        return json.loads(stored, parse_constant=_refuse)
    except (ValueError, TypeError, RecursionError):
        return str(stored)


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity, which the standard does not know and the program never writes


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and takes no lock
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _switch_to_write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing(connection) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _is_writing(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_WRITING, False))


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
