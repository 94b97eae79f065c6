"""Listing lines of the audit log, which is itself a line of it."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from getpass import getuser
from typing import Literal

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditFilter, AuditLine, AuditLog, stream_lines
from pipelines.auditing.forgetting import OF_AN_EMPLOYER
from pipelines.store import store_of

LISTED = "list_audit_log"
HEAD = "    line  at                                actor             action"


@dataclass(frozen=True)
class Question:
    """What is asked of the log; what is empty lets all lines through.

    Attributes:
        actions: Only these actions.
        actor: Only what this one did.
        since: Only from this day or moment on: ISO 8601, in UTC where it names no zone.
        employer_id: Only what is about this employer.
        limit: How many lines at most, the newest.
    """

    actions: tuple[str, ...] = ()
    actor: str | None = None
    since: str | None = None
    employer_id: str | None = None
    limit: int = 50


def listed(settings: KompasSettings, question: Question, output: Literal["table", "json"]) -> Iterator[str]:
    """Yield the lines that are asked for, the oldest first, once it is logged that they were asked for.

    Raises:
        KompasError: ``since`` is no moment, or the store cannot be used.
    """
    log = AuditLog(store_of(settings))
    since = _moment(question.since)
    subject = log.reference(OF_AN_EMPLOYER, question.employer_id) if question.employer_id else None
    asked = {"actions": list(question.actions), "actor": question.actor, "since": since, "limit": question.limit}
    log.record(getuser(), LISTED, subject or "audit_log", asked)
    chosen = AuditFilter(question.actions, question.actor, since, subject)
    with log.transaction(writing=False) as connection:
        newest = deque(stream_lines(connection, chosen), maxlen=question.limit)
    if output == "json":
        yield from (json.dumps(asdict(line), ensure_ascii=False, default=str) for line in newest)
        return
    yield HEAD
    for line in newest:
        yield from _told(line)


def _moment(given: str | None) -> str | None:
    """Return a moment as the log writes it, so that the two compare as text."""
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise KompasError(
            f"{given} is no day or moment.", "--since", "Write it as 2026-11-01 or 2026-11-01T09:30."
        ) from error
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="microseconds")


def _told(line: AuditLine) -> Iterator[str]:
    yield f"{line.sequence:>8}  {line.at}  {line.actor:<16}  {line.action}"
    yield f"          {line.subject}"
    if line.detail:
        yield f"          {json.dumps(line.detail, ensure_ascii=False, sort_keys=True)}"
