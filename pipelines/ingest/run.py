"""One load: all pending drops checked, then loaded table after table, each after those that it refers to.

What was loaded of a table stays when a later table fails, so that the next try goes on from there.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from data_contracts.contract import Contract, load_contract
from data_contracts.enforcement import keep_known_values, open_door
from data_contracts.errors import KompasError
from pipelines.ingest.empty import write_empty
from pipelines.ingest.load import Load
from pipelines.ingest.place import Place
from pipelines.ingest.progress import Progress
from pipelines.ingest.sources import check_file
from pipelines.ingest.table import BadRowLimitError, TableResult, check_limit, load_table

SCRATCH = ".scratch-"


def ingest(
    load: Load,
    out: Path,
    *,
    threads: int,
    memory_limit: str,
    report: Callable[[str], None],
    refused_dir: Path | None = None,
) -> tuple[TableResult, ...]:
    """Load drops into a folder: ``<table>/*.parquet`` and ``quarantine/*.parquet``.

    Args:
        load: What to load.
        out: The folder to fill; it must exist. What an earlier try of the same load finished there is kept.
        threads: Threads that DuckDB may use.
        memory_limit: Memory that DuckDB may use, e.g. ``2GB``.
        report: Is told, in a sentence, what was done.
        refused_dir: Where the quarantine of a refused table is kept; ``refused`` beside ``out`` if not given.

    Returns:
        What came in, table by table in the order of loading; tables without a file are left out.

    Raises:
        KompasError: A file is missing or cannot be loaded, or more rows of a table are bad than its contract allows.
            All that is wrong with files is said at once.
    """
    keep = refused_dir or out.parent / "refused"
    with _connection(load.keys, out, threads, memory_limit) as (connection, scratch):
        _check_files(connection, load, report)
        place, progress = Place(out, scratch, load.name, load.bases), Progress(out, load)
        results, refused = dict[str, TableResult](), dict[str, KompasError]()
        for contract in map(load_contract, load.tables):
            if {reference.table for reference in contract.references} & refused.keys():
                refused[contract.name] = _waits(contract)
                continue
            try:
                result = _load_or_keep(connection, contract, load, place, progress, report)
                if not load.only_repairs(contract.name):
                    check_limit(contract, result, keep / place.quarantine_file(contract.name).name)
                results[contract.name] = result
            except BadRowLimitError as error:
                refused[contract.name] = error
                _keep_quarantine(place.quarantine_file(contract.name), keep)
                progress.forget(contract.name)
    _raise_all(list(refused.values()), load)
    return tuple(result for result in results.values() if result.files)


def _load_or_keep(
    connection: DuckDBPyConnection,
    contract: Contract,
    load: Load,
    place: Place,
    progress: Progress,
    report: Callable[[str], None],
) -> TableResult:
    """Load a table, unless an earlier try did that from the same files."""
    done = progress.result(contract)
    if done is not None:
        report(f"{contract.name}: loaded by an earlier try")
        return done
    progress.forget(contract.name)
    files = load.files(contract.name)
    if files:
        keep_known_values(
            connection,
            contract,
            {reference.table: place.all_files(reference.table) for reference in contract.references},
        )
        origins = [drop.origin(file) for drop, file in files]
        result = load_table(connection, contract, [file for _, file in files], origins, place)
        report(f"{contract.name}: {result.rows_valid:,} rows in, {result.rows_quarantined:,} to quarantine")
    else:
        result = TableResult(contract.name, (), 0, 0, 0, 0, {})
    if not place.all_files(contract.name):
        write_empty(connection, contract, place.out)
    progress.keep(contract, result)
    return result


def _waits(contract: Contract) -> KompasError:
    needed = ", ".join(sorted({reference.table for reference in contract.references}))
    return KompasError(
        f"{contract.name} was not loaded, because it refers to a table that was refused.",
        contract.name,
        f"It is loaded once {needed} is in order.",
    )


def _keep_quarantine(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)


def _check_files(connection: DuckDBPyConnection, load: Load, report: Callable[[str], None]) -> None:
    for drop in load.drops:
        for name in drop.unknown_folders:
            report(f"The folder {drop.name}/{name} is no register table and was not read")
    problems: list[KompasError] = []
    for table in load.tables:
        _check_table(connection, load, load_contract(table), problems)
    _raise_all(problems, load)


def _check_table(connection: DuckDBPyConnection, load: Load, contract: Contract, problems: list[KompasError]) -> None:
    try:
        files = load.files(contract.name)
    except KompasError as problem:
        problems.append(problem)
        return
    if not files and not load.bases and not contract.optional:
        problems.append(_missing(contract, load))
    for _, file in files:
        try:
            check_file(connection, contract, file)
        except KompasError as problem:
            problems.append(problem)


def _missing(contract: Contract, load: Load) -> KompasError:
    folder = load.drops[0].path / contract.name
    return KompasError(
        f"The first delivery has no folder for the table {contract.name}.",
        str(folder),
        f"Deliver {contract.name} as CSV or Parquet files in that folder; later drops need not hold every table.",
    )


def _raise_all(problems: Sequence[KompasError], load: Load) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise KompasError(
            f"{len(problems)} things are wrong with this delivery:\n"
            + "\n".join(f"{number}. {problem}" for number, problem in enumerate(problems, start=1)),
            str(load.drops[0].path.parent),
            "Mend each of them and run `kompas ingest` again; what was loaded is kept.",
        )


def clear_scratch(out: Path) -> None:
    """Remove what a killed load left of its scratch files; there may be plain text among it."""
    for abandoned in out.glob(f"{SCRATCH}*"):
        shutil.rmtree(abandoned)


@contextmanager
def _connection(
    keys: Sequence[bytes], out: Path, threads: int, memory_limit: str
) -> Iterator[tuple[DuckDBPyConnection, Path]]:
    clear_scratch(out)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=out) as scratch:
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory_limit,
            "temp_directory": f"{scratch}/spill",
        }
        with duckdb.connect(":memory:", config=config) as connection:
            open_door(connection, keys)
            yield connection, Path(scratch)
