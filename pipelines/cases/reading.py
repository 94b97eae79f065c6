"""Reading a case's file: CSV as text, column by column as it stands, or Parquet in its own kinds."""

import csv
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from pipelines.cases.definition import CaseDefinition, Table

OTHER_DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a bar", ",": "a comma"}


def read_lines(case: CaseDefinition, folder: Path) -> pl.DataFrame:
    """Read the case's file and check that every column the case names is there; empty text is no value.

    Raises:
        KompasError: Folder or file is missing, empty, unreadable, of an unknown kind, or lacks a column.
    """
    return read_columns(case.case, folder, case.table, case.columns)


def read_columns(case: str, folder: Path, table: Table, columns: Mapping[str, str]) -> pl.DataFrame:
    """Read some columns of a file; empty text is no value.

    Args:
        case: The case's name, for who reads an error.
        folder: Where the file is.
        table: The file, and how it is written.
        columns: Names of the columns, and what for.

    Raises:
        KompasError: See ``read_lines``.
    """
    path = folder / table.file
    if not path.is_file():
        raise KompasError(
            f"The case {case} reads '{table.file}', which is not there.",
            str(path),
            "Give the folder that holds the file with --data.",
        )
    readers: dict[str, Callable[[Path, Table], pl.DataFrame]] = {".parquet": _read_parquet, ".csv": _read_csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise KompasError(f"A case reads CSV or Parquet, not '{path.suffix}'.", str(path), "Convert the file first.")
    try:
        lines = reader(path, table)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise KompasError(f"The file cannot be read: {error}.", str(path), "Deliver the file again.") from error
    if lines.is_empty():
        raise KompasError("The file holds no rows.", str(path), "Deliver the file again.")
    _check_columns(case, lines, path, columns)
    text = pl.selectors.string()
    return lines.select(list(columns)).with_columns(pl.when(text.str.strip_chars() != "").then(text))


def _read_parquet(path: Path, table: Table) -> pl.DataFrame:  # noqa: ARG001 -- a Parquet file says all by itself
    return pl.read_parquet(path)


def _read_csv(path: Path, table: Table) -> pl.DataFrame:
    """Read every column as text: kinds that are guessed lose leading zeros and swap days with months."""
    _check_delimiter(path, table.delimiter)
    return pl.read_csv(path, separator=table.delimiter, infer_schema=False)


def _check_delimiter(path: Path, delimiter: str) -> None:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        head = next(csv.reader(file, delimiter=delimiter), [])
    if len(head) != 1:
        return
    used = [other for other in OTHER_DELIMITERS if other != delimiter and other in head[0]]
    if used:
        raise KompasError(
            f"The head of the file is one column, '{head[0]}': its columns seem to be separated by "
            f"{OTHER_DELIMITERS[used[0]]}, not by {OTHER_DELIMITERS.get(delimiter, repr(delimiter))}.",
            str(path),
            f'Add delimiter: "{used[0]}" to table in the case\'s YAML.'.replace("\t", r"\t"),
        )


def _check_columns(case: str, lines: pl.DataFrame, path: Path, columns: Mapping[str, str]) -> None:
    missing = {column: use for column, use in columns.items() if column not in lines.columns}
    if not missing:
        return
    described = []
    for column, use in missing.items():
        near = get_close_matches(column, lines.columns, n=1)
        described.append(f"'{column}' (for {use}{f'; did you mean {near[0]!r}?' if near else ''})")
    raise KompasError(
        f"The case {case} names columns that are not in the file: {', '.join(described)}.",
        str(path),
        f"Correct the names in the case's YAML. The file has: {', '.join(lines.columns)}.",
    )
