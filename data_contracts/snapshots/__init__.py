"""Published snapshots: their manifest, and the one way to read them."""

from data_contracts.snapshots.manifest import InputSnapshot, Manifest, SnapshotFile, Tombstone
from data_contracts.snapshots.reader import CURRENT, Snapshot, SnapshotFolder

__all__ = ["CURRENT", "InputSnapshot", "Manifest", "Snapshot", "SnapshotFile", "SnapshotFolder", "Tombstone"]
