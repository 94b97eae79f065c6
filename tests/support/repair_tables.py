"""A repair, other objectives and bounds with figures to check by hand, for the page that shows them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from models.fairness.before_after import COMPARED_SCHEMA
from models.fairness.bounds import BOUND_SCHEMA
from models.fairness.mitigation import POINT_SCHEMA
from models.fairness.objectives import AUDITED
from models.yields import UNITS
from pipelines.snapshots.writer import Recipe, as_input, publish
from tests.support import tables

POINT: dict[str, Any] = {"how": "limits", "dimension": "sector", "may_steer": True, "status": "made"}
MADE: dict[str, Any] = POINT | {
    "moved": 40,
    "expected_before": 200.0,
    "expected_after": 180.0,
    "lost": 20.0,
    "lost_share": 0.1,
    "widest_before": 0.2,
    "widest_after": 0.08,
    "turned": 1,
    "grew": 1,
}
POINTS = (MADE | {"strength": 0.5, "lost_share": 0.04, "moved": 3}, MADE | {"strength": 1.0})
RATE: dict[str, Any] = {"step": "plan", "dimension": "sector", "measure": "selection_rate", "units": 200, "sure": False}
GREW: dict[str, Any] = RATE | {
    "dimension": "sector x region",
    "group": "F x Noord",
    "units": 44,
    "difference_before": 0.05,
    "difference_low_before": 0.02,
    "difference_high_before": 0.08,
    "difference_after": 0.09,
    "difference_low_after": 0.06,
    "difference_high_after": 0.12,
    "growth": 0.04,
    "growth_low": 0.01,
    "growth_high": 0.07,
    "flag": "grew",
    "sure": True,
}
TURNED: dict[str, Any] = GREW | {
    "dimension": "size_class",
    "group": "1",
    "measure": "visits_per_worker",
    "difference_before": -0.002,
    "difference_after": 0.003,
    "growth": 0.001,
    "flag": "turned",
}
PERHAPS: dict[str, Any] = GREW | {"dimension": "region", "group": "Oost", "growth": 0.5, "sure": False}
HIDDEN: dict[str, Any] = RATE | {"group": "I", "units": 30}
"""Of a group of which few were chosen nothing is published but its size."""


def flagged(**changes: Any) -> list[dict[str, Any]]:
    """Return groups that turned round or grew, surely and perhaps, and one that is hidden."""
    return [row | changes for row in (GREW, TURNED, PERHAPS, HIDDEN)]


def publish_repair(
    folder: SnapshotFolder,
    points: Sequence[Mapping[str, Any]] = POINTS,
    *,
    law: str | None = None,
    inputs: Sequence[Snapshot] | None = None,
) -> Snapshot:
    """Publish a repair, of the plan and features in use unless it is of other snapshots."""
    rows = [row | {"strength": strength} for strength in (0.5, 1.0) for row in flagged()]
    made = any(row.get("moved") is not None for row in points)
    first = points[0]
    frames = {
        "points": pl.DataFrame(points, schema=POINT_SCHEMA),
        "audits": pl.DataFrame(rows, schema={"strength": pl.Float64, **COMPARED_SCHEMA}) if made else pl.DataFrame(),
    }
    notes = {"dimension": first["dimension"], "how": first["how"], "law": law}
    of = [folder.latest(kind) for kind in ("features", "plan")] if inputs is None else inputs
    return _publish(folder, "mitigation", frames, of, notes)


def publish_objectives(folder: SnapshotFolder, differences: Sequence[Mapping[str, Any]] | None = None) -> Snapshot:
    """Publish an audit of objectives; under workers groups turned round or grew beside hits. None yields severity."""
    nothing = (0.0, math.nan)
    shares: dict[str, tuple[tuple[float, float], ...]] = {
        "hits": ((100.0, 1.0), (80.0, 0.8), (100.0, 1.0), nothing),
        "workers": ((75.0, 0.75), (100.0, 1.0), (80.0, 0.8), nothing),
    }
    yields = [
        (objective, measure, UNITS[measure], *told)
        for objective, all_of_them in shares.items()
        for measure, told in zip(AUDITED, all_of_them, strict=True)
    ]
    overlap = [
        {"first": "hits", "second": "workers", "both": 60, "first_only": 20, "second_only": 20, "shared": 0.6},
        {"first": "hits", "second": "severity", "both": 78, "first_only": 2, "second_only": 2, "shared": 78 / 82},
    ]
    rows = flagged(objective="workers") if differences is None else differences
    frames = {
        "yields": pl.DataFrame(yields, schema=["objective", "measure", "unit", "expected", "of_best"], orient="row"),
        "overlap": pl.DataFrame(overlap),
        "differences": pl.DataFrame(rows, schema={"objective": pl.String, **COMPARED_SCHEMA}),
    }
    return _publish(folder, "objectives", frames, [folder.latest("plan")], {"plan_id": "2026-11"})


def publish_bounds(folder: SnapshotFolder, *, assumed: bool = True) -> Snapshot:
    """Publish bounds by region: of the group, of the difference, and of hit rates of too few."""
    bound: dict[str, Any] = {"measure": "selection_rate", "of": "group", "status": "estimated", "low": 0.17}
    bound |= {"high": 0.83, "limit_low": 0.1, "limit_high": 0.9, "cells": 4, "units": 100}
    if assumed:
        bound |= {"assumption": "same_rate_in_every_cell", "assumed_value": 0.4, "assumed_low": 0.3}
        bound |= {"assumed_high": 0.5, "refuted": False, "assumed_even": 0.25}
    ruled_out = {"refuted": True} if assumed else {}
    too_few = {
        "measure": "hit_rate",
        "of": "group",
        "status": "not_estimable",
        "cells": 4,
        "units": 100,
        "negatives": 0,
    }
    rows = [
        {"level": "cell", "narrowed": 0.34} | bound,
        {"level": "cell", "narrowed": 0.2} | bound | {"of": "difference", "low": -0.5, "high": 0.4} | ruled_out,
        {"level": "cell"} | too_few,
        {"level": "country"} | bound | {"low": 0.0, "high": 1.0},
    ]
    schema = {"level": pl.String, **BOUND_SCHEMA, "width": pl.Float64, "narrowed": pl.Float64}
    frames = {"bounds": pl.DataFrame(rows, schema=schema)}
    return _publish(
        folder, "bounds", frames, [folder.latest("features")], {"by": "region", "widest": ["Noord", "West"]}
    )


def _publish(
    folder: SnapshotFolder,
    kind: str,
    frames: Mapping[str, pl.DataFrame],
    inputs: Sequence[Snapshot],
    notes: Mapping[str, Any],
) -> Snapshot:
    def fill(side: Any) -> dict[str, Any]:
        for name, frame in frames.items():
            frame.write_parquet(side / f"{name}.parquet")
        return dict(notes)

    named = tuple(as_input(snapshot) for snapshot in inputs)
    return publish(folder, Recipe(kind, "test", named, as_of=tables.AS_OF, synthetic=True), fill)
