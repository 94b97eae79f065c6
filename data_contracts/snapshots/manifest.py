"""The manifest of a snapshot: what it holds, what it was made from and by which code."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError

MANIFEST_NAME = "manifest.json"
MANIFEST_VERSION = 1


@dataclass(frozen=True)
class InputSnapshot:
    """A snapshot (or a folder of delivered files) that another snapshot was made from."""

    kind: str
    snapshot_id: str
    content_hash: str


@dataclass(frozen=True)
class SnapshotFile:
    """One file of a snapshot; ``rows`` is given for Parquet files only."""

    path: str
    sha256: str
    size_bytes: int
    rows: int | None = None


@dataclass(frozen=True)
class Tombstone:
    """What a lawful erasure left of a file: which rows went is not said, only when, why and how many.

    Attributes:
        path: The file, by its path in the snapshot.
        erased_on: Day of the erasure, ISO.
        reason: One of the fixed words of who erases, e.g. ``retention``.
        rows_removed: How many rows went.
        sha256_before: The hash of the file as it was.
        sha256_after: The hash of the file as it is now.
    """

    path: str
    erased_on: str
    reason: str
    rows_removed: int
    sha256_before: str
    sha256_after: str


@dataclass(frozen=True)
class Manifest:
    """Everything that says where a snapshot came from.

    ``fingerprint`` is the hash of inputs, code, libraries, configuration and where the data came from, *before* the
    work; two snapshots with the same fingerprint say the same, so a step whose fingerprint is already published need
    not run again. ``notes`` holds what the screens show beside the figures, such as the words for synthetic data.
    ``files`` are the files as they are on disk; where rows were lawfully erased since the publication, ``tombstones``
    say so, oldest first.
    """

    kind: str
    snapshot_id: str
    created_at: str
    fingerprint: str
    code_version: str
    synthetic: bool
    as_of: str | None = None
    inputs: tuple[InputSnapshot, ...] = ()
    configuration: dict[str, Any] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    files: tuple[SnapshotFile, ...] = ()
    libraries: dict[str, str] = field(default_factory=dict)
    tombstones: tuple[Tombstone, ...] = ()
    version: int = MANIFEST_VERSION

    @property
    def content_hash(self) -> str:
        """SHA-256 over the names and hashes of all files as they were published, in the order of their names.

        A lawful erasure does not change it: what was made from the snapshot goes on naming it.
        """
        published = {stone.path: stone.sha256_before for stone in reversed(self.tombstones)}
        digest = hashlib.sha256()
        for file in sorted(self.files, key=lambda item: item.path):
            digest.update(f"{file.path}\0{published.get(file.path, file.sha256)}\n".encode())
        return digest.hexdigest()

    @property
    def rows(self) -> int:
        """The number of rows in all Parquet files together."""
        return sum(file.rows or 0 for file in self.files)

    def with_erased(self, erased: Sequence[tuple[SnapshotFile, Tombstone]]) -> "Manifest":
        """Return the manifest after an erasure: each file as it is now, and its tombstone."""
        now = {file.path: file for file, _ in erased}
        return replace(
            self,
            files=tuple(now.get(file.path, file) for file in self.files),
            tombstones=(*self.tombstones, *(stone for _, stone in erased)),
        )

    def write(self, folder: Path) -> None:
        """Write ``manifest.json`` into ``folder``, in place of an older one by one rename."""
        content = asdict(self) | {"content_hash": self.content_hash}
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True)
        side = folder / f".{MANIFEST_NAME}.partial"
        side.write_text(text + "\n", encoding="utf-8")
        side.replace(folder / MANIFEST_NAME)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a snapshot folder.

        Raises:
            KompasError: The file is missing, is no manifest, or is of another version.
        """
        path = folder / MANIFEST_NAME
        try:
            state = path.stat()
            manifest = _as_written(path, state.st_ino, state.st_mtime_ns, state.st_size)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise KompasError(
                "This snapshot has no readable manifest.", str(path), "Remove the folder and run the step again."
            ) from error
        if manifest.version != MANIFEST_VERSION:
            raise KompasError(
                f"This snapshot's manifest has version {manifest.version}; this program reads {MANIFEST_VERSION}.",
                str(path),
                "Run the step again with this version of the program.",
            )
        return manifest


@lru_cache(maxsize=256)
def _as_written(path: Path, *_state: int) -> Manifest:
    """Return what a manifest says; a file in the state in which it was read before is not read again.

    A screen looks for the same few snapshots dozens of times, and nobody changes what a manifest holds.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    content.pop("content_hash", None)
    content["inputs"] = tuple(InputSnapshot(**entry) for entry in content["inputs"])
    content["files"] = tuple(SnapshotFile(**entry) for entry in content["files"])
    content["tombstones"] = tuple(Tombstone(**entry) for entry in content.get("tombstones", ()))
    return Manifest(**content)
