"""What is done for each kind of job."""

from typing import Any

from pipelines.jobs.new_plan import new_plan
from pipelines.jobs.worker import Handler
from pipelines.steps.context import StepContext
from pipelines.what_if.run import run_scenario, run_what_if


def _what_if(context: StepContext, argument: dict[str, Any]) -> str:
    return run_what_if(context, argument).manifest.snapshot_id


def _scenario(context: StepContext, argument: dict[str, Any]) -> str:
    return run_scenario(context, argument).manifest.snapshot_id


HANDLERS: dict[str, Handler] = {"what_if": _what_if, "scenario": _scenario, "plan": new_plan}
"""Kind of job to what does it."""
