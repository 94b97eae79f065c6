"""What came of the items of plans: rows that are only ever added; a correction is a later row of the same case."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from data_contracts.errors import KompasError
from data_contracts.store.audit_log import AuditLog
from data_contracts.store.outcome import Outcome, RecordedOutcome, as_recorded, case_of, stored
from data_contracts.store.outcome_columns import problem
from data_contracts.store.reasons import Language
from data_contracts.store.recorded import Recorded, append, forged
from data_contracts.store.refusal import RefusalError
from data_contracts.store.tables import PLAN_OUTCOMES

TOLD = "record_outcome"
"""The audit log's word for an outcome."""

RECORDED = Recorded(
    PLAN_OUTCOMES,
    noun="outcome",
    actions=frozenset({TOLD}),
    action=lambda _: TOLD,
    told=("sequence", "plan_id", "instrument", "status", "version"),
    about="employer_id",
    erased={"by": "", "source": ""},
    forgotten=dict.fromkeys(("hours_minutes", "opened_on", "closed_on", "establishment_id", "response"))
    | {"case_id": "", "findings": []},
)
"""How the log tells an outcome: names, files and what was found stand in the digest only."""


class OutcomeConflictError(KompasError):
    """Somebody else has told the outcome of the item since the person looked; nothing was lost.

    Attributes:
        latest: The outcome that the person had not seen; its ``sequence`` is the ``version`` to correct it with.
    """

    def __init__(self, latest: RecordedOutcome) -> None:
        self.latest = latest
        super().__init__(
            self.words("en"),
            f"plan {latest.outcome.plan_id}",
            "Look at what was told, and correct it if you still want to.",
        )

    def words(self, language: Language) -> str:
        """Return who told it and when, in one sentence."""
        when = datetime.fromisoformat(self.latest.at).astimezone()
        return problem("told_already", by=self.latest.outcome.by, at=f"{when:%d-%m-%Y %H:%M}")[language]


class Outcomes:
    """The outcomes in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def record(self, outcome: Outcome, system_user: str, *, source: str = "form", version: int = 0) -> RecordedOutcome:
        """Add an outcome.

        Args:
            outcome: What came of the item, from ``check_outcome``.
            system_user: Under which user of the system it was done.
            source: ``form``, or the name of a file.
            version: The sequence of the case's last outcome that the person had seen; 0: none.

        Raises:
            OutcomeConflictError: The case has a newer outcome than the person had seen.
            KompasError: The store cannot be written.
        """
        with self._log.transaction(writing=True) as connection:
            latest = _latest(connection, outcome.case_id)
            if latest is not None and latest.sequence != version:
                raise OutcomeConflictError(latest)
            if latest is None and version:
                raise RefusalError(
                    "seen_otherwise", f"This item has no outcome {version}.", "version", "Look at the item again."
                )
            return _append(connection, outcome, system_user, source, version)

    def record_all(self, outcomes: Iterable[Outcome], system_user: str, source: str) -> tuple[RecordedOutcome, ...]:
        """Add the outcomes of a file, all or none; one that the store holds just so is left.

        A file corrects what was told before: it says how things stand, whatever stood there.

        Raises:
            KompasError: The store cannot be written; then none was added.
        """
        with self._log.transaction(writing=True) as connection:
            added = [_append_changed(connection, outcome, system_user, source) for outcome in outcomes]
        return tuple(row for row in added if row is not None)

    def of_plan(self, plan_id: str) -> tuple[RecordedOutcome, ...]:
        """Return all outcomes of a plan's items in the order in which they were recorded.

        Raises:
            KompasError: The store cannot be read.
        """
        return tuple(row for row in self.all() if row.outcome.plan_id == plan_id)

    def latest_of(self, plan_id: str, employer_id: str) -> RecordedOutcome | None:
        """Return the outcome of an item that stands; ``None`` when none was told.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return _latest(connection, case_of(plan_id, employer_id))

    def all(self) -> tuple[RecordedOutcome, ...]:
        """Return the outcomes of all plans, in order.

        Raises:
            KompasError: The store cannot be read.
        """
        query = select(PLAN_OUTCOMES).order_by(PLAN_OUTCOMES.c.sequence)
        with self._log.transaction(writing=False) as connection:
            return tuple(as_recorded(dict(row)) for row in connection.execute(query).mappings())

    def forged(self) -> tuple[str, ...]:
        """Return, in words, which outcomes are not what the audit log says of them; empty when all are.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return tuple(forged(connection, RECORDED))


def standing(rows: Sequence[RecordedOutcome]) -> dict[str, RecordedOutcome]:
    """Return of every case the outcome that stands: its last row."""
    return {row.case_id: row for row in rows}


def _latest(connection: Connection, case_id: str) -> RecordedOutcome | None:
    query = (
        select(PLAN_OUTCOMES)
        .where(PLAN_OUTCOMES.c.case_id == case_id)
        .order_by(PLAN_OUTCOMES.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return as_recorded(dict(row)) if row is not None else None


def _append_changed(connection: Connection, outcome: Outcome, system_user: str, source: str) -> RecordedOutcome | None:
    latest = _latest(connection, outcome.case_id)
    if latest is not None and latest.outcome == outcome:
        return None
    return _append(connection, outcome, system_user, source, latest.sequence if latest else 0)


def _append(connection: Connection, outcome: Outcome, system_user: str, source: str, version: int) -> RecordedOutcome:
    values = stored(outcome) | {"source": source, "version": version}
    return as_recorded(append(connection, RECORDED, values, system_user))
