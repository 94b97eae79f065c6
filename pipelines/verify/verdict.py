"""The verdict on one snapshot."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from data_contracts.snapshots import Snapshot, Tombstone
from data_contracts.snapshots.integrity import Damage, FileHashes, damage
from data_contracts.snapshots.manifest import MANIFEST_NAME
from pipelines.counting import counted
from pipelines.ingest.place import QUARANTINE
from pipelines.snapshots.publications import Logged

NAMED = 5
"""How many files a line names; the others are counted."""


@dataclass(frozen=True)
class Verdict:
    """What was found of a snapshot.

    Attributes:
        snapshot: The snapshot.
        damage: Files that are not as the manifest says.
        forged: What of the manifest itself does not hold, in words; empty when all does.
    """

    snapshot: Snapshot
    damage: Damage
    forged: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether all is as it was published, lawful erasures left out."""
        return not self.damage and not self.forged

    def words(self) -> Iterator[str]:
        """Yield what a reader must know, the worst first."""
        if self.is_sound:
            yield "intact" if not self.snapshot.manifest.tombstones else "intact but for what was lawfully erased"
        else:
            yield "DAMAGED"
        yield from self.forged
        for what, files in (
            ("missing", self.damage.missing),
            ("changed", self.damage.changed),
            ("not in the manifest", self.damage.unexpected),
        ):
            if files:
                more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
                yield f"{what}: {', '.join(files[:NAMED])}{more}"
        yield from _erased(self.snapshot.manifest.tombstones)


def judge(snapshot: Snapshot, hashes: FileHashes, logged: Logged) -> Verdict:
    """Return the verdict on a snapshot.

    Args:
        snapshot: The snapshot.
        hashes: Hashes that were computed already.
        logged: What the audit log knows of snapshots.
    """
    return Verdict(snapshot, damage(snapshot, hashes), tuple(_forged(snapshot, logged)))


def _forged(snapshot: Snapshot, logged: Logged) -> Iterator[str]:
    manifest = snapshot.manifest
    stated = json.loads((snapshot.path / MANIFEST_NAME).read_text(encoding="utf-8")).get("content_hash")
    if stated != manifest.content_hash:
        yield "the manifest was changed: its files do not give its own content hash"
    if logged.contradicts(manifest):
        yield "the audit log says that it was something else at its publication"
    unknown = sorted({stone.path for stone in manifest.tombstones if stone.sha256_after not in logged.erased})
    if unknown:
        yield f"the audit log knows of no erasure in: {', '.join(unknown[:NAMED])}"


def _table(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"the quarantine of {name.split('.')[0]}" if folder == QUARANTINE else folder or name


def _erased(tombstones: tuple[Tombstone, ...]) -> Iterator[str]:
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for stone in tombstones:
        rows = groups.setdefault((stone.erased_on, stone.reason), {})
        table = _table(stone.path)
        rows[table] = rows.get(table, 0) + stone.rows_removed
    for (day, reason), tables in sorted(groups.items()):
        named = ", ".join(f"{counted(count, 'row')} of {table}" for table, count in sorted(tables.items()))
        yield f"lawfully erased on {day} ({reason}): {named}"
