"""Is a snapshot still what its manifest says? Sizes and hashes are compared file by file."""

import hashlib
from pathlib import Path

from data_contracts.snapshots.reader import Snapshot

HASH_PORTION = 1 << 20


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content, read in portions."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(HASH_PORTION):
            digest.update(portion)
    return digest.hexdigest()


def damaged_files(snapshot: Snapshot) -> list[str]:
    """Return the files of a snapshot that are missing or no longer hold what was published."""
    return [
        file.path
        for file in snapshot.manifest.files
        if not _is_intact(snapshot.path / file.path, file.size_bytes, file.sha256)
    ]


def _is_intact(path: Path, size: int, digest: str) -> bool:
    return path.is_file() and path.stat().st_size == size and file_hash(path) == digest
