"""Forgetting whom lines of the log are about."""

from getpass import getuser

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditLog
from pipelines.store import store_of

OF_AN_EMPLOYER = "employer"


def forget_employer(settings: KompasSettings, employer_id: str, reason: str) -> str:
    """Remove the salt by which the log names an employer, log that, and return what was done, for people.

    Args:
        settings: The run's settings.
        employer_id: The employer.
        reason: Why; it is recorded.

    Raises:
        KompasError: No reason is given, or the log never named this employer.
    """
    if not reason.strip():
        raise KompasError("No reason is given.", "--reason", "Say why; it is recorded and cannot be changed.")
    line = AuditLog(store_of(settings)).forget(OF_AN_EMPLOYER, employer_id, getuser(), reason.strip())
    if line is None:
        raise KompasError(
            f"The audit log names no employer {employer_id}, so there is nothing to forget.",
            employer_id,
            "See whether the number is right.",
        )
    return f"Forgotten: nobody can tell any more that {line.subject} was this employer (line {line.sequence})."
