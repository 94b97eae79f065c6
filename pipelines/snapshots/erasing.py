"""Lawful erasure: rows leave the files of published snapshots, and each manifest says when, why and how many.

All new files are written aside first, then a journal that names them, and only then are files and manifests replaced,
each by one rename. Until the journal is there, nothing has changed; from then on the erasure can be finished, however
often it is broken off. A file that several snapshots share gets the new content in all of them.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data_contracts.snapshots import Manifest, Snapshot, SnapshotFile, SnapshotFolder, Tombstone
from data_contracts.snapshots.integrity import file_hash
from pipelines.snapshots.linking import link_file

ERASURE = ".erasure"
JOURNAL = "journal.json"
ERASED = "erase"
"""The word in the audit log for an erasure; its detail has the hashes of the new files."""
ERASURE_FINISHED = "finish_erasure"


@dataclass(frozen=True)
class Content:
    """What one file holds, and all places where published snapshots of a kind have it.

    Attributes:
        sha256: The hash of the content.
        path: One file with it.
        places: Snapshot and path in it, of every file with it.
        first_published: Day on which the oldest of these snapshots was made, ISO.
    """

    sha256: str
    path: Path
    places: tuple[tuple[str, str], ...]
    first_published: str


@dataclass(frozen=True)
class Rewritten:
    """A content without the rows that go, written aside.

    Attributes:
        content: What it replaces.
        staged: The new file, in the folder of the erasure.
        rows_removed: How many rows went.
        rows_left: How many rows stay.
    """

    content: Content
    staged: Path
    rows_removed: int
    rows_left: int


def contents(snapshots: Sequence[Snapshot]) -> tuple[Content, ...]:
    """Return what the Parquet files of snapshots of a kind hold, each content once, in the order of their paths."""
    places: dict[str, list[tuple[Snapshot, str]]] = {}
    for snapshot in sorted(snapshots, key=lambda item: item.manifest.snapshot_id):
        for file in snapshot.manifest.files:
            if file.path.endswith(".parquet"):
                places.setdefault(file.sha256, []).append((snapshot, file.path))
    found = (_content(sha256, where) for sha256, where in places.items())
    return tuple(sorted(found, key=lambda content: content.places[0][1]))


def _content(sha256: str, where: Sequence[tuple[Snapshot, str]]) -> Content:
    oldest, path = where[0]
    places = tuple((snapshot.manifest.snapshot_id, name) for snapshot, name in where)
    return Content(sha256, oldest.path / path, places, oldest.manifest.created_at[:10])


class Erasure:
    """The erasure in the snapshots of one kind.

    Args:
        folder: Where the snapshots are.
        kind: Their kind.
    """

    def __init__(self, folder: SnapshotFolder, kind: str) -> None:
        self._parent = folder.root / kind
        self.staging = self._parent / ERASURE

    @property
    def is_unfinished(self) -> bool:
        """Whether an erasure was broken off after its first change may have been made."""
        return (self.staging / JOURNAL).is_file()

    def begin(self) -> Path:
        """Return an empty folder to write new files into."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir(parents=True)
        return self.staging

    def abandon(self) -> None:
        """Throw away what was written aside."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def prepare(self, rewritten: Sequence[Rewritten], reason: str, day: date) -> None:
        """Write the journal; from here on the erasure will be done."""
        entries = [entry for item in rewritten for entry in _entries(item, reason, day)]
        side = self.staging / f"{JOURNAL}.partial"
        side.write_text(json.dumps(entries, indent=1), encoding="utf-8")
        side.replace(self.staging / JOURNAL)

    def hashes(self) -> tuple[str, ...]:
        """Return the hashes of the new files that the journal names; `kompas verify` looks for them in the log."""
        return tuple(sorted({entry["stone"]["sha256_after"] for entry in self._journal()}))

    def finish(self) -> None:
        """Replace files and manifests as the journal says, then forget it."""
        steps = [
            (item["snapshot"], self.staging / item["staged"], SnapshotFile(**item["file"]), Tombstone(**item["stone"]))
            for item in self._journal()
        ]
        for snapshot_id, staged, file, _ in steps:
            _replace(self._parent / snapshot_id / file.path, staged, file.sha256)
        for snapshot_id in {step[0] for step in steps}:
            _mark(self._parent / snapshot_id, [(file, stone) for name, _, file, stone in steps if name == snapshot_id])
        (self.staging / JOURNAL).unlink()
        self.abandon()

    def _journal(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = json.loads((self.staging / JOURNAL).read_text(encoding="utf-8"))
        return entries


def _entries(item: Rewritten, reason: str, day: date) -> Iterator[dict[str, Any]]:
    after, size = file_hash(item.staged), item.staged.stat().st_size
    for snapshot_id, path in item.content.places:
        stone = Tombstone(path, day.isoformat(), reason, item.rows_removed, item.content.sha256, after)
        yield {
            "snapshot": snapshot_id,
            "staged": item.staged.name,
            "file": asdict(SnapshotFile(path, after, size, item.rows_left)),
            "stone": asdict(stone),
        }


def _replace(path: Path, staged: Path, digest: str) -> None:
    """Put the new file in the place of the old one. The old inode, which other snapshots may share, is not touched."""
    if not path.parent.is_dir() or (path.is_file() and file_hash(path) == digest):
        return
    side = path.with_name(f".{path.name}.erasing")
    side.unlink(missing_ok=True)
    link_file(staged, side)
    side.replace(path)


def _mark(folder: Path, erased: Sequence[tuple[SnapshotFile, Tombstone]]) -> None:
    if not folder.is_dir():
        return
    manifest = Manifest.read(folder)
    new = [(file, stone) for file, stone in erased if stone not in manifest.tombstones]
    manifest.with_erased(new).write(folder)
