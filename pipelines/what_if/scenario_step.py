"""``kompas scenario``: who would fall under another law, held against the law as it is, as known on the same date."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from features.formatting import decimal_number
from features.statute.overlays import Overlay
from features.statute.scenarios import scenario_named
from features.window import Window
from models.inputs import Language
from models.planning.solving import InfeasiblePlanError
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import StepContext, StepResult, carried_notes, publish_step
from pipelines.steps.modelling import MODEL_ROOMS, input_pair
from pipelines.what_if.base import PlanBase, plan_base_if_any
from pipelines.what_if.counting import Counts, count_facts
from pipelines.what_if.plan_effect import Figures, effect_table, in_the_plan, plan_on_facts, without_amounts
from pipelines.what_if.scenario_facts import AskedScenario, described_employers, facts_now, facts_then
from pipelines.what_if.words import LANGUAGES, cents, day, filled, said

KIND = "scenario"


def scenario_step(context: StepContext, asked: AskedScenario) -> StepResult:
    """Publish what a scenario changes; the law, the facts and the plan in use stay as they are.

    Raises:
        KompasError: There are no features, or the facts were made by an earlier version of a check.
    """
    features, warehouse, as_of = input_pair(context)
    base = plan_base_if_any(context)
    now = facts_now(features, asked.scenario)
    recipe = _recipe(context, asked, base.snapshots if base else (features, warehouse), as_of)

    def fill(side: Path) -> dict[str, Any]:
        with_overlays = side / "facts.parquet"
        facts_then(warehouse, asked, as_of, with_overlays, context.settings)
        then = pl.read_parquet(with_overlays)
        with_overlays.unlink()
        employers = described_employers(features, warehouse, as_of)
        counts = count_facts(now, then, asked.scenario.counts, employers, _indexed(asked))
        context.say(f"{len(counts.employers):,} employers for which something changes")
        figures, clash = _plan_figures(context, asked, base, counts)
        counts.totals.write_parquet(side / "totals.parquet")
        counts.groups.write_parquet(side / "groups.parquet")
        counts.employers.write_parquet(side / "employers.parquet")
        effect_table(figures).write_parquet(side / "plan_effect.parquet")
        notes = _notes(asked, as_of, counts, planned=base is not None)
        for language in LANGUAGES if clash else ():
            notes[f"caveats_{language}"].append(said("no_plan_on_facts", language, clash=clash[language]))
        return notes

    return publish_step(context, recipe, fill)


def _recipe(context: StepContext, asked: AskedScenario, inputs: tuple[Snapshot, ...], as_of: date) -> Recipe:
    notes: dict[str, Any] = {}
    for snapshot in inputs:
        notes |= carried_notes(snapshot)
    return Recipe(
        kind=KIND,
        code_version=code_version((*MODEL_ROOMS, "pipelines.planning", "pipelines.what_if")),
        inputs=tuple(as_input(snapshot) for snapshot in inputs),
        configuration={
            "scenario": asked.scenario.scenario_id,
            "percent": asked.percent,
            "from": asked.starts.isoformat() if asked.starts else None,
        },
        seeds={"seed": context.settings.seed},
        as_of=as_of,
        synthetic=any(snapshot.manifest.synthetic for snapshot in inputs),
        notes=notes,
    )


def _plan_figures(
    context: StepContext, asked: AskedScenario, base: PlanBase | None, counts: Counts
) -> tuple[Figures, Mapping[Language, str]]:
    """Return what the scenario does to the plan, and, where no plan on these facts can be made, what clashes."""
    if base is None:
        return {}, {}
    figures, clash = in_the_plan(pl.read_parquet(base.plan.table("items")), counts.under), {}
    if asked.scenario.plan_looks_at is not None:
        context.say("planning on these facts alone, now and in the scenario")
        try:
            figures |= plan_on_facts(base.inputs(), counts.under, asked.scenario.plan_looks_at)
        except InfeasiblePlanError as error:
            clash = error.texts
    return without_amounts(figures), clash


def _indexed(asked: AskedScenario) -> bool:
    return any(part.get("last_known") for part in asked.scenario.laid)


def _notes(asked: AskedScenario, as_of: date, counts: Counts, *, planned: bool) -> dict[str, Any]:
    scenario = asked.scenario
    starts, _ = asked.first_day(as_of)
    texts = {language: _texts(asked, as_of, counts, planned, language) for language in LANGUAGES}
    return {
        "name": scenario.scenario_id,
        "kind": KIND,
        "from": starts.isoformat(),
        "certainty": scenario.certainty,
        "overlay": json.dumps([_told(overlay) for overlay in scenario.overlays(starts, asked.percent)]),
        **{f"{key}_{language}": texts[language][key] for language in LANGUAGES for key in texts[language]},
    }


def _told(overlay: Overlay) -> dict[str, Any]:
    told = {
        "parameter": overlay.parameter_id,
        "from": overlay.valid_from.isoformat(),
        "value": overlay.value,
        "factor": str(overlay.factor) if overlay.factor is not None else None,
        "value_of": overlay.value_of.isoformat() if overlay.value_of else None,
        "source": overlay.source,
    }
    return {name: value for name, value in told.items() if value is not None}


def _texts(asked: AskedScenario, as_of: date, counts: Counts, planned: bool, language: Language) -> dict[str, Any]:
    scenario, window = asked.scenario, Window(as_of)
    title = scenario.title[language] + (f" (+{decimal_number(asked.percent, language)}%)" if asked.percent else "")
    lines = [rule_line(row, language) for row in counts.totals.iter_rows(named=True)]
    caveats = [text[language] for text in scenario.caveats]
    starts, moved = asked.first_day(as_of)
    if moved:
        caveats.append(
            said("moved", language, starts=day(asked.starts or starts, language), first=day(starts, language))
        )
    caveats.append(
        said(
            "facts_of",
            language,
            first=f"{window.first_period:%Y-%m}",
            last=f"{window.last_period:%Y-%m}",
            as_of=day(as_of, language),
        )
    )
    caveats += [said("held_facts", language), *plan_sentences(scenario.plan_looks_at is not None, planned, language)]
    about = filled(scenario.about, language, {"percent": asked.percent or 0})
    return {"title": title, "sentence": f"{about} {' '.join(lines)}", "caveats": caveats}


def plan_sentences(looked_at: bool, planned: bool, language: Language) -> list[str]:
    """Say what a scenario does to the plan in use: nothing by itself, and why."""
    if not planned:
        return [said("no_plan", language)]
    return [said(key, language) for key in (("in_use", "on_facts") if looked_at else ("plan_unmoved",))]


def rule_line(row: Mapping[str, Any], language: Language) -> str:
    """Say who falls under a rule now and in the scenario, and what its amounts are, if it has any."""
    money = ""
    if row["figure"] != "none" and row["employers_now"] + row["employers_then"] > 0:
        amounts = {f"cents_{moment}": _amount(row, moment, language) for moment in ("now", "then")}
        money = said(row["figure"], language, **amounts)
    alike = all(row[f"{what}_now"] == row[f"{what}_then"] for what in ("employers", "workers"))
    line = "rule_line_alike" if alike else "rule_line"
    return said(line, language, **{**row, "title": row[f"title_{language}"], "money": money})


def _amount(row: Mapping[str, Any], moment: str, language: Language) -> str:
    if not row[f"employers_{moment}"]:
        return cents(0, language)
    shown, basis = cents(row[f"cents_{moment}"], language), row[f"amounts_{moment}"]
    words = {
        "last_known": "basis_last_known",
        "partly_last_known": "basis_partly_last_known",
        "indexed": "basis_indexed",
        "partly_indexed": "basis_partly_indexed",
    }
    if basis == "unknown":
        return said("unknown_amount", language)
    return shown + (said(words[basis], language) if basis in words else "")


def checked_asked(scenario: str, percent: float | None, starts: date | None) -> AskedScenario:
    """Return a scenario as somebody asked for it.

    Raises:
        KompasError: There is no such scenario, or its percentage or day cannot be.
    """
    found = scenario_named(scenario)
    if starts is not None and not date(2015, 1, 1) <= starts <= date(2040, 12, 31):
        raise KompasError(f"{starts} is no day to begin a scenario on.", "", "Give a day from 2015 to 2040.")
    return AskedScenario(found, found.checked_percent(percent), starts)
