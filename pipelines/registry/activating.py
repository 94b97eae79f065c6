"""Putting a model in use, and going back to the one before: a named person's decision, after the gates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import Decision, ModelEvent, ModelEvents, models_in_use, while_suspended
from models.labels import LAWS
from models.registry.gates import GateResult, judge, may_be_activated
from pipelines.evidence.standing import pack_standing
from pipelines.registry.evidence import evidence_of
from pipelines.registry.models import PublishedModel, active_events, events_in, find_model, suspended_events
from pipelines.store import store_of

MUST_HOLD_TO_RETURN = frozenset({"files", "inputs"})
"""The gates that a model passes again when it comes back; it passed the others when it was first put in use."""


@dataclass(frozen=True)
class Activation:
    """What came of asking to put a model in use; no ``event``: a gate kept it out, or it was in use already."""

    model: PublishedModel
    results: tuple[GateResult, ...]
    event: ModelEvent | None

    @property
    def kept_out(self) -> bool:
        """Whether a gate kept it out."""
        return not may_be_activated(self.results)


def judge_model(settings: KompasSettings, model: PublishedModel) -> tuple[GateResult, ...]:
    """Return what the gates say of a model today."""
    folder = SnapshotFolder(settings.snapshots_dir)
    evidence = evidence_of(folder, model, active_events(settings))
    return judge(replace(evidence, pack=pack_standing(settings, folder, model.snapshot)))


def activate(settings: KompasSettings, model: PublishedModel, responsible: str, reason: str) -> Activation:
    """Put a model in use when all its gates let it; nobody can pass over a gate, and who is refused stands in the log.

    Args:
        settings: The run's settings.
        model: The model.
        responsible: The person who answers for it, by name.
        reason: Why.

    Raises:
        KompasError: No person or reason is named, the law is suspended, or the store cannot be written.
    """
    named = Decision("activated", model.law, model.model_id, responsible, reason)
    refuse_suspended(settings, model.law)
    results = judge_model(settings, model)
    decision = replace(named, gates=as_json(results))
    if not may_be_activated(results):
        ModelEvents(store_of(settings)).refuse(decision, getuser())
        return Activation(model, results, None)
    present = active_events(settings).get(model.law)
    if present is not None and present.model_id == model.model_id:
        return Activation(model, results, None)
    return Activation(model, results, _record(settings, decision))


def roll_back(settings: KompasSettings, law: str, responsible: str, reason: str) -> ModelEvent:
    """Go back to the model that was in use before; without one, the law has no model any more.

    Args:
        settings: The run's settings.
        law: The law.
        responsible: The person who answers for it, by name.
        reason: Why.

    Raises:
        KompasError: There is no such law, it is suspended, it has no model in use, the one before is gone, damaged or
            has other inputs than the features give today, or no person or reason is named.
    """
    refuse_suspended(settings, law)
    stack = models_in_use(events_in(settings), law)
    if law not in LAWS or not stack:
        raise KompasError(
            f"No model of {law} is in use, so there is nothing to go back from.",
            law,
            f"Laws with a model in use: {', '.join(active_events(settings)) or 'none'}.",
        )
    if len(stack) == 1:
        return _record(settings, Decision("rolled_back", law, None, responsible, reason))
    before = find_model(SnapshotFolder(settings.snapshots_dir), stack[-2])
    results = conditions_to_return(settings, before)
    broken = [result.sentence["en"] for result in results if result.keeps_out]
    if broken:
        raise KompasError(
            f"The model before, {before.model_id}, cannot be used any more: {' '.join(broken)}",
            str(before.snapshot.path),
            "Activate another model: `kompas models list` lists them.",
        )
    return _record(settings, Decision("rolled_back", law, before.model_id, responsible, reason, as_json(results)))


def conditions_to_return(settings: KompasSettings, model: PublishedModel) -> tuple[GateResult, ...]:
    """Return what the gates that a model must pass again to come back say of it today."""
    # Without the pack, which they do not look at: an answer that cannot be read keeps nobody from going back.
    evidence = evidence_of(SnapshotFolder(settings.snapshots_dir), model, active_events(settings))
    return tuple(result for result in judge(evidence) if result.gate in MUST_HOLD_TO_RETURN)


def refuse_suspended(settings: KompasSettings, law: str) -> None:
    """Refuse to change what is in use of a law that is suspended.

    Raises:
        KompasError: It is suspended; it says since when, by whom, why, and how to resume.
    """
    event = suspended_events(settings).get(law)
    if event is not None:
        raise while_suspended(event)


def _record(settings: KompasSettings, decision: Decision) -> ModelEvent:
    return ModelEvents(store_of(settings)).record(decision, getuser())


def as_json(results: Sequence[GateResult]) -> tuple[dict[str, Any], ...]:
    """Return results of gates as JSON can hold them."""
    return tuple(result.as_json() for result in results)
