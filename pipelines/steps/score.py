"""``kompas score``: every employer's score for every law, and the reasons."""

from pathlib import Path

import polars as pl

from data_contracts.snapshots import Snapshot
from features.peers import peer_values
from models.inputs import input_names
from models.labels import LAWS
from models.learning.ranking_model import load_model
from models.scoring import NO_REASONS, NO_SCORES, law_reasons, score_law
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, made_from, model_recipe


def score_step(context: StepContext) -> StepResult:
    """Score all employers of the as-of matrix."""
    features, _, as_of = input_pair(context)
    models = made_from(context, "models", features)
    recipe = model_recipe("scores", (features, models), as_of, {}, context.settings.seed)
    remarks: list[str] = []

    def fill(side: Path) -> None:
        inputs = catalogue_inputs()
        names = input_names(inputs)
        frame = pl.read_parquet(features.table("current"))
        peers = peer_values(frame, names)
        scores, reasons = [], []
        for law in laws_with_a_model(models):
            model = load_model(models.path, law, names)
            scores.append(score_law(frame, law, model, inputs))
            reasons.append(law_reasons(frame, peers, law, model, inputs))
            context.say(f"{law}: {len(frame):,} employers scored")
        all_reasons = pl.concat(reasons) if reasons else NO_REASONS
        (pl.concat(scores) if scores else NO_SCORES).write_parquet(side / "scores.parquet")
        all_reasons.sort("employer_id", "law", "direction", "position").write_parquet(side / "reasons.parquet")
        remarks.append(f"{len(frame):,} employers scored for {len(scores)} of {len(LAWS)} laws.")

    return publish_step(context, recipe, fill, remarks)


def laws_with_a_model(models: Snapshot) -> list[str]:
    """Return the laws of which the snapshot holds a model; too few cases leave a law without one."""
    return [law for law in LAWS if models.file(f"{law}.card.json").is_file()]
