"""``kompas plan``: the period's visits, desk checks and letters."""

from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.store.plan_request import PlanRequest
from models.planning.choices import Plan
from models.planning.plan import make_plan
from pipelines.planning.asked import notes_asked, refuse_loss, settings_asked, standing_choice
from pipelines.planning.inputs import PlanInputs, PlanSources, plan_choices, plan_inputs
from pipelines.planning.past_chances import past_chances
from pipelines.planning.registers import Registers
from pipelines.planning.remarks import plan_remarks
from pipelines.steps.activation import active_models, refuse_other_models
from pipelines.steps.below_the_cut import below_the_cut
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, made_from, model_recipe


def plan_step(
    context: StepContext, *, objective: str = "", mix: str = "", by: str = "", reason: str = "", leave_work: str = ""
) -> StepResult:
    """Plan the months after the as-of date's.

    Args:
        context: The run.
        objective: What the plan is to yield most of; empty: what a person chose for the plan in use, or the settings.
        mix: For ``mix``: its weights, as ``hits=1,workers=2``.
        by: Who chose the objective.
        reason: Why.
        leave_work: Not empty: what was decided about the plan in use may stay behind with it.

    Raises:
        KompasError: Something that the plan is made from is not there, or the choice is refused.
    """
    if not objective:
        return plan_as_asked(context, None)
    weights = {name: float(weight) for name, _, weight in (part.partition("=") for part in mix.split(",") if part)}
    return plan_as_asked(context, PlanRequest(objective, by, reason, weights, leave_work=bool(leave_work)))


def plan_as_asked(context: StepContext, request: PlanRequest | None) -> StepResult:
    """Plan the months after the as-of date's under the objective that a person chose.

    Args:
        context: The run.
        request: The choice; ``None``: nobody chooses now.

    Raises:
        KompasError: As in `plan_step`.
    """
    features, warehouse, as_of = input_pair(context)
    scores = made_from(context, "scores", features)
    refuse_other_models(context, scores, features)
    chosen = request or standing_choice(context, as_of)
    settings = settings_asked(context.settings, chosen)
    configuration = settings.plan.model_dump()
    recipe = model_recipe("plan", (scores, features, warehouse), as_of, configuration, settings.seed)
    months = plan_choices(settings, as_of).months
    plan_id = f"{months[0]:%Y-%m}-{recipe.fingerprint[:8]}"
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        inputs = plan_inputs(PlanSources(features, warehouse, scores, as_of), settings)
        plan = make_plan(inputs.frame, inputs.capacity, inputs.links, inputs.choices)
        _write(plan, plan_id, past_chances(Registers(warehouse, as_of)), side)
        matrix, models = pl.read_parquet(features.table("current")), active_models(context, features)
        told = below_the_cut(matrix, plan.items["employer_id"], models, catalogue_inputs())
        told.write_parquet(side / "below_the_cut.parquet")
        remarks.extend(plan_remarks(plan_id, inputs.frame, plan))
        refuse_other_models(context, scores, features)  # once more: somebody may have suspended models meanwhile
        if request is not None:  # once more: somebody may have decided while the plan was being made
            refuse_loss(context, request, recipe.fingerprint, months)
        return _notes(plan_id, inputs, plan) | notes_asked(chosen)

    if request is not None:
        refuse_loss(context, request, recipe.fingerprint, months)
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
    choices = inputs.choices
    return {
        "plan_id": plan_id,
        "month": plan.months[0].isoformat(),
        "months": [month.isoformat() for month in plan.months],
        "objective": choices.objective,
        **({"mix": dict(choices.mix)} if choices.objective == "mix" else {}),
        "solution": dict(plan.solution),
    }
