"""``kompas quarantine show``: bad rows one by one, with what is wrong in words."""

from collections.abc import Iterator
from getpass import getuser
from typing import Literal

from duckdb import DuckDBPyConnection

from data_contracts.store import AuditLog
from pipelines.quarantine.places import Places
from pipelines.quarantine.rows import BAD_ROWS, open_quarantine
from pipelines.quarantine.selection import Selection

SHOWN = "show_quarantine"


def show_lines(
    connection: DuckDBPyConnection,
    places: Places,
    log: AuditLog,
    selection: Selection,
    limit: int,
    language: Literal["nl", "en"],
) -> Iterator[str]:
    """Yield the rows of a selection, after it was written to the audit log that they are shown.

    Args:
        connection: DuckDB.
        places: Where bad rows are.
        log: The audit log.
        selection: Which rows.
        limit: How many broken rules to show at most.
        language: The language of the messages.
    """
    open_quarantine(connection, places)
    query = (
        f"SELECT file, line, rule, state, message_{language}, column_name, value, count(*) OVER () FROM {BAD_ROWS} "  # noqa: S608
        "WHERE table_name = $table AND ($rule IS NULL OR rule = $rule) ORDER BY file, line, rule LIMIT $limit"
    )
    found = connection.execute(query, {"table": selection.table, "rule": selection.rule, "limit": limit}).fetchall()
    log.record(getuser(), SHOWN, "quarantine", selection.detail | {"rows": len(found)})
    if not found:
        yield f"No row of {selection.table} in quarantine broke {selection.rule or 'a rule'}."
        return
    for file, line, rule, state, message, column, value, _ in found:
        yield f"{file}, line {line}: {rule} ({state})"
        yield f"    {message}"
        if column is not None:
            yield f"    {column} = {'(empty)' if value is None else value}"
    total = found[0][-1]
    if total > len(found):
        yield f"{len(found):,} of {total:,} shown; raise --limit to see more, or use `kompas quarantine export`."
