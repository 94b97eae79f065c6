"""What every page works with."""

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.published import Published
from dashboard.texts import Language
from data_contracts.store import AuditLog
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcomes import Outcomes


@dataclass(frozen=True)
class Context:
    """The published data, the audit log, and who is looking.

    There is no sign-in yet: the dashboard listens on this machine only unless told otherwise, and the actor in the
    log is the user of the operating system who started it.
    """

    published: Published
    audit_log: AuditLog
    actor: str
    language: Language

    @property
    def store_url(self) -> str:
        """The address of the store, for what else is kept beside the audit log."""
        return self.audit_log.url

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


def operating_system_user() -> str:
    """Return the name of the user who runs this process, or its number when it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
