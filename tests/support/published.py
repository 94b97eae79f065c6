"""A run's folder with one published snapshot of every kind, small enough to make in a second."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.snapshots.writer import Recipe, as_input, publish
from tests.support import chain_tables, plan_tables, tables

VISITS = 260
INPUTS = {
    "warehouse": (),
    "monthly": ("warehouse",),
    "features": ("warehouse", "monthly"),
    "models": ("features", "warehouse"),
    "backtest": ("features", "warehouse"),
    "scores": ("features", "models"),
    "plan": ("scores", "features", "warehouse"),
    "routes": ("plan",),
    "what_if": ("plan",),
    "scenario": ("plan",),
}
SOLUTION = {
    "solver": "HiGHS",
    "cover": 0.5,
    "objective": "hits",
    "objective_unit": "acts with a finding",
    "value": 40.0,
    "bound": 40.1,
    "gap": 0.0025,
    "status": "optimal",
    "seconds": 1.5,
    "value_by_instrument": {"letter": 1.0, "desk_check": 0.0, "visit": 39.0},
    "assumed_share": 0.0,
    "months_without_hours": [],
}
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
    for kind, frames in _frames(visits).items():
        publish_kind(folder, kind, frames, synthetic=synthetic)
    publish_plan(folder, visits=visits, synthetic=synthetic)
    return folder


def _frames(visits: int) -> dict[str, dict[str, pl.DataFrame]]:
    return {
        "warehouse": {
            "employers/part-0": tables.employers(visits),
            "wage_tax_numbers/part-0": tables.wage_tax_numbers(visits),
            "establishments/part-0": tables.establishments(),
            "inspections/part-0": tables.inspections(),
            "findings/part-0": tables.findings(),
            "signals/part-0": chain_tables.signals(),
            "parties/part-0": chain_tables.parties(),
            "staffing_links/part-0": chain_tables.staffing_links(),
        },
        "monthly": {"months/2026-09.00": pl.DataFrame({"loonheffingennummer": ["100000001L01"]})},
        "features": {"current": tables.current(visits), "training": tables.current(0), "facts": tables.facts()},
        "models": {"cases": tables.cases()},
        "backtest": {"hit_rates": tables.hit_rates()},
        "scores": {"scores": tables.scores(visits), "reasons": tables.reasons()},
    }


def publish_plan(
    folder: SnapshotFolder,
    *,
    visits: int = VISITS,
    plan_id: str = "2026-11",
    synthetic: bool = True,
    without_model: Sequence[str] = (),
    months: Sequence[date] = (tables.MONTH,),
) -> Snapshot:
    """Publish one more plan, which is then the one in use, made from what is in use of the other kinds."""
    no_chance = (pl.lit(None, pl.Float64).alias(f"p_{law}") for law in without_model)
    items = plan_tables.items(visits, plan_id, months).with_columns(*no_chance)
    frames = {
        "items": items,
        "teams": plan_tables.teams(items, months),
        "inclusion": plan_tables.inclusion(items),
        "chances": plan_tables.chances(),
        "prices": plan_tables.prices(),
        "below_the_cut": plan_tables.below_the_cut(),
    }
    notes = {
        "plan_id": plan_id,
        "month": months[0].isoformat(),
        "months": [month.isoformat() for month in months],
        "objective": "hits",
        "solution": SOLUTION,
    }
    return publish_kind(folder, "plan", frames, synthetic=synthetic, notes=notes)


def publish_kind(
    folder: SnapshotFolder,
    kind: str,
    frames: Mapping[str, pl.DataFrame],
    *,
    synthetic: bool = True,
    notes: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Publish frames as the Parquet files of one snapshot; its inputs are what is in use, as in a run."""
    present = folder.kinds()
    recipe = Recipe(
        kind=kind,
        code_version="test",
        inputs=tuple(as_input(folder.latest(name)) for name in INPUTS[kind] if name in present),
        as_of=tables.AS_OF,
        synthetic=synthetic,
        notes=(NOTES if synthetic else {}) | dict(notes or {}),
    )
    return publish(folder, recipe, _writer(frames))


def _writer(frames: Mapping[str, pl.DataFrame]) -> Callable[[Path], dict[str, Any] | None]:
    def write(side: Path) -> None:
        for name, frame in frames.items():
            path = side / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path)

    return write
