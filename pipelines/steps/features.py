"""``kompas features``: the as-of matrix, the training matrix and the facts."""

from datetime import date, timedelta
from pathlib import Path
from typing import TypedDict

from data_contracts.query import query_frame
from data_contracts.snapshots import Snapshot
from features.facts import build_facts
from features.matrix import build_matrix, build_training_matrix
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import StepContext, StepResult, carried_notes, intact, publish_step, register_tables
from pipelines.steps.monthly import monthly_files, monthly_snapshot


class _Limits(TypedDict):
    threads: int
    memory_limit: str


def as_of_date(context: StepContext, warehouse: Snapshot) -> date:
    """Return the as-of date: the one in the settings, or the last day of the last month with wage records."""
    if context.settings.as_of is not None:
        return context.settings.as_of
    frame = query_frame(
        "SELECT max(period) AS last FROM read_parquet($records)", {"records": warehouse.table("wage_records")}
    )
    last: date = frame["last"][0]
    return (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _latest(warehouse: Snapshot, as_of: date) -> str:
    """Say up to which month wage records were known, since a month's returns become known weeks after it."""
    frame = query_frame(
        "SELECT max(period) AS last FROM read_parquet($records) WHERE known_at <= $as_of",
        {"records": warehouse.table("wage_records"), "as_of": as_of},
    )
    last: date | None = frame["last"][0]
    if last is None:
        return "no wage record was known by then, so set a later as-of date"
    return f"the latest wage records known by then are of {last:%Y-%m}"


def features_recipe(warehouse: Snapshot, monthly: Snapshot, as_of: date) -> Recipe:
    """Return what features as known on a date are made from."""
    return Recipe(
        kind="features",
        code_version=code_version(["data_contracts", "features", "pipelines.steps"]),
        inputs=(as_input(warehouse), as_input(monthly)),
        as_of=as_of,
        synthetic=warehouse.manifest.synthetic,
        notes=carried_notes(warehouse),
    )


def features_step(context: StepContext) -> StepResult:
    """Build features and facts as known on the as-of date."""
    settings = context.settings
    warehouse = intact(context.folder.latest("warehouse"))
    monthly = monthly_snapshot(context, warehouse)
    as_of = as_of_date(context, warehouse)
    recipe = features_recipe(warehouse, monthly, as_of)
    remarks: list[str] = []

    def fill(side: Path) -> None:
        tables, months = register_tables(warehouse), monthly_files(monthly)
        limits = _Limits(threads=settings.threads, memory_limit=settings.memory_limit)
        employers = build_matrix(tables, months, as_of, side / "current.parquet", **limits)
        context.say(f"features of {employers:,} employers on {as_of}")
        cases = build_training_matrix(tables, months, as_of, side / "training.parquet", **limits)
        context.say(f"features of {cases:,} inspection cases, each as known before it was selected")
        facts = build_facts(tables, as_of, side / "facts.parquet", **limits)
        counted = f"{employers:,} employers, {cases:,} cases and {facts:,} facts as known on {as_of}"
        remarks.append(f"{counted}; {_latest(warehouse, as_of)}.")

    return publish_step(context, recipe, fill, remarks)
