"""``kompas plan``: the period's visits, desk checks and letters."""

from pathlib import Path
from typing import Any

import polars as pl

from models.planning.choices import Plan
from models.planning.plan import make_plan
from pipelines.planning.inputs import PlanInputs, PlanSources, plan_choices, plan_inputs
from pipelines.planning.past_chances import past_chances
from pipelines.planning.registers import Registers
from pipelines.planning.remarks import plan_remarks
from pipelines.steps.activation import active_models, refuse_other_models
from pipelines.steps.below_the_cut import below_the_cut
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, made_from, model_recipe


def plan_step(context: StepContext) -> StepResult:
    """Plan the months after the as-of date's."""
    settings = context.settings
    features, warehouse, as_of = input_pair(context)
    scores = made_from(context, "scores", features)
    refuse_other_models(context, scores, features)
    configuration = settings.plan.model_dump()
    recipe = model_recipe("plan", (scores, features, warehouse), as_of, configuration, settings.seed)
    first = plan_choices(settings, as_of).months[0]
    plan_id = f"{first:%Y-%m}-{recipe.fingerprint[:8]}"
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        inputs = plan_inputs(PlanSources(features, warehouse, scores, as_of), settings)
        plan = make_plan(inputs.frame, inputs.capacity, inputs.links, inputs.choices)
        _write(plan, plan_id, past_chances(Registers(warehouse, as_of)), side)
        matrix, models = pl.read_parquet(features.table("current")), active_models(context, features)
        told = below_the_cut(matrix, plan.items["employer_id"], models, catalogue_inputs())
        told.write_parquet(side / "below_the_cut.parquet")
        remarks.extend(plan_remarks(plan_id, inputs.frame, plan))
        return _notes(plan_id, inputs, plan)

    return publish_step(context, recipe, fill, remarks)


def _write(plan: Plan, plan_id: str, past: pl.DataFrame, side: Path) -> None:
    tables = {
        "items": plan.items.select(pl.lit(plan_id).alias("plan_id"), pl.all()),
        "teams": plan.teams,
        "inclusion": plan.inclusion,
        "chances": pl.concat([plan.chances, past]),
        "prices": plan.prices,
    }
    for name, table in tables.items():
        table.write_parquet(side / f"{name}.parquet")


def _notes(plan_id: str, inputs: PlanInputs, plan: Plan) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "month": plan.months[0].isoformat(),
        "months": [month.isoformat() for month in plan.months],
        "objective": inputs.choices.objective,
        "solution": dict(plan.solution),
    }
