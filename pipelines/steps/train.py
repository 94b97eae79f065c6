"""``kompas train``: one model a law, on everything known on the as-of date."""

from pathlib import Path

import polars as pl

from models.labels import LAWS
from models.learning.training import TooFewCasesError, train_ranking_model
from models.register_cases import cases_of, law_frame
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, known_labels, model_recipe, training_plan


def train_step(context: StepContext) -> StepResult:
    """Train and calibrate the models."""
    features, warehouse, as_of = input_pair(context)
    settings = context.settings
    recipe = model_recipe("models", (features, warehouse), as_of, {"trees": settings.model.trees}, settings.seed)
    remarks: list[str] = []

    def fill(side: Path) -> None:
        labels, inputs = known_labels(warehouse, as_of), catalogue_inputs()
        matrix = pl.read_parquet(features.table("training"))
        learnt_from = []
        for law in LAWS:
            frame = law_frame(labels, matrix, law)
            about = {"name": law, "as_of": as_of.isoformat(), "synthetic": recipe.synthetic}
            learnt_from.append(frame.select("law", "case_id", "violation", "known_on"))
            try:
                model = train_ranking_model(cases_of(frame, inputs), inputs, training_plan(context), about)
            except TooFewCasesError as error:
                remarks.append(f"{law}: no model, so no probabilities for this law. {error.what}")
            else:
                model.save(side, law)
                counted = model.card["training"]
                remarks.append(
                    f"{law}: {model.card['trees']} trees from {counted['cases']:,} closed cases, "
                    f"{counted['positives']:,} with a finding."
                )
            context.say(remarks[-1])
        pl.concat(learnt_from).write_parquet(side / "cases.parquet")

    return publish_step(context, recipe, fill, remarks)
