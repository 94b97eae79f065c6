"""Which routes were made from a plan, for the pages that show when somebody is visited."""

from dashboard.published import Published
from data_contracts.snapshots import Snapshot

KIND = "routes"


def routes_of(published: Published, plan: Snapshot) -> Snapshot | None:
    """Return the routes that were made from a plan, the newest, if there are any."""
    plan_id = plan.manifest.snapshot_id
    return next((item for item in published.folder.snapshots(KIND) if item.input_id("plan") == plan_id), None)
