"""``kompas fairness mitigate``: what a repair of one dimension would mend, break and cost; nothing is changed by it."""

from pathlib import Path
from typing import Any, get_args

from data_contracts.errors import KompasError
from models.fairness.mitigation import LIMITS
from models.planning.limit_repair import Planned
from pipelines.fairness.repair.repairing import Asked, How, Material, repaired
from pipelines.fairness.repair.showing import MITIGATION
from pipelines.fairness.rules import audit_rules
from pipelines.fairness.traits import held_traits, open_traits
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.fairness import audit_recipe, audit_sources
from pipelines.steps.modelling import catalogue_inputs, model_recipe
from pipelines.what_if.base import plan_base


def mitigation_step(context: StepContext, dimension: str, how: str, law: str = "") -> StepResult:
    """Compute a repair at several strengths, and the whole audit after each.

    Args:
        context: The run.
        dimension: What is repaired: an open dimension, or an audit trait, which is then computed to be seen only.
        how: ``thresholds`` or ``reweighing`` (of a law's list), or ``limits`` (of the plan in use).
        law: Of which law the list is repaired.

    Raises:
        KompasError: There is no such repair, dimension or list, or a plan would be steered by an audit trait.
    """
    known: tuple[How, ...] = get_args(How)
    means = next((name for name in known if name == how), None)
    if means is None:
        raise KompasError(f"There is no repair '{how}'.", remedy=f"Use one of {', '.join(known)}.")
    asked = Asked(dimension, means, None if means == LIMITS or not law else law)
    sources, traits = audit_sources(context), held_traits(context.settings)
    base = plan_base(context) if means == LIMITS else None
    snapshots = sources.before_plan if base is None else (*sources.before_plan, *base.snapshots)
    configuration = {"rules": vars(audit_rules()), "asked": vars(asked)}
    unique = tuple({item.path: item for item in snapshots}.values())
    made = model_recipe(MITIGATION, unique, sources.as_of, configuration, context.settings.seed)
    recipe = audit_recipe(made, traits)

    def fill(side: Path) -> dict[str, Any]:
        inputs = None if base is None else base.inputs()
        planned = None if inputs is None else Planned(inputs.frame, inputs.capacity, inputs.links, inputs.choices)
        opened = open_traits(context.settings, traits, sources.as_of)
        material = Material(sources, opened, tuple(catalogue_inputs()), planned, context.settings.seed)
        curve = repaired(asked, material)
        curve.points.write_parquet(side / "points.parquet")
        curve.audits.write_parquet(side / "audits.parquet")
        return vars(asked)

    return publish_step(context, recipe, fill)
