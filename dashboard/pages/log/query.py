"""What the log page reads of the store: lines, the newest first, and the reference of an employer."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from dashboard.pages.log.asked import READ, Asked
from data_contracts.store import AuditLine, AuditLog
from data_contracts.store.audit_log import salted_reference
from data_contracts.store.tables import AUDIT_LOG, AUDIT_SALTS

OF_AN_EMPLOYER = "employer"
COUNTED_TO = 10_000
"""How far the lines of a choice are counted; beyond that the number says nothing more to a reader."""
ACTORS_AMONG = 5_000
"""Among how many of the newest lines the names are looked for that a reader may choose from."""


def reading(log: AuditLog, sequence: Any, actor: str) -> AuditLine | None:
    """Return the line that says that somebody read the log; ``None`` when there is no such line of that person.

    Args:
        log: The log.
        sequence: The number of the line, as a browser hands it back.
        actor: Who asks.

    Raises:
        KompasError: The store cannot be read.
    """
    line = line_of(log, sequence)
    return line if line is not None and line.action == READ and line.actor == actor else None


def line_of(log: AuditLog, sequence: Any) -> AuditLine | None:
    """Return one line; ``None`` when there is none of that number."""
    if isinstance(sequence, bool) or not isinstance(sequence, int) or not 0 < sequence < 2**31:
        return None
    with log.transaction(writing=False) as connection:
        row = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.sequence == sequence)).first()
        return None if row is None else AuditLine(*row)


def lines(log: AuditLog, asked: Asked, upto: int, start: int, most: int) -> list[AuditLine]:
    """Return some of the lines that are asked for, the newest first.

    Args:
        log: The log.
        asked: Which.
        upto: The last line that counts: what is written while somebody reads does not shift what is read.
        start: How many to pass over.
        most: How many to return at most.
    """
    query = _narrowed(select(AUDIT_LOG), asked, upto).order_by(AUDIT_LOG.c.sequence.desc())
    with log.transaction(writing=False) as connection:
        return [AuditLine(*row) for row in connection.execute(query.offset(start).limit(most))]


def count(log: AuditLog, asked: Asked, upto: int) -> int:
    """Return how many lines are asked for, up to one more than ``COUNTED_TO``.

    Of the whole log the number of its last line tells.
    """
    if asked == Asked():
        return upto
    found = _narrowed(select(AUDIT_LOG.c.sequence), asked, upto).limit(COUNTED_TO + 1).subquery()
    with log.transaction(writing=False) as connection:
        return int(connection.scalar(select(func.count()).select_from(found)) or 0)


def actors(log: AuditLog) -> list[str]:
    """Return who did something of late, by name."""
    newest = select(AUDIT_LOG.c.actor).order_by(AUDIT_LOG.c.sequence.desc()).limit(ACTORS_AMONG).subquery()
    with log.transaction(writing=False) as connection:
        return sorted(connection.scalars(select(newest.c.actor).distinct()))


def is_known(log: AuditLog, subject: str) -> bool:
    """Return whether the log has a line about a subject."""
    with log.transaction(writing=False) as connection:
        found = select(AUDIT_LOG.c.sequence).where(AUDIT_LOG.c.subject == subject).limit(1)
        return connection.scalar(found) is not None


def reference_of(log: AuditLog, employer_id: str) -> str | None:
    """Return what the log calls an employer; ``None`` when it never named it, or has forgotten it.

    Looking makes no salt: one that was forgotten by lawful request stays forgotten.
    """
    with log.transaction(writing=False) as connection:
        salt = _salt(connection, employer_id)
    return None if salt is None else salted_reference(salt, OF_AN_EMPLOYER, employer_id)


def _salt(connection: Connection, employer_id: str) -> str | None:
    name = f"{OF_AN_EMPLOYER}:{employer_id}"
    return connection.scalar(select(AUDIT_SALTS.c.salt).where(AUDIT_SALTS.c.subject == name))


def _narrowed(query: Select[Any], asked: Asked, upto: int) -> Select[Any]:
    query = query.where(AUDIT_LOG.c.sequence <= upto)
    since, before = asked.moments
    if asked.action:
        query = query.where(AUDIT_LOG.c.action == asked.action)
    if asked.actor:
        query = query.where(AUDIT_LOG.c.actor == asked.actor)
    if asked.about:
        query = query.where(AUDIT_LOG.c.subject == asked.about)
    if since is not None:
        query = query.where(AUDIT_LOG.c.at >= since)
    return query if before is None else query.where(AUDIT_LOG.c.at < before)
