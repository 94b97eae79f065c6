"""Snapshots made from the warehouse: they hold no single row of a register, but figures about employers all the same.

They go when they are older than wage records may be kept, unless they are in use: the current one of each kind, and
all that it was made from.
"""

from collections.abc import Iterator
from datetime import date

from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND

DERIVED = tuple(kind for kind in VERB_OF_KIND if kind != "warehouse")


def outdated(folder: SnapshotFolder, cutoff: date) -> tuple[Snapshot, ...]:
    """Return the snapshots of all kinds but the warehouse that were made before a day and are not in use."""
    in_use = {snapshot.path for kind in folder.kinds() for snapshot in _chain(folder, folder.latest(kind))}
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
