"""``kompas retention``: what may no longer be kept is shown or, when so asked, erased and written to the audit log."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLog
from models.registry.identity import ModelId
from pipelines.registry.models import models_to_keep
from pipelines.retention.derived import outdated
from pipelines.retention.expiry import cutoff_day
from pipelines.retention.lineages import Store, erasures, lineages, stores
from pipelines.retention.loose import Refused, erase_refused, lying_drops, refused_rows
from pipelines.retention.search import Expired, Search
from pipelines.snapshots.erasing import ERASED, ERASURE_FINISHED
from pipelines.snapshots.workspace import workspace
from pipelines.snapshots.writer import remove_snapshot
from pipelines.steps.ingest import REFUSED
from pipelines.store import store_of

REASON = "retention"
DERIVED_KEPT_AS = "wage_records"
"""Derived snapshots are kept as long as the rows of this table."""


@dataclass(frozen=True)
class Findings:
    """What may no longer be kept on a day."""

    expired: tuple[Expired, ...]
    refused: tuple[Refused, ...]
    derived: tuple[Snapshot, ...]
    drops: tuple[Path, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase; drops are only named."""
        return not (self.expired or self.refused or self.derived)


def finish_broken_off(settings: KompasSettings) -> int:
    """Finish erasures that were broken off, and log that; return how many files were rewritten."""
    unfinished = [erasure for erasure in erasures(settings) if erasure.is_unfinished]
    hashes = [item for erasure in unfinished for item in erasure.hashes()]
    if unfinished:
        _log(settings).record(getuser(), ERASURE_FINISHED, REASON, {"files": hashes})
    for erasure in unfinished:
        erasure.finish()
    return len(hashes)


def show(settings: KompasSettings, day: date) -> Findings:
    """Return what may no longer be kept; nothing is changed.

    Raises:
        KompasError: An erasure was broken off, or a snapshot cannot be read.
    """
    if any(erasure.is_unfinished for erasure in erasures(settings)):
        raise KompasError(
            "An erasure was broken off, and must be finished first.",
            str(settings.data_dir),
            "Run `kompas retention --apply`.",
        )
    with _searched(settings, day) as (findings, _):
        return findings


def apply(settings: KompasSettings, day: date) -> Findings:
    """Erase what may no longer be kept, in all snapshots that have it, and return what that was.

    Raises:
        KompasError: A snapshot cannot be read or is damaged, or the audit log cannot be written; nothing is lost then,
            and what was begun is finished by the next run.
    """
    finish_broken_off(settings)
    with _searched(settings, day) as (findings, connection):
        if findings.is_empty:
            return findings
        hashes = _prepare(settings, findings)
        _log(settings).record(getuser(), ERASED, REASON, _counts(findings, day) | {"files": hashes})
        for store in stores(settings):
            if store.erasure.is_unfinished:
                store.erasure.finish()
        for refused in findings.refused:
            erase_refused(connection, refused, _loaded(stores(settings)[0]))
        for snapshot in findings.derived:
            remove_snapshot(snapshot)
    return findings


def _models_in_use(settings: KompasSettings) -> frozenset[str]:
    return frozenset(ModelId.parse(name).snapshot_id for name in models_to_keep(settings))


def _prepare(settings: KompasSettings, findings: Findings) -> list[str]:
    """Write the journals; return the hashes of the new files, by which `kompas verify` knows them."""
    hashes: list[str] = []
    for store in stores(settings):
        rewritten = [item.rewritten for item in findings.expired if item.kind == store.kind]
        if rewritten:
            store.erasure.prepare(rewritten, REASON, date.today())
            hashes.extend(store.erasure.hashes())
    return hashes


@contextmanager
def _searched(settings: KompasSettings, day: date) -> Iterator[tuple[Findings, DuckDBPyConnection]]:
    """Give the findings and the connection; what was written aside and did not get into a journal is gone after."""
    both = stores(settings)
    loaded = _loaded(both[0])
    with ExitStack() as stack:
        connection, _ = stack.enter_context(workspace(settings))
        for store in both:
            if store.snapshots():
                store.erasure.begin()
                stack.callback(_abandon, store)
        search = Search(connection, day)
        expired = tuple(item for lineage in lineages(both) for item in search.run(lineage))
        years = load_contract(DERIVED_KEPT_AS).retention.years
        yield (
            Findings(
                expired,
                tuple(refused_rows(connection, settings.data_dir / REFUSED, day, loaded)),
                outdated(
                    SnapshotFolder(settings.snapshots_dir), cutoff_day(connection, day, years), _models_in_use(settings)
                ),
                tuple(lying_drops(connection, settings.register_dir, day, loaded)),
            ),
            connection,
        )


def _abandon(store: Store) -> None:
    if not store.erasure.is_unfinished:
        store.erasure.abandon()


def _loaded(warehouse: Store) -> frozenset[str]:
    return frozenset(item.snapshot_id for snapshot in warehouse.snapshots() for item in snapshot.manifest.inputs)


def _counts(findings: Findings, day: date) -> dict[str, Any]:
    tables: dict[str, int] = {}
    for item in findings.expired:
        name = f"quarantine of {item.table}" if item.in_quarantine else item.table
        tables[name] = tables.get(name, 0) + item.rows
    return {
        "on": day.isoformat(),
        "rows": tables,
        "refused_rows": {item.path.name: item.rows for item in findings.refused},
        "snapshots_removed": [
            f"{snapshot.manifest.kind} {snapshot.manifest.snapshot_id}" for snapshot in findings.derived
        ],
    }


def _log(settings: KompasSettings) -> AuditLog:
    return AuditLog(store_of(settings))
