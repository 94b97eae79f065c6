"""Erasing from the store what people typed, and whom rows are about: the rows and the log's chain stay."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from data_contracts.store.audit_log import AuditLine, append_line, forget_reference, remove_salt, salt_of
from data_contracts.store.recorded import EMPLOYER, ERASED, Recorded, Values

ROWS_IN_A_LINE = 500


def erase_texts(
    connection: Connection, recorded: Recorded, rows: Iterable[Mapping[str, Any]], actor: str, reason: str
) -> int:
    """Erase the names and texts that people typed in some rows, and log that.

    The old line of a row keeps a digest of what it said; with the row's old salt, which goes too, nobody can try names
    against it. The log's line of the erasure holds the digest of what is left, so that a later change still shows.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        recorded: How the table is told in the log.
        rows: Which of its rows, whole.
        actor: Who does it.
        reason: Why; it stands in the log for good.

    Returns:
        How many rows were erased.
    """
    return _erase(connection, recorded, [(row, recorded.erased) for row in rows], actor, reason)


def forget_employer(
    connection: Connection, tables: Sequence[Recorded], employer_id: str, actor: str, reason: str
) -> AuditLine | None:
    """Forget whom all lines and rows about an employer are about, and what its rows said of it.

    Its rows stay, under the reference that the log had for it, with what their lines say in clear and nothing else.
    Rows of other employers that name it lose that, and what was typed in them.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        tables: The tables with rows about employers.
        employer_id: The employer.
        actor: Who does it.
        reason: Why; it stands in the log for good.

    Returns:
        The log's line; ``None`` when the log never named this employer, so that there was nothing to forget.
    """
    line = forget_reference(connection, EMPLOYER, employer_id, actor, reason)
    if line is None:
        return None
    for recorded in tables:
        for row in _where(connection, recorded, recorded.about, employer_id):
            left = dict(recorded.erased) | dict(recorded.forgotten) | {str(recorded.about): line.subject}
            remove_salt(connection, recorded.noun, str(row["sequence"]))
            _replace(connection, recorded, row, left)
        named = _where(connection, recorded, recorded.naming, employer_id)
        changed = [(row, dict(recorded.erased) | {str(recorded.naming): line.subject}) for row in named]
        _erase(connection, recorded, changed, actor, reason)
    return line


def _where(connection: Connection, recorded: Recorded, column: str | None, employer_id: str) -> list[dict[str, Any]]:
    if column is None:
        return []
    query = select(recorded.table).where(recorded.table.c[column] == employer_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _erase(
    connection: Connection, recorded: Recorded, changed: Sequence[tuple[Values, Values]], actor: str, reason: str
) -> int:
    """Replace columns of rows, each under a new salt, and log the digests of what is left."""
    for first in range(0, len(changed), ROWS_IN_A_LINE):
        digests: dict[str, str] = {}
        for row, left in changed[first : first + ROWS_IN_A_LINE]:
            sequence = str(row["sequence"])
            remove_salt(connection, recorded.noun, sequence)
            digests[sequence] = recorded.digest(dict(row) | dict(left), salt_of(connection, recorded.noun, sequence))
            _replace(connection, recorded, row, left)
        append_line(connection, actor, ERASED, recorded.table.name, {"reason": reason, "rows": digests})
    return len(changed)


def _replace(connection: Connection, recorded: Recorded, row: Values, left: Values) -> None:
    of_row = recorded.table.c.sequence == row["sequence"]
    connection.execute(update(recorded.table).where(of_row).values(**left))
