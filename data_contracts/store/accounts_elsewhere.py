"""Accounts of people who sign in at a provider: made at their first sign-in, and kept to what it says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from data_contracts.errors import KompasError
from data_contracts.store.accounts import StoredAccount, as_account, checked_name, new_row, row_of
from data_contracts.store.audit_log import AuditLog, append_line
from data_contracts.store.tables import ACCOUNTS

Refusal = Literal["disabled", "taken", "name"]


class NotLetInError(KompasError):
    """Somebody who signed in at the provider has no account here; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        self.reason: Refusal = reason
        super().__init__(
            f"Whoever signed in at the provider has no account here ({reason}).",
            "the provider's claims",
            "See docs/signing-in.md.",
        )


@dataclass(frozen=True)
class Known:
    """What a provider says of somebody.

    Attributes:
        subject: Who it is: issuer and subject, which never change.
        name: What it calls the account.
        display_name: What people read; may be empty.
        roles: Roles of ours that go with its roles.
        regions: Which regions the account sees; empty: all.
    """

    subject: str
    name: str
    display_name: str
    roles: Sequence[str]
    regions: Sequence[str]


def account_of(log: AuditLog, known: Known) -> StoredAccount:
    """Return the account of somebody who signed in at the provider, made or changed to what the provider says.

    An account keeps the name that it was made with, and belongs to one subject for good: neither somebody else of that
    name nor a local account of that name can be taken over.

    Raises:
        NotLetInError: It is disabled, its name is another's, or cannot be the name of an account.
        KompasError: The store cannot be used.
    """
    with log.transaction(writing=True) as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.subject == known.subject)).mappings().first()
        if row is None:
            return as_account(_made(connection, known))
        if row["disabled_at"] is not None:
            raise NotLetInError("disabled")
        return as_account(_kept(connection, dict(row), known))


def _made(connection: Connection, known: Known) -> dict[str, Any]:
    try:
        name = checked_name(known.name)
    except KompasError:
        raise NotLetInError("name") from None
    if row_of(connection, name) is not None:
        raise NotLetInError("taken")
    row = new_row(name, known.display_name, known.roles, known.regions, "oidc") | {"subject": known.subject}
    connection.execute(insert(ACCOUNTS).values(**row))
    detail = {"origin": "oidc", "roles": row["roles"], "regions": row["regions"]}
    append_line(connection, name, "account_made", f"account:{name}", detail)
    return row


def _kept(connection: Connection, row: dict[str, Any], known: Known) -> dict[str, Any]:
    now = {"roles": sorted(set(known.roles)), "regions": list(known.regions)}
    before = {name: row[name] for name in now}
    changed = now | {"display_name": known.display_name.strip() or row["name"]}
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == row["name"]).values(**changed))
    if now != before:
        detail = {"origin": "oidc", **now, **{f"{name}_before": value for name, value in before.items()}}
        append_line(connection, row["name"], "roles_changed", f"account:{row['name']}", detail)
    return row | changed
