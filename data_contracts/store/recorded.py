"""Tables whose rows are only ever added, each beside its line in the audit log: both stand, or neither.

`Recorded` says how a table is told in the log. `append` writes a row and its line within the caller's transaction, so
that what the row rests on (the last row of the same item, say) can be read under the same lock. `forged` compares all
rows with the log.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, String, Table, cast, func, insert, literal, null, select

from data_contracts.store.audit_log import (
    FORGOTTEN,
    ROWS_AT_ONCE,
    AuditLine,
    append_line,
    as_stored,
    canonical,
    salt_of,
    salted_reference,
)
from data_contracts.store.tables import AUDIT_LOG, AUDIT_SALTS

Values = Mapping[str, Any]
FROM_THE_LINE = ("at", "system_user", "audit_hash")
"""Columns that every such table has, filled from the line of the log (its moment, actor and hash)."""
DIGEST = "row"
EMPLOYER = "employer"
ERASED = "erase_typed_texts"
"""The log's word for rows that lost what people typed; its line holds the digests of what is left of them."""


@dataclass(frozen=True)
class Recorded:
    """How the rows of one table are told in the audit log.

    A row that is about an employer (``about``) is named in the log by the employer's salted reference only. Its line
    holds the columns in ``told`` and, under ``row``, a digest of the whole row with a salt of the row's own: whoever
    removes the salts (a lawful erasure) takes away that anybody can tell whom the line is about and what the row said.

    Attributes:
        table: The table; it has ``sequence`` and the columns in `FROM_THE_LINE`.
        noun: One row of it, for people, e.g. ``decision``.
        actions: All words of the log that this table's lines use; no other line uses them.
        action: The word for a row.
        subject: What a row is about, for the log; not looked at when ``about`` is given.
        told: The columns that stand in the line in clear; empty: all but those of `FROM_THE_LINE`.
        about: The column with the employer that the row is about, if any. It must not be in ``told``.
        erased: What an erasure puts in the place of what people typed: names and texts, by column; none in ``told``.
        forgotten: What is put, besides, in the place of all else by which a forgotten employer could be recognised.
        naming: A column that names another employer, if any.
    """

    table: Table
    noun: str
    actions: frozenset[str]
    action: Callable[[Values], str]
    subject: Callable[[Values], str] = lambda row: str(row["sequence"])
    told: tuple[str, ...] = ()
    about: str | None = None
    erased: Values = field(default_factory=dict)
    forgotten: Values = field(default_factory=dict)
    naming: str | None = None

    def own_columns(self) -> tuple[str, ...]:
        """Return the columns that a caller fills, with ``sequence``."""
        return tuple(column.name for column in self.table.columns if column.name not in FROM_THE_LINE)

    def detail(self, row: Values, salt: str | None) -> dict[str, Any]:
        """Return what the line says of a row; ``salt`` is the row's own."""
        clear = {name: row[name] for name in self.told or self.own_columns()}
        return as_stored(clear if salt is None else clear | {DIGEST: self.digest(row, salt)})

    def digest(self, row: Values, salt: str) -> str:
        """Return the salted digest of a row."""
        content = canonical({name: row[name] for name in self.own_columns()})
        return hashlib.sha256(f"{salt}|{content}".encode()).hexdigest()


Salts = tuple[str | None, str | None]
"""The salts of a row's employer and of the row itself."""


@dataclass(frozen=True)
class _Erasures:
    """What the log says was erased: references that were forgotten, and newer digests of one table's rows."""

    forgotten: frozenset[str]
    digests: Mapping[str, str]


def append(connection: Connection, recorded: Recorded, values: Values, system_user: str) -> dict[str, Any]:
    """Add one row and its line in the audit log, and return the row as it was stored.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        recorded: How the table is told in the log.
        values: The row's own columns, without ``sequence`` and those of `FROM_THE_LINE`; a column left out is empty.
        system_user: Under which user of the system it was done: the line's actor.
    """
    table = recorded.table
    last = connection.scalar(select(func.max(table.c.sequence))) or 0
    row: dict[str, Any] = dict.fromkeys(recorded.own_columns()) | as_stored(values) | {"sequence": last + 1}
    salt, subject = None, recorded.subject(row)
    if recorded.about is not None:
        salt = salt_of(connection, recorded.noun, str(row["sequence"]))
        employer = row[recorded.about]
        subject = salted_reference(salt_of(connection, EMPLOYER, employer), EMPLOYER, employer)
    line = append_line(connection, system_user, recorded.action(row), subject, recorded.detail(row, salt))
    row |= {"at": line.at, "system_user": line.actor, "audit_hash": line.hash}
    connection.execute(insert(table).values(**row))
    return row


