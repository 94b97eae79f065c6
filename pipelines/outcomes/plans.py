"""The plans that were published, by the name that screens and exports give them."""

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcome_check import KnownPlan
from data_contracts.store.plan_roll import plan_roll
from pipelines.store import store_of


def plan_snapshots(settings: KompasSettings) -> dict[str, Snapshot]:
    """Return every published plan by its name; of one that was published twice the newest."""
    found: dict[str, Snapshot] = {}
    for snapshot in SnapshotFolder(settings.snapshots_dir).snapshots("plan"):
        found.setdefault(str(snapshot.manifest.notes.get("plan_id", snapshot.manifest.snapshot_id)), snapshot)
    return found


def find_plan(settings: KompasSettings, plan_id: str | None) -> Snapshot:
    """Return a plan by its name; without one, the plan in use.

    Raises:
        KompasError: There is no such plan.
    """
    if plan_id is None:
        return SnapshotFolder(settings.snapshots_dir).latest("plan")
    plans = plan_snapshots(settings)
    if plan_id not in plans:
        raise KompasError(
            f"There is no plan '{plan_id}'.", "--plan", f"Plans there are: {', '.join(sorted(plans)) or 'none yet'}."
        )
    return plans[plan_id]


def known_plans(settings: KompasSettings) -> dict[str, KnownPlan]:
    """Return of every published plan what outcomes are held against."""
    decisions = PlanDecisions(store_of(settings))
    return {
        plan_id: KnownPlan(plan_roll(snapshot), decisions.state_of(plan_id))
        for plan_id, snapshot in plan_snapshots(settings).items()
    }
