"""Finding a plan by its name."""

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot, SnapshotFolder


def find_plan(folder: SnapshotFolder, name: str) -> Snapshot:
    """Return a plan by its own name (``2026-11-1a2b3c4d``) or that of its snapshot; the one in use when none is given.

    Raises:
        MissingSnapshotError: There is no plan yet.
        KompasError: There is no such plan; the message names those there are.
    """
    if not name:
        return folder.latest("plan")
    plans = list(folder.snapshots("plan"))
    wanted = (item for item in plans if name in (item.manifest.notes.get("plan_id"), item.manifest.snapshot_id))
    found = next(wanted, None)
    if found is None:
        known = ", ".join(str(item.manifest.notes.get("plan_id")) for item in plans) or "none"
        raise KompasError(
            f"There is no plan {name}; there are: {known}.", str(folder.root / "plan"), "Name one of them."
        )
    return found
