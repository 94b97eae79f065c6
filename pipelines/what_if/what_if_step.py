"""``kompas what-if``: the plan in use beside one that differs in what was asked; nothing that is in use changes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from models.inputs import Language
from models.planning.compare import PlanComparison, Side, compare_plans
from models.planning.plan import make_plan
from models.planning.setting import arrange
from models.planning.solving import InfeasiblePlanError
from models.planning.what_ifs import inspector_hours
from pipelines.planning.inputs import PlanInputs
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import StepContext, StepResult, carried_notes, publish_step
from pipelines.steps.modelling import MODEL_ROOMS
from pipelines.what_if.asking import Argument, AskedWhatIf, what_if_of
from pipelines.what_if.base import PlanBase, plan_base
from pipelines.what_if.words import LANGUAGES, figure, said

KIND = "what_if"


def what_if_step(context: StepContext, argument: Argument) -> StepResult:
    """Publish a variant of the plan in use beside it; see docs/what-ifs.md for the argument.

    Raises:
        KompasError: There is no plan, or what is asked does not exist or cannot be. A variant that cannot be planned is
            no error: it is published with the constraints that clash.
    """
    base = plan_base(context)
    asked = what_if_of(argument, base.settings.plan)
    recipe = _recipe(base, asked)

    def fill(side: Path) -> dict[str, Any]:
        inputs = base.inputs()
        published = base.side(inputs)
        clash: InfeasiblePlanError | None = None
        try:
            variant = _variant(base, inputs, published, asked)
        except InfeasiblePlanError as error:
            variant, clash = None, error
        same_lots = asked.plan.random_share == base.settings.plan.random_share
        found = compare_plans(published, variant, same_lots=same_lots)
        for name in ("measures", "groups", "changes", "prices"):
            getattr(found, name).write_parquet(side / f"{name}.parquet")
        return _notes(base, asked, found, clash)

    return publish_step(context, recipe, fill)


def _recipe(base: PlanBase, asked: AskedWhatIf) -> Recipe:
    notes: dict[str, Any] = {}
    for snapshot in base.snapshots:
        notes |= carried_notes(snapshot)
    return Recipe(
        kind=KIND,
        code_version=code_version((*MODEL_ROOMS, "pipelines.planning", "pipelines.what_if")),
        inputs=tuple(as_input(snapshot) for snapshot in base.snapshots),
        configuration={"asked": dict(asked.asked), "plan": asked.plan.model_dump()},
        seeds={"seed": base.settings.seed},
        as_of=base.sources.as_of,
        synthetic=any(snapshot.manifest.synthetic for snapshot in base.snapshots),
        notes=notes,
    )


def _variant(base: PlanBase, inputs: PlanInputs, published: Side, asked: AskedWhatIf) -> Side:
    """Return the other plan, by the same seed; the plan in use itself when nothing differs that a plan looks at."""
    if asked.plan == base.settings.plan and not (asked.hours or asked.law_from or asked.law_until):
        return published
    given = base.inputs(asked.plan) if asked.plan != base.settings.plan else inputs
    capacity = with_hours(given.capacity, asked.hours)
    choices = replace(given.choices, law_from=asked.law_from, law_until=asked.law_until)
    plan = make_plan(given.frame, capacity, given.links, choices)
    return Side.of(plan, arrange(given.frame, capacity, given.links, choices))


def with_hours(capacity: pl.DataFrame, hours: Mapping[str, float]) -> pl.DataFrame:
    """Return the teams' hours with so many more (or fewer, never below none) in every month of a team.

    Args:
        capacity: ``team, month, available_minutes`` and more.
        hours: Extra hours a month by team.

    Raises:
        KompasError: There is no such team.
    """
    teams = sorted(capacity["team"].unique())
    strange = sorted(set(hours) - set(teams))
    if strange:
        raise KompasError(
            f"There is no team '{strange[0]}' with hours in the plan.",
            "--team or --hours",
            f"Use one of: {', '.join(teams)}.",
        )
    extra = pl.col("team").replace_strict(dict(hours), default=0.0, return_dtype=pl.Float64) * 60
    minutes = (pl.col("available_minutes") + extra.round().cast(pl.Int64)).clip(lower_bound=0)
    return capacity.with_columns(minutes.alias("available_minutes")) if hours else capacity


def _notes(
    base: PlanBase, asked: AskedWhatIf, found: PlanComparison, clash: InfeasiblePlanError | None
) -> dict[str, Any]:
    notes: dict[str, Any] = {
        "name": asked.name,
        "kind": KIND,
        "overlay": json.dumps(asked.asked, default=str),
        "base_plan": base.plan.manifest.snapshot_id,
        "base_plan_id": base.plan_id,
        "objective": base.settings.plan.objective,
        "months": base.plan.manifest.notes.get("months", []),
    }
    for language in LANGUAGES:
        notes |= {
            f"title_{language}": asked.title[language],
            f"sentence_{language}": _sentence(asked, found, clash, language),
            f"caveats_{language}": _caveats(base, asked, language, planned=clash is None),
        }
    if clash is not None:
        notes |= {"infeasible": list(clash.clash)} | {f"clash_{name}": clash.texts[name] for name in LANGUAGES}
    return notes


def _sentence(asked: AskedWhatIf, found: PlanComparison, clash: InfeasiblePlanError | None, language: Language) -> str:
    title = asked.title[language]
    if clash is not None:
        return said("sentence_infeasible", language, title=title, clash=clash.texts[language])
    told: dict[str, str] = {"title": title}
    rows = {row["measure"]: row for row in found.measures.iter_rows(named=True)}
    for name in ("items", "yield_hits", "yield_workers", "yield_underpaid"):
        for side in ("base", "variant"):
            row = rows[name]
            written = figure(row[side], row["unit"], language, expected=row["expected"])
            told[f"{name.removeprefix('yield_')}_{side}"] = written
    told |= {key: figure(rows[f"items_{key}"]["variant"], "items", language) for key in ("in", "out")}
    moved = sum(rows[name]["variant"] for name in rows if name.startswith("items_"))
    return said("sentence" if moved else "sentence_same", language, **told)


def _caveats(base: PlanBase, asked: AskedWhatIf, language: Language, *, planned: bool) -> list[str]:
    """Return what to know before reading the figures; of a variant that cannot be planned there are few."""
    same_lots = asked.plan.random_share == base.settings.plan.random_share
    keys = ["expected", "responses"]
    keys += ["not_listed" if same_lots else "not_listed_random", "few"] if planned else []
    caveats = [said(key, language) for key in keys]
    if asked.fines is not None:
        objective = said(f"objective_{base.settings.plan.objective}", language)
        fines = ("fines_behaviour", "fines_no_effect", "fines_scenario")
        caveats = [*(said(key, language, objective=objective) for key in fines), *caveats]
    if asked.inspectors:
        hours = inspector_hours()
        caveats.append(said("inspector", language, hours=hours.hours_a_month, source=hours.source[language]))
    if not base.is_of_this_code(MODEL_ROOMS):
        caveats.append(said("earlier_code", language))
    return caveats
