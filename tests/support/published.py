"""A run's folder with one published snapshot of every kind, small enough to make in a second."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.snapshots.writer import Recipe, publish
from tests.support import tables

VISITS = 260
NOTES = {
    "note_nl": "Verzonnen gegevens voor een proef; er zijn meer bezoeken dan in het echt.",
    "note_en": "Made-up data for a trial; there are more visits than in real life.",
}


def publish_all(data_dir: Path, *, visits: int = VISITS, synthetic: bool = True) -> SnapshotFolder:
    """Publish a snapshot of every kind below ``data_dir/snapshots`` and return the folder.

    Args:
        data_dir: The run's folder.
        visits: How many employers there are in the plan; two more are in the register only.
        synthetic: Whether the manifests say that the data are made up.
    """
    folder = SnapshotFolder(data_dir / "snapshots")
    publish_kind(
        folder,
        "warehouse",
        {
            "employers/part-0": tables.employers(visits),
            "inspections/part-0": tables.inspections(),
            "findings/part-0": tables.findings(),
        },
        synthetic=synthetic,
    )
    publish_kind(
        folder,
        "features",
        {"current": tables.current(visits), "training": tables.current(0), "facts": tables.facts()},
        synthetic=synthetic,
    )
    publish_kind(folder, "backtest", {"hit_rates": tables.hit_rates()}, synthetic=synthetic)
    publish_kind(folder, "scores", {"scores": tables.scores(visits), "reasons": tables.reasons()}, synthetic=synthetic)
    publish_plan(folder, visits=visits, synthetic=synthetic)
    return folder


def publish_plan(
    folder: SnapshotFolder, *, visits: int = VISITS, plan_id: str = "2026-11", synthetic: bool = True
) -> Snapshot:
    """Publish one more plan, which is then the newest."""
    items = tables.items(visits, plan_id)
    return publish_kind(folder, "plan", {"items": items, "teams": tables.teams(items)}, synthetic=synthetic)


def publish_kind(
    folder: SnapshotFolder, kind: str, frames: Mapping[str, pl.DataFrame], *, synthetic: bool = True
) -> Snapshot:
    """Publish frames as the Parquet files of one snapshot."""
    recipe = Recipe(
        kind=kind, code_version="test", as_of=tables.AS_OF, synthetic=synthetic, notes=NOTES if synthetic else {}
    )
    return publish(folder, recipe, _writer(frames))


def _writer(frames: Mapping[str, pl.DataFrame]) -> Callable[[Path], dict[str, Any] | None]:
    def write(side: Path) -> None:
        for name, frame in frames.items():
            path = side / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path)

    return write
