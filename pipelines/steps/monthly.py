"""The monthly pre-aggregates of a warehouse: months that did not change are taken over, later rows are added."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data_contracts.snapshots import Snapshot, SnapshotFile
from data_contracts.snapshots.integrity import damaged_files
from features.engine import Engine, open_engine
from features.monthly.build import MonthFiles, build_month, build_moves
from features.monthly.reading import MonthlyFiles
from features.window import month_before
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.linking import link_file
from pipelines.snapshots.writer import Recipe, as_input, make_current, publish
from pipelines.steps.context import StepContext, carried_notes
from pipelines.steps.month_plan import MonthPlan, month_note, plan_months

PACKAGES = ["data_contracts", "features", "pipelines.steps"]


def monthly_snapshot(context: StepContext, warehouse: Snapshot) -> Snapshot:
    """Return the pre-aggregates of a warehouse: those at hand, or new ones with what changed since the last.

    Args:
        context: The run.
        warehouse: The warehouse snapshot.
    """
    recipe = Recipe(
        kind="monthly",
        code_version=code_version(PACKAGES),
        inputs=(as_input(warehouse),),
        synthetic=warehouse.manifest.synthetic,
        notes=carried_notes(warehouse),
    )
    present = context.folder.with_fingerprint(recipe.kind, recipe.fingerprint)
    if present is not None and not damaged_files(present):
        make_current(context.folder, present)
        return present
    base = _base(context, recipe)
    plans = plan_months(warehouse, base)
    carried = _carried(base, plans)

    def fill(side: Path) -> dict[str, Any]:
        for file in carried:
            link_file(_folder(base) / file.path, side / file.path)
        with open_engine(context.settings.threads, context.settings.memory_limit) as engine:
            return {"months": _build(engine, warehouse, plans, side)}

    made = publish(context.folder, recipe, fill, carried)
    taken = sum(not plan.new for plan in plans)
    context.say(f"{len(plans)} months of wage returns summed up, {taken} of them taken over unchanged")
    return made


def monthly_files(snapshot: Snapshot) -> MonthlyFiles:
    """Return where the files of a ``monthly`` snapshot lie."""
    return MonthlyFiles((snapshot.table("months"),), (snapshot.table("moves"),))


def _base(context: StepContext, recipe: Recipe) -> Snapshot | None:
    """Return the last pre-aggregates that this code made, when they are whole."""
    found = (
        item
        for item in context.folder.snapshots(recipe.kind)
        if item.manifest.code_version == recipe.code_version and not damaged_files(item)
    )
    return next(found, None)


def _carried(base: Snapshot | None, plans: Sequence[MonthPlan]) -> tuple[SnapshotFile, ...]:
    """Return the files of the last pre-aggregates that are taken over."""
    if base is None:
        return ()
    names = {part for plan in plans for part in plan.parts} | {plan.moves for plan in plans if plan.keeps_moves}
    return tuple(file for file in base.manifest.files if file.path in names)


def _folder(base: Snapshot | None) -> Path:
    assert base is not None, "files are taken over from earlier pre-aggregates only"  # noqa: S101
    return base.path


def _build(engine: Engine, warehouse: Snapshot, plans: Sequence[MonthPlan], side: Path) -> dict[str, Any]:
    """Sum up what the plans ask for, and return what the manifest keeps of each month."""
    for kind in ("months", "moves"):
        (side / kind).mkdir(exist_ok=True)
    notes: dict[str, Any] = {}
    files_of = {plan.month: _paths(warehouse, plan.files) for plan in plans}
    for plan in plans:
        parts = list(plan.parts)
        if plan.new or not parts:
            files = MonthFiles(plan.month, _paths(warehouse, plan.taken), _paths(warehouse, plan.new))
            build_month(engine, files, side / plan.next_part)
            parts.append(plan.next_part)
        if not plan.keeps_moves:
            before = files_of.get(month_before(plan.month), ())
            build_moves(engine, plan.month, files_of[plan.month], before, side / plan.moves)
        notes[f"{plan.month:%Y-%m}"] = month_note(plan, parts)
    return notes


def _paths(warehouse: Snapshot, files: Sequence[SnapshotFile]) -> tuple[str, ...]:
    return tuple(str(warehouse.file(file.path)) for file in files)
