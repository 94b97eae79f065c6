"""What came of an item of a plan."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

EXAMINED = frozenset({"visited", "done_at_desk"})
"""With these, laws were examined; with all others nobody looked."""
NO_RESPONSE = frozenset({"not_found", "no_access", "not_done"})
"""Nobody could, or did, look: of an item that lot drew this is non-response."""
_LONGEST_PLAN = 25


@dataclass(frozen=True)
class LawFinding:
    """What a case says of one law; one that was not examined says nothing.

    Attributes:
        law: WML, Wav or Waadi.
        violation: Whether a violation was found; ``None`` when it was not examined.
        workers: Workers whom it touches.
        underpaid_cents: Underpayment of all of them together.
    """

    law: str
    examined: bool
    violation: bool | None = None
    article: str | None = None
    workers: int | None = None
    underpaid_cents: int | None = None
    sanction: str | None = None
    objection: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an item; make one by ``check_outcome``, which holds it against all rules.

    Attributes:
        status: visited, not_found, no_access, done_at_desk, letter_sent or not_done.
        by: Who filled it in.
        hours_minutes: Minutes spent on the whole case.
        establishment_id: The site that was visited.
        response: What the employer did afterwards.
        findings: A row for each law that was examined.
    """

    plan_id: str
    employer_id: str
    instrument: str
    status: str
    by: str
    opened_on: date | None = None
    closed_on: date | None = None
    hours_minutes: int | None = None
    establishment_id: str | None = None
    response: str | None = None
    findings: tuple[LawFinding, ...] = ()

    @property
    def case_id(self) -> str:
        """The case in the register; the same for every outcome of one item."""
        return case_of(self.plan_id, self.employer_id)


@dataclass(frozen=True)
class RecordedOutcome:
    """An outcome as it was recorded.

    Attributes:
        sequence: Its place among all outcomes; the case's newest is its ``version``.
        at: When, ISO 8601, UTC.
        system_user: Under which user of the system it was done.
        source: ``form``, or the name of the file.
        version: The sequence of the case's last outcome that the person had seen; 0: none.
    """

    sequence: int
    at: str
    outcome: Outcome
    case_id: str
    system_user: str
    source: str
    version: int
    audit_hash: str


def case_of(plan_id: str, employer_id: str) -> str:
    """Return the identifier of the case of a plan's item: the plan's name and a hash, at most 40 characters."""
    digest = hashlib.blake2b(f"{plan_id}\0{employer_id}".encode(), digest_size=7).hexdigest()
    return f"{plan_id[:_LONGEST_PLAN]}.{digest}"


def stored(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as the columns of its table."""
    days = {name: day and day.isoformat() for name, day in _days(outcome).items()}
    findings = [dict(vars(finding)) for finding in outcome.findings]
    return dict(vars(outcome)) | days | {"case_id": outcome.case_id, "findings": findings}


def as_recorded(row: dict[str, Any]) -> RecordedOutcome:
    """Return a row of the table as a recorded outcome."""
    of_row = ("sequence", "at", "case_id", "system_user", "source", "version", "audit_hash")
    own = {name: value for name, value in row.items() if name not in of_row}
    own |= {name: date.fromisoformat(own[name]) if own[name] else None for name in ("opened_on", "closed_on")}
    own["findings"] = tuple(LawFinding(**finding) for finding in own["findings"])
    return RecordedOutcome(outcome=Outcome(**own), **{name: row[name] for name in of_row})


def _days(outcome: Outcome) -> dict[str, date | None]:
    return {"opened_on": outcome.opened_on, "closed_on": outcome.closed_on}
