"""The audit log: who did what to which subject, each line chained to the one before it by its hash."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data_contracts.errors import KompasError
from data_contracts.store.engine import for_writing, open_engine
from data_contracts.store.tables import AUDIT_LOG, AUDIT_SALTS, METADATA

FIRST_HASH = "0" * 64


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
        content = {name: value for name, value in asdict(self).items() if name != "hash"}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    sequence: int
    reason: str


def append_line(
    connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None
) -> AuditLine:
    """Append one line within a writing transaction of the log, beside whatever else is written in it.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        actor: Who did it.
        action: What was done, one of the caller's fixed words.
        subject: To what.
        detail: Anything that JSON can hold.
    """
    last = connection.execute(
        select(AUDIT_LOG.c.sequence, AUDIT_LOG.c.hash).order_by(AUDIT_LOG.c.sequence.desc()).limit(1)
    ).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, FIRST_HASH)
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    open_line = AuditLine(sequence, now, actor, action, subject, _as_stored(detail), previous)
    line = AuditLine(**asdict(open_line) | {"hash": open_line.computed_hash()})
    connection.execute(insert(AUDIT_LOG).values(**asdict(line)))
    return line


@dataclass
class AuditLog:
    """The log in a SQL store; the tables are made at the first use.

    Args:
        url: The address of the store (`data_contracts.store.sqlite_url`).
    """

    url: str
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
        employer, find all lines that carry it), and how the log is lawfully erased (remove the row of that subject: its
        lines stay, and with them the chain, but nobody can tell any more whom they are about). Until then, whoever can
        read that table can turn its references back; the log without it names nobody.

        Raises:
            KompasError: The store cannot be written.
        """
        name = f"{kind}:{identifier}"
        with self.transaction(writing=True) as connection:
            salt = connection.scalar(select(AUDIT_SALTS.c.salt).where(AUDIT_SALTS.c.subject == name))
            if salt is None:
                salt = secrets.token_hex(32)
                connection.execute(insert(AUDIT_SALTS).values(subject=name, salt=salt))
        return f"{kind}:{hashlib.sha256(f'{salt}|{name}'.encode()).hexdigest()}"

    def lines(self) -> tuple[AuditLine, ...]:
        """Return all lines in the order of their sequence.

        Raises:
            KompasError: The store cannot be read.
        """
        with self.transaction(writing=False) as connection:
            rows = connection.execute(select(AUDIT_LOG).order_by(AUDIT_LOG.c.sequence)).mappings().all()
        return tuple(AuditLine(**row) for row in rows)

    def verify(self) -> Break | None:
        """Return the first break in the chain, or ``None`` when every line holds.

        A changed, added, reordered or removed line breaks the chain. Lines removed at the very end do not:
        for those, compare the last hash with one kept elsewhere.

        Raises:
            KompasError: The store cannot be read.
        """
        previous = FIRST_HASH
        for expected, line in enumerate(self.lines(), start=1):
            if line.sequence != expected:
                return Break(expected, f"line {expected} is missing; line {line.sequence} follows")
            if line.previous_hash != previous:
                return Break(expected, f"line {expected} does not follow from the line before it")
            if line.hash != line.computed_hash():
                return Break(expected, f"line {expected} is not what was recorded")
            previous = line.hash
        return None

    @contextmanager
    def transaction(self, *, writing: bool) -> Iterator[Connection]:
        """Give a connection to the store within one transaction: what is written in it stands whole or not at all.

        Args:
            writing: Whether it takes the write lock at its beginning.

        Raises:
            KompasError: The store cannot be used.
        """
        try:
            with self._opened().connect() as connection, _begun(connection, writing=writing):
                yield connection
        except SQLAlchemyError as error:
            raise KompasError(
                "The audit log cannot be used.",
                self.url,
                "See that its folder exists and can be written; what cannot be logged is not shown.",
            ) from error

    def _opened(self) -> Engine:
        if self._engine is None:
            engine = open_engine(self.url)
            with for_writing(engine.connect()) as connection, connection.begin():
                METADATA.create_all(connection)
            self._engine = engine
        return self._engine


def _begun(connection: Connection, *, writing: bool) -> RootTransaction:
    return (for_writing(connection) if writing else connection).begin()


def _as_stored(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(json.dumps(dict(detail or {})))
    return stored
