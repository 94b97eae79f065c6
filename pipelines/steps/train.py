"""``kompas train``: one model a law, on everything known on the as-of date."""

from pathlib import Path

import polars as pl

from features.catalogue import load_catalogue
from models.labels import LAWS
from models.law_models import HOURS, LawModels
from models.law_training import train_hours, train_law
from models.learning.training import TooFewCasesError
from models.register_cases import law_frame
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, known_labels, model_recipe, training_plan


def train_step(context: StepContext) -> StepResult:
    """Train and calibrate the models."""
    features, warehouse, as_of = input_pair(context)
    settings = context.settings
    asked = settings.model
    configuration = asked.model_dump(include={"trees", "members", "tuning_trials", "selection_power"})
    recipe = model_recipe("models", (features, warehouse), as_of, configuration, settings.seed)
    remarks: list[str] = []

    def fill(side: Path) -> None:
        labels, inputs, plan = known_labels(warehouse, as_of), catalogue_inputs(), training_plan(context)
        matrix, population = (pl.read_parquet(features.table(name)) for name in ("training", "current"))
        about = {"as_of": as_of.isoformat(), "synthetic": recipe.synthetic}
        learnt_from = []
        for law in LAWS:
            frame = law_frame(labels, matrix, law)
            learnt_from.append(frame.select("law", "case_id", "violation", "known_on"))
            try:
                models = train_law(
                    frame,
                    population,
                    inputs,
                    plan,
                    {"name": law, **about},
                    memory=load_catalogue().memory,
                    members=asked.members,
                    tuning_trials=asked.tuning_trials,
                    selection_power=asked.selection_power,
                    workers=settings.threads,
                )
            except TooFewCasesError as error:
                remarks.append(f"{law}: no model, so no probabilities for this law. {error.what}")
            else:
                models.save(side, law)
                remarks.append(_remark(law, models))
            context.say(remarks[-1])
        hours = train_hours(labels, matrix, inputs, plan)
        if hours is not None:
            hours.save(side, HOURS)
        pl.concat(learnt_from).write_parquet(side / "cases.parquet")

    return publish_step(context, recipe, fill, remarks)


def _remark(law: str, models: LawModels) -> str:
    card = models.model.card
    counted, calibration = card["training"], card["calibration"]
    amounts = {"workers": models.workers, "EUR": models.underpaid}
    missing = [name for name, model in amounts.items() if model is None]
    return (
        f"{law}: {card['trees']} trees from {counted['cases']:,} closed cases, {counted['positives']:,} with a finding "
        f"(worth {counted['effective_cases']:,.0f} cases after weighing); calibration: {calibration['kind']}; "
        f"{len(models.members)} members for rank intervals."
        + (f" Not estimable: {', '.join(missing)} of a finding." if missing else "")
    )
