"""The chain of snapshots behind a plan: what each was made from, and whether it still is what was published."""

from collections.abc import Iterator
from dataclasses import dataclass

from data_contracts.snapshots import InputSnapshot, Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import FileHashes
from models.labels import LAWS
from pipelines.snapshots.publications import Logged
from pipelines.verify.verdict import judge

PLAN, SCORES, FEATURES, MONTHLY, WAREHOUSE, MODELS = "plan", "scores", "features", "monthly", "warehouse", "models"


@dataclass(frozen=True)
class Link:
    """One snapshot of the chain.

    Attributes:
        kind: Its kind.
        snapshot_id: Its name, as the snapshot that was made from it says.
        named_hash: The content hash by which that snapshot names it; empty for the plan itself.
        snapshot: The snapshot; ``None`` when it is gone.
        problems: What is not as it was published, in words; empty when all is.
        in_the_log: Whether the audit log says what it was at its publication.
    """

    kind: str
    snapshot_id: str
    named_hash: str
    snapshot: Snapshot | None
    problems: tuple[str, ...]
    in_the_log: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether it is there and is what was published."""
        return self.snapshot is not None and not self.problems


@dataclass(frozen=True)
class Chain:
    """The snapshots behind a plan, the plan first; ``models_of`` gives the models snapshot of each law.

    ``by_rules`` are the laws that were scored by rules, since no model of them was in use.
    """

    links: tuple[Link, ...]
    models_of: dict[str, str]
    by_rules: tuple[str, ...] = ()

    def link(self, kind: str) -> Link:
        """Return the link of a kind of which there is one."""
        return next(link for link in self.links if link.kind == kind)

    @property
    def models(self) -> tuple[Link, ...]:
        """The models snapshots, each once."""
        return tuple(link for link in self.links if link.kind == MODELS)

    @property
    def is_sound(self) -> bool:
        """Whether everything is there and is what was published."""
        return all(link.is_sound for link in self.links)


def chain_of(folder: SnapshotFolder, plan: Snapshot, logged: Logged) -> Chain:
    """Follow a plan down to the registers that it rests on, and read every file again.

    Args:
        folder: Where snapshots are.
        plan: The plan.
        logged: What the audit log knows of snapshots.
    """
    hashes = FileHashes()
    links = [_checked(PLAN, plan.manifest.snapshot_id, "", plan, hashes, logged)]
    links += [_linked(folder, plan, kind, hashes, logged) for kind in (SCORES, FEATURES, WAREHOUSE)]
    scores, features = links[1].snapshot, links[2].snapshot
    links.append(_linked(folder, features, MONTHLY, hashes, logged))
    links += _models(folder, scores, hashes, logged)
    notes = scores.manifest.notes if scores is not None else {}
    named, rules = notes.get("models", {}), notes.get("rules", [])
    return Chain(
        tuple(links), {law: named[law] for law in LAWS if law in named}, tuple(law for law in LAWS if law in rules)
    )


def _models(folder: SnapshotFolder, scores: Snapshot | None, hashes: FileHashes, logged: Logged) -> Iterator[Link]:
    named = [item for item in scores.manifest.inputs if item.kind == MODELS] if scores is not None else []
    for item in named:
        yield _checked(MODELS, item.snapshot_id, item.content_hash, _found(folder, item), hashes, logged)


def _linked(folder: SnapshotFolder, parent: Snapshot | None, kind: str, hashes: FileHashes, logged: Logged) -> Link:
    named = next((item for item in parent.manifest.inputs if item.kind == kind), None) if parent is not None else None
    if named is None:
        return Link(kind, "", "", None, ("not_named",))
    return _checked(kind, named.snapshot_id, named.content_hash, _found(folder, named), hashes, logged)


def _found(folder: SnapshotFolder, named: InputSnapshot) -> Snapshot | None:
    return folder.find(named.kind, named.snapshot_id)


def _checked(
    kind: str, name: str, named_hash: str, snapshot: Snapshot | None, hashes: FileHashes, logged: Logged
) -> Link:
    if snapshot is None:
        return Link(kind, name, named_hash, None, ("gone",))
    problems = tuple(_problems(snapshot, named_hash, hashes, logged))
    return Link(kind, name, named_hash, snapshot, problems, logged.names(snapshot.manifest))


def _problems(snapshot: Snapshot, named_hash: str, hashes: FileHashes, logged: Logged) -> Iterator[str]:
    verdict = judge(snapshot, hashes, logged)
    for word, files in (
        ("missing", verdict.damage.missing),
        ("changed", verdict.damage.changed),
        ("unexpected", verdict.damage.unexpected),
    ):
        yield from (f"{word}:{file}" for file in files)
    if logged.contradicts(snapshot.manifest):
        yield "other_than_logged"
    elif verdict.forged:
        yield "manifest"
    if named_hash and named_hash != snapshot.manifest.content_hash:
        yield "other_content"
