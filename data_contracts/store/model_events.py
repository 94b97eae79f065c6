"""Which model of each law is in use: events that are only ever added, each beside its line in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from data_contracts.errors import KompasError
from data_contracts.store.audit_log import AuditLog
from data_contracts.store.recorded import Recorded, append, forged
from data_contracts.store.tables import MODEL_EVENTS

EventKind = Literal["activated", "rolled_back"]
ACTION_OF: dict[EventKind, str] = {"activated": "activate_model", "rolled_back": "roll_back_model"}
"""The audit log's word for each event."""


@dataclass(frozen=True)
class Decision:
    """What a named person decided about the model of a law.

    Attributes:
        event: ``activated`` or ``rolled_back``.
        law: The law's name.
        model_id: The model that is in use from now on, ``<law>@<snapshot id>``; ``None``: no model any more.
        responsible: The person who answers for it, by name.
        reason: Why, in that person's words.
        gates: The results of the gates at that moment, as JSON can hold them.

    Raises:
        KompasError: No person or no reason is named.
    """

    event: EventKind
    law: str
    model_id: str | None
    responsible: str
    reason: str
    gates: Sequence[Mapping[str, Any]] = ()

    def __post_init__(self) -> None:
        _refuse_unnamed(self.responsible, "person who answers for it", "--by")
        _refuse_unnamed(self.reason, "reason", "--reason")


@dataclass(frozen=True)
class ModelEvent:
    """A decision as it was recorded: in which place, when (UTC) and by which system user."""

    sequence: int
    at: str
    event: EventKind
    law: str
    model_id: str | None
    responsible: str
    system_user: str
    reason: str
    gates: list[dict[str, Any]]
    audit_hash: str


RECORDED = Recorded(
    MODEL_EVENTS,
    noun="event",
    actions=frozenset(ACTION_OF.values()),
    action=lambda row: ACTION_OF[row["event"]],
    subject=lambda row: row["model_id"] or row["law"],
)
"""How the log tells an event: all of it, in clear."""


class ModelEvents:
    """The events in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def record(self, decision: Decision, system_user: str) -> ModelEvent:
        """Add one event and its line in the audit log: both stand, or neither.

        Args:
            decision: What was decided.
            system_user: Under which user of the system the command ran.

        Raises:
            KompasError: The store cannot be written.
        """
        told = {
            "event": decision.event,
            "law": decision.law,
            "model_id": decision.model_id,
            "responsible": decision.responsible.strip(),
            "reason": decision.reason.strip(),
            "gates": [dict(gate) for gate in decision.gates],
        }
        with self._log.transaction(writing=True) as connection:
            return ModelEvent(**append(connection, RECORDED, told, system_user))

    def events(self, law: str | None = None) -> tuple[ModelEvent, ...]:
        """Return all events, or those of one law, in the order in which they were recorded.

        Raises:
            KompasError: The store cannot be read.
        """
        query = select(MODEL_EVENTS).order_by(MODEL_EVENTS.c.sequence)
        with self._log.transaction(writing=False) as connection:
            rows = connection.execute(query if law is None else query.where(MODEL_EVENTS.c.law == law)).mappings().all()
        return tuple(ModelEvent(**row) for row in rows)

    def active(self) -> dict[str, ModelEvent]:
        """Return of each law that has a model in use the event that put it there: its latest one."""
        latest = {event.law: event for event in self.events()}
        return {law: event for law, event in latest.items() if event.model_id is not None}

    def forged(self) -> tuple[str, ...]:
        """Return, in words, which events are not what the audit log says of them; empty when all are.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return tuple(forged(connection, RECORDED))


def models_in_use(events: Sequence[ModelEvent], law: str) -> tuple[str, ...]:
    """Return the models of a law that a return can still fall back on, the one in use last.

    Each activation adds one; going back takes the last one off.

    Args:
        events: Events in order.
        law: The law.
    """
    stack: list[str] = []
    for event in events:
        if event.law != law:
            continue
        if event.event == "activated" and event.model_id is not None:
            stack.append(event.model_id)
        elif stack:
            stack.pop()
    return tuple(stack)


def _refuse_unnamed(given: str, what: str, option: str) -> None:
    if not given.strip():
        raise KompasError(
            f"No {what} is named.", option, f"Give one with {option}; it is recorded and cannot be changed."
        )
