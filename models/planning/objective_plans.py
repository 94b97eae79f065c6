"""The plan under each objective at the same capacity, and what each yields by the measure of the others."""

import polars as pl

from models.fairness.objectives import AUDITED
from models.planning.limit_repair import Planned
from models.planning.solving import InfeasiblePlanError
from models.yields import UNITS


def plans_by_objective(planned: Planned, units: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return whom the plan looks at under each objective, and what it is expected to yield.

    Lot draws the same employers under each. An objective under which the plan's limits clash is left out.

    Args:
        planned: What the plan is made from.
        units: ``unit``: the employers that are audited.

    Returns:
        ``unit`` and a Boolean column an objective, as ``models.fairness.objectives.objective_audit`` takes; and
        ``objective, measure, unit, expected, of_best``: what the plan under an objective is expected to yield by the
        measure of each, and as a share of the plan that yields most of it.
    """
    looked, rows = [], []
    for objective in AUDITED:
        try:
            plan = planned.plan(objective=objective)
        except InfeasiblePlanError:
            continue
        looked.append(planned.looked_at(plan, units).alias(objective))
        rows += [(objective, measure, UNITS[measure], planned.expected(plan, measure)) for measure in AUDITED]
    schema = {"objective": pl.String, "measure": pl.String, "unit": pl.String, "expected": pl.Float64}
    yields = pl.DataFrame(rows, schema=schema, orient="row")
    best = pl.col("expected").max().over("measure")
    return units.select("unit", *looked), yields.with_columns(of_best=pl.col("expected") / best)
