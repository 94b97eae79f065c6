"""What ``kompas status`` says: plain lines that are never cut, whatever the width of the screen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import InputSnapshot, Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND, VERB_OF_KIND
from pipelines.registry.listing import suspension_lines
from pipelines.registry.models import active_events, suspended_events

HEADS = ("kind", "made", "as of", "rows", "data", "")
RIGHT_ALIGNED = "rows"
GAP = "  "


def status_lines(settings: KompasSettings) -> Iterator[str]:
    """Yield the lines: every published snapshot (the newest of each kind first), what is broken and what is missing.

    A snapshot has one line with its kind, when it was made (local time), as-of date, rows, REAL or SYNTHETIC and
    whether it is the current one of its kind, and one with its id. Below a current one stands what it was made from.
    Of each law the model in use, since when, and who answers for it; or who suspended its models, when and why.
    """
    folder = SnapshotFolder(settings.snapshots_dir)
    published = {kind: list(folder.snapshots(kind)) for kind in VERB_OF_ANY_KIND}
    current = {kind: folder.latest(kind).manifest.snapshot_id for kind, snapshots in published.items() if snapshots}
    if current:
        yield from _table([snapshot for snapshots in published.values() for snapshot in snapshots], current)
    else:
        yield f"There are no snapshots in {folder.root} yet."
    for path in folder.unreadable():
        yield f"Not used, because its manifest cannot be read: {path}. What to do: remove the folder."
    yield from _models_in_use(settings, "models" in current)
    missing = [f"{kind} (kompas {verb})" for kind, verb in VERB_OF_KIND.items() if kind not in current]
    if missing:
        yield f"Still to be made: {', '.join(missing)}."


def _models_in_use(settings: KompasSettings, there_are_models: bool) -> Iterator[str]:
    active, suspended = active_events(settings), suspended_events(settings)
    for event in active.values():
        since = datetime.fromisoformat(event.at).astimezone()
        yield f"In use: {event.model_id}, since {since:%Y-%m-%d %H:%M}, by {event.responsible}."
    yield from suspension_lines(suspended)
    if there_are_models and not active and not suspended:
        yield "No model is in use: see `kompas models list`."


def _table(snapshots: Sequence[Snapshot], current: dict[str, str]) -> Iterator[str]:
    rows = [HEADS, *(_cells(snapshot, current) for snapshot in snapshots)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    indent = " " * widths[0] + GAP
    yield _aligned(HEADS, widths)
    for snapshot, cells in zip(snapshots, rows[1:], strict=True):
        yield _aligned(cells, widths)
        yield f"{indent}id {snapshot.manifest.snapshot_id}"
        if _is_current(snapshot.manifest.kind, snapshot.manifest.snapshot_id, current):
            yield from (f"{indent}from {_input(item, current)}" for item in snapshot.manifest.inputs)


def _cells(snapshot: Snapshot, current: dict[str, str]) -> tuple[str, ...]:
    manifest = snapshot.manifest
    made = datetime.fromisoformat(manifest.created_at).astimezone()
    return (
        manifest.kind,
        f"{made:%Y-%m-%d %H:%M}",
        manifest.as_of or "-",
        f"{manifest.rows:,}",
        "SYNTHETIC" if manifest.synthetic else "REAL",
        "current" if _is_current(manifest.kind, manifest.snapshot_id, current) else "",
    )


def _input(item: InputSnapshot, current: dict[str, str]) -> str:
    outdated = item.kind in VERB_OF_ANY_KIND and not _is_current(item.kind, item.snapshot_id, current)
    return f"{item.kind} {item.snapshot_id}{' (not the current one)' if outdated else ''}"


def _is_current(kind: str, snapshot_id: str, current: dict[str, str]) -> bool:
    return current.get(kind) == snapshot_id


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    placed = (
        cell.rjust(width) if head == RIGHT_ALIGNED else cell.ljust(width)
        for head, cell, width in zip(HEADS, cells, widths, strict=True)
    )
    return GAP.join(placed).rstrip()
