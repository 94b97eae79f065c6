"""That a team's week was read in the terminal is a line of the audit log, as on the screen."""

from getpass import getuser

from data_contracts.settings import KompasSettings
from data_contracts.store import AuditLog
from pipelines.routing.week_table import TeamWeek
from pipelines.store import store_of

READ = "read_routes"


def log_reading(settings: KompasSettings, chosen: TeamWeek) -> None:
    """Record who reads which week of which team; the log names the routes by a salted reference.

    Raises:
        KompasError: The log cannot be written; the week must then stay closed.
    """
    log = AuditLog(store_of(settings))
    detail = {"plan": chosen.routes.input_id("plan"), "team": chosen.team, "week": chosen.week.isoformat()}
    log.record(getuser(), READ, log.reference("routes", chosen.routes.manifest.snapshot_id), detail)
