"""What all tests share: stores in both databases, and a summary that is the last thing that a run prints."""

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_contracts.store import sqlite_url
from tests.support.postgres_server import PostgresServer, running, server_programs
from tests.support.stores import KINDS, Store, quick_new_stores

COMPILED = Path(__file__).parents[1] / ".pytest_cache" / "compiled"


def _no_words_after_the_summary() -> None:
    """Close the error stream when the interpreter ends.

    DuckDB's binding reports objects that are still alive then. With dash and hypothesis loaded there are always some,
    whatever the tests close, and the report would hide pytest's closing line.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


# What is registered first runs last, so that what other code says at the end is still heard.
atexit.register(_no_words_after_the_summary)


def _compile_once() -> None:
    """Keep compiled modules for the tests and the commands that they run, where Python is told to keep none.

    Many containers set PYTHONDONTWRITEBYTECODE; every command that a test runs would then compile all the libraries
    again, which takes longer than what it does.
    """
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(COMPILED)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(COMPILED)


_compile_once()
# Waiting threads of OpenMP (LightGBM) sleep; spinning, they would take the processor from the run beside them.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def pytest_collection_finish() -> None:
    """Leave what stays until the end (libraries, tests) out of every later search for garbage."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly whether the real cases were run, above pytest's closing line."""
    folder = os.environ.get("KOMPAS_TEST_REAL_DATA")
    said = f"run on {folder}" if folder else "NOT RUN (KOMPAS_TEST_REAL_DATA names no folder; see docs/cases.md)"
    terminalreporter.write_line(f"Real cases: {said}")


@pytest.fixture(scope="session", autouse=True)
def _quick_new_stores() -> Iterator[None]:
    with quick_new_stores():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this run; a test that has none fails, it is not skipped."""
    programs = server_programs()
    if programs is None:
        pytest.fail(
            "No PostgreSQL server for the tests of the store. Run `make postgres`, or set KOMPAS_POSTGRES to the "
            "folder of its programs.",
            pytrace=False,
        )
    with running(programs) as server:
        yield server


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on SQLite and on a real PostgreSQL server in turn."""
    if request.param == "sqlite":
        yield Store("sqlite", sqlite_url(tmp_path))
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    database = server.new_database()
    yield Store("postgresql", server.url(database))
    server.empty(database)
