"""A plan that a person asked for: its settings, what its manifest says of it, and when it is refused."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.settings import KompasSettings, PlanSettings
from data_contracts.snapshots import Snapshot
from data_contracts.store.plan_request import PlanRequest, work_on
from pipelines.steps.context import StepContext
from pipelines.store import store_of
from pipelines.texts import texts_beside

NOTE = "asked"
"""What the manifest calls who asked and why."""


class NewPlanRefusedError(KompasError):
    """The plan that was asked for may not be made now.

    Attributes:
        texts: Why, by language.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.texts = {language: words.format(**values) for language, words in texts_beside(__file__)[key].items()}
        super().__init__(self.texts["en"], "", "")


def settings_asked(settings: KompasSettings, request: PlanRequest | None) -> KompasSettings:
    """Return the settings with the chosen objective in the place of the one that they name."""
    if request is None:
        return settings
    changed: dict[str, Any] = {"objective": request.objective} | ({"mix": dict(request.mix)} if request.mix else {})
    plan = PlanSettings.model_validate(settings.plan.model_dump() | changed)
    return settings.model_copy(update={"plan": plan})


def standing_choice(context: StepContext, as_of: date) -> PlanRequest | None:
    """Return what a person chose for the plan in use, as long as it is about the same as-of date.

    A run that is done again must not bring back the objective of the settings without anybody deciding so.
    """
    plan = plan_in_use(context)
    told = plan.manifest.notes.get(NOTE) if plan is not None and plan.manifest.as_of == as_of.isoformat() else None
    if plan is None or not isinstance(told, dict):
        return None
    notes = plan.manifest.notes
    return PlanRequest(notes["objective"], told["by"], told["reason"], notes.get("mix") or {})


def notes_asked(request: PlanRequest | None) -> dict[str, Any]:
    """Return what the manifest says of who asked for the plan and why; nothing when the settings chose."""
    return {} if request is None else {NOTE: {"by": request.by, "reason": request.reason}}


def refuse_loss(context: StepContext, request: PlanRequest, fingerprint: str, months: Sequence[date]) -> None:
    """Refuse a plan that would take the place of one that its asker has not seen, or of work that may not stay behind.

    What was decided and told about a plan is never carried over: it stays with that plan. A plan for other months
    takes nobody's place.

    Args:
        context: The run.
        request: What is asked.
        fingerprint: Of the plan that would be made.
        months: Its months.

    Raises:
        NewPlanRefusedError: With the words for who asked.
    """
    plan = plan_in_use(context)
    if plan is None or plan.manifest.fingerprint == fingerprint:
        return
    name = str(plan.manifest.notes.get("plan_id", ""))
    if request.instead_of and request.instead_of != name:
        raise NewPlanRefusedError("other_plan", plan=name, seen=request.instead_of)
    if request.leave_work or not _shared(plan, months):
        return
    count = work_on(store_of(context.settings), name)
    if count:
        raise NewPlanRefusedError("work_done", plan=name, count=count)


def plan_in_use(context: StepContext) -> Snapshot | None:
    """Return the plan in use, if there is one."""
    try:
        return context.folder.latest("plan")
    except MissingSnapshotError:
        return None


def _shared(plan: Snapshot, months: Sequence[date]) -> bool:
    return bool({month.isoformat() for month in months} & set(plan.manifest.notes.get("months", ())))
