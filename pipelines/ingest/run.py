"""Ingest from end to end: check all files, then load table after table, each after those that it refers to."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from data_contracts.contract import Contract, load_contract, register_names
from data_contracts.enforcement import keep_known_values
from data_contracts.errors import KompasError
from pipelines.ingest.delivery import Delivery, read_delivery
from pipelines.ingest.files import DeliveredFile, exactly, find_files
from pipelines.ingest.sources import check_file
from pipelines.ingest.table import BadRowLimitError, TableResult, check_limit, load_table

Files = Mapping[str, tuple[DeliveredFile, ...]]


@dataclass(frozen=True)
class IngestResult:
    """What came in, table by table in the order of loading, and who delivered it."""

    delivery: Delivery
    tables: tuple[TableResult, ...]


def ingest(
    register_dir: Path,
    out: Path,
    *,
    threads: int,
    memory_limit: str,
    report: Callable[[str], None],
    refused_dir: Path | None = None,
) -> IngestResult:
    """Load a delivery into a folder: ``<table>/*.parquet`` and ``quarantine/<table>.parquet``.

    Args:
        register_dir: Where the delivery is.
        out: The folder to fill; it must exist. On an error what is in it is of no use.
        threads: Threads that DuckDB may use.
        memory_limit: Memory that DuckDB may use, e.g. ``2GB``.
        report: Is told, in a sentence, what was done.
        refused_dir: Where the quarantine of a refused table is kept; ``quarantine`` beside ``register_dir`` if not
            given.

    Raises:
        KompasError: A file is missing or cannot be loaded, or more rows of a table are bad than its contract allows.
            All that is wrong with files is said at once.
    """
    delivery = read_delivery(register_dir)
    keep = refused_dir or register_dir.parent / "quarantine"
    with _connection(out, threads, memory_limit) as (connection, scratch):
        files = _checked_files(connection, register_dir, report)
        tables, refused = dict[str, TableResult](), dict[str, KompasError]()
        for contract in map(load_contract, register_names()):
            if not {reference.table for reference in contract.references} <= tables.keys():
                continue  # it refers to a refused table
            result = _load(connection, contract, files[contract.name], out, scratch)
            report(f"{contract.name}: {result.rows_valid:,} rows in, {result.rows_quarantined:,} to quarantine")
            try:
                check_limit(contract, result, keep / f"{contract.name}.parquet")
                tables[contract.name] = result
            except BadRowLimitError as error:
                refused[contract.name] = error
    _keep_quarantine(out, refused, keep)
    _raise_all(list(refused.values()), register_dir)
    return IngestResult(delivery, tuple(tables.values()))


def _load(
    connection: DuckDBPyConnection, contract: Contract, files: tuple[DeliveredFile, ...], out: Path, scratch: Path
) -> TableResult:
    known = {reference.table: f"{exactly(out / reference.table)}/*.parquet" for reference in contract.references}
    keep_known_values(connection, contract, known)
    return load_table(connection, contract, files, out, scratch)


def _keep_quarantine(out: Path, tables: Iterable[str], folder: Path) -> None:
    for table in tables:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(out / "quarantine" / f"{table}.parquet", folder / f"{table}.parquet")


def _checked_files(connection: DuckDBPyConnection, register_dir: Path, report: Callable[[str], None]) -> Files:
    names = register_names()
    for path in sorted(register_dir.iterdir()):
        if path.is_dir() and path.name not in names and not path.name.startswith("."):
            report(f"The folder {path.name} is no register table and was not read")
    problems: list[KompasError] = []
    files = {table: _files_of(connection, register_dir, table, problems) for table in names}
    _raise_all(problems, register_dir)
    return files


def _raise_all(problems: Sequence[KompasError], register_dir: Path) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise KompasError(
            f"{len(problems)} things are wrong with this delivery:\n"
            + "\n".join(f"{number}. {problem}" for number, problem in enumerate(problems, start=1)),
            str(register_dir),
            "Mend each of them and run `kompas ingest` again.",
        )


def _files_of(
    connection: DuckDBPyConnection, register_dir: Path, table: str, problems: list[KompasError]
) -> tuple[DeliveredFile, ...]:
    try:
        files = find_files(register_dir, table)
    except KompasError as problem:
        problems.append(problem)
        return ()
    for file in files:
        try:
            check_file(connection, load_contract(table), file)
        except KompasError as problem:
            problems.append(problem)
    return files


@contextmanager
def _connection(out: Path, threads: int, memory_limit: str) -> Iterator[tuple[DuckDBPyConnection, Path]]:
    with tempfile.TemporaryDirectory(prefix=".scratch-", dir=out) as scratch:
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory_limit,
            "temp_directory": f"{scratch}/spill",
        }
        with duckdb.connect(":memory:", config=config) as connection:
            yield connection, Path(scratch)
