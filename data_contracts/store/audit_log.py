"""The audit log: who did what to which subject, each line chained to the one before it by its hash."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, Select, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from data_contracts.errors import KompasError
from data_contracts.store.engine import for_reading, for_writing, open_engine, utc_now
from data_contracts.store.problems import in_plain_words
from data_contracts.store.tables import AUDIT_HEAD, AUDIT_LOG, AUDIT_SALTS
from data_contracts.store.upgrading import bring_up_to_date

FIRST_HASH = "0" * 64
FORGOTTEN = "forget_reference"
"""The log's word for a salt that was removed: nobody can tell any more what its reference is about."""
ROWS_AT_ONCE = 2_000
_CONTENT = ("sequence", "at", "actor", "action", "subject", "detail", "previous_hash")


@dataclass(frozen=True)
class AuditLine:
    """One line; ``hash`` covers all other fields and, through ``previous_hash``, all earlier lines."""

    sequence: int
    at: str
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous_hash: str
    hash: str = ""

    def computed_hash(self) -> str:
        """Return SHA-256 over the line's canonical JSON (keys sorted, no spaces) without its own hash."""
        return hashlib.sha256(canonical({name: getattr(self, name) for name in _CONTENT}).encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    sequence: int
    reason: str


@dataclass(frozen=True)
class AuditFilter:
    """Which lines of the log are asked for; what is empty lets all lines through.

    Attributes:
        actions: Only these.
        actor: Only by this one.
        since: Only from this moment on: ISO 8601 in UTC, or the beginning of one, such as a day.
        subject: Only about this one.
    """

    actions: Collection[str] = ()
    actor: str | None = None
    since: str | None = None
    subject: str | None = None

    def query(self) -> Select[Any]:
        """Return the query for the lines, in the order of their sequence."""
        query = select(AUDIT_LOG).order_by(AUDIT_LOG.c.sequence)
        if self.actions:
            query = query.where(AUDIT_LOG.c.action.in_(sorted(self.actions)))
        if self.actor is not None:
            query = query.where(AUDIT_LOG.c.actor == self.actor)
        if self.since is not None:
            query = query.where(AUDIT_LOG.c.at >= self.since)
        if self.subject is not None:
            query = query.where(AUDIT_LOG.c.subject == self.subject)
        return query


def canonical(content: Any) -> str:
    """Return JSON of which there is only one way of writing: keys sorted, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def append_line(
    connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None
) -> AuditLine:
    """Append one line within a writing transaction of the log, beside whatever else is written in it.

    It follows the head, not the last row: when somebody removed the last rows, the gap stays for good.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        actor: Who did it.
        action: What was done, one of the caller's fixed words.
        subject: To what.
        detail: Anything that JSON can hold.

    Raises:
        KompasError: The log has lost its head.
    """
    head = connection.execute(select(AUDIT_HEAD.c.sequence, AUDIT_HEAD.c.hash)).first()
    if head is None:
        raise KompasError(
            "The audit log has lost its head (the row that says which line is the last), so no line can be added.",
            "audit_head",
            "Somebody changed the database. Run `kompas audit verify`, and put a backup of the store in its place.",
        )
    open_line = AuditLine(head.sequence + 1, utc_now(), actor, action, subject, as_stored(detail), head.hash)
    line = replace(open_line, hash=open_line.computed_hash())
    connection.execute(insert(AUDIT_LOG).values(**vars(line)))
    connection.execute(update(AUDIT_HEAD).values(sequence=line.sequence, hash=line.hash))
    return line


def salt_of(connection: Connection, kind: str, identifier: str) -> str:
    """Return the secret salt of one thing within a writing transaction; the first time one is made for it."""
    name = f"{kind}:{identifier}"
    salt = connection.scalar(select(AUDIT_SALTS.c.salt).where(AUDIT_SALTS.c.subject == name))
    if salt is None:
        salt = secrets.token_hex(32)
        connection.execute(insert(AUDIT_SALTS).values(subject=name, salt=salt))
    return str(salt)


def remove_salt(connection: Connection, kind: str, identifier: str) -> str | None:
    """Remove the salt of one thing for good within a writing transaction; returns it, ``None`` when it had none."""
    of_it = AUDIT_SALTS.c.subject == f"{kind}:{identifier}"
    salt = connection.scalar(select(AUDIT_SALTS.c.salt).where(of_it))
    connection.execute(delete(AUDIT_SALTS).where(of_it))
    return None if salt is None else str(salt)


def forget_reference(connection: Connection, kind: str, identifier: str, actor: str, reason: str) -> AuditLine | None:
    """Do within a writing transaction what `AuditLog.forget` does."""
    salt = remove_salt(connection, kind, identifier)
    if salt is None:
        return None
    return append_line(connection, actor, FORGOTTEN, salted_reference(salt, kind, identifier), {"reason": reason})


def salted_reference(salt: str, kind: str, identifier: str) -> str:
    """Return what the log calls a thing that has this salt; see `AuditLog.reference`."""
    return f"{kind}:{hashlib.sha256(f'{salt}|{kind}:{identifier}'.encode()).hexdigest()}"


def as_stored(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a detail as it comes back from the store: tuples are lists, and all keys are text."""
    stored: dict[str, Any] = json.loads(canonical(dict(detail or {})))
    return stored


@dataclass
class AuditLog:
    """The log in a SQL store; the tables are made, or brought up to date, at the first use.

    Args:
        url: The address of the store (`data_contracts.store.store_address`). It may hold a password.
    """

    url: str = field(repr=False)
    _engine: Engine | None = field(default=None, repr=False)

    def record(self, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> AuditLine:
        """Append one line and return it.

        Args:
            actor: Who did it.
            action: What was done, one of the caller's fixed words.
            subject: To what; an employer only by `reference`, never by its own number.
            detail: Anything that JSON can hold.

        Raises:
            KompasError: The store cannot be written; what was to be logged must then not go on.
        """
        with self.transaction(writing=True) as connection:
            return append_line(connection, actor, action, subject, detail)

    def reference(self, kind: str, identifier: str) -> str:
        """Return the salted reference by which the log names one thing, e.g. ``employer:5f0c...``.

        The same thing always has the same reference. Its salt is kept in the table ``audit_salts``, beside the subject
        in plain text, on purpose: that is how a request of the person concerned is answered (take the reference of the
        employer, find all lines that carry it), and how the log is lawfully erased (`forget`: its lines stay, and with
        them the chain, but nobody can tell any more whom they are about). Until then, whoever can read that table can
        turn its references back; the log without it names nobody.

        Raises:
            KompasError: The store cannot be written.
        """
        with self.transaction(writing=True) as connection:
            return salted_reference(salt_of(connection, kind, identifier), kind, identifier)

    def forget(self, kind: str, identifier: str, actor: str, reason: str) -> AuditLine | None:
        """Remove the salt of one thing for good, and log that under the reference that it had.

        Args:
            kind: As in `reference`.
            identifier: As in `reference`.
            actor: Who does it.
            reason: Why.

        Returns:
            The line of the log; ``None`` when the thing had no salt, so that there was nothing to forget.

        Raises:
            KompasError: The store cannot be written.
        """
        with self.transaction(writing=True) as connection:
            return forget_reference(connection, kind, identifier, actor, reason)

    def lines(self, chosen: AuditFilter | None = None) -> tuple[AuditLine, ...]:
        """Return all lines, or those that are asked for, in the order of their sequence.

        Raises:
            KompasError: The store cannot be read.
        """
        with self.transaction(writing=False) as connection:
            return tuple(stream_lines(connection, chosen or AuditFilter()))

    def verify(self) -> Break | None:
        """Return the first break in the chain, or ``None`` when every line holds; see `audit_check.check_chain`.

        Raises:
            KompasError: The store cannot be read.
        """
        from data_contracts.store.audit_check import check_chain

        with self.transaction(writing=False) as connection:
            return check_chain(connection).broken

    @contextmanager
    def transaction(self, *, writing: bool, whole: bool = True) -> Iterator[Connection]:
        """Give a connection to the store within one transaction: what is written in it stands whole or not at all.

        Args:
            writing: Whether it takes the write lock at its beginning; else it sees one state of the store throughout.
            whole: Whether all other writers must wait for it, as they must for the log. Without it PostgreSQL locks
                only the rows that are changed or read for update; SQLite always locks the whole store.

        Raises:
            KompasError: The store cannot be used.
        """
        try:
            with self._opened().connect() as connection, _begun(connection, writing, whole):
                yield connection
        except SQLAlchemyError as error:
            raise in_plain_words(error, self.url) from error

    def _opened(self) -> Engine:
        if self._engine is None:
            engine = open_engine(self.url)
            bring_up_to_date(engine)
            self._engine = engine
        return self._engine


def stream_lines(connection: Connection, chosen: AuditFilter) -> Iterator[AuditLine]:
    """Yield the lines that are asked for, holding only some of them in memory at once."""
    for row in connection.execute(chosen.query(), execution_options={"yield_per": ROWS_AT_ONCE}):
        yield AuditLine(*row)


def _begun(connection: Connection, writing: bool, whole: bool) -> RootTransaction:
    return (for_writing(connection, whole=whole) if writing else for_reading(connection)).begin()
