"""Finding the delivered files of a table, and the checks that need no rows: is it there, is it a file we read."""

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data_contracts.errors import KompasError


@dataclass(frozen=True)
class DeliveredFile:
    """A delivered file; ``name`` is relative to the register folder, e.g. ``2026-03/employers/new.csv``.

    ``pseudonymised`` says that its numbers may be pseudonyms already.
    """

    path: Path
    name: str
    kind: Literal["csv", "parquet"]
    pseudonymised: bool = False


def find_files(drop: Path, table: str) -> tuple[DeliveredFile, ...]:
    """Return the files of a table in a drop, in the order of their names; none when the drop has no such folder.

    Hidden files do not count.

    Raises:
        KompasError: The folder is empty, or a file is of another kind or empty.
    """
    folder = drop / table
    if not folder.is_dir():
        return ()
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not paths:
        raise KompasError(
            f"The folder of the table {table} is empty.",
            str(folder),
            f"Deliver {table} as CSV or Parquet files, or take the folder away when the drop has nothing new of it.",
        )
    return tuple(_delivered(path, f"{drop.name}/{table}/{path.name}") for path in paths)


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
