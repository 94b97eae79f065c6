"""``kompas fairness``: on whom the selection falls, step by step, and who is put at a disadvantage where."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from data_contracts.snapshots import Snapshot
from data_contracts.snapshots.integrity import damaged_files
from data_contracts.store import has_store
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.item_state import ItemState
from pipelines.fairness.auditing import audit
from pipelines.fairness.gathering import Gathered, Machine, gather
from pipelines.fairness.rules import audit_rules
from pipelines.fairness.sources import AuditSources, audited_models, latest
from pipelines.fairness.summary import summary
from pipelines.fairness.tables import KIND, REPORT
from pipelines.fairness.traits import held_traits, open_traits
from pipelines.fairness.words import told_dimensions
from pipelines.fairness.writing import write_report
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input, make_current
from pipelines.steps.activation import active_models
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import MODEL_ROOMS, catalogue_inputs, input_pair, model_recipe
from pipelines.store import store_of

BASE = "base"
"""The note that says what an audit was made from, its plan and the decisions on it left out."""
AUDIT_ROOMS = (*MODEL_ROOMS, "pipelines.fairness")
_States = dict[str, ItemState]


def fairness_step(context: StepContext, before_plan: str = "", candidates: str = "") -> StepResult:
    """Audit the selection and publish figures of groups.

    Args:
        context: The run.
        before_plan: Not empty: on the way from register to plan, where an audit that was made from all the same but the
            plan and what people decided on it will do.
        candidates: Not empty: the newest models are audited also where others are in use, because they may come in use.

    Raises:
        KompasError: There are no features yet, or something that is audited is damaged.
    """
    sources = audit_sources(context, candidates_first=bool(candidates))
    traits = held_traits(context.settings)
    base = _recipe(context, sources, traits, sources.before_plan)
    if before_plan and (present := _standing(context, base.fingerprint)) is not None:
        make_current(context.folder, present)
        return StepResult(present.path, present.manifest.rows, reused=True)
    states = {} if sources.plan is None else _decided(context, sources.plan)
    decisions = max((state.version for state in states.values()), default=0)
    recipe = _recipe(context, sources, traits, sources.snapshots, {BASE: base.fingerprint, "decisions": decisions})
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        settings = context.settings
        machine = Machine(settings.seed, settings.threads, settings.memory_limit)
        opened = open_traits(settings, traits, sources.as_of)
        gathered = gather(sources, opened, catalogue_inputs(), states, machine)
        context.say("units gathered")
        tables = audit(gathered, settings.seed, settings.threads, context.say)
        tables.write(side)
        told = summary(tables, _facts(context, gathered, decisions))
        (side / REPORT).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        write_report(told, tables, side, synthetic=recipe.synthetic)
        remarks.append(
            f"{sum(told['tests'].values())} tests: {told['tests']['accused']} accused, "
            f"{told['tests']['not_estimable']} not estimable; `kompas fairness` says more."
        )
        return {"traits": list(opened.dimensions)}

    return publish_step(context, recipe, fill, remarks)


def audit_sources(context: StepContext, *, candidates_first: bool = False) -> AuditSources:
    """Return what is audited, each law by its model in use or, without one (or when asked), the newest candidate."""
    features, warehouse, as_of = input_pair(context)
    active = active_models(context, features)
    models = audited_models(context.folder, active, features, candidates_first=candidates_first)
    monthly = context.folder.input_of(features, "monthly")
    backtest, plan = (latest(context.folder, kind) for kind in ("backtest", "plan"))
    return AuditSources(features, warehouse, monthly, as_of, models, backtest, plan)


def audit_recipe(made: Recipe, traits: Snapshot | None = None) -> Recipe:
    """Return a recipe with the code of the audit, and the traits that it opens, if any are held."""
    held = () if traits is None else (as_input(traits),)
    return replace(made, code_version=code_version(AUDIT_ROOMS), inputs=(*made.inputs, *held))


def _recipe(
    context: StepContext,
    sources: AuditSources,
    traits: Snapshot | None,
    snapshots: tuple[Snapshot, ...],
    more: dict[str, Any] | None = None,
) -> Recipe:
    configuration = {"rules": vars(audit_rules()), **(more or {})}
    made = model_recipe(KIND, snapshots, sources.as_of, configuration, context.settings.seed)
    return audit_recipe(made, traits)


def _standing(context: StepContext, base: str) -> Snapshot | None:
    """Return the newest whole audit that was made from all the same, whatever plan there was then."""
    made = (item for item in context.folder.snapshots(KIND) if item.manifest.configuration.get(BASE) == base)
    return next((item for item in made if not damaged_files(item)), None)


def _decided(context: StepContext, plan: Snapshot) -> _States:
    url, name = store_of(context.settings), plan.manifest.notes.get("plan_id")
    return dict(PlanDecisions(url).state_of(name)) if name and has_store(url) else {}


def _facts(context: StepContext, gathered: Gathered, decisions: int) -> dict[str, Any]:
    sources = gathered.sources
    return {
        "as_of": sources.as_of.isoformat(),
        "cut": sources.cut,
        "months": audit_rules().months,
        "traits": list(gathered.traits.dimensions),
        "dimensions": told_dimensions(list(gathered.traits.dimensions)),
        "models": {law: models.manifest.snapshot_id for law, models in sources.models.items()},
        "plan": None if sources.plan is None else sources.plan.manifest.notes.get("plan_id"),
        "decisions": decisions,
        "candidates_kept": gathered.candidates.kept,
        "seed": context.settings.seed,
    }
