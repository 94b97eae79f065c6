"""What the program makes of tiny registers: facts, the matrix and the training matrix, by what names a row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from features.facts import build_facts
from features.matrix import build_matrix, build_training_matrix
from tests.features.monthly import monthly_files
from tests.features.registers import Registers

AS_OF = date(2026, 10, 31)
"""The twelve periods before October 2026 are the window."""
Row = dict[str, Any]


def facts_of(registers: Registers, as_of: date = AS_OF) -> dict[tuple[str, str, str], Row]:
    """Return the facts by employer, rule and status."""
    out = registers.folder / "facts.parquet"
    count = build_facts(registers.write(), as_of, out, threads=1, memory_limit="500MB")
    rows = _read(out, count)
    return {(row["employer_id"], row["rule"], row["status"]): row for row in rows}


def matrix_of(registers: Registers, as_of: date = AS_OF) -> dict[str, Row]:
    """Return the matrix by employer."""
    return {row["employer_id"]: row for row in _built(build_matrix, registers, "current", as_of)}


def training_of(registers: Registers, as_of: date = AS_OF) -> dict[str, Row]:
    """Return the training matrix by case."""
    return {row["case_id"]: row for row in _built(build_training_matrix, registers, "training", as_of)}


def _built(build: Callable[..., int], registers: Registers, name: str, as_of: date) -> list[Row]:
    out, tables = registers.folder / f"{name}.parquet", registers.write()
    count = build(tables, monthly_files(registers), as_of, out, threads=1, memory_limit="500MB")
    return _read(out, count)


def _read(out: Path, count: int) -> list[Row]:
    rows = pl.read_parquet(out).to_dicts()
    assert len(rows) == count
    return rows
