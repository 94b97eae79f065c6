"""What the store holds on a subject: decisions, outcomes, extracts, requests, jobs, saved views, lines of the log."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from data_contracts.store import AuditFilter, AuditLog
from data_contracts.store.audit_log import stream_lines
from data_contracts.store.tables import (
    CORRECTION_REQUESTS,
    FROZEN_EXTRACTS,
    JOBS,
    PLAN_DECISIONS,
    PLAN_OUTCOMES,
    SAVED_VIEWS,
)
from pipelines.rights.holdings import Holding, Row
from pipelines.rights.subject import Subject

OF_EMPLOYERS = (PLAN_DECISIONS, PLAN_OUTCOMES, FROZEN_EXTRACTS, CORRECTION_REQUESTS)
SEARCHED = (JOBS, SAVED_VIEWS)
"""Tables whose rows name an employer only somewhere in a text."""
OTHERS = frozenset({"by", "system_user", "asked_by", "account", "worker", "other_employer_id", "audit_hash"})
"""Columns with other people or employers, or a hash over them: they are left out."""
LOG = "store/audit_log"


def stored(log: AuditLog, subject: Subject) -> Iterator[Holding]:
    """Yield what each table of the store holds on a subject, and the lines of the log under its reference.

    Args:
        log: The log of the store.
        subject: The subject.

    Raises:
        KompasError: The store cannot be read.
    """
    references = [log.reference(subject.kind, name) for name in subject.names]
    with log.transaction(writing=False) as connection:
        for table in OF_EMPLOYERS:
            yield _held(table, _about(connection, table, subject))
        for table in SEARCHED:
            yield _held(table, naming(connection, table, subject))
        lines = [line for name in references for line in stream_lines(connection, AuditFilter(subject=name))]
    rows = [
        {"sequence": line.sequence, "at": line.at, "action": line.action, "detail": _without_others(line.detail)}
        for line in lines
    ]
    yield Holding(LOG, (), len(rows), tuple(rows))


def _held(table: Table, rows: Sequence[Row]) -> Holding:
    kept = tuple(map(_without_others, rows))
    return Holding(f"store/{table.name}", (), len(kept), kept)


def _without_others(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in OTHERS}


def _about(connection: Connection, table: Table, subject: Subject) -> list[dict[str, Any]]:
    """Return the rows about an employer; of a person those requests whose contested row is that person's."""
    if subject.kind == "worker":
        return naming(connection, table, subject) if table is CORRECTION_REQUESTS else []
    query = select(table).where(table.c.employer_id.in_(subject.names))
    return [dict(row) for row in connection.execute(query).mappings()]


def naming(connection: Connection, table: Table, subject: Subject) -> list[dict[str, Any]]:
    """Return the rows with a subject's number in them as a whole value; these tables are small."""
    rows = (dict(row) for row in connection.execute(select(table)).mappings())
    return [row for row in rows if any(_holds(value, subject.names) for value in row.values())]


def _holds(value: Any, names: Sequence[str]) -> bool:
    if isinstance(value, dict | list):
        value = json.dumps(value)
    text = str(value)
    return any(name in _words(text) for name in names)


def _words(text: str) -> frozenset[str]:
    return frozenset("".join(sign if sign.isalnum() or sign in "-_." else " " for sign in text).split())
