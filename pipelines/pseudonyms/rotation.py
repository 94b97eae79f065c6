"""Renewing the key of pseudonyms, in an order that can be broken off anywhere and finished by running it again.

1. The key file with the new key is written beside the old one, as ``<name>.next``.
2. A warehouse snapshot with all pseudonyms one key further is published; from now on it is the one in use, and ingest
   refuses the old key file.
3. What holds old pseudonyms is removed or replaced: older warehouse snapshots, drops of repaired rows, bad rows of
   refused tables, a load that failed.
4. ``<name>.next`` takes the place of the key file.

As long as ``<name>.next`` is there, the rotation is not done; the warehouse says which of the two files fits it.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from getpass import getuser
from pathlib import Path

from data_contracts.contract import load_contract, register_names
from data_contracts.enforcement import open_door
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Manifest, Snapshot, SnapshotFile, SnapshotFolder
from data_contracts.store import AuditLog
from pipelines.ingest import Drop, read_drops
from pipelines.ingest.place import QUARANTINE
from pipelines.pseudonyms.keys import Keys, read_keys, write_keys
from pipelines.pseudonyms.rekeying import (
    rekey_quarantine,
    rekey_repairs,
    rekey_rows,
    tables_with_pseudonyms,
)
from pipelines.snapshots.erasing import Erasure
from pipelines.snapshots.linking import link_file
from pipelines.snapshots.workspace import workspace
from pipelines.snapshots.writer import Recipe, publish, remove_snapshot
from pipelines.steps.context import intact
from pipelines.steps.ingest import IN_PROGRESS, REFUSED
from pipelines.store import store_of

WAREHOUSE = "warehouse"
NEXT = ".next"
REKEYED_DROPS = "rotation-in-progress"
ROTATED = "rotate_pseudonyms"


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: rows with new pseudonyms by table, the snapshot, and how many older ones were removed."""

    rows: Mapping[str, int]
    snapshot: str
    removed: int
    key_file: Path


def rotate_keys(settings: KompasSettings) -> Rotated:
    """Add a key and take every pseudonym along, or finish a rotation that was broken off.

    Raises:
        KompasError: The registers are synthetic or there are none, the key file does not fit the warehouse, or
            something must be finished first.
    """
    folder = SnapshotFolder(settings.snapshots_dir)
    base = _standing(folder)
    keys = read_keys(settings.pseudonym_key_file, settings.data_dir)
    key_file = settings.pseudonym_key_file or Path()
    pending = key_file.with_name(key_file.name + NEXT)
    coming = read_keys(pending, settings.data_dir) if pending.is_file() else None
    if coming is None or _names(base.manifest) != coming.names:
        coming = _begin(settings, folder, base, keys, coming)
        write_keys(pending, coming)
        base = _publish(settings, folder, base, coming)
    removed = _clear_old(settings, folder, base)
    pending.replace(key_file)
    return Rotated(base.manifest.notes["rotated"]["rows"], base.manifest.snapshot_id, removed, key_file)


def _standing(folder: SnapshotFolder) -> Snapshot:
    base = folder.latest(WAREHOUSE)
    if base.manifest.synthetic:
        raise KompasError(
            "These registers are synthetic: their key is fixed and no secret, because there is nobody to protect.",
            str(base.path),
            "Rotate the key of a data folder with real registers; name it with --data.",
        )
    return base


def _begin(settings: KompasSettings, folder: SnapshotFolder, base: Snapshot, keys: Keys, coming: Keys | None) -> Keys:
    """Return the keys to go to: those of a rotation that was broken off, if they follow on the present ones."""
    if _names(base.manifest) != keys.names:
        raise KompasError(
            "The key file is not the one that the warehouse was made with.",
            str(settings.pseudonym_key_file),
            "Put the right key file back.",
        )
    if Erasure(folder, WAREHOUSE).is_unfinished:
        raise KompasError(
            "An erasure was broken off, and must be finished first.", "", "Run `kompas retention --apply`."
        )
    intact(base)
    loaded = {item.snapshot_id for item in base.manifest.inputs}
    waiting = [drop.name for drop in _repairs(settings) if drop.name not in loaded]
    if waiting:
        raise KompasError(
            "There are repaired rows that were not loaded yet; they hold pseudonyms of the old key.",
            ", ".join(waiting),
            "Run `kompas ingest` first, or remove these drops.",
        )
    follows = coming is not None and coming.secrets[:-1] == keys.secrets
    return coming if coming is not None and follows else keys.with_new()


