"""Running a what-if or a scenario for somebody: from an argument to a snapshot, with a line in the audit log."""

from collections.abc import Mapping
from datetime import date
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.snapshots import Manifest, Snapshot
from data_contracts.store import AuditLog
from pipelines.snapshots.publications import publication
from pipelines.steps.context import StepContext, StepResult
from pipelines.store import store_of
from pipelines.what_if.scenario_step import checked_asked, scenario_step
from pipelines.what_if.what_if_step import what_if_step

SCENARIO_ARGUMENT = frozenset({"name", "percent", "from"})
READ = "read_what_if"
"""The audit log's word for reading an answer, which may name employers."""


def run_what_if(context: StepContext, argument: Mapping[str, Any]) -> Snapshot:
    """Publish a what-if and return its snapshot; the same question about the same plan is answered from the first.

    Args:
        context: The run.
        argument: What is asked, see docs/what-ifs.md.

    Raises:
        KompasError: There is no plan, or what is asked does not exist or cannot be.
    """
    return _recorded(context, "run_what_if", what_if_step(context, argument))


def run_scenario(context: StepContext, argument: Mapping[str, Any]) -> Snapshot:
    """Publish a policy scenario and return its snapshot; see ``run_what_if``.

    Args:
        context: The run.
        argument: ``name`` and, where wanted, ``percent`` and ``from`` (a day as 2028-01-01).
    """
    strange = sorted(set(argument) - SCENARIO_ARGUMENT)
    if strange or "name" not in argument:
        what = f"'{strange[0]}' cannot be chosen in a scenario." if strange else "It is not said which scenario."
        raise KompasError(what, "", f"Choose from: {', '.join(sorted(SCENARIO_ARGUMENT))}.")
    asked = checked_asked(str(argument["name"]), _percent(argument.get("percent")), _day(argument.get("from")))
    return _recorded(context, "run_scenario", scenario_step(context, asked))


def log_reading(context: StepContext, answer: Snapshot) -> Snapshot:
    """Record that somebody reads an answer, as the screen does, and return it.

    Raises:
        KompasError: The log cannot be written; the answer must then stay closed.
    """
    log, manifest = AuditLog(store_of(context.settings)), answer.manifest
    plan = str(manifest.notes.get("base_plan") or answer.input_id("plan") or "")
    log.record(getuser(), READ, log.reference(manifest.kind, manifest.snapshot_id), {"plan": plan})
    return answer


def _recorded(context: StepContext, action: str, result: StepResult) -> Snapshot:
    if not result.reused:
        detail = {"rows": result.rows} | publication(result.path)
        AuditLog(store_of(context.settings)).record(getuser(), action, str(result.path), detail)
    return Snapshot(result.path, Manifest.read(result.path))


def _percent(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        raise KompasError(f"'{value}' is no percentage.", "percent", "Write a number, as 5 or 7.5.") from None


def _day(value: Any) -> date | None:
    try:
        return None if value is None else date.fromisoformat(str(value))
    except ValueError:
        raise KompasError(f"'{value}' is no day.", "from", "Write a day as 2028-01-01.") from None
