"""What lies outside the snapshots: drops in the register folder, and the bad rows of tables that were refused."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.contract import contract_names, load_contract
from pipelines.ingest.files import exactly
from pipelines.retention.expiry import cutoff_day
from pipelines.retention.quarantined import last_day_of_bad_row_sql


@dataclass(frozen=True)
class Refused:
    """Bad rows of a refused table that are to go: those too old, or all when the drop was loaded since."""

    path: Path
    table: str
    rows: int
    rows_left: int
    condition: str


def refused_rows(connection: DuckDBPyConnection, folder: Path, day: date, loaded: Collection[str]) -> Iterator[Refused]:
    """Yield the files of refused tables in a folder with rows that are to go.

    Args:
        connection: DuckDB.
        folder: Where the bad rows of refused tables are kept.
        day: The day on which nothing may be kept for longer than its contract says.
        loaded: The drops that are in the warehouse; what is wrong with those stands in its own quarantine.
    """
    for path in sorted(folder.glob("*.parquet")):
        table = path.name.split(".")[0]
        if table not in contract_names():
            continue
        contract = load_contract(table)
        cutoff = cutoff_day(connection, day, contract.retention.years)
        ended = f"{last_day_of_bad_row_sql(contract, _written_on(path).isoformat())} < DATE '{cutoff}'"
        condition = f"({ended} OR split_part(file, '/', 1) IN (SELECT unnest($loaded)))"
        rows, gone = connection.execute(
            f"SELECT count(*), count(*) FILTER ({condition}) FROM read_parquet($path)",  # noqa: S608 -- our own names
            {"path": exactly(path), "loaded": list(loaded)},
        ).fetchall()[0]
        if gone:
            yield Refused(path, table, gone, rows - gone, condition)


def erase_refused(connection: DuckDBPyConnection, refused: Refused, loaded: Collection[str]) -> None:
    """Remove these rows; a file without rows goes as a whole."""
    if not refused.rows_left:
        refused.path.unlink(missing_ok=True)
        return
    side = refused.path.with_name(f".{refused.path.name}.erasing")
    connection.execute(
        f"COPY (FROM read_parquet($path) WHERE NOT {refused.condition}) TO $side (FORMAT parquet, COMPRESSION zstd)",
        {"path": exactly(refused.path), "loaded": list(loaded), "side": str(side)},
    )
    written = refused.path.stat().st_mtime
    os.utime(side, (written, written))
    side.replace(refused.path)


def lying_drops(
    connection: DuckDBPyConnection, register_dir: Path, day: date, loaded: Collection[str]
) -> Iterator[Path]:
    """Yield the drops that were loaded and lie in the register folder for longer than a table in them may be kept."""
    for path in (register_dir / name for name in sorted(loaded)):
        years = [load_contract(name).retention.years for name in contract_names() if (path / name).is_dir()]
        if years and _written_on(path) < cutoff_day(connection, day, min(years)):
            yield path


def _written_on(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
