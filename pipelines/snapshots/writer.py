"""Publishing a snapshot: built in a side folder, put in place whole by one rename; a killed run leaves nothing."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from data_contracts.snapshots import CURRENT, InputSnapshot, Manifest, Snapshot, SnapshotFile, SnapshotFolder
from data_contracts.snapshots.integrity import file_hash

PARTIAL = ".partial-"
LIBRARIES = ("duckdb", "highspy", "lightgbm", "numpy", "polars", "pyarrow", "scikit-learn", "scipy")
"""The libraries whose version can change what a snapshot holds."""


def library_versions() -> dict[str, str]:
    """Return the installed version of every library that can change a result."""
    return {name: _version(name) for name in LIBRARIES}


@cache
def _version(library: str) -> str:
    return version(library)


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what a snapshot will hold; its hash is the snapshot's fingerprint."""

    kind: str
    code_version: str
    inputs: tuple[InputSnapshot, ...] = ()
    configuration: dict[str, Any] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)
    as_of: date | None = None
    synthetic: bool = False
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over inputs' contents, code, libraries, configuration, seeds, as-of date and origin of the data."""
        content = {
            "kind": self.kind,
            "code": self.code_version,
            "inputs": [[item.kind, item.content_hash] for item in self.inputs],
            "configuration": self.configuration,
            "seeds": self.seeds,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "libraries": library_versions(),
            "synthetic": self.synthetic,
            "notes": self.notes,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def as_input(snapshot: Snapshot) -> InputSnapshot:
    """Return a published snapshot as an input of another one."""
    manifest = snapshot.manifest
    return InputSnapshot(manifest.kind, manifest.snapshot_id, manifest.content_hash)


def publish(
    folder: SnapshotFolder,
    recipe: Recipe,
    fill: Callable[[Path], dict[str, Any] | None],
    carried: Sequence[SnapshotFile] = (),
) -> Snapshot:
    """Build and publish a snapshot.

    Args:
        folder: Where snapshots are published.
        recipe: What the snapshot is made from.
        fill: Writes the snapshot's files into the folder that it is given, and may return further notes.
        carried: Files that ``fill`` links from an earlier snapshot, which need not be hashed again.

    Returns:
        The published snapshot.
    """
    with _side_folder(folder.root / recipe.kind) as side:
        notes = recipe.notes | (fill(side) or {})
        now = datetime.now(UTC)
        snapshot_id = f"{now:%Y%m%dT%H%M%S%f}Z-{recipe.fingerprint[:8]}"
        manifest = Manifest(
            kind=recipe.kind,
            snapshot_id=snapshot_id,
            created_at=now.isoformat(timespec="seconds"),
            fingerprint=recipe.fingerprint,
            code_version=recipe.code_version,
            synthetic=recipe.synthetic,
            as_of=recipe.as_of.isoformat() if recipe.as_of else None,
            inputs=recipe.inputs,
            configuration=recipe.configuration,
            seeds=recipe.seeds,
            notes=notes,
            files=tuple(snapshot_files(side, carried)),
            libraries=library_versions(),
        )
        manifest.write(side)
        place = folder.root / recipe.kind / snapshot_id
        side.rename(place)
    made = Snapshot(place, manifest)
    make_current(folder, made)
    return made


def make_current(folder: SnapshotFolder, snapshot: Snapshot) -> None:
    """Point to a snapshot as the one in use, by one rename."""
    pointer = folder.root / snapshot.manifest.kind / CURRENT
    side = pointer.with_name(f"{PARTIAL}{os.getpid()}-pointer")
    side.write_text(snapshot.manifest.snapshot_id + "\n", encoding="utf-8")
    side.replace(pointer)


def remove_snapshot(snapshot: Snapshot) -> None:
    """Remove a snapshot: first out of sight by one rename, so that nobody reads half of it."""
    aside = snapshot.path.with_name(f"{PARTIAL}{os.getpid()}-removed-{snapshot.path.name}")
    snapshot.path.rename(aside)
    shutil.rmtree(aside)


def snapshot_files(folder: Path, carried: Sequence[SnapshotFile] = ()) -> Iterator[SnapshotFile]:
    """Yield every file below a folder with its hash, size and, for Parquet, number of rows.

    Args:
        folder: The folder of the snapshot.
        carried: Files of which all this is known, by their path below the folder.
    """
    known = {file.path: file for file in carried}
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        name = path.relative_to(folder).as_posix()
        yield known.get(name) or _measured(path, name)


def _measured(path: Path, name: str) -> SnapshotFile:
    rows = pq.read_metadata(path).num_rows if path.suffix == ".parquet" else None
    return SnapshotFile(name, file_hash(path), path.stat().st_size, rows)


@contextmanager
def _side_folder(parent: Path) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(parent)
    side = parent / f"{PARTIAL}{os.getpid()}-{datetime.now(UTC):%H%M%S%f}"
    side.mkdir()
    try:
        yield side
    finally:
        shutil.rmtree(side, ignore_errors=True)


def _clear_abandoned(parent: Path) -> None:
    """Remove side folders whose process no longer runs: what a killed run left behind."""
    for path in parent.glob(f"{PARTIAL}*"):
        owner = path.name.removeprefix(PARTIAL).split("-")[0]
        if owner.isdigit() and not _runs(int(owner)):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
