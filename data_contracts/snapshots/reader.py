"""Reading published snapshots. A folder that is still being written is never seen here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.snapshots.manifest import MANIFEST_NAME, Manifest

# Which verb of the command makes which kind of snapshot, so that a missing one can say what to run.
VERB_OF_KIND = {
    "warehouse": "ingest",
    "features": "features",
    "models": "train",
    "backtest": "backtest",
    "scores": "score",
    "plan": "plan",
}


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: its folder and its manifest."""

    path: Path
    manifest: Manifest

    def table(self, name: str) -> str:
        """Return the path (a glob for a table of several files) of a Parquet table, for DuckDB or Polars to scan.

        Raises:
            KompasError: The snapshot holds no such table.
        """
        if (self.path / f"{name}.parquet").is_file():
            return str(self.path / f"{name}.parquet")
        if (self.path / name).is_dir():
            return str(self.path / name / "*.parquet")
        raise KompasError(
            f"The {self.manifest.kind} snapshot holds no table '{name}'.",
            str(self.path),
            f"Run `kompas {VERB_OF_KIND.get(self.manifest.kind, 'run')}` again.",
        )

    def file(self, name: str) -> Path:
        """Return the path of a file in the snapshot."""
        return self.path / name


@dataclass(frozen=True)
class SnapshotFolder:
    """All published snapshots below one folder, ``<root>/<kind>/<snapshot_id>/``."""

    root: Path

    def snapshots(self, kind: str) -> Iterator[Snapshot]:
        """Yield the published snapshots of a kind, the newest first."""
        folder = self.root / kind
        if not folder.is_dir():
            return
        for path in sorted((entry for entry in folder.iterdir() if _is_published(entry)), reverse=True):
            yield Snapshot(path, Manifest.read(path))

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of which at least one snapshot is published, in the order of the steps."""
        return tuple(kind for kind in VERB_OF_KIND if next(self.snapshots(kind), None) is not None)

    def latest(self, kind: str) -> Snapshot:
        """Return the newest snapshot of a kind.

        Raises:
            MissingSnapshotError: There is none yet.
        """
        for snapshot in self.snapshots(kind):
            return snapshot
        raise MissingSnapshotError(
            f"There is no {kind} snapshot yet.",
            str(self.root / kind),
            f"Run `kompas {VERB_OF_KIND.get(kind, 'run')}` first, or `kompas run` for all steps.",
        )

    def with_fingerprint(self, kind: str, fingerprint: str) -> Snapshot | None:
        """Return the newest snapshot of a kind that was made from exactly these inputs, code and settings."""
        return next((item for item in self.snapshots(kind) if item.manifest.fingerprint == fingerprint), None)


def _is_published(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".") and (folder / MANIFEST_NAME).is_file()
