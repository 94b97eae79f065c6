"""Where a load writes, how its files are named, and which files of earlier loads its rows must be held against."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.batches import ALL_MONTHS
from pipelines.ingest.files import exactly

QUARANTINE = "quarantine"
EMPTY = "_empty"
"""Name of the file of a table that never came: no rows, all columns. No drop can have this name."""


@dataclass(frozen=True)
class Place:
    """Where a load writes.

    Attributes:
        out: The folder to fill.
        scratch: A folder for files that are gone afterwards.
        load: The name of the load, part of the name of each file: the drop, or the first and last of several.
        bases: The folders of the snapshots that this load adds to; none for the first.
    """

    out: Path
    scratch: Path
    load: str
    bases: tuple[Path, ...] = ()

    def table_file(self, table: str, month: str, part: int) -> Path:
        """Return the file for the valid rows of a batch (month ``ALL_MONTHS`` for a table in one file)."""
        name = self.load if month == ALL_MONTHS else f"{month}.{self.load}.{part}"
        return self.out / table / f"{name}.parquet"

    def quarantine_file(self, table: str) -> Path:
        """Return the file for the bad rows of a table."""
        return self.out / QUARANTINE / f"{table}.{self.load}.parquet"

    def loaded_before(self, table: str, month: str = ALL_MONTHS) -> list[str]:
        """Return the files of earlier loads with rows of a table (of a month), as DuckDB must be given them."""
        pattern = "*.parquet" if month == ALL_MONTHS else f"{month}.*.parquet"
        return [exactly(path) for base in self.bases for path in sorted((base / table).glob(pattern))]

    def all_files(self, table: str) -> list[str]:
        """Return all files with valid rows of a table, of earlier loads and of this one."""
        here = [exactly(path) for path in sorted((self.out / table).glob("*.parquet"))]
        return [*self.loaded_before(table), *here]
