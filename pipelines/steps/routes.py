"""``kompas routes``: which crew makes which visits of the plan on which day, and in which order."""

import hashlib
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import ItemState
from models.planning.routes.parameters import load_assumptions, load_parameters
from models.planning.routes.routing import SITE_DOUBTFUL, make_routes
from models.planning.routes.tables import Routes
from pipelines.routing.planned_visits import decided, planned_visits, team_hours
from pipelines.routing.plans import find_plan
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import StepContext, StepResult, carried_notes, intact, publish_step
from pipelines.store import store_of

PACKAGES = ("data_contracts", "models", "pipelines.routing", "pipelines.steps")


def routes_step(context: StepContext, plan: str = "") -> StepResult:
    """Route the visits of a plan, as people left them.

    Args:
        context: The run.
        plan: Name of the plan; empty: the one in use.
    """
    snapshot = intact(find_plan(context.folder, plan))
    warehouse = intact(context.folder.input_of(snapshot, "warehouse"))
    plan_id = str(snapshot.manifest.notes["plan_id"])
    states = decided(store_of(context.settings), plan_id)
    months = _months(snapshot)
    recipe = Recipe(
        kind="routes",
        code_version=code_version(PACKAGES),
        inputs=(as_input(snapshot), as_input(warehouse)),
        configuration={"decisions": _digest(states), "pyvrp": version("pyvrp")},
        seeds={"seed": context.settings.seed},
        as_of=date.fromisoformat(str(snapshot.manifest.as_of)),
        synthetic=snapshot.manifest.synthetic,
        notes=carried_notes(snapshot),
    )
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        visits = planned_visits(snapshot, warehouse, states, months)
        made = make_routes(visits, team_hours(snapshot), load_parameters(), plan_id, context.settings.seed)
        for name in ("stops", "days", "unrouted"):
            getattr(made, name).write_parquet(side / f"{name}.parquet")
        remarks.extend(_told(made))
        assumed = {item.name: item.value for item in load_assumptions()}
        return {"plan_id": plan_id, "months": [month.isoformat() for month in months], "assumptions": assumed}

    return publish_step(context, recipe, fill, remarks)


def _months(plan: Snapshot) -> tuple[date, ...]:
    notes = plan.manifest.notes
    return tuple(date.fromisoformat(month) for month in notes.get("months") or [notes["month"]])


def _digest(states: Mapping[str, ItemState]) -> str:
    """Return a hash of what was decided, so that a later decision makes new routes and the manifest names nobody."""
    told = sorted((employer, state.state, str(state.month), state.team or "") for employer, state in states.items())
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _told(made: Routes) -> list[str]:
    kilometres, hours = float(made.days["km"].sum()), float(made.days["hours"].sum())
    doubtful = made.unrouted.filter(made.unrouted["reason"] == SITE_DOUBTFUL).height
    return [
        f"{made.stops.height:,} visits on {made.days.height:,} crew days: {kilometres:,.0f} km, {hours:,.0f} hours "
        "from base to base.",
        f"{made.unrouted.height:,} visits are on no route, {doubtful:,} of them until their site is confirmed.",
    ]
