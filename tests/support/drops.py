"""Drops one after another into one data folder, as ``kompas ingest`` takes them, and what comes of them."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from data_contracts.settings import load_settings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.ingest import Load, TableResult, ingest, read_drops
from pipelines.pseudonyms.keys import Keys
from pipelines.steps.context import StepContext, StepResult
from pipelines.steps.ingest import ingest_step
from tests.support.deliveries import DROP, KEY, MAKERS, Delivery, Row

FEW = 4
"""Rows a table in a first drop that is only there to be added to."""


def load_tables(delivery: Delivery, *tables: str, keys: Sequence[bytes] = (KEY,)) -> dict[str, TableResult]:
    """Load some tables of all drops that were written, each after those that it refers to."""
    load = Load(read_drops(delivery.register), tables, tuple(keys), (), f"a test {Keys(tuple(keys)).names}")
    results = ingest(load, delivery.out, threads=2, memory_limit="500MB", report=delivery.told.append)
    return {result.table: result for result in results}


def few_rows() -> dict[str, list[Row]]:
    """Return a few good rows of every table; of employers and parties one more, for chains end at the next party."""
    more = {"employers": 1, "parties": 1}
    return {table: [make(n) for n in range(FEW + more.get(table, 0))] for table, make in MAKERS.items()}


def first_drop(root: Path, name: str = DROP, **note: object) -> Delivery:
    """Write a first drop with a few good rows of every table."""
    return later_drop(root, name, few_rows(), **note)


def later_drop(root: Path, name: str, rows: dict[str, list[Row]], **note: object) -> Delivery:
    """Write one more drop with the rows that are given."""
    delivery = Delivery(root, rows=rows, drop=name)
    delivery.note |= note
    return delivery.write()


def run_ingest(root: Path, told: list[str] | None = None, **settings: object) -> StepResult:
    """Do what ``kompas ingest`` does, with a data folder and settings."""
    said: list[str] = [] if told is None else told
    return ingest_step(StepContext.of(load_settings(data_dir=root, memory_limit="500MB", **settings), said.append))


def warehouse(root: Path) -> Snapshot:
    """Return the warehouse snapshot in use."""
    return SnapshotFolder(root / "snapshots").latest("warehouse")


def rows_of(snapshot: Snapshot, table: str) -> pl.DataFrame:
    """Return the rows of a table in a snapshot."""
    return pl.read_parquet(snapshot.table(table))


def quarantine_of(snapshot: Snapshot) -> list[tuple[str, int, str]]:
    """Return file, line and rule of all that is in quarantine in a snapshot, in that order."""
    files = sorted((snapshot.path / "quarantine").glob("*.parquet"))
    rows = [row for file in files for row in pl.read_parquet(file).select("file", "line", "rule").rows()]
    return sorted(rows)


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
