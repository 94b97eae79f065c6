"""``kompas score``: every employer's score for every law, and the reasons."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from features.engine import ROW_GROUP
from features.peers import peer_medians
from models.explaining.families import explain_employers, write_reasons
from models.explaining.sample import contributions_of, drawn, write_sample
from models.inputs import input_names
from models.labels import LAWS
from models.law_models import load_law_models
from models.scoring import NO_SCORES, score_law
from pipelines.steps.activation import active_models, newer_candidates
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, model_recipe


def score_step(context: StepContext) -> StepResult:
    """Score all employers of the as-of matrix with the models in use."""
    features, _, _ = input_pair(context)
    models = active_models(context, features)
    done = publish_scores(context, "scores", features, models)
    return replace(done, remarks=(*done.remarks, *newer_candidates(context, models)))


def publish_scores(context: StepContext, kind: str, features: Snapshot, models: Mapping[str, Snapshot]) -> StepResult:
    """Score all employers and publish that, or reuse what is published.

    Args:
        context: The run.
        kind: ``scores``, or the kind of what only analysts compare.
        features: What is scored.
        models: Of each law the models snapshot whose model scores it.
    """
    as_of = date.fromisoformat(features.manifest.as_of or "")
    snapshots = {snapshot.manifest.snapshot_id: snapshot for snapshot in models.values()}
    recipe = model_recipe(
        kind,
        (*snapshots.values(), features),
        as_of,
        {"models": {law: snapshot.manifest.content_hash for law, snapshot in models.items()}},
        context.settings.seed,
    )
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        inputs = catalogue_inputs()
        names, memory = input_names(inputs), load_catalogue().memory
        frame = pl.read_parquet(features.table("current"))
        scores, explained = [], {}
        for law, snapshot in models.items():
            loaded = load_law_models(snapshot.path, law, inputs, memory)
            scores.append(score_law(frame, law, loaded, inputs, memory))
            explained[law] = loaded.model
            context.say(f"{law}: {len(frame):,} employers scored")
        (pl.concat(scores) if scores else NO_SCORES).write_parquet(side / "scores.parquet", row_group_size=ROW_GROUP)
        family_of = {feature.name: feature.family for feature in load_catalogue().features}
        write_reasons(explain_employers(frame, peer_medians(frame, names), explained, inputs, family_of), side)
        sample = drawn(frame, context.settings.seed)
        write_sample(contributions_of(sample, explained, inputs), side)
        remarks.append(f"{len(frame):,} employers scored for {len(scores)} of {len(LAWS)} laws.")
        return {
            "models": {law: snapshot.manifest.snapshot_id for law, snapshot in models.items()},
            "contribution_sample": {"employers": len(sample), "of": len(frame), "seed": context.settings.seed},
        }

    return publish_step(context, recipe, fill, remarks)
