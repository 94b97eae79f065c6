"""``kompas monitor``: the models in use, watched; what is measured is published, nothing is suspended."""

import json
from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from models.arrays import JsonObject
from models.monitoring.stop_rule import advises_to_stop, stop_rule, stop_rule_hash
from pipelines.monitoring.measuring import Measured, Watched, measure, no_calibration, no_drift, watched_models
from pipelines.steps.activation import active_models
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, model_recipe

KIND = "monitoring"
REPORT = "report.json"


def monitoring_step(context: StepContext) -> StepResult:
    """Measure drift, calibration and the gap between backtest and life, and hold them against the stop rule."""
    features, warehouse, as_of = input_pair(context)
    active = active_models(context, features)
    if not active:
        raise KompasError(
            "No model is in use, so there is nothing to watch.",
            str(context.folder.root / "models"),
            "`kompas status` says what is in use and what is suspended.",
        )
    watched = watched_models(context.folder, active, features)
    snapshots = {item.path: item for model in watched for item in model.inputs}
    recipe = model_recipe(
        KIND,
        (*snapshots.values(), warehouse, features),
        as_of,
        {"models": {model.law: _held_against(model) for model in watched}},
        context.settings.seed,
    )
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, object]:
        measured = []
        for model in watched:
            measured.append(measure(model, features, warehouse, as_of, catalogue_inputs()))
            context.say(f"{model.law}: measured")
        _write(side, watched, measured)
        stopped = [item.law for item in measured if advises_to_stop(item.rules)]
        remarks.append(f"{len(measured)} models watched; the stop rule is met for: {', '.join(stopped) or 'none'}.")
        return {"models": {model.law: model.models.manifest.snapshot_id for model in watched}}

    return publish_step(context, recipe, fill, remarks)


def _held_against(model: Watched) -> JsonObject:
    since = model.scores_since
    return {"models": model.models.manifest.content_hash, "scores_since": since.isoformat() if since else None}


def _write(side: Path, watched: tuple[Watched, ...], measured: list[Measured]) -> None:
    drift = [item.drift.with_columns(law=pl.lit(item.law)) for item in measured]
    pl.concat(drift or [no_drift()]).write_parquet(side / "drift.parquet")
    pl.concat([item.calibration for item in measured] or [no_calibration()]).write_parquet(side / "calibration.parquet")
    document = {
        "stop_rule": {"version": stop_rule()["version"], "sha256": stop_rule_hash()},
        "models": {
            model.law: {
                "model": f"{model.law}@{model.models.manifest.snapshot_id}",
                "learnt_on": model.learnt_on.isoformat(),
                "scores_since": model.scores_since.isoformat() if model.scores_since else None,
                "population_of": model.population.manifest.as_of if model.population else None,
                **item.document(),
            }
            for model, item in zip(watched, measured, strict=True)
        },
    }
    (side / REPORT).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
