"""What every page works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import flask

from dashboard.published import Published
from dashboard.signing_in.account import Account
from dashboard.texts import Language
from data_contracts.store import AuditLog, ModelEvent, ModelEvents, has_store
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcomes import Outcomes


@dataclass(frozen=True)
class Context:
    """The published data, the audit log, and who is looking.

    Args:
        published: What is shown.
        audit_log: Where it is recorded who saw and did what.
        account_of: Returns who asks, anew for every request.
        language: In which the dashboard opens.
    """

    published: Published
    audit_log: AuditLog
    account_of: Callable[[], Account]
    language: Language

    def __post_init__(self) -> None:
        """Bind what is read to who looks and to what is suspended: neither is seen past by any query."""
        seen = self.published.seen_by(lambda: self.account.regions, lambda: tuple(self.suspended))
        object.__setattr__(self, "published", seen)

    @property
    def account(self) -> Account:
        """Who is looking."""
        return self.account_of()

    @property
    def actor(self) -> str:
        """The name of who is looking, as in the audit log."""
        return self.account.name

    @property
    def store_url(self) -> str:
        """The address of the store, for what else is kept beside the audit log."""
        return self.audit_log.url

    @property
    def suspended(self) -> Mapping[str, ModelEvent]:
        """Of each law whose models are suspended the event that suspended it: one answer for a request.

        A screen takes a score of queries, and each of them has to know.

        Raises:
            KompasError: The store cannot be read; nothing is shown then.
        """
        if not flask.has_request_context():
            return self._suspended_now()
        if "suspended" not in flask.g:
            flask.g.suspended = self._suspended_now()
        found: Mapping[str, ModelEvent] = flask.g.suspended
        return found

    def _suspended_now(self) -> Mapping[str, ModelEvent]:
        return self.model_events.suspended() if has_store(self.store_url) else {}

    @cached_property
    def model_events(self) -> ModelEvents:
        """Which models were put in use, taken out of it and suspended."""
        return ModelEvents(self.store_url)

    @cached_property
    def decisions(self) -> PlanDecisions:
        """What people decided about the items of plans."""
        return PlanDecisions(self.store_url)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What came of the items of plans."""
        return Outcomes(self.store_url)

    def log(self, action: str, kind: str, identifier: str, detail: Mapping[str, Any]) -> None:
        """Record that the actor did something; the log names the thing by a salted reference.

        Raises:
            KompasError: The log cannot be written; what was to be shown must then stay closed.
        """
        self.audit_log.record(self.actor, action, self.audit_log.reference(kind, identifier), detail)
