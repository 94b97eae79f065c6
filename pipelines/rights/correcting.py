"""A correction request: recorded, held against what was known when, and decided by a named person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import AuditFilter, AuditLog
from data_contracts.store.corrections import Contested, Corrections, RecordedRequest
from pipelines.dossier.replay import REPLAYED
from pipelines.rights.answering import CORRECTION_SHOWN, log_use
from pipelines.rights.effect import Effect, effect_of
from pipelines.rights.history import Version, contract_of, is_about, plans_on, typed_key, versions
from pipelines.rights.holdings import of_registers
from pipelines.rights.subject import employer
from pipelines.snapshots.workspace import workspace
from pipelines.store import store_of

FACTS = "facts"
OPENED = "open_dossier"
"""The screens' word for a dossier that was opened."""


@dataclass(frozen=True)
class Reopened:
    """A request with the history that it reopens.

    Attributes:
        request: The request as it was recorded.
        decision: What was decided about it; ``None``: nothing yet.
        history: Every version of the contested row; none of a fact.
        plans: Of each version the plans that rested on it.
        dossiers: When dossiers of the employer were opened since the contested version was known.
        effect: What granting would change; ``None`` of a fact.
    """

    request: RecordedRequest
    decision: RecordedRequest | None
    history: tuple[Version, ...]
    plans: tuple[tuple[str, ...], ...]
    dossiers: tuple[str, ...]
    effect: Effect | None
    synthetic: bool
    made: datetime


def ask(
    settings: KompasSettings,
    employer_id: str,
    table: str,
    key: Sequence[str],
    column: str,
    should_say: str,
    *,
    asked_by: str,
    by: str,
    reason: str,
    purpose: str,
) -> RecordedRequest:
    """Record a request about a row of an employer, or a fact; from then on the employer is contested.

    Raises:
        KompasError: There is no such table, row or column, the row is not of this employer, or a text is missing.
    """
    log_use(settings, employer(employer_id), CORRECTION_SHOWN, purpose, table=table)
    if table == FACTS:
        contested = Contested(FACTS, dict(item.partition("=")[::2] for item in key), column, None, should_say)
    else:
        contested = _of_register(settings, employer_id, table, key, column, should_say)
    corrections = Corrections(store_of(settings))
    return corrections.ask(employer_id, contested, asked_by=asked_by, by=by, reason=reason, system_user=getuser())


def reopened(settings: KompasSettings, request_id: str, purpose: str) -> Reopened:
    """Return a request with its history and effect; that somebody looked is logged.

    Raises:
        KompasError: There is no such request or purpose, or it was lawfully erased.
    """
    rows = [row for row in Corrections(store_of(settings)).all() if row.request_id == request_id]
    if not rows or rows[0].contested is None:
        raise KompasError(
            f"There is no correction request {request_id}, or it was lawfully erased.",
            request_id,
            "See `kompas rights correct list`.",
        )
    request, contested = rows[0], rows[0].contested
    log = log_use(settings, employer(request.employer_id), CORRECTION_SHOWN, purpose, request=request_id)
    history: tuple[Version, ...] = ()
    effect = None
    if contested.table != FACTS:
        contract = contract_of(contested.table)
        with workspace(settings) as (connection, _):
            history = versions(connection, settings, contract, {k: str(v) for k, v in contested.key.items()})
        if history:
            effect = effect_of(
                settings, request.employer_id, contract, history[-1], contested.column, str(contested.should_say or "")
            )
    since = history[-1].known_at.isoformat() if history else request.at
    return Reopened(
        request,
        rows[-1] if rows[-1].state != "asked" else None,
        history,
        tuple(plans_on(settings, version) for version in history),
        _dossiers(log, request.employer_id, since),
        effect,
        _is_synthetic(settings),
        datetime.now(UTC),
    )


def decide(settings: KompasSettings, request_id: str, *, granted: bool, by: str, reason: str) -> RecordedRequest:
    """Record what a named person decided; see `Corrections.decide`."""
    corrections = Corrections(store_of(settings))
    return corrections.decide(request_id, granted=granted, by=by, reason=reason, system_user=getuser())


def _of_register(
    settings: KompasSettings, employer_id: str, table: str, key: Sequence[str], column: str, should_say: str
) -> Contested:
    contract = contract_of(table)
    named = typed_key(contract, key)
    columns = {item.stored_name for item in contract.columns} - set(contract.stored_key)
    if column not in columns:
        raise KompasError(
            f"A value of {table} that can be contested is one of: {', '.join(sorted(columns))}.",
            "--column",
            "Give the column as the warehouse names it.",
        )
    with workspace(settings) as (connection, _):
        found = versions(connection, settings, contract, named)
        match = of_registers(settings, employer(employer_id), connection)
    own = [value for values in match.values.values() for value in values]
    if not found or not is_about(found[-1].row, employer_id, own):
        raise KompasError(
            f"{table} holds no such row of employer {employer_id}.",
            "--key",
            "See `kompas rights find` for what there is.",
        )
    return Contested(table, named, column, _plain(found[-1].row[column]), should_say)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _dossiers(log: AuditLog, employer_id: str, since: str) -> tuple[str, ...]:
    subject = log.reference("employer", employer_id)
    lines = log.lines(AuditFilter((REPLAYED, OPENED), since=since, subject=subject))
    return tuple(line.at for line in lines)


def _is_synthetic(settings: KompasSettings) -> bool:
    return SnapshotFolder(settings.snapshots_dir).latest("warehouse").manifest.synthetic
