"""Making the plan that somebody asked for on a screen."""

from collections.abc import Mapping
from contextlib import ExitStack
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog
from data_contracts.store.plan_request import PlanRequest
from pipelines.lock import only_run
from pipelines.planning.asked import NewPlanRefusedError
from pipelines.snapshots.publications import publication
from pipelines.steps.context import StepContext
from pipelines.steps.plan import plan_as_asked
from pipelines.store import store_of


def new_plan(context: StepContext, argument: Mapping[str, Any]) -> str:
    """Make a plan under the objective that was asked for, put it in use, and return its snapshot's id.

    Args:
        context: The run.
        argument: As ``PlanRequest.as_argument`` gives it.

    Raises:
        KompasError: It is refused, or cannot be made; the plan in use then stays.
    """
    request = PlanRequest.of_argument(argument)
    with ExitStack() as stack:
        _hold_the_run(context, stack)
        result = plan_as_asked(context, request)
        detail = {"rows": result.rows, "objective": request.objective, "by": request.by}
        log = AuditLog(store_of(context.settings))
        log.record(getuser(), "run_plan", str(result.path), detail | publication(result.path))
    for remark in result.remarks:
        context.say(remark)
    return result.path.name


def _hold_the_run(context: StepContext, stack: ExitStack) -> None:
    """Let no run change what the plan is made from meanwhile."""
    try:
        stack.enter_context(only_run(context.settings.data_dir))
    except KompasError as error:
        raise NewPlanRefusedError("busy") from error
