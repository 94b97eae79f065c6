"""How often somebody tried to sign in and failed: each further try waits longer, in all server processes alike."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data_contracts.store.accounts import as_typed
from data_contracts.store.audit_log import AuditLog, append_line, salt_of, salted_reference
from data_contracts.store.tables import SIGN_IN_TRIES

FREE_TRIES = 5
"""So many wrong passwords for one name wait for nothing."""
FREE_TRIES_OF_ADDRESS = 20
"""An address may be that of a whole office."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
"""After so long without a failure they count anew."""


@dataclass(frozen=True)
class Try:
    """One try to sign in that may go on.

    Attributes:
        name_key: What the tries of this name are counted under: a salted reference, since a name can be a password
            that was typed in the wrong place.
        address_key: What the tries from this address are counted under.
    """

    name_key: str
    address_key: str


class SignInTries:
    """The failed tries in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def begin(self, name: str, address: str) -> Try | timedelta:
        """Count a try as failed before its password is looked at, so that many at once find no gap.

        Args:
            name: As it was typed.
            address: From where.

        Returns:
            The try; or how long to wait, for a name or an address that failed too often. Waiting counts for nothing.

        Raises:
            KompasError: The store cannot be written.
        """
        with self._log.transaction(writing=True) as connection:
            self._forget(connection)
            salt = salt_of(connection, "sign_in", "names")
            begun = Try(salted_reference(salt, "account", as_typed(name)), f"address:{address}")
            wait = max(_wait(connection, begun.name_key), _wait(connection, begun.address_key))
            if wait > timedelta():
                return wait
            _count(connection, begun.name_key, FREE_TRIES)
            _count(connection, begun.address_key, FREE_TRIES_OF_ADDRESS)
        return begun

    def succeeded(self, begun: Try) -> None:
        """Take back what `begin` counted: of the name all failures, of the address this one."""
        with self._log.transaction(writing=True, whole=False) as connection:
            connection.execute(delete(SIGN_IN_TRIES).where(SIGN_IN_TRIES.c.key == begun.name_key))
            of_address = SIGN_IN_TRIES.c.key == begun.address_key
            one_less = {"failures": SIGN_IN_TRIES.c.failures - 1, "wait_until": None}
            connection.execute(update(SIGN_IN_TRIES).where(of_address).values(**one_less))

    def refused(self, begun: Try, reason: str) -> None:
        """Log a refused try: by which salted name, and why, without what was typed."""
        with self._log.transaction(writing=True) as connection:
            append_line(connection, "nobody", "sign_in_refused", begun.name_key, {"reason": reason, "way": "local"})

    def refused_elsewhere(self, reason: str) -> None:
        """Log that somebody who came from the provider was not let in, and why."""
        with self._log.transaction(writing=True) as connection:
            append_line(connection, "nobody", "sign_in_refused", "provider", {"reason": reason, "way": "oidc"})

    @staticmethod
    def _forget(connection: Connection) -> None:
        before = (datetime.now(UTC) - FORGOTTEN_AFTER).isoformat(timespec="microseconds")
        connection.execute(delete(SIGN_IN_TRIES).where(SIGN_IN_TRIES.c.failed_at < before))


def _wait(connection: Connection, key: str) -> timedelta:
    until = connection.scalar(select(SIGN_IN_TRIES.c.wait_until).where(SIGN_IN_TRIES.c.key == key))
    return datetime.fromisoformat(until) - datetime.now(UTC) if until else timedelta()


def _count(connection: Connection, key: str, free: int) -> None:
    of_key = SIGN_IN_TRIES.c.key == key
    before = connection.scalar(select(SIGN_IN_TRIES.c.failures).where(of_key))
    failures, now = (before or 0) + 1, datetime.now(UTC)
    until = (now + _wait_after(failures - free)).isoformat(timespec="microseconds") if failures >= free else None
    values: dict[str, Any] = {
        "failures": failures,
        "failed_at": now.isoformat(timespec="microseconds"),
        "wait_until": until,
    }
    if before is None:
        connection.execute(insert(SIGN_IN_TRIES).values(key=key, **values))
    else:
        connection.execute(update(SIGN_IN_TRIES).where(of_key).values(**values))


def _wait_after(too_many: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(too_many, 10)), LONGEST_WAIT)
