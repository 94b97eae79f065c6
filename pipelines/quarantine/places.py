"""Where bad rows are: in the warehouse, in the store of the audit traits, and those of tables that were refused."""

from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.ingest.place import QUARANTINE
from pipelines.steps.ingest import AUDIT, REFUSED

REPAIRS = "repairs"
"""Folder, beside the bad rows of refused tables, of the notes on which rows each drop of repairs mends."""


@dataclass(frozen=True)
class Places:
    """The warehouse in use, and all files with bad rows.

    Attributes:
        warehouse: The warehouse snapshot in use; ``None``: nothing was loaded yet.
        audit: The snapshot of the audit traits in use, if there is one.
        refused_dir: Where the bad rows of refused tables are.
        register_dir: Where drops land.
    """

    warehouse: Snapshot | None
    audit: Snapshot | None
    refused_dir: Path
    register_dir: Path

    @classmethod
    def of(cls, settings: KompasSettings) -> "Places":
        """Return the places of a run."""
        return cls(
            warehouse=_in_use(SnapshotFolder(settings.snapshots_dir), "warehouse"),
            audit=_in_use(SnapshotFolder(settings.audit_store_dir), AUDIT),
            refused_dir=settings.data_dir / REFUSED,
            register_dir=settings.register_dir,
        )

    @property
    def bases(self) -> tuple[Path, ...]:
        """The folders of the snapshots in use."""
        return tuple(snapshot.path for snapshot in (self.warehouse, self.audit) if snapshot is not None)

    @property
    def loaded_drops(self) -> tuple[str, ...]:
        """The names of the drops in the warehouse."""
        return tuple(item.snapshot_id for item in self.warehouse.manifest.inputs) if self.warehouse else ()

    @property
    def loaded_files(self) -> list[Path]:
        """The files with bad rows of drops that were loaded."""
        return [path for base in self.bases for path in sorted((base / QUARANTINE).glob("*.parquet"))]

    @property
    def refused_files(self) -> list[Path]:
        """The files with bad rows of tables that were refused."""
        return sorted(self.refused_dir.glob("*.parquet"))

    @property
    def notes_dir(self) -> Path:
        """Where the notes on repairs are."""
        return self.refused_dir / REPAIRS

    def standing(self) -> Snapshot:
        """Return the warehouse in use.

        Raises:
            KompasError: Nothing was loaded yet.
        """
        if self.warehouse is None:
            raise KompasError("There is no warehouse yet, so there is nothing to repair.", "", "Run `kompas ingest`.")
        return self.warehouse


def _in_use(folder: SnapshotFolder, kind: str) -> Snapshot | None:
    return folder.latest(kind) if next(folder.snapshots(kind), None) is not None else None