def _publish(settings: KompasSettings, folder: SnapshotFolder, base: Snapshot, coming: Keys) -> Snapshot:
    """Publish the warehouse with all pseudonyms one key further; files without pseudonyms are linked."""
    tables = tables_with_pseudonyms([load_contract(name) for name in register_names()])
    carried = [file for file in base.manifest.files if _table(file) not in tables]
    rows = dict.fromkeys(tables, 0)
    hashes = _rekey_repair_drops(settings, coming)

    def fill(side: Path) -> dict[str, object]:
        for file in carried:
            link_file(base.path / file.path, side / file.path)
        with workspace(settings) as (connection, _):
            open_door(connection, coming.secrets[-1:])
            for file in base.manifest.files:
                table = _table(file)
                if table in tables:
                    rekey = rekey_quarantine if _is_quarantine(file) else rekey_rows
                    count = rekey(connection, tables[table], base.path / file.path, side / file.path)
                    rows[table] += 0 if _is_quarantine(file) else count
        return {"rotated": {"on": date.today().isoformat(), "instead_of": base.manifest.snapshot_id, "rows": rows}}

    recipe = Recipe(
        kind=WAREHOUSE,
        code_version=base.manifest.code_version,
        inputs=tuple(
            replace(item, content_hash=hashes.get(item.snapshot_id, item.content_hash)) for item in base.manifest.inputs
        ),
        configuration=base.manifest.configuration | {"pseudonym_keys": coming.names},
        synthetic=False,
        notes=base.manifest.notes,
    )
    return publish(folder, recipe, fill, carried)


def _rekey_repair_drops(settings: KompasSettings, coming: Keys) -> dict[str, str]:
    """Write drops of repaired rows aside with new pseudonyms; return the hashes of their contents by name."""
    aside = settings.data_dir / REKEYED_DROPS
    shutil.rmtree(aside, ignore_errors=True)
    drops = _repairs(settings)
    tables = tables_with_pseudonyms([load_contract(name) for name in register_names()])
    with workspace(settings) as (connection, _):
        open_door(connection, coming.secrets[-1:])
        for drop in drops:
            shutil.copytree(drop.path, aside / drop.name)
            for table in tables:
                for file in drop.files(table):
                    rekey_repairs(connection, tables[table], file.path, aside / drop.name / table / file.path.name)
    return {drop.name: drop.content_hash for drop in read_drops(aside)}


def _clear_old(settings: KompasSettings, folder: SnapshotFolder, standing: Snapshot) -> int:
    """Remove or replace everything with old pseudonyms, and log it; return how many snapshots were removed."""
    older = [
        snapshot
        for snapshot in folder.snapshots(WAREHOUSE)
        if not snapshot.manifest.synthetic and snapshot.path != standing.path
    ]
    AuditLog(store_of(settings)).record(
        getuser(),
        ROTATED,
        standing.manifest.snapshot_id,
        {
            "keys": list(_names(standing.manifest)),
            "rows": standing.manifest.notes["rotated"]["rows"],
            "snapshots_removed": [snapshot.manifest.snapshot_id for snapshot in older],
        },
    )
    for snapshot in older:
        remove_snapshot(snapshot)
    aside = settings.data_dir / REKEYED_DROPS
    for drop in sorted(aside.iterdir()) if aside.is_dir() else ():
        shutil.rmtree(settings.register_dir / drop.name, ignore_errors=True)
        drop.rename(settings.register_dir / drop.name)
    for leftover in (aside, settings.data_dir / IN_PROGRESS):
        shutil.rmtree(leftover, ignore_errors=True)
    for refused in (settings.data_dir / REFUSED).glob("*.parquet"):
        refused.unlink()
    return len(older)


def _repairs(settings: KompasSettings) -> tuple[Drop, ...]:
    return tuple(drop for drop in read_drops(settings.register_dir) if drop.pseudonymised)


def _names(manifest: Manifest) -> tuple[str, ...]:
    return tuple(manifest.configuration["pseudonym_keys"])


def _is_quarantine(file: SnapshotFile) -> bool:
    return file.path.startswith(f"{QUARANTINE}/")


def _table(file: SnapshotFile) -> str:
    """Return the register table that a file of the warehouse belongs to."""
    folder, _, name = file.path.rpartition("/")
    return name.split(".")[0] if folder == QUARANTINE else folder
