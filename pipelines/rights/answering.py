"""Answering a request: everything is looked up, and that somebody looked, and what for, is logged first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from getpass import getuser

from data_contracts.enforcement import masked_words
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND
from data_contracts.store import AuditLog
from pipelines.retention.lineages import stores
from pipelines.rights.giving import Given, given, not_told_yet
from pipelines.rights.holdings import Holding, holdings, of_registers, places, refused_holdings
from pipelines.rights.stored import stored
from pipelines.rights.subject import Subject
from pipelines.snapshots.workspace import workspace
from pipelines.store import store_of

FOUND, EXPORTED, ERASE_ASKED, CORRECTION_SHOWN = "rights_find", "rights_export", "rights_erase", "rights_correct"
"""The audit log's words for what was done with a request."""


@dataclass(frozen=True)
class Answer:
    """What is held on a subject: all of it, for who handles the request, and what of it may be given."""

    subject: Subject
    holdings: tuple[Holding, ...]
    given: tuple[Given, ...]
    synthetic: bool
    made: datetime


def log_use(settings: KompasSettings, subject: Subject, action: str, purpose: str, **detail: object) -> AuditLog:
    """Log that somebody uses what is held on a subject, by its salted reference.

    Raises:
        KompasError: There is no purpose, or the log cannot be written; then nothing may be shown.
    """
    if not purpose.strip():
        raise KompasError("Nothing is looked up about anybody without a purpose.", "--purpose", "Say what it is for.")
    log = AuditLog(store_of(settings))
    told = {"purpose": masked_words(purpose.strip()), **detail}
    log.record(getuser(), action, log.reference(subject.kind, subject.name), told)
    return log


def answer(settings: KompasSettings, subject: Subject, purpose: str, action: str, today: date) -> Answer:
    """Return everything that is held on a subject, and what of it may be given on a day.

    Args:
        settings: Where everything is.
        subject: Whom the request is about.
        purpose: What it is for.
        action: The log's word for it.
        today: Plans that are over on this day may be told of.

    Raises:
        KompasError: There is no purpose, or something cannot be read.
    """
    log = log_use(settings, subject, action, purpose)
    with workspace(settings) as (connection, _):
        match = of_registers(settings, subject, connection)
        found = (
            *holdings(connection, places(settings), match),
            *refused_holdings(connection, settings, match),
            *stored(log, subject),
        )
    audit = stores(settings)[1].kind
    told = tuple(given(found, not_told_yet(settings, subject, today), _as_of(settings), audit))
    synthetic = any(snapshot.manifest.synthetic for store in stores(settings) for snapshot in store.snapshots())
    return Answer(subject, found, told, synthetic, datetime.now(UTC))


def _as_of(settings: KompasSettings) -> Mapping[str, str | None]:
    folder = SnapshotFolder(settings.snapshots_dir)
    found = (snapshot.manifest for kind in VERB_OF_ANY_KIND for snapshot in folder.snapshots(kind))
    return {manifest.snapshot_id: manifest.as_of for manifest in found}
