"""``kompas verify``: all snapshots of a data folder, what they say of each other, and the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import InputSnapshot, SnapshotFolder
from data_contracts.snapshots.integrity import FileHashes
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND
from data_contracts.store import AuditLog, check_chain, has_store
from pipelines.auditing.verifying import forged_rows
from pipelines.counting import counted
from pipelines.snapshots.erasing import Erasure
from pipelines.snapshots.publications import Logged, logged
from pipelines.steps.ingest import AUDIT
from pipelines.store import store_of
from pipelines.verify.verdict import Verdict, judge


@dataclass
class Verification:
    """What was found in a data folder; ``lines`` are for people, ``damaged`` counts what is wrong."""

    lines: list[str] = field(default_factory=list)
    damaged: int = 0

    def say(self, line: str, *, bad: bool = False) -> None:
        """Add a line, and count it when it says that something is wrong."""
        self.lines.append(line)
        self.damaged += bad


def verify(settings: KompasSettings) -> Verification:
    """Read every file of every published snapshot again and compare it with what was published."""
    found, hashes = Verification(), FileHashes()
    log = _audit_log(settings)
    known = logged(log) if log else Logged()
    verdicts: list[Verdict] = []
    for folder, kinds in _places(settings):
        for kind in kinds:
            verdicts.extend(_verify_kind(found, folder, kind, hashes, known))
    _verify_inputs(found, verdicts)
    if log:
        _verify_log(found, log)
    found.say(_summary(found, len(verdicts), hashes))
    return found


def _places(settings: KompasSettings) -> tuple[tuple[SnapshotFolder, tuple[str, ...]], ...]:
    return (
        (SnapshotFolder(settings.snapshots_dir), tuple(VERB_OF_ANY_KIND)),
        (SnapshotFolder(settings.audit_store_dir), (AUDIT,)),
    )


def _verify_kind(
    found: Verification, folder: SnapshotFolder, kind: str, hashes: FileHashes, known: Logged
) -> Iterator[Verdict]:
    for snapshot in folder.snapshots(kind):
        verdict = judge(snapshot, hashes, known)
        words = "; ".join(verdict.words())
        found.say(f"{kind} {snapshot.manifest.snapshot_id}: {words}.", bad=not verdict.is_sound)
        yield verdict
    for path in folder.unreadable([kind]):
        found.say(f"{kind} {path.name}: UNREADABLE, its manifest is gone or broken ({path}).", bad=True)
    if Erasure(folder, kind).is_unfinished:
        remedy = "What to do: run `kompas retention --apply`, which finishes it."
        found.say(f"{kind}: UNFINISHED, an erasure was broken off. {remedy}", bad=True)


def _verify_inputs(found: Verification, verdicts: list[Verdict]) -> None:
    """Compare what snapshots say they were made from with what is there under that name."""
    present = {(item.snapshot.manifest.kind, item.snapshot.manifest.snapshot_id): item.snapshot for item in verdicts}
    for verdict in verdicts:
        manifest = verdict.snapshot.manifest
        for named in manifest.inputs:
            there = present.get((named.kind, named.snapshot_id))
            if there is not None and there.manifest.content_hash != named.content_hash:
                found.say(_other_input(manifest.kind, manifest.snapshot_id, named), bad=True)


def _other_input(kind: str, snapshot_id: str, named: InputSnapshot) -> str:
    return (
        f"{kind} {snapshot_id}: DAMAGED CHAIN, the {named.kind} snapshot {named.snapshot_id} "
        "is not the one that it was made from."
    )


def _audit_log(settings: KompasSettings) -> AuditLog | None:
    url = store_of(settings)
    return AuditLog(url) if has_store(url) else None


def _verify_log(found: Verification, log: AuditLog) -> None:
    with log.transaction(writing=False) as connection:
        chain = check_chain(connection)
        if chain.broken is None:
            found.say(f"audit log: its chain of {counted(chain.lines, 'line')} holds.")
        else:
            found.say(f"audit log: BROKEN at line {chain.broken.sequence}, {chain.broken.reason}.", bad=True)
        for words in forged_rows(connection):
            found.say(words, bad=True)


def _summary(found: Verification, snapshots: int, hashes: FileHashes) -> str:
    read = ", ".join(
        (counted(snapshots, "snapshot"), counted(hashes.files, "file"), counted(hashes.size_bytes, "byte"))
    )
    return f"Read {read}: {counted(found.damaged, 'thing') + ' wrong' if found.damaged else 'all is as published'}."
