"""Snapshots made from the warehouse: they hold no single row of a register, but figures about employers all the same.

They go when they are older than wage records may be kept, unless they are in use: the current one of each kind, the
models that somebody put in use, and all that these were made from.
"""

from collections.abc import Collection, Iterator
from datetime import date

from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND

DERIVED = tuple(kind for kind in VERB_OF_ANY_KIND if kind != "warehouse")


def outdated(folder: SnapshotFolder, cutoff: date, models: Collection[str] = ()) -> tuple[Snapshot, ...]:
    """Return the snapshots of all kinds but the warehouse that were made before a day and are not in use.

    Args:
        folder: The published snapshots.
        cutoff: The day.
        models: Identifiers of the models snapshots of which a model is in use.
    """
    current = [folder.latest(kind) for kind in folder.kinds()]
    active = [item for item in folder.snapshots("models") if item.manifest.snapshot_id in models]
    in_use = {snapshot.path for heir in (*current, *active) for snapshot in _chain(folder, heir)}
    return tuple(
        snapshot
        for kind in DERIVED
        for snapshot in folder.snapshots(kind)
        if snapshot.manifest.created_at[:10] < cutoff.isoformat() and snapshot.path not in in_use
    )


def _chain(folder: SnapshotFolder, snapshot: Snapshot) -> Iterator[Snapshot]:
    yield snapshot
    for item in snapshot.manifest.inputs:
        found = folder.find(item.kind, item.snapshot_id)
        if found is not None:
            yield from _chain(folder, found)
