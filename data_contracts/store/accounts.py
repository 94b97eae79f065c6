"""Accounts: who may sign in, with which roles; every change is a line of the audit log."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from data_contracts.errors import KompasError
from data_contracts.store import accounts_passwords as passwords
from data_contracts.store.accounts_tokens import end_all
from data_contracts.store.audit_log import AuditLog, append_line
from data_contracts.store.engine import utc_now
from data_contracts.store.tables import ACCOUNTS

Origin = Literal["local", "oidc"]
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")


@dataclass(frozen=True)
class StoredAccount:
    """One account as it stands, without its password's hash.

    Attributes:
        name: By which it signs in.
        display_name: What people read.
        roles: Names of roles.
        regions: Names of regions; empty: all.
        origin: Whether it signs in with a password of ours, or at a provider (OpenID Connect).
        made_at: When it was made; ISO 8601 in UTC.
        disabled_at: Since when it may no longer sign in; ``None``: it may.
    """

    name: str
    display_name: str
    roles: tuple[str, ...]
    regions: tuple[str, ...]
    origin: Origin
    made_at: str
    disabled_at: str | None


class Accounts:
    """The accounts in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def all(self) -> tuple[StoredAccount, ...]:
        """Return all accounts by name.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).mappings()
            return tuple(as_account(dict(row)) for row in rows)

    def of(self, name: str) -> StoredAccount | None:
        """Return an account, or ``None`` when there is none of that name."""
        with self._log.transaction(writing=False) as connection:
            row = row_of(connection, name)
        return as_account(row) if row else None

    def make(
        self,
        name: str,
        password: str,
        roles: Collection[str],
        *,
        by: str,
        regions: Sequence[str] = (),
        display_name: str = "",
    ) -> StoredAccount:
        """Make an account with a password.

        Args:
            name: Small letters, digits and ``. _ @ + -``.
            password: Kept as a hash only.
            roles: Names of roles; the caller knows that they exist.
            by: Who makes it.
            regions: Which regions it sees; empty: all.
            display_name: What people read; else the name.

        Raises:
            KompasError: The name is taken or no name, or the password is too short.
        """
        checked = checked_name(name)
        hashed = passwords.hash_of(password)
        with self._log.transaction(writing=True) as connection:
            if row_of(connection, checked):
                raise KompasError(
                    f"There is an account '{checked}' already.", "kompas accounts", "Take another name, or change it."
                )
            row = new_row(checked, display_name, roles, regions, "local") | {"password_hash": hashed}
            connection.execute(insert(ACCOUNTS).values(**row))
            _log_account(connection, by, "account_made", row, roles=row["roles"], regions=row["regions"])
        return as_account(row)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Give an account another password; whoever is signed in with it is signed out.

        Raises:
            KompasError: There is no such account, it has no password, or the new one is too short.
        """
        hashed = passwords.hash_of(password)
        with self._log.transaction(writing=True) as connection:
            row = self._existing(connection, name)
            if row["origin"] != "local":
                raise KompasError(
                    f"'{row['name']}' signs in at the provider and has no password here.",
                    "kompas accounts passwd",
                    "Change the password at the provider.",
                )
            _change(connection, row["name"], password_hash=hashed)
            end_all(connection, row["name"])
            _log_account(connection, by, "password_changed", row)

    def disable(self, name: str, *, by: str) -> None:
        """Let an account sign in no more; whoever is signed in with it is signed out at once.

        Raises:
            KompasError: There is no such account.
        """
        self._set_disabled(name, utc_now(), "account_disabled", by)

    def enable(self, name: str, *, by: str) -> None:
        """Let a disabled account sign in again; else as `disable`."""
        self._set_disabled(name, None, "account_enabled", by)

    def set_roles(self, name: str, roles: Collection[str], regions: Sequence[str] | None = None, *, by: str) -> None:
        """Give an account other roles, and other regions when they are named; it counts from its next request on.

        Raises:
            KompasError: There is no such account.
        """
        with self._log.transaction(writing=True) as connection:
            row = self._existing(connection, name)
            now = {"roles": sorted(set(roles)), "regions": row["regions"] if regions is None else list(regions)}
            _change(connection, row["name"], **now)
            before = {"roles_before": row["roles"], "regions_before": row["regions"]}
            _log_account(connection, by, "roles_changed", row, **now, **before)

    def with_password(self, name: str, password: str) -> StoredAccount | None:
        """Return the account that signs in with a name and a password.

        It takes as long for a name that does not exist. A hash with parameters of before is made anew.

        Returns:
            ``None`` when the name or the password is wrong, or the account is disabled or has no password.
        """
        with self._log.transaction(writing=False) as connection:
            row = row_of(connection, name)
        stored = row["password_hash"] if row else None
        if not passwords.is_password(password, stored) or row is None or row["disabled_at"] is not None:
            return None
        if passwords.is_dated(str(stored)):
            with self._log.transaction(writing=True, whole=False) as connection:
                _change(connection, row["name"], password_hash=passwords.hash_of(password))
        return as_account(row)

    def _set_disabled(self, name: str, at: str | None, action: str, by: str) -> None:
        with self._log.transaction(writing=True) as connection:
            row = self._existing(connection, name)
            _change(connection, row["name"], disabled_at=at)
            end_all(connection, row["name"])
            _log_account(connection, by, action, row)

    @staticmethod
    def _existing(connection: Connection, name: str) -> dict[str, Any]:
        row = row_of(connection, name)
        if row is None:
            raise KompasError(f"There is no account '{name}'.", "kompas accounts", "See `kompas accounts list`.")
        return row


def checked_name(name: str) -> str:
    """Return a name as it is kept: in small letters.

    Raises:
        KompasError: It cannot be the name of an account.
    """
    given = as_typed(name)
    if not _NAME.fullmatch(given):
        raise KompasError(
            "That cannot be the name of an account.",
            "the account's name",
            "Use small letters, digits and . _ @ + -, at most 100 of them, starting with a letter or digit.",
        )
    return given


def as_typed(name: str) -> str:
    """Return a typed name as it is looked up: trimmed, in small letters, and in characters that a store can hold."""
    return name.strip().lower()[:200].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def row_of(connection: Connection, name: str) -> dict[str, Any] | None:
    """Return the row of an account by its typed name."""
    found = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == as_typed(name))).mappings().first()
    return None if found is None else dict(found)


def as_account(row: Mapping[str, Any]) -> StoredAccount:
    """Return an account from its row."""
    return StoredAccount(
        row["name"],
        row["display_name"],
        tuple(row["roles"]),
        tuple(row["regions"]),
        row["origin"],
        row["made_at"],
        row["disabled_at"],
    )


def new_row(
    name: str, display_name: str, roles: Collection[str], regions: Sequence[str], origin: Origin
) -> dict[str, Any]:
    """Return the row of a new account, without what it signs in by."""
    return {
        "name": name,
        "display_name": display_name.strip() or name,
        "roles": sorted(set(roles)),
        "regions": list(regions),
        "origin": origin,
        "made_at": utc_now(),
        "disabled_at": None,
        "password_hash": None,
        "subject": None,
    }


def _change(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(**values))


def _log_account(connection: Connection, by: str, action: str, row: Mapping[str, Any], **detail: Any) -> None:
    append_line(connection, by, action, f"account:{row['name']}", {"origin": row["origin"], **detail})
