"""Who is signed in: a random token in the browser, and in the store its hash, so that several servers share it."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from data_contracts.store.audit_log import AuditLog, append_line
from data_contracts.store.engine import utc_now
from data_contracts.store.tables import ACCOUNTS, SIGN_INS

TOKEN_BYTES = 32
NOTED_EVERY = timedelta(seconds=60)
"""How often at most it is written down that a token was used: not at every request, for that is a write each."""


@dataclass(frozen=True)
class SignedIn:
    """The account that a token stands for, as it is at this moment; as of `accounts.StoredAccount`."""

    name: str
    display_name: str
    roles: tuple[str, ...]
    regions: tuple[str, ...]


class SignIns:
    """The sign-ins in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
        idle: After how long without use a token ends.
        longest: After how long it ends, however much it is used.
    """

    def __init__(self, url: str, idle: timedelta, longest: timedelta) -> None:
        self._log = AuditLog(url)
        self._idle = idle
        self._longest = longest

    def start(self, name: str, way: str) -> str:
        """Return a new token for an account, and log the sign-in; tokens that ended are removed.

        Args:
            name: The account's name.
            way: ``local`` or ``oidc``.

        Raises:
            KompasError: The store cannot be written; then nobody is signed in.
        """
        token, now = secrets.token_urlsafe(TOKEN_BYTES), utc_now()
        with self._log.transaction(writing=True) as connection:
            connection.execute(delete(SIGN_INS).where(self._ended()))
            connection.execute(insert(SIGN_INS).values(token_hash=_hash(token), account=name, made_at=now, used_at=now))
            append_line(connection, name, "sign_in", f"account:{name}", {"way": way})
        return token

    def of(self, token: str, *, used: bool) -> SignedIn | None:
        """Return whose token it is; ``None`` when it ended, or never was.

        Args:
            token: From the browser.
            used: Whether a person asks; what a screen asks by itself does not keep a token alive.

        Raises:
            KompasError: The store cannot be used.
        """
        with self._log.transaction(writing=False) as connection:
            found = connection.execute(_with_account(_hash(token))).mappings().first()
        row = None if found is None else dict(found)
        if row is None or row["disabled_at"] is not None or self._is_over(row):
            return None
        if used and _moment(row["used_at"]) + NOTED_EVERY < datetime.now(UTC):
            self._note_use(row["token_hash"])
        return SignedIn(row["name"], row["display_name"], tuple(row["roles"]), tuple(row["regions"]))

    def end(self, token: str) -> None:
        """End a token, and log the sign-out; one that there is not stays so."""
        of_token = SIGN_INS.c.token_hash == _hash(token)
        with self._log.transaction(writing=True) as connection:
            name = connection.scalar(select(SIGN_INS.c.account).where(of_token))
            if name is not None:
                connection.execute(delete(SIGN_INS).where(of_token))
                append_line(connection, name, "sign_out", f"account:{name}")

    def _note_use(self, token_hash: str) -> None:
        with self._log.transaction(writing=True, whole=False) as connection:
            connection.execute(update(SIGN_INS).where(SIGN_INS.c.token_hash == token_hash).values(used_at=utc_now()))

    def _is_over(self, row: Mapping[str, Any]) -> bool:
        now = datetime.now(UTC)
        return _moment(row["used_at"]) + self._idle < now or _moment(row["made_at"]) + self._longest < now

    def _ended(self) -> Any:
        return or_(SIGN_INS.c.used_at < _ago(self._idle), SIGN_INS.c.made_at < _ago(self._longest))


def end_all(connection: Connection, name: str) -> None:
    """End all tokens of an account within a writing transaction."""
    connection.execute(delete(SIGN_INS).where(SIGN_INS.c.account == name))


def _with_account(token_hash: str) -> Any:
    account = (ACCOUNTS.c.name, ACCOUNTS.c.display_name, ACCOUNTS.c.roles, ACCOUNTS.c.regions, ACCOUNTS.c.disabled_at)
    return (
        select(SIGN_INS, *account)
        .join(ACCOUNTS, ACCOUNTS.c.name == SIGN_INS.c.account)
        .where(SIGN_INS.c.token_hash == token_hash)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)


def _ago(time: timedelta) -> str:
    return (datetime.now(UTC) - time).isoformat(timespec="microseconds")
