"""What is known of a model when it is judged: its backtest, its files, its inputs, and what is in use beside it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from data_contracts.snapshots import Manifest, Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from data_contracts.store import ModelEvent
from features.catalogue import load_catalogue
from models.evaluation.bootstrap import Estimate
from models.evaluation.reliability import ReliabilityBand
from models.registry.gates import Beside, Evidence, gate_rules
from models.registry.identity import ModelId
from pipelines.registry.models import PublishedModel

PLAN_CUT = "plan_cut"
"""The note of a backtest's manifest that says at which share of employers the plan cuts."""
COMPARED = ("heuristic", "active")


def evidence_of(folder: SnapshotFolder, model: PublishedModel, in_use: Mapping[str, ModelEvent]) -> Evidence:
    """Gather what the gates look at.

    Args:
        folder: The published snapshots.
        model: The model that is judged.
        in_use: Of each law with a model in use the event that put it there.
    """
    backtest = backtest_of(folder, model.snapshot)
    return Evidence(
        law=model.law,
        beside=_beside(folder, model, in_use.get(model.law)),
        damaged=damaged_files(model.snapshot),
        inputs=model.inputs(),
        catalogue=load_catalogue().names,
        **(_measured(backtest, model.law) if backtest is not None else {}),
    )


def backtest_of(folder: SnapshotFolder, models: Snapshot) -> Snapshot | None:
    """Return the newest intact backtest of the same features by the same recipe as these models, if there is one."""
    fitting = (item for item in folder.snapshots("backtest") if _tests(item.manifest, models.manifest))
    return next((item for item in fitting if not damaged_files(item)), None)


def plan_cut_of(backtest: Snapshot) -> float | None:
    """Return the share of employers at which the plan cuts, as the backtest measured it."""
    cut = backtest.manifest.notes.get(PLAN_CUT)
    return None if cut is None else float(cut)


def figure_at(backtest: Snapshot, law: str, ranking: str, metric: str, cut: float | None) -> dict[str, Any] | None:
    """Return a figure of a backtest over all its cut-off dates, on all its cases, with its interval and counts.

    Args:
        backtest: The backtest.
        law: The law.
        ranking: The ranking, e.g. ``model``.
        metric: The measure.
        cut: At which share of the list, for measures that have one.
    """
    metrics = pl.read_parquet(backtest.table("metrics"))
    if "cut_off" in metrics.columns:
        metrics = metrics.filter(pl.col("cut_off").is_null())
    same_cut = pl.col("cut").is_null() if cut is None else (pl.col("cut") - cut).abs() < 1e-9
    arm = gate_rules()["thresholds"]["arm"]
    found = metrics.filter(law=law, arm=arm, ranking=ranking, metric=metric).filter(same_cut)
    return found.row(0, named=True) if len(found) else None


def estimate_of(figure: Mapping[str, Any] | None) -> Estimate | None:
    """Return a figure of a backtest with its interval; ``None`` where it was not measured or is not estimable."""
    values = [] if figure is None else [figure[name] for name in ("value", "low", "high")]
    return Estimate(*values) if values and None not in values else None


def same_recipe(one: Manifest, other: Manifest) -> bool:
    """Tell whether two models snapshots were made by the same code, libraries, settings and seeds."""
    return all(
        getattr(one, name) == getattr(other, name) for name in ("code_version", "configuration", "seeds", "libraries")
    )


def _tests(backtest: Manifest, models: Manifest) -> bool:
    """Tell whether a backtest is of the features and warehouse, code, libraries, seeds and settings of some models."""
    inputs = {(item.kind, item.snapshot_id) for item in models.inputs}
    training = backtest.configuration.get("model", {})
    return (
        inputs <= {(item.kind, item.snapshot_id) for item in backtest.inputs}
        and all(getattr(backtest, name) == getattr(models, name) for name in ("code_version", "seeds", "libraries"))
        and all(training.get(name, value) == value for name, value in models.configuration.items())
    )


def _beside(folder: SnapshotFolder, model: PublishedModel, event: ModelEvent | None) -> Beside:
    if event is None or event.model_id is None or event.model_id == model.model_id:
        return "none"
    snapshot = folder.find("models", ModelId.parse(event.model_id).snapshot_id)
    if snapshot is None or damaged_files(snapshot):
        return "unusable"
    if PublishedModel(model.law, snapshot).inputs() != load_catalogue().names:
        return "unusable"
    return "same_recipe" if same_recipe(snapshot.manifest, model.snapshot.manifest) else "other"


def _measured(backtest: Snapshot, law: str) -> dict[str, Any]:
    report = _law_report(backtest, law)
    cut = plan_cut_of(backtest)
    metric = gate_rules()["thresholds"]["metric"]
    figure = figure_at(backtest, law, "model", metric, cut)
    if report is None or figure is None:
        return {}
    return {
        "cases": figure["cases"],
        "positives": figure["positives"],
        "cut": cut,
        "precision": estimate_of(figure),
        "differences": dict(_differences(report, f"{metric}_at_{100 * (cut or 0):g}%")),
        "bands": _bands(report),
    }


def _law_report(backtest: Snapshot, law: str) -> dict[str, Any] | None:
    content = json.loads(backtest.file("report.json").read_text(encoding="utf-8"))
    found: dict[str, Any] | None = content["models"].get(law)
    return found


def _differences(report: Mapping[str, Any], key: str) -> Iterator[tuple[str, Estimate]]:
    for ranking in COMPARED:
        figure = report["rankings"].get(ranking, {}).get("figures", {}).get(key, {})
        difference = figure.get("model_minus_this")
        if difference and None not in difference.values():
            yield ranking, Estimate(**difference)


def _bands(report: Mapping[str, Any]) -> tuple[ReliabilityBand, ...]:
    calibration = report["rankings"]["model"]["calibration"]
    return tuple(ReliabilityBand(**band) for band in calibration["bands"]) if isinstance(calibration, dict) else ()
