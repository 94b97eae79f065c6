"""Is a snapshot still what its manifest says? Sizes and hashes are compared file by file."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from data_contracts.snapshots.manifest import MANIFEST_NAME, SnapshotFile
from data_contracts.snapshots.reader import Snapshot

HASH_PORTION = 1 << 20


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content, read in portions."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(HASH_PORTION):
            digest.update(portion)
    return digest.hexdigest()


class FileHashes:
    """Hashes of files, each read once whatever the number of its names: snapshots share files by hard links.

    ``files`` and ``size_bytes`` say how much was read.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], str] = {}
        self.files = 0
        self.size_bytes = 0

    def of(self, path: Path) -> str:
        """Return the SHA-256 of a file's content."""
        status = path.stat()
        place = (status.st_dev, status.st_ino)
        if place not in self._known:
            self._known[place] = file_hash(path)
            self.files += 1
            self.size_bytes += status.st_size
        return self._known[place]


@dataclass(frozen=True)
class Damage:
    """The files of a snapshot that are missing, hold something else, or are in no manifest."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unexpected: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self.missing or self.changed or self.unexpected)


def damage(snapshot: Snapshot, hashes: FileHashes) -> Damage:
    """Return what of a snapshot is not as its manifest says; a lawful erasure is in the manifest and is no damage."""
    named = {file.path: file for file in snapshot.manifest.files}
    found = {path for path in _files_below(snapshot.path) if path != MANIFEST_NAME}
    present = [file for file in named.values() if file.path in found]
    return Damage(
        missing=tuple(sorted(named.keys() - found)),
        changed=tuple(file.path for file in present if not _is_intact(snapshot.path, file, hashes)),
        unexpected=tuple(sorted(found - named.keys())),
    )


def damaged_files(snapshot: Snapshot) -> list[str]:
    """Return the files of a snapshot that are missing or no longer hold what its manifest says."""
    found = damage(snapshot, FileHashes())
    return sorted((*found.missing, *found.changed))


def _files_below(folder: Path) -> set[str]:
    """Return the files below a folder by their paths in it; hidden ones are those of a write that did not end."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)}


def _is_intact(folder: Path, file: SnapshotFile, hashes: FileHashes) -> bool:
    path = folder / file.path
    return path.stat().st_size == file.size_bytes and hashes.of(path) == file.sha256
