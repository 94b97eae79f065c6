"""Which model of each law is in use: events that are only ever added, each beside its line in the audit log.

A model that a gate kept out came into no use, so that it is no event; that it was asked for is a line of the log alone.
A law that somebody suspended has no model in use, whatever else is recorded, until somebody resumes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from data_contracts.errors import KompasError
from data_contracts.store.audit_log import AuditFilter, AuditLine, AuditLog
from data_contracts.store.recorded import Recorded, append, forged
from data_contracts.store.tables import MODEL_EVENTS

EventKind = Literal["activated", "rolled_back", "suspended", "resumed"]
ACTION_OF: dict[EventKind, str] = {
    "activated": "activate_model",
    "rolled_back": "roll_back_model",
    "suspended": "suspend_models",
    "resumed": "resume_models",
}
"""The audit log's word for each event."""
REFUSED = "refuse_model"
"""The audit log's word for a model that somebody asked to put in use and that a gate kept out."""


@dataclass(frozen=True)
class Decision:
    """What a named person decided about the model of a law.

    Attributes:
        event: ``activated``, ``rolled_back``, ``suspended`` or ``resumed``.
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


@dataclass(frozen=True)
class ModelRefusal:
    """A model that was asked for and kept out: when (UTC), which, by whose request, and what the gates said."""

    at: str
    law: str
    model_id: str
    responsible: str
    system_user: str
    reason: str
    gates: list[dict[str, Any]]


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
            KompasError: The store cannot be written, or the decision does not go with whether the law is suspended.
        """
        told = {"event": decision.event, **_told(decision)}
        with self._log.transaction(writing=True) as connection:
            _refuse_out_of_turn(decision, suspended_in(_events(connection, decision.law)))
            return ModelEvent(**append(connection, RECORDED, told, system_user))

    def refuse(self, decision: Decision, system_user: str) -> ModelRefusal:
        """Add a line to the audit log that a gate kept a model out; what is in use stays as it is.

        Args:
            decision: What was asked, with the results of all gates.
            system_user: Under which user of the system the command ran.

        Raises:
            KompasError: The store cannot be written.
        """
        return _refusal(self._log.record(system_user, REFUSED, decision.model_id or decision.law, _told(decision)))

    def refusals(self, law: str | None = None) -> tuple[ModelRefusal, ...]:
        """Return all models that were kept out, or those of one law, in the order in which that was recorded.

        Raises:
            KompasError: The store cannot be read.
        """
        found = (_refusal(line) for line in self._log.lines(AuditFilter(actions=(REFUSED,))))
        return tuple(refusal for refusal in found if law is None or refusal.law == law)

    def events(self, law: str | None = None) -> tuple[ModelEvent, ...]:
        """Return all events, or those of one law, in the order in which they were recorded.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return _events(connection, law)

    def active(self) -> dict[str, ModelEvent]:
        """Return of each law that has a model in use the event that put it there."""
        return active_in(self.events())

    def suspended(self) -> dict[str, ModelEvent]:
        """Return of each law that is suspended the event that suspended it."""
        return suspended_in(self.events())

    def forged(self) -> tuple[str, ...]:
        """Return, in words, which events are not what the audit log says of them; empty when all are.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return tuple(forged(connection, RECORDED))


def active_in(events: Sequence[ModelEvent]) -> dict[str, ModelEvent]:
    """Return of each law with a model in use the event that put it there: its latest one, unless it is suspended.

    Args:
        events: Events in order.
    """
    latest, suspended = {event.law: event for event in events}, suspended_in(events)
    return {law: event for law, event in latest.items() if event.model_id is not None and law not in suspended}


def suspended_in(events: Sequence[ModelEvent]) -> dict[str, ModelEvent]:
    """Return of each law that is suspended the event that did so: only a resumption ends it.

    Args:
        events: Events in order.
    """
    latest = {event.law: event for event in events if event.event in ("suspended", "resumed")}
    return {law: event for law, event in latest.items() if event.event == "suspended"}


def models_in_use(events: Sequence[ModelEvent], law: str) -> tuple[str, ...]:
    """Return the models of a law that a return can still fall back on, the one in use last.

    Each activation adds one; going back takes the last one off; suspending and resuming leave all as they are.

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
        elif event.event == "rolled_back" and stack:
            stack.pop()
    return tuple(stack)


def _events(connection: Connection, law: str | None) -> tuple[ModelEvent, ...]:
    query = select(MODEL_EVENTS).order_by(MODEL_EVENTS.c.sequence)
    rows = connection.execute(query if law is None else query.where(MODEL_EVENTS.c.law == law)).mappings().all()
    return tuple(ModelEvent(**row) for row in rows)


def _refuse_out_of_turn(decision: Decision, suspended: Mapping[str, ModelEvent]) -> None:
    """Refuse what would end a suspension by another way than a resumption, and what is so already."""
    law, present = decision.law, suspended.get(decision.law)
    if present is None and decision.event == "resumed":
        raise KompasError(
            f"The models of {law} are not suspended, so there is nothing to resume.", law, "See `kompas status`."
        )
    if present is not None and decision.event == "suspended":
        raise KompasError(
            f"The models of {law} are suspended already, since {present.at[:10]} by {present.responsible}.",
            law,
            "Nothing needs to be done.",
        )
    if present is not None and decision.event != "resumed":
        raise while_suspended(present)


def while_suspended(event: ModelEvent) -> KompasError:
    """Return the error of whoever would change what is in use of a law that an event suspended."""
    return KompasError(
        f"The models of {event.law} are suspended since {event.at[:10]} by {event.responsible}: {event.reason}",
        event.law,
        f"Until somebody resumes them, no model of {event.law} comes into use: `kompas models resume {event.law} "
        '--by "NAME" --reason "WHY"`.',
    )


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "law": decision.law,
        "model_id": decision.model_id,
        "responsible": decision.responsible.strip(),
        "reason": decision.reason.strip(),
        "gates": [dict(gate) for gate in decision.gates],
    }


def _refusal(line: AuditLine) -> ModelRefusal:
    told = {name: line.detail[name] for name in ("law", "model_id", "responsible", "reason", "gates")}
    return ModelRefusal(at=line.at, system_user=line.actor, **told)


def _refuse_unnamed(given: str, what: str, option: str) -> None:
    if not given.strip():
        raise KompasError(
            f"No {what} is named.", option, f"Give one with {option}; it is recorded and cannot be changed."
        )
