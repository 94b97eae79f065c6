"""A warehouse snapshot is the files of the one before and those of the load, under one folder and without copying."""

from collections.abc import Sequence
from pathlib import Path

from data_contracts.snapshots import Snapshot, SnapshotFile
from pipelines.ingest.place import EMPTY, QUARANTINE
from pipelines.snapshots.linking import link_file


def carried_files(base: Snapshot | None, work: Path, tables: Sequence[str]) -> tuple[SnapshotFile, ...]:
    """Return the files of the standing snapshot that stay: all but the empty ones of tables that now have rows."""
    if base is None:
        return ()
    filled = {f"{table}/{EMPTY}.parquet" for table in tables if any((work / table).glob("*.parquet"))}
    return tuple(file for file in base.manifest.files if file.path not in filled)


def link_carried(base: Snapshot, carried: Sequence[SnapshotFile], side: Path) -> None:
    """Link the files that stay into the folder of a new snapshot."""
    for file in carried:
        link_file(base.path / file.path, side / file.path)


def link_loaded(work: Path, tables: Sequence[str], side: Path) -> None:
    """Link what a load wrote of these tables, and their quarantine, into the folder of a new snapshot."""
    for table in tables:
        for path in (*(work / table).glob("*.parquet"), *(work / QUARANTINE).glob(f"{table}.*.parquet")):
            link_file(path, side / path.relative_to(work))
