"""Whether the audit log is what was recorded: every line, their order, and the end."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from data_contracts.store.audit_log import FIRST_HASH, AuditFilter, AuditLine, Break, stream_lines
from data_contracts.store.tables import AUDIT_HEAD


@dataclass(frozen=True)
class ChainCheck:
    """What was found in the log.

    Attributes:
        lines: How many lines were read; up to the break when there is one.
        first_at: When the first line was written (UTC); ``None`` when there is none.
        last_at: When the last line that holds was written.
        last_hash: The hash of that line; whoever keeps it elsewhere can later see that the log still contains it.
        broken: The first place where the chain does not hold, if any.
        head_seen: Whether the head that was asked for stands in the log; ``None`` when none was asked for.
    """

    lines: int = 0
    first_at: str | None = None
    last_at: str | None = None
    last_hash: str = FIRST_HASH
    broken: Break | None = None
    head_seen: bool | None = None


def check_chain(connection: Connection, head: str | None = None) -> ChainCheck:
    """Read the whole log, holding only some lines in memory, and say where it first does not hold.

    A changed, added, reordered or removed line breaks the chain; lines removed at the end show against the head that
    the store keeps. Whoever can write to the database past the program can put that head back too, or make the whole
    chain anew: only a hash that was kept elsewhere (``head``) shows that.

    Args:
        connection: From `AuditLog.transaction`.
        head: A hash that an earlier check gave, kept outside the store.
    """
    count, first_at, last_at, previous = 0, None, None, FIRST_HASH
    seen = None if head is None else head == FIRST_HASH
    broken = None
    for line in stream_lines(connection, AuditFilter()):
        broken = _break_at(count + 1, line, previous)
        if broken is not None:
            break
        count, previous, last_at = count + 1, line.hash, line.at
        first_at = first_at or line.at
        seen = seen if head is None else seen or line.hash == head
    return ChainCheck(count, first_at, last_at, previous, broken or _end(connection, count, previous), seen)


def _break_at(expected: int, line: AuditLine, previous: str) -> Break | None:
    if line.sequence != expected:
        return Break(expected, f"line {expected} is missing; line {line.sequence} follows")
    if line.previous_hash != previous:
        return Break(expected, f"line {expected} does not follow from the line before it")
    if not _is_recorded(line):
        return Break(expected, f"line {expected} is not what was recorded")
    return None


def _is_recorded(line: AuditLine) -> bool:
    try:
        return line.hash == line.computed_hash()
    except (TypeError, ValueError):  # bytes in the place of a text, which SQLite lets anybody put there
        return False


def _end(connection: Connection, count: int, last_hash: str) -> Break | None:
    head = connection.execute(select(AUDIT_HEAD.c.sequence, AUDIT_HEAD.c.hash)).first()
    if head is None:
        return Break(count + 1, "the head of the log, which says how far it goes, is gone")
    if head.sequence > count:
        gone = head.sequence - count
        which = f"line {head.sequence} was" if gone == 1 else f"lines {count + 1} to {head.sequence} were"
        return Break(count + 1, f"{which} removed at the end")
    if head.sequence < count:
        return Break(head.sequence + 1, f"line {head.sequence + 1} was put in past the program")
    if head.hash != last_hash:
        return Break(count, f"line {count} is not the one that the head of the log names")
    return None
