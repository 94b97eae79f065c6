"""What follows a suspension: scores and plan made again by rules and lot, and what is said of how that went."""

from dataclasses import dataclass
from time import perf_counter

from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store.plan_request import work_on
from pipelines.run import run_steps
from pipelines.store import store_of

STEPS = ("score", "plan")


@dataclass(frozen=True)
class Replanned:
    """Whether scores and plan were made again, and what there is to say of it."""

    made: bool
    lines: tuple[str, ...]


def by_rules_and_lot(settings: KompasSettings) -> Replanned:
    """Make scores and plan again; a failure is told and not raised, since the suspension stands without them.

    Args:
        settings: The run's settings.
    """
    started, before = perf_counter(), _plan_in_use(settings)
    try:
        run_steps(settings, STEPS)
    except KompasError as error:
        return Replanned(
            False,
            (
                f"NO NEW PLAN: {error.what} {error.remedy}".strip(),
                "The suspension stands: no screen shows what the suspended models estimated, and what they chose is on "
                "hold. Type the same command again, or `kompas score` and `kompas plan`.",
            ),
        )
    seconds = perf_counter() - started
    return Replanned(True, (f"A plan by rules and lot stands, after {seconds:.0f} s.", *_left_behind(settings, before)))


def _left_behind(settings: KompasSettings, before: str | None) -> tuple[str, ...]:
    """Say what was decided about the plan before: it stays with that plan."""
    count = work_on(store_of(settings), before) if before and before != _plan_in_use(settings) else 0
    return (f"{count:,} decisions and outcomes about plan {before} stay with that plan.",) if count else ()


def _plan_in_use(settings: KompasSettings) -> str | None:
    try:
        plan = SnapshotFolder(settings.snapshots_dir).latest("plan")
    except MissingSnapshotError:
        return None
    return str(plan.manifest.notes.get("plan_id", ""))
