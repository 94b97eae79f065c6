"""What every step works with, and what it says when it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_contracts.contract import register_names
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND
from pipelines.snapshots.writer import Recipe, make_current, publish


class NothingToLearnError(KompasError):
    """No case is closed yet, so that no model can learn: everybody goes by rules and lot."""


@dataclass(frozen=True)
class StepContext:
    """Settings, where snapshots are, and whom to tell about progress."""

    settings: KompasSettings
    folder: SnapshotFolder
    say: Callable[[str], None]

    @classmethod
    def of(cls, settings: KompasSettings, say: Callable[[str], None]) -> "StepContext":
        """Return the context of a run with these settings."""
        return cls(settings, SnapshotFolder(settings.snapshots_dir), say)


@dataclass(frozen=True)
class StepResult:
    """What a step wrote: where, how many rows, whether it was there already, and what is worth saying."""

    path: Path
    rows: int
    reused: bool
    remarks: tuple[str, ...] = ()


Filler = Callable[[Path], Mapping[str, Any] | None]
"""Writes a snapshot's files into a folder; may return notes for the manifest."""


def publish_step(context: StepContext, recipe: Recipe, fill: Filler, remarks: list[str] | None = None) -> StepResult:
    """Publish a step's snapshot, or reuse the one that was made from exactly the same.

    Args:
        context: The run.
        recipe: What the snapshot is made from.
        fill: Does the step's work.
        remarks: A list that ``fill`` adds to; it is read after the work.
    """
    present = context.folder.with_fingerprint(recipe.kind, recipe.fingerprint)
    damaged = damaged_files(present) if present is not None else []
    if present is not None and not damaged:
        make_current(context.folder, present)
        return StepResult(present.path, present.manifest.rows, reused=True)
    if present is not None:
        context.say(f"{present.path} is damaged ({', '.join(damaged[:3])}) and is made again")
    made = publish(context.folder, recipe, lambda side: dict(fill(side) or {}))
    return StepResult(made.path, made.manifest.rows, reused=False, remarks=tuple(remarks or ()))


def intact(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot that a step reads, once it is certain that its files are the ones that were published.

    Raises:
        KompasError: A file is missing or has been changed.
    """
    damaged = damaged_files(snapshot)
    if damaged:
        raise KompasError(
            f"The {snapshot.manifest.kind} snapshot is damaged: {', '.join(damaged[:3])} is not what was published.",
            str(snapshot.path),
            f"Run `kompas {VERB_OF_ANY_KIND[snapshot.manifest.kind]}`, which makes it again, and what comes after it.",
        )
    return snapshot


def register_tables(warehouse: Snapshot) -> dict[str, str]:
    """Return the path of every register table in a warehouse snapshot."""
    return {name: warehouse.table(name) for name in register_names()}


def carried_notes(snapshot: Snapshot) -> dict[str, str]:
    """Return what the screens must keep saying about where the data comes from."""
    notes = snapshot.manifest.notes
    return {key: notes[key] for key in ("source", "note_nl", "note_en") if key in notes}