def forged(connection: Connection, recorded: Recorded) -> Iterator[str]:
    """Yield, in words, which rows are not what the audit log says of them, and which rows of it are gone.

    A row that was lawfully erased is held against what its line says in clear and against the digest that the line of
    the erasure holds; one about a forgotten employer must hold nothing but what its line says in clear.

    Args:
        connection: From `AuditLog.transaction`; one that only reads sees rows and log as of one moment.
        recorded: How the table is told in the log.
    """
    known = _known(connection, recorded)
    streaming = {"yield_per": ROWS_AT_ONCE}
    for found in connection.execute(_rows_with_lines(recorded), execution_options=streaming):
        row, line, salts = _split(recorded, found)
        if line is None or not _agrees_as_json(recorded, row, line, salts, known):
            yield f"{recorded.noun} {row['sequence']} is not what the audit log says of it"
    for (sequence,) in connection.execute(_lines_without_rows(recorded), execution_options=streaming):
        yield f"the {recorded.noun} of line {sequence} of the audit log is gone"


def _rows_with_lines(recorded: Recorded) -> Select[Any]:
    table, about = recorded.table, recorded.about
    joined = table.outerjoin(AUDIT_LOG, AUDIT_LOG.c.hash == table.c.audit_hash)
    if about is None:
        return select(table, AUDIT_LOG, null(), null()).select_from(joined).order_by(table.c.sequence)
    of_row = AUDIT_SALTS.alias("of_row")
    joined = joined.outerjoin(AUDIT_SALTS, AUDIT_SALTS.c.subject == literal(f"{EMPLOYER}:") + table.c[about])
    joined = joined.outerjoin(of_row, of_row.c.subject == literal(f"{recorded.noun}:") + cast(table.c.sequence, String))
    return select(table, AUDIT_LOG, AUDIT_SALTS.c.salt, of_row.c.salt).select_from(joined).order_by(table.c.sequence)


def _lines_without_rows(recorded: Recorded) -> Select[Any]:
    table = recorded.table
    return (
        select(AUDIT_LOG.c.sequence)
        .select_from(AUDIT_LOG.outerjoin(table, AUDIT_LOG.c.hash == table.c.audit_hash))
        .where(AUDIT_LOG.c.action.in_(sorted(recorded.actions)), table.c.sequence.is_(None))
        .order_by(AUDIT_LOG.c.sequence)
    )


def _split(recorded: Recorded, found: Row[Any]) -> tuple[dict[str, Any], AuditLine | None, Salts]:
    names = [column.name for column in recorded.table.columns]
    values = list(found)
    line_values = values[len(names) : -2]
    line = AuditLine(*line_values) if line_values[0] is not None else None
    return dict(zip(names, values, strict=False)), line, (values[-2], values[-1])


def _known(connection: Connection, recorded: Recorded) -> _Erasures:
    forgotten = connection.scalars(select(AUDIT_LOG.c.subject).where(AUDIT_LOG.c.action == FORGOTTEN))
    of_table = AUDIT_LOG.c.action == ERASED, AUDIT_LOG.c.subject == recorded.table.name
    digests: dict[str, str] = {}
    for detail in connection.scalars(select(AUDIT_LOG.c.detail).where(*of_table).order_by(AUDIT_LOG.c.sequence)):
        rows = detail.get("rows") if isinstance(detail, dict) else None  # the line may have been tampered with
        digests.update(rows if isinstance(rows, dict) else {})
    return _Erasures(frozenset(forgotten), digests)


def _agrees_as_json(recorded: Recorded, row: Values, line: AuditLine, salts: Salts, known: _Erasures) -> bool:
    try:
        return _agrees(recorded, row, line, salts, known)
    except (TypeError, ValueError, AttributeError, LookupError):  # bytes for text, text for JSON, an unknown word
        return False


def _agrees(recorded: Recorded, row: Values, line: AuditLine, salts: Salts, known: _Erasures) -> bool:
    if (line.at, line.actor, line.action) != (row["at"], row["system_user"], recorded.action(row)):
        return False
    if recorded.about is None:
        return line.subject == recorded.subject(row) and line.detail == recorded.detail(row, None)
    if line.subject in known.forgotten:
        clear = {name: value for name, value in line.detail.items() if name != DIGEST}
        left = dict(recorded.erased) | dict(recorded.forgotten) | {recorded.about: line.subject}
        return clear == recorded.detail(row, None) and all(row[name] == value for name, value in left.items())
    of_employer, of_row = salts
    renewed = known.digests.get(str(row["sequence"]))
    told = line.detail if renewed is None else line.detail | {DIGEST: renewed}
    return (
        of_employer is not None
        and of_row is not None
        and line.subject == salted_reference(of_employer, EMPLOYER, row[recorded.about])
        and told == recorded.detail(row, of_row)
    )
