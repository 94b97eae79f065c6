"""Checking the chain of the log in portions, so that a log of a million lines keeps no server waiting.

Each portion goes on where the one before it ended: it is held against the hash that was last found. A person sees how
far it has come; `kompas audit verify` does the same at once, and also checks the tables that stand beside the log.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from data_contracts.store import AuditLine, AuditLog
from data_contracts.store.audit_log import FIRST_HASH
from data_contracts.store.tables import AUDIT_HEAD, AUDIT_LOG

PORTION = 20_000
"""Lines a portion: well under a second, so that a person sees it come on."""
Fault = Literal["missing", "does_not_follow", "changed", "removed_at_end", "other_end", "no_head", "added"]


@dataclass(frozen=True)
class Progress:
    """How far the check has come.

    Attributes:
        upto: The last line when the check began.
        end_hash: The hash that the head of the log named then.
        checked: The last line that was found to hold.
        last_hash: The hash of that line.
        fault: What is wrong with the line after it, if anything.
    """

    upto: int
    end_hash: str
    checked: int = 0
    last_hash: str = FIRST_HASH
    fault: Fault | None = None

    @property
    def done(self) -> bool:
        """Whether the whole log was read, or a break was found."""
        return self.fault is not None or self.checked >= self.upto

    def stored(self) -> dict[str, Any]:
        """Return the same as a browser keeps it."""
        return vars(self)

    @classmethod
    def of_browser(cls, kept: Any) -> "Progress | None":
        """Read what a browser kept; ``None`` when it is not what it was given."""
        if not isinstance(kept, dict):
            return None
        numbers, hashes = (kept.get("upto"), kept.get("checked")), (kept.get("end_hash"), kept.get("last_hash"))
        if any(isinstance(item, bool) or not isinstance(item, int) or not 0 <= item < 2**31 for item in numbers):
            return None
        if not all(isinstance(item, str) and len(item) == len(FIRST_HASH) for item in hashes):
            return None
        return cls(kept["upto"], kept["end_hash"], kept["checked"], kept["last_hash"])


def begin(log: AuditLog) -> Progress:
    """Return where a check begins: nothing was read yet, and the head says how far there is to go.

    Raises:
        KompasError: The store cannot be read.
    """
    with log.transaction(writing=False) as connection:
        head = connection.execute(select(AUDIT_HEAD.c.sequence, AUDIT_HEAD.c.hash)).first()
        if head is None:
            return Progress(0, FIRST_HASH, fault="no_head")
        beyond = select(AUDIT_LOG.c.sequence).where(AUDIT_LOG.c.sequence > head.sequence).limit(1)
        fault: Fault | None = "added" if connection.scalar(beyond) is not None else None
        return Progress(head.sequence, head.hash, checked=head.sequence if fault else 0, fault=fault)


def go_on(log: AuditLog, before: Progress, most: int = PORTION) -> Progress:
    """Check the next portion of lines.

    Raises:
        KompasError: The store cannot be read.
    """
    with log.transaction(writing=False) as connection:
        return _portion(connection, before, most)


def _portion(connection: Connection, before: Progress, most: int) -> Progress:
    checked, last_hash, read = before.checked, before.last_hash, 0
    query = (
        select(AUDIT_LOG)
        .where(AUDIT_LOG.c.sequence > checked, AUDIT_LOG.c.sequence <= before.upto)
        .order_by(AUDIT_LOG.c.sequence)
        .limit(most)
    )
    for row in connection.execute(query, execution_options={"yield_per": 2_000}):
        line = AuditLine(*row)
        fault = _fault(checked + 1, line, last_hash)
        if fault is not None:
            return Progress(before.upto, before.end_hash, checked, last_hash, fault)
        checked, last_hash, read = checked + 1, line.hash, read + 1
    return Progress(before.upto, before.end_hash, checked, last_hash, _end(before, checked, last_hash, read < most))


def _fault(expected: int, line: AuditLine, previous: str) -> Fault | None:
    if line.sequence != expected:
        return "missing"
    if line.previous_hash != previous:
        return "does_not_follow"
    try:
        return None if line.hash == line.computed_hash() else "changed"
    except (TypeError, ValueError):  # what is no text in the place of a text, which SQLite lets anybody put there
        return "changed"


def _end(before: Progress, checked: int, last_hash: str, at_end: bool) -> Fault | None:
    if checked < before.upto:
        return "removed_at_end" if at_end else None
    return None if last_hash == before.end_hash else "other_end"
