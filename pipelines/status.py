"""What ``kompas status`` says."""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND


def print_status(settings: KompasSettings, console: Console) -> None:
    """Print every published snapshot, the newest of each kind first, and what is still to be made."""
    folder = SnapshotFolder(settings.snapshots_dir)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for head, justify in (("kind", "left"), ("snapshot", "left"), ("made", "left"), ("as of", "left")):
        table.add_column(head, justify="left" if justify == "left" else "right", no_wrap=True)
    table.add_column("rows", justify="right")
    table.add_column("data")
    missing = []
    for kind, verb in VERB_OF_KIND.items():
        snapshots = list(folder.snapshots(kind))
        if not snapshots:
            missing.append(f"{kind} (kompas {verb})")
        for snapshot in snapshots:
            table.add_row(*_row(snapshot))
    if table.row_count:
        console.print(table)
    else:
        console.print(f"There are no snapshots in {folder.root} yet.", highlight=False, soft_wrap=True)
    if missing:
        console.print(f"Still to be made: {', '.join(missing)}.", highlight=False, soft_wrap=True)


def _row(snapshot: Snapshot) -> list[str]:
    manifest = snapshot.manifest
    made = datetime.fromisoformat(manifest.created_at).astimezone()
    return [
        manifest.kind,
        manifest.snapshot_id,
        f"{made:%Y-%m-%d %H:%M}",
        manifest.as_of or "–",
        f"{manifest.rows:,}",
        "SYNTHETIC" if manifest.synthetic else "real",
    ]
