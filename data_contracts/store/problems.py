"""What a database says went wrong, in words that a person can act on and that show no password."""

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data_contracts.errors import KompasError
from data_contracts.store.address import POSTGRESQL, masked, parsed


class StoreUnusableError(KompasError):
    """The store cannot be read or written now, so that nothing was recorded."""


def in_plain_words(error: SQLAlchemyError, url: str) -> StoreUnusableError:
    """Return the error to raise when the store could not be used.

    Args:
        error: What the database or its driver raised.
        url: The store's address.
    """
    where = masked(url)
    if parsed(url).get_backend_name() != POSTGRESQL:
        return StoreUnusableError(
            f"The audit log cannot be used: {_first_line(error)}.",
            where,
            "See that its folder exists and can be written; what cannot be logged is not shown.",
        )
    if isinstance(error, OperationalError):
        return StoreUnusableError(
            f"The store cannot be reached, so the audit log cannot be used: {_first_line(error)}.",
            where,
            "See that the database server runs, and that the setting store_url (or KOMPAS_STORE_URL) names its host, "
            "port, user, password and database; what cannot be logged is not shown.",
        )
    return StoreUnusableError(
        f"The audit log cannot be used: {_first_line(error)}.",
        where,
        "See that the user of store_url may make tables in the database, or ask who keeps it; what cannot be logged is "
        "not shown.",
    )


def _first_line(error: SQLAlchemyError) -> str:
    """Return what the database itself said, without the statement and its values."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0].rstrip(".") if said else type(error).__name__
