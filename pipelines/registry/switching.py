"""The switch: everyone back to rules and lot at once, and the models back in use, each by a named person."""

from collections.abc import Sequence
from dataclasses import dataclass
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import Decision, ModelEvent, ModelEvents, models_in_use
from models.labels import LAWS
from pipelines.registry.activating import as_json, conditions_to_return
from pipelines.registry.models import events_in, find_model, suspended_events
from pipelines.store import store_of


@dataclass(frozen=True)
class Resumed:
    """A law that is no longer suspended; ``why_not`` says why its model did not come back into use, if it did not."""

    event: ModelEvent
    why_not: str = ""


def suspend(settings: KompasSettings, laws: Sequence[str], responsible: str, reason: str) -> tuple[ModelEvent, ...]:
    """Take the models of laws out of use, whether or not one is in use; nobody waits for a run that is at work.

    Args:
        settings: The run's settings.
        laws: The laws; none: all.
        responsible: The person who answers for it, by name.
        reason: Why.

    Returns:
        The events recorded; none for a law that was suspended already.

    Raises:
        KompasError: There is no such law, no person or reason is named, or the store cannot be written.
    """
    decisions = [Decision("suspended", law, None, responsible, reason) for law in _known(laws)]
    present = suspended_events(settings)
    events = ModelEvents(store_of(settings))
    return tuple(events.record(decision, getuser()) for decision in decisions if decision.law not in present)


def resume(settings: KompasSettings, laws: Sequence[str], responsible: str, reason: str) -> tuple[Resumed, ...]:
    """End the suspension of laws: the model that was in use is in use again, if it can still be used.

    Args:
        settings: The run's settings.
        laws: The laws; none: all that are suspended.
        responsible: The person who answers for it, by name.
        reason: Why.

    Raises:
        KompasError: There is no such law, one is not suspended, or no person or reason is named.
    """
    present = suspended_events(settings)
    chosen = _known(laws) if laws else tuple(present)
    if not chosen or not set(chosen) <= present.keys():
        raise KompasError(
            f"Not suspended: {', '.join(law for law in chosen if law not in present) or 'no law is'}.",
            ", ".join(laws),
            "`kompas status` says what is suspended.",
        )
    return tuple(_resume(settings, law, responsible, reason) for law in chosen)


def _resume(settings: KompasSettings, law: str, responsible: str, reason: str) -> Resumed:
    stack = models_in_use(events_in(settings), law)
    model_id, why_not = (stack[-1] if stack else None), ""
    gates: tuple[dict[str, Any], ...] = ()
    if model_id is not None:
        try:
            results = conditions_to_return(settings, find_model(SnapshotFolder(settings.snapshots_dir), model_id))
            why_not = " ".join(result.sentence["en"] for result in results if result.keeps_out)
            gates = as_json(results)
        except KompasError as error:  # the model is gone: the law is resumed all the same, so that another can come
            why_not = error.what
    decision = Decision("resumed", law, None if why_not else model_id, responsible, reason, gates)
    return Resumed(ModelEvents(store_of(settings)).record(decision, getuser()), why_not)


def _known(laws: Sequence[str]) -> tuple[str, ...]:
    unknown = [law for law in laws if law not in LAWS]
    if unknown:
        raise KompasError(f"There is no law {', '.join(unknown)}.", "LAW", f"Choose from {', '.join(LAWS)}.")
    return tuple(law for law in LAWS if law in laws) if laws else LAWS
