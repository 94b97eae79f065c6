"""One part of the benchmark of features, in a process of its own: ``python -m benchmarks.features_part PART FOLDER``.

FOLDER is a data folder with a warehouse; what a part writes goes to FOLDER/bench.
"""

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmarks.ten_features import in_duckdb, in_pandas
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.engine import open_engine
from features.facts import build_facts
from features.matrix import build_matrix, matrix_of_dates
from features.monthly.build import MonthFiles, build_month, build_moves
from features.monthly.reading import MonthlyFiles
from features.window import month_before
from pipelines.steps.context import register_tables

THREADS, MEMORY = 2, "1500MB"
WINDOW = 12
DATES = 36
OTHERS = 20_000


class Bench:
    """The warehouse of a data folder, its last thirteen months of wage records, and where the parts write."""

    def __init__(self, folder: Path) -> None:
        """Find the warehouse."""
        self.warehouse: Snapshot = SnapshotFolder(folder / "snapshots").latest("warehouse")
        self.tables = register_tables(self.warehouse)
        self.out = folder / "bench"
        records = [f for f in self.warehouse.manifest.files if f.path.startswith("wage_records/") and f.rows]
        names = sorted({file.path.split("/")[1][:7] for file in records})
        large = [name for name in names if sum(f.rows or 0 for f in records if f"/{name}" in f.path) > 0.5 * len(names)]
        self.months = [date.fromisoformat(f"{name}-01") for name in large[-WINDOW - 1 :]]

    @property
    def as_of(self) -> date:
        """The last day of the thirteenth month: the twelve before it are the window."""
        return (self.months[-1].replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def monthly(self) -> MonthlyFiles:
        """Where the pre-aggregates are."""
        return MonthlyFiles((str(self.out / "months" / "*.parquet"),), (str(self.out / "moves" / "*.parquet"),))

    def files(self, month: date) -> tuple[str, ...]:
        """Return the files of a month's wage records."""
        return tuple(sorted(str(path) for path in (self.warehouse.path / "wage_records").glob(f"{month:%Y-%m}.*")))

    def sum_up(self, months: list[date]) -> None:
        """Make the pre-aggregates of some months, in one engine."""
        for kind in ("months", "moves"):
            (self.out / kind).mkdir(parents=True, exist_ok=True)
        with open_engine(THREADS, MEMORY) as engine:
            for month in months:
                build_month(engine, MonthFiles(month, (), self.files(month)), self.out / "months" / f"{month}.parquet")
                before = self.files(month_before(month))
                build_moves(engine, month, self.files(month), before, self.out / "moves" / f"{month}.parquet")


def full(bench: Bench) -> None:
    """Build everything from the wage records: twelve months of pre-aggregates and the matrix."""
    shutil.rmtree(bench.out, ignore_errors=True)
    bench.sum_up(bench.months[:WINDOW])
    matrix(bench)


def months(bench: Bench) -> None:
    """Build the pre-aggregates of twelve months only."""
    shutil.rmtree(bench.out, ignore_errors=True)
    bench.sum_up(bench.months[:WINDOW])


def matrix(bench: Bench) -> None:
    """Build the matrix from pre-aggregates that are there."""
    build_matrix(
        bench.tables, bench.monthly, bench.as_of, bench.out / "current.parquet", threads=THREADS, memory_limit=MEMORY
    )


def new_month(bench: Bench) -> None:
    """Build the pre-aggregates of the thirteenth month."""
    bench.sum_up(bench.months[WINDOW:])


def many_dates(bench: Bench) -> None:
    """Build the features of the labelled employers of a month and 20,000 others on 36 dates."""
    employers = pl.read_parquet(bench.out / "current.parquet", columns=["employer_id"])["employer_id"]
    inspections = pl.read_parquet(bench.tables["inspections"], columns=["employer_id", "selected_on"])
    wanted = {}
    for number in range(DATES):
        day = bench.as_of - timedelta(days=number)
        labelled = inspections.filter(pl.col("selected_on").dt.truncate("1mo") == day.replace(day=1))["employer_id"]
        others = employers.sample(min(OTHERS, len(employers)), seed=number)
        wanted[day] = [*labelled.to_list(), *others.to_list()]
    folder = bench.out / "dates"
    folder.mkdir(exist_ok=True)
    with open_engine(THREADS, MEMORY) as engine:
        matrix_of_dates(engine, bench.tables, bench.monthly, wanted, folder)


def facts(bench: Bench) -> None:
    """Build the facts of all employers."""
    build_facts(bench.tables, bench.as_of, bench.out / "facts.parquet", threads=THREADS, memory_limit=MEMORY)


def ten_duckdb(bench: Bench) -> None:
    """Build ten features of one month in DuckDB."""
    in_duckdb(bench.files(bench.months[-2]), THREADS, MEMORY)


def ten_pandas(bench: Bench) -> None:
    """Build the same ten features of one month in pandas."""
    in_pandas(bench.files(bench.months[-2]))


PARTS = {part.__name__: part for part in (full, months, matrix, new_month, many_dates, facts, ten_duckdb, ten_pandas)}

if __name__ == "__main__":
    PARTS[sys.argv[1]](Bench(Path(sys.argv[2])))
