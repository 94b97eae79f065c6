"""``kompas fairness objectives``: on whom the plan would fall under each objective; the plan in use stays."""

from pathlib import Path
from typing import Any

import polars as pl

from models.fairness.before_after import Drawing
from models.fairness.figures import Choice
from models.fairness.objectives import objective_audit
from models.planning.limit_repair import Planned
from models.planning.objective_plans import plans_by_objective
from pipelines.fairness.repair.repairing import groups_of, without_few
from pipelines.fairness.repair.showing import OBJECTIVES
from pipelines.fairness.rules import audit_rules
from pipelines.fairness.traits import held_traits, open_traits
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.fairness import audit_recipe, audit_sources
from pipelines.steps.modelling import model_recipe
from pipelines.what_if.base import plan_base


def objectives_step(context: StepContext) -> StepResult:
    """Plan under each objective from what the plan in use was made from, and audit whom each looks at.

    Raises:
        KompasError: There is no plan yet, or something that it was made from is damaged.
    """
    base, traits = plan_base(context), held_traits(context.settings)
    sources = audit_sources(context)
    made = model_recipe(
        OBJECTIVES, base.snapshots, sources.as_of, {"rules": vars(audit_rules())}, context.settings.seed
    )
    recipe = audit_recipe(made, traits)

    def fill(side: Path) -> dict[str, Any]:
        inputs = base.inputs()
        planned = Planned(inputs.frame, inputs.capacity, inputs.links, inputs.choices)
        employers = sources.employers()
        groups = groups_of(employers, open_traits(context.settings, traits, sources.as_of))
        units = employers.filter(pl.col("employer_id").is_in(inputs.frame["employer_id"].implode())).select(
            "unit", "employer_id", pl.col("workers").fill_null(0).cast(pl.Int64)
        )
        choices, yields = plans_by_objective(planned, units)
        context.say("plans made")
        drawing = Drawing(audit_rules().rounds, context.settings.seed)
        told = objective_audit(units, groups, choices, Choice("plan"), drawing=drawing)
        # Each objective is a part of its own: what is hidden under one hides nothing under another.
        named = told.differences.rename({"objective": "strength"})
        tables = {
            "rates": told.rates,
            "overlap": told.overlap,
            "differences": without_few(named).rename({"strength": "objective"}),
            "yields": yields,
        }
        for name, table in tables.items():
            table.write_parquet(side / f"{name}.parquet")
        return {"plan_id": base.plan_id}

    return publish_step(context, recipe, fill)
