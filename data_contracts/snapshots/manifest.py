"""The manifest of a snapshot: what it holds, what it was made from and by which code."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
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
class Manifest:
    """Everything that says where a snapshot came from.

    ``fingerprint`` is the hash of inputs, code, libraries, configuration and where the data came from, *before* the
    work; two snapshots with the same fingerprint say the same, so a step whose fingerprint is already published need
    not run again. ``notes`` holds what the screens show beside the figures, such as the words for synthetic data.
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
    version: int = MANIFEST_VERSION

    @property
    def content_hash(self) -> str:
        """SHA-256 over the names and hashes of all files, in the order of their names."""
        digest = hashlib.sha256()
        for file in sorted(self.files, key=lambda item: item.path):
            digest.update(f"{file.path}\0{file.sha256}\n".encode())
        return digest.hexdigest()

    @property
    def rows(self) -> int:
        """The number of rows in all Parquet files together."""
        return sum(file.rows or 0 for file in self.files)

    def write(self, folder: Path) -> None:
        """Write ``manifest.json`` into ``folder``."""
        content = asdict(self) | {"content_hash": self.content_hash}
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True)
        (folder / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a snapshot folder.

        Raises:
            KompasError: The file is missing, is no manifest, or is of another version.
        """
        path = folder / MANIFEST_NAME
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            content.pop("content_hash", None)
            content["inputs"] = tuple(InputSnapshot(**entry) for entry in content["inputs"])
            content["files"] = tuple(SnapshotFile(**entry) for entry in content["files"])
            manifest = cls(**content)
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
