"""``kompas quarantine export``: bad rows for a spreadsheet, one line a row, to be looked at or corrected."""

import shutil
from getpass import getuser
from pathlib import Path
from typing import Literal

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.errors import KompasError
from data_contracts.store import AuditLog
from pipelines.quarantine.cells import safe_sql
from pipelines.quarantine.places import Places
from pipelines.quarantine.rows import BAD_ROWS, open_quarantine
from pipelines.quarantine.selection import Selection
from pipelines.quarantine.spreadsheet import MOST_ROWS, write_spreadsheet

EXPORTED = "export_quarantine"
ORIGIN = ("file", "line")
EXPLANATION = ("rules", "messages", "delivered_line")
"""Columns for people beside those of the contract; a repair does not read them."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DELIMITERS = {"nl": ";", "en": ","}
"""A spreadsheet set to Dutch expects semicolons, because its decimals have commas."""


def export(
    connection: DuckDBPyConnection,
    places: Places,
    log: AuditLog,
    selection: Selection,
    path: Path,
    language: Literal["nl", "en"],
) -> int:
    """Write the open and refused rows of a selection to a file, after it was written to the audit log.

    Returns:
        How many rows.

    Raises:
        KompasError: The name ends in neither .csv nor .xlsx, the file is there already or cannot be written, or there
            is nothing to export.
    """
    kind = path.suffix.lower()
    _refuse_file(path, kind)
    open_quarantine(connection, places)
    rows = _gather(connection, selection, language)
    if not rows:
        raise KompasError(
            f"No open row of {selection.table} in quarantine broke {selection.rule or 'a rule'}.",
            "",
            "See `kompas quarantine list`.",
        )
    if kind == ".xlsx" and rows > MOST_ROWS:
        raise KompasError(f"{rows:,} rows do not fit in a spreadsheet.", str(path), "Export as .csv, or give --rule.")
    log.record(getuser(), EXPORTED, "quarantine", selection.detail | {"rows": rows, "file": path.name})
    try:
        _write(connection, selection.contract, path, kind, language)
    except OSError as error:
        raise KompasError(f"The file cannot be written: {error.strerror}.", str(path), "Choose another.") from error
    return rows


def columns(contract: Contract) -> tuple[str, ...]:
    """Return the names of the columns of an export, in their order."""
    return (*ORIGIN, *EXPLANATION, *(column.name for column in contract.kept_columns))


def _refuse_file(path: Path, kind: str) -> None:
    if kind not in {".csv", ".xlsx"}:
        raise KompasError("An export is a .csv or an .xlsx file.", str(path), "Give it one of these endings.")
    if path.exists():
        raise KompasError("There is a file already.", str(path), "Give another name, or remove it first.")


def _gather(connection: DuckDBPyConnection, selection: Selection, language: str) -> int:
    """Make the table ``exported`` of one line a bad row; return how many."""
    values = ", ".join(
        f"CAST(any_value(raw) AS JSON) ->> '{name}' AS {quoted(name)}"
        for name in (column.name for column in selection.contract.kept_columns)
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE exported AS
        SELECT file, CAST(line AS VARCHAR) AS line, string_agg(DISTINCT rule, '; ' ORDER BY rule) AS rules,
            string_agg(DISTINCT message_{language}, ' ' ORDER BY message_{language}) AS messages,
            CAST(any_value(raw) AS JSON) ->> 'line' AS delivered_line, {values}
        FROM {BAD_ROWS} WHERE table_name = $table AND state IN ('open', 'refused')
        GROUP BY file, {BAD_ROWS}.line HAVING $rule IS NULL OR bool_or(rule = $rule) ORDER BY file, {BAD_ROWS}.line
        """,  # noqa: S608 -- names from our own contracts
        {"table": selection.table, "rule": selection.rule},
    )
    return int(connection.execute("SELECT count(*) FROM exported").fetchall()[0][0])


def _write(connection: DuckDBPyConnection, contract: Contract, path: Path, kind: str, language: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = ", ".join(
        f"{safe_sql(quoted(name), numbers=kind == '.csv')} AS {quoted(name)}" for name in columns(contract)
    )
    query = f"SELECT {cells} FROM exported"  # noqa: S608 -- names from our own contracts
    if kind == ".xlsx":
        write_spreadsheet(connection, query, columns(contract), path)
        return
    side = path.with_name(f".{path.name}.partial")
    connection.execute(
        f"COPY ({query}) TO $path (FORMAT csv, HEADER true, DELIMITER '{_DELIMITERS[language]}')", {"path": str(side)}
    )
    with side.open("rb") as text, path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)  # so that a spreadsheet reads it as UTF-8
        shutil.copyfileobj(text, file)
    side.unlink()
