"""What all tests share: pytest's summary is the last thing that a run prints."""

import atexit
import os

import pytest


def _no_words_after_the_summary() -> None:
    """Close the error stream when the interpreter ends.

    DuckDB's binding reports objects that are still alive then. With dash and hypothesis loaded there are always some,
    whatever the tests close, and the report would hide pytest's closing line.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


# What is registered first runs last, so that what other code says at the end is still heard.
atexit.register(_no_words_after_the_summary)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly whether the real cases were run, above pytest's closing line."""
    folder = os.environ.get("KOMPAS_TEST_REAL_DATA")
    said = f"run on {folder}" if folder else "NOT RUN (KOMPAS_TEST_REAL_DATA names no folder; see docs/cases.md)"
    terminalreporter.write_line(f"Real cases: {said}")
