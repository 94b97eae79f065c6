"""Reading published snapshots. A folder that is still being written is never seen here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.snapshots.manifest import MANIFEST_NAME, Manifest

CURRENT = "current"
"""A file beside the snapshots of a kind that names the one in use."""

# Which verb of the command makes which kind of snapshot, so that a missing one can say what to run.
VERB_OF_KIND = {
    "warehouse": "ingest",
    "monthly": "features",
    "features": "features",
    "models": "train",
    "backtest": "backtest",
    "scores": "score",
    "plan": "plan",
}

# The same for kinds beside the way from register to plan: nothing on that way reads them.
VERB_OF_SIDE_KIND = {
    "candidate_scores": "score --candidate",
    "fairness": "fairness",
    "mitigation": "fairness mitigate",
    "objectives": "fairness objectives",
    "bounds": "fairness bounds",
    "monitoring": "monitor",
    "routes": "routes",
    "what_if": "what-if",
    "scenario": "scenario",
    "evidence": "evidence",
}
VERB_OF_ANY_KIND = VERB_OF_KIND | VERB_OF_SIDE_KIND


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
            "Run `kompas run`, which makes a damaged snapshot again.",
        )

    def file(self, name: str) -> Path:
        """Return the path of a file in the snapshot."""
        return self.path / name

    def input_id(self, kind: str) -> str | None:
        """Return the identifier of the snapshot of a kind that this one was made from, if it was made from one."""
        return next((item.snapshot_id for item in self.manifest.inputs if item.kind == kind), None)


@dataclass(frozen=True)
class SnapshotFolder:
    """All published snapshots below one folder, ``<root>/<kind>/<snapshot_id>/``."""

    root: Path

    def snapshots(self, kind: str) -> Iterator[Snapshot]:
        """Yield the published snapshots of a kind, the newest first; unreadable ones are left out."""
        for path in self._folders(kind):
            try:
                yield Snapshot(path, Manifest.read(path))
            except KompasError:
                continue

    def unreadable(self, kinds: Sequence[str] = tuple(VERB_OF_ANY_KIND)) -> list[Path]:
        """Return the folders in the place of snapshots of some kinds whose manifest is gone or cannot be read."""
        readable = {item.path for kind in kinds for item in self.snapshots(kind)}
        return [path for kind in kinds for path in _visible_folders(self.root / kind) if path not in readable]

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of which at least one snapshot is published, in the order of the steps."""
        return tuple(kind for kind in VERB_OF_KIND if next(self.snapshots(kind), None) is not None)

    def latest(self, kind: str) -> Snapshot:
        """Return the snapshot of a kind that is in use: the one last made or last found unchanged.

        Without a pointer that names a readable one, that is the newest.

        Raises:
            MissingSnapshotError: There is none yet.
        """
        pointer = self.root / kind / CURRENT
        named = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        chosen = self.find(kind, named) if named else None
        chosen = chosen or next(self.snapshots(kind), None)
        if chosen is None:
            raise MissingSnapshotError(
                f"There is no {kind} snapshot yet.",
                str(self.root / kind),
                f"Run `kompas {VERB_OF_ANY_KIND.get(kind, 'run')}` first, or `kompas run` for all steps.",
            )
        return chosen

    def find(self, kind: str, snapshot_id: str) -> Snapshot | None:
        """Return one snapshot by its identifier, if it is published and readable."""
        return next((item for item in self.snapshots(kind) if item.manifest.snapshot_id == snapshot_id), None)

    def input_of(self, snapshot: Snapshot, kind: str) -> Snapshot:
        """Return the snapshot of a kind that another one was made from.

        Raises:
            KompasError: It is gone.
        """
        named = snapshot.input_id(kind)
        found = self.find(kind, named) if named else None
        if found is None:
            raise KompasError(
                f"The {snapshot.manifest.kind} snapshot was made from the {kind} snapshot {named}, which is gone.",
                str(snapshot.path),
                "Run `kompas run`, which makes again what is missing.",
            )
        return found

    def with_fingerprint(self, kind: str, fingerprint: str) -> Snapshot | None:
        """Return the newest snapshot of a kind that was made from exactly these inputs, code and settings."""
        return next((item for item in self.snapshots(kind) if item.manifest.fingerprint == fingerprint), None)

    def _folders(self, kind: str) -> list[Path]:
        return [folder for folder in _visible_folders(self.root / kind) if (folder / MANIFEST_NAME).is_file()]


def _visible_folders(parent: Path) -> list[Path]:
    """Return the folders in a folder, the last in the order of names first; what begins with a dot is at work."""
    if not parent.is_dir():
        return []
    return sorted((path for path in parent.iterdir() if path.is_dir() and path.name[0] != "."), reverse=True)
