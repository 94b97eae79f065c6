"""Replaying a dossier: log it, follow the chain, make it again, and hold both side by side."""

from collections.abc import Callable, Iterator
from getpass import getuser
from time import perf_counter
from typing import Literal

import polars as pl

from data_contracts.enforcement import masked_words
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLog, has_store
from data_contracts.store.decisions import PlanDecisions
from pipelines.dossier.chain import Chain, chain_of
from pipelines.dossier.comparing import TABLES, Comparison, compare
from pipelines.dossier.remaking import Stage, remade
from pipelines.dossier.selection import selection_of
from pipelines.dossier.told import Replay, Row, StageTold
from pipelines.dossier.versions import versions_of
from pipelines.routing.plans import find_plan
from pipelines.snapshots.publications import logged
from pipelines.store import store_of

REPLAYED = "replay_dossier"
"""The audit log's word for it."""
Form = Literal["court", "file", "replay"]


def replay(
    settings: KompasSettings,
    employer_id: str,
    plan: str,
    purpose: str,
    say: Callable[[str], None],
    *,
    asked_for: Form = "replay",
    again: bool = True,
) -> Replay:
    """Replay why an employer was, or was not, chosen under a plan; who asked and what for is logged first.

    Args:
        settings: Where snapshots and store are, and the bounds of DuckDB.
        employer_id: The employer.
        plan: Name of the plan or of its snapshot.
        purpose: What it is looked at for.
        say: Whom to tell about progress.
        asked_for: What is made of it, for the log.
        again: Whether features, scores and plan are made again; else files are held against their hashes only.

    Raises:
        KompasError: There is no purpose, plan or employer like this, or the log cannot be written.
    """
    started, folder, url = perf_counter(), SnapshotFolder(settings.snapshots_dir), store_of(settings)
    snapshot = find_plan(folder, plan)
    log = AuditLog(url)
    log_opening(log, snapshot, employer_id, purpose, asked_for)
    say("snapshots: being read and compared with their manifests")
    chain = chain_of(folder, snapshot, logged(log))
    selection = selection_of(folder, snapshot, employer_id, url)
    rows = {name: _rows(chain, kind, name, employer_id) for kind, name in STORED}
    is_known = selection.chances or selection.item or selection.is_added or rows["scores"] or rows["facts"]
    if not is_known:
        raise KompasError(
            f"The plan {selection.plan_id} knows no employer {employer_id}.",
            str(snapshot.path),
            "Check the number; the employer was not active, or not known, on the plan's as-of date.",
        )
    if selection.decisions and has_store(url):
        PlanDecisions(url).log_reading(getuser(), selection.plan_id, len(selection.decisions))
    flags = _rows(chain, "scores", FLAGS, employer_id) if chain.by_rules else []
    told: tuple[StageTold, ...] = ()
    if again:
        with remade(settings, chain, say) as stages:
            told = tuple(_told(stage, chain, employer_id) for stage in stages)
    manifest = snapshot.manifest
    return Replay(
        employer_id, manifest.as_of or "", manifest.synthetic, chain, told, selection,
        rows["facts"], rows["scores"], rows["reasons"], perf_counter() - started, flags,
    )  # fmt: skip


FLAGS = "flags"
"""The table that only scores by rules have."""
STORED = (("features", "facts"), ("scores", "scores"), ("scores", "reasons"))


def log_opening(log: AuditLog, plan: Snapshot, employer_id: str, purpose: str, asked_for: Form) -> None:
    """Log who opens an employer's dossier under a plan and what for, before anything of it is read.

    Raises:
        KompasError: There is no purpose, or the log cannot be written.
    """
    if not purpose.strip():
        raise KompasError("Nobody's dossier is opened without a purpose.", "--purpose", "Say what it is opened for.")
    detail = {
        "for": asked_for,
        "plan": plan.manifest.notes.get("plan_id"),
        "snapshot": plan.manifest.snapshot_id,
        "purpose": masked_words(purpose.strip()),
    }
    log.record(getuser(), REPLAYED, log.reference("employer", employer_id), detail)


def _rows(chain: Chain, kind: str, table: str, employer_id: str) -> list[Row]:
    """Return the employer's rows as stored; none where the file cannot be read."""
    snapshot = chain.link(kind).snapshot
    if snapshot is None:
        return []
    try:
        return pl.scan_parquet(snapshot.table(table)).filter(pl.col("employer_id") == employer_id).collect().to_dicts()
    except (OSError, KompasError, pl.exceptions.PolarsError):
        return []


def _told(stage: Stage, chain: Chain, employer_id: str) -> StageTold:
    stored = chain.link(stage.kind).snapshot
    compared = tuple(_compared(stage, stored, chain, employer_id))
    return StageTold(stage.kind, stage.why_not, compared, versions_of(stored, stage.made), stage.lacking)


def _compared(stage: Stage, stored: Snapshot | None, chain: Chain, employer_id: str) -> Iterator[Comparison]:
    if stage.made is not None and stored is not None:
        for table in TABLES:
            if table.kind == stage.kind and (table.name != FLAGS or chain.by_rules):
                yield compare(table, stored, stage.made, employer_id)
