"""Finding the delivered files of a table, and the checks that need no rows: is it there, is it a file we read."""

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data_contracts.errors import KompasError


@dataclass(frozen=True)
class DeliveredFile:
    """A delivered file; ``name`` is relative to the register folder, e.g. ``employers/2026.csv``."""

    path: Path
    name: str
    kind: Literal["csv", "parquet"]


def find_files(register_dir: Path, table: str) -> tuple[DeliveredFile, ...]:
    """Return the delivered files of a table, in the order of their names. Hidden files do not count.

    Raises:
        KompasError: There is no folder or no file, a file is of another kind, or a file is empty.
    """
    folder = register_dir / table
    if not folder.is_dir():
        raise KompasError(
            f"The delivery has no folder for the table {table}.",
            str(folder),
            f"Deliver {table} as CSV or Parquet files in that folder; all tables are needed.",
        )
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not paths:
        raise KompasError(
            f"The folder of the table {table} is empty.", str(folder), f"Deliver {table} as CSV or Parquet files."
        )
    return tuple(_delivered(path, f"{table}/{path.name}") for path in paths)


def exactly(path: Path) -> str:
    """Return a path as DuckDB must be given it to read that file only: ``a[1].csv`` is a pattern to it."""
    return glob.escape(str(path))


def empty_file_error(where: str) -> KompasError:
    """Return the error of a file without a single row."""
    return KompasError(
        "This file holds no rows.", where, "Have it delivered again, or take it away when another file holds the rows."
    )


def _delivered(path: Path, name: str) -> DeliveredFile:
    kind = path.suffix.lower()
    if kind not in {".csv", ".parquet"} or not path.is_file():
        raise KompasError(
            "This is neither a CSV nor a Parquet file, and nothing in a delivery is passed over in silence.",
            str(path),
            "Take it away, or deliver its content as .csv or .parquet, straight in the folder of the table.",
        )
    if path.stat().st_size == 0:
        raise empty_file_error(str(path))
    return DeliveredFile(path, name, "csv" if kind == ".csv" else "parquet")
