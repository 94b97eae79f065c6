"""Requests to correct a row of a register or a fact: what was asked, by whom, and what a named person decided.

Rows are only ever added; the last row of a request says how it stands. An employer with an open request is *contested*.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from data_contracts.errors import KompasError
from data_contracts.store.audit_log import AuditLog, canonical
from data_contracts.store.free_text import LONGEST_NAME, LONGEST_REMARK, holds_citizen_number, one_line
from data_contracts.store.plan_decision import same_person
from data_contracts.store.recorded import Recorded, append
from data_contracts.store.tables import CORRECTION_REQUESTS

State = Literal["asked", "granted", "refused"]
ASKED, DECIDED = "ask_correction", "decide_correction"
"""The audit log's words for a request and for what came of it."""

RECORDED = Recorded(
    CORRECTION_REQUESTS,
    noun="correction request",
    actions=frozenset({ASKED, DECIDED}),
    action=lambda row: ASKED if row["state"] == "asked" else DECIDED,
    told=("sequence", "request_id", "state", "table_name"),
    about="employer_id",
    erased={"content": "{}", "asked_by": "", "by": "", "reason": ""},
)
"""How the log tells a request: what is contested, and names, stand in the digest only."""


@dataclass(frozen=True)
class Contested:
    """What a request is about.

    Attributes:
        table: The register table, or ``facts``.
        key: The row: its key without ``known_at`` (of a fact its rule and status).
        column: The contested column.
        says: What it says now.
        should_say: What it should say, as who asks has it.
    """

    table: str
    key: Mapping[str, Any]
    column: str
    says: Any
    should_say: Any


@dataclass(frozen=True)
class RecordedRequest:
    """A row: a request, or what was decided about it (``state``); ``by`` recorded or decided it."""

    sequence: int
    at: str
    request_id: str
    employer_id: str
    state: State
    contested: Contested | None
    asked_by: str
    by: str
    reason: str
    system_user: str


class Corrections:
    """The requests in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def ask(
        self, employer_id: str, contested: Contested, *, asked_by: str, by: str, reason: str, system_user: str
    ) -> RecordedRequest:
        """Record a request.

        Args:
            employer_id: The employer whose row or fact it is.
            contested: What is contested.
            asked_by: Who asks, by name or role.
            by: Who records it, by name.
            reason: Why, in the words of who asks.
            system_user: Under which user of the system it was done.

        Raises:
            KompasError: A name or the reason is missing or holds a citizen's number, or the store cannot be written.
        """
        content = {name: getattr(contested, name) for name in ("table", "key", "column", "says", "should_say")}
        values = {
            "request_id": f"C{secrets.token_hex(4)}",
            "employer_id": employer_id,
            "state": "asked",
            "table_name": contested.table,
            "content": canonical(content),
            "asked_by": _typed(asked_by, "--asked-by", LONGEST_NAME),
            "by": _typed(by, "--by", LONGEST_NAME),
            "reason": _typed(reason, "--reason", LONGEST_REMARK),
        }
        with self._log.transaction(writing=True) as connection:
            return _as_request(append(connection, RECORDED, values, system_user))

    def decide(self, request_id: str, *, granted: bool, by: str, reason: str, system_user: str) -> RecordedRequest:
        """Record that a named person grants or refuses a request.

        Raises:
            KompasError: There is no such request, it was decided, the person asked it, or the store cannot be written.
        """
        decided = {"by": _typed(by, "--by", LONGEST_NAME), "reason": _typed(reason, "--reason", LONGEST_REMARK)}
        with self._log.transaction(writing=True) as connection:
            rows = _rows(connection, request_id=request_id)
            if not rows:
                raise KompasError(
                    f"There is no correction request {request_id}.", request_id, "See `kompas rights correct list`."
                )
            if rows[-1]["state"] != "asked":
                raise KompasError(
                    f"Request {request_id} was decided already: {rows[-1]['state']}, by {rows[-1]['by']}.",
                    request_id,
                    "Record a new request if there is something new.",
                )
            if same_person(decided["by"], rows[-1]["asked_by"]):
                raise KompasError(
                    f"{decided['by']} asked for this, and cannot decide it too.", "--by", "Have somebody else decide."
                )
            own = {name: value for name, value in rows[-1].items() if name in RECORDED.own_columns()}
            values = own | decided | {"state": "granted" if granted else "refused"}
            values.pop("sequence")
            return _as_request(append(connection, RECORDED, values, system_user))

    def all(self, employer_id: str | None = None) -> tuple[RecordedRequest, ...]:
        """Return all rows, or those about an employer, in order.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return tuple(_as_request(row) for row in _rows(connection, employer_id=employer_id))

    def open_requests(self, employer_id: str | None = None) -> tuple[RecordedRequest, ...]:
        """Return the requests that nobody has decided, or those of them about an employer, in order.

        Raises:
            KompasError: The store cannot be read.
        """
        latest = {row.request_id: row for row in self.all(employer_id)}
        return tuple(row for row in latest.values() if row.state == "asked")

    def contested_employers(self) -> frozenset[str]:
        """Return the employers of which a row or fact is contested and not decided.

        Raises:
            KompasError: The store cannot be read.
        """
        return frozenset(row.employer_id for row in self.open_requests())


def _rows(
    connection: Connection, *, request_id: str | None = None, employer_id: str | None = None
) -> list[dict[str, Any]]:
    columns = CORRECTION_REQUESTS.c
    query = select(CORRECTION_REQUESTS).order_by(columns.sequence)
    query = query if request_id is None else query.where(columns.request_id == request_id)
    query = query if employer_id is None else query.where(columns.employer_id == employer_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _as_request(row: Mapping[str, Any]) -> RecordedRequest:
    content = json.loads(row["content"])
    names = ("sequence", "at", "request_id", "employer_id", "state", "asked_by", "by", "reason", "system_user")
    return RecordedRequest(contested=Contested(**content) if content else None, **{name: row[name] for name in names})


def _typed(text: str, option: str, longest: int) -> str:
    given = one_line(text)
    if not given or len(given) > longest or holds_citizen_number(given):
        raise KompasError(
            f"What is given with {option} is empty, longer than {longest} characters, or holds a citizen's number.",
            option,
            "Give it in a few words, without a BSN; it is recorded and cannot be changed.",
        )
    return given
