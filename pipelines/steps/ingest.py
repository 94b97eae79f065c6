"""``kompas ingest``: from delivered drops to the warehouse snapshot, each drop once."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from data_contracts.contract import audit_names, load_contract, register_names
from data_contracts.errors import KompasError
from data_contracts.snapshots import InputSnapshot, Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from pipelines.ingest import Drop, Load, TableResult, clear_scratch, ingest, read_drops
from pipelines.ingest.choice import Choice, Today, choose_drops
from pipelines.ingest.drops import REMOVED, remove_landed
from pipelines.ingest.publishing import carried_files, link_carried, link_loaded
from pipelines.pseudonyms.keys import Keys, read_keys, synthetic_keys
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.erasing import Erasure
from pipelines.snapshots.writer import Recipe, publish
from pipelines.steps.context import StepContext, StepResult

IN_PROGRESS = "ingest-in-progress"
REFUSED = "quarantine"
AUDIT = "audit_traits"


def ingest_step(context: StepContext) -> StepResult:
    """Load the drops that were not loaded yet; a drop twice is loaded once, and a failed load goes on."""
    settings = context.settings
    work = settings.data_dir / IN_PROGRESS
    _refuse_during_erasure(context.folder)
    clear_scratch(work)
    remove_landed(settings.register_dir)
    drops = read_drops(settings.register_dir)
    standing = _standing(context.folder, "warehouse")
    if not drops and standing is None:
        raise KompasError(
            "There is no delivery.",
            str(settings.register_dir),
            "Put a drop there, or run `kompas synth` for synthetic registers.",
        )
    keys = _keys(context, drops, standing)
    today = Today(_made_with(), keys.names)
    damaged = standing is not None and bool(damaged_files(standing))
    choice = choose_drops(drops, standing.manifest if standing else None, today, damaged=damaged)
    if not choice.pending and standing is not None:
        shutil.rmtree(work, ignore_errors=True)  # what a load left that was killed after it was published
        _clear_landing(context, drops)
        return StepResult(standing.path, standing.manifest.rows, reused=True, remarks=choice.remarks)
    return _load(context, choice, standing if choice.adds else None, keys, today)


def _load(context: StepContext, choice: Choice, base: Snapshot | None, keys: Keys, today: Today) -> StepResult:
    settings, audit_store = context.settings, SnapshotFolder(context.settings.audit_store_dir)
    audit_base = _of_the_same_drops(audit_store, base) if base is not None else None
    load = Load(
        drops=choice.pending,
        tables=(*register_names(), *audit_names()),
        keys=keys.secrets,
        bases=tuple(snapshot.path for snapshot in (base, audit_base) if snapshot is not None),
        made_with=f"{today.made_with} {today.key_names}",
    )
    work = settings.data_dir / IN_PROGRESS
    work.mkdir(parents=True, exist_ok=True)
    results = ingest(
        load,
        work,
        threads=settings.threads,
        memory_limit=settings.memory_limit,
        report=context.say,
        refused_dir=settings.data_dir / REFUSED,
    )
    recipe = _recipe(load, base, results, today)
    settings.audit_store_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _publish(audit_store, replace(recipe, kind=AUDIT, notes={}), audit_base, work, audit_names())
    made = _publish(context.folder, recipe, base, work, register_names())
    shutil.rmtree(work)
    _clear_landing(context, load.drops)
    remarks = (*choice.remarks, *filter(None, map(_quarantined, results)))
    return StepResult(made.path, made.manifest.rows, reused=False, remarks=remarks)


def _publish(
    folder: SnapshotFolder, recipe: Recipe, base: Snapshot | None, work: Path, tables: Sequence[str]
) -> Snapshot:
    carried = carried_files(base, work, tables)

    def fill(side: Path) -> None:
        if base is not None:
            link_carried(base, carried, side)
        link_loaded(work, tables, side)

    return publish(folder, recipe, fill, carried)


def _recipe(load: Load, base: Snapshot | None, results: Sequence[TableResult], today: Today) -> Recipe:
    before = base.manifest.inputs if base is not None else ()
    earlier = base.manifest.notes["loads"] if base is not None else []
    last = load.drops[-1]
    return Recipe(
        kind="warehouse",
        code_version=_code_version(),
        inputs=(*before, *(InputSnapshot("register", drop.name, drop.content_hash) for drop in load.drops)),
        configuration={"made_with": today.made_with, "pseudonym_keys": today.key_names, "series": last.series},
        synthetic=last.synthetic,
        notes={
            "source": last.source,
            "note_nl": last.note_nl,
            "note_en": last.note_en,
            "loads": [*earlier, {"load": load.name, "tables": [asdict(result) for result in results]}],
        },
    )


def _standing(folder: SnapshotFolder, kind: str) -> Snapshot | None:
    return folder.latest(kind) if next(folder.snapshots(kind), None) is not None else None


def _of_the_same_drops(audit_store: SnapshotFolder, base: Snapshot) -> Snapshot | None:
    """Return the audit snapshot that belongs to a warehouse: the last one may be of a load that was never finished."""
    loaded = {item.snapshot_id for item in base.manifest.inputs}
    found = (item for item in audit_store.snapshots(AUDIT) if {it.snapshot_id for it in item.manifest.inputs} == loaded)
    return next(found, None)


def _refuse_during_erasure(folder: SnapshotFolder) -> None:
    """Refuse to load while an erasure is half done: its files would pass for damaged, and be loaded anew."""
    if Erasure(folder, "warehouse").is_unfinished:
        raise KompasError(
            "An erasure was broken off, and must be finished first.", "", "Run `kompas retention --apply`."
        )


def _keys(context: StepContext, drops: Sequence[Drop], standing: Snapshot | None) -> Keys:
    """Return the keys: no secret for synthetic registers. The warehouse that stands must have been made with them."""
    settings = context.settings
    synthetic = all(drop.synthetic for drop in drops) if drops else standing is None or standing.manifest.synthetic
    return synthetic_keys() if synthetic else read_keys(settings.pseudonym_key_file, settings.data_dir)


def _made_with() -> str:
    versions = {name: load_contract(name).version for name in (*register_names(), *audit_names())}
    return hashlib.sha256(json.dumps([_code_version(), versions]).encode()).hexdigest()


def _code_version() -> str:
    return code_version(["data_contracts", "pipelines.ingest"])


def _clear_landing(context: StepContext, drops: Sequence[Drop]) -> None:
    """Remove loaded drops from the register folder, if so configured: the plain numbers in them were needed once."""
    if context.settings.remove_landing_files:
        for drop in drops:
            drop.path.rename(drop.path.with_name(f"{REMOVED}{drop.name}"))
        remove_landed(context.settings.register_dir)


def _quarantined(result: TableResult) -> str:
    if not result.rows_quarantined:
        return ""
    named = ", ".join(f"{rule} ({count:,})" for rule, count in sorted(result.broken_rules.items()))
    return f"{result.rows_quarantined:,} rows of {result.table} went to quarantine: {named}."
