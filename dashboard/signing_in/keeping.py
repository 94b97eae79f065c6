"""Keeping accounts from the terminal."""

import getpass
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from dashboard.published import Published
from dashboard.signing_in.account import all_roles
from data_contracts.errors import KompasError
from data_contracts.reference_data import region_of_province
from data_contracts.store import store_address
from data_contracts.store.accounts import Accounts, StoredAccount
from data_contracts.store.accounts_passwords import random_password

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings

ALL = "all"


class Keeping:
    """The verbs of ``kompas accounts`` over one store.

    Args:
        settings: Where the store is.
    """

    def __init__(self, settings: "KompasSettings") -> None:
        self._settings = settings
        self._accounts = Accounts(store_address(settings.data_dir, settings.store_url))
        self._by = operating_system_user()

    def add(
        self, name: str, roles: Sequence[str], regions: Sequence[str], display_name: str, *, generate: bool
    ) -> None:
        """Make an account.

        Raises:
            KompasError: A role or region does not exist, the name is taken, or the password will not do.
        """
        known_roles, known_regions = _checked_roles(roles), _checked_regions(regions)
        password = _new_password(generate=generate)
        made = self._accounts.make(
            name, password, known_roles, by=self._by, regions=known_regions, display_name=display_name
        )
        typer.echo(f"{made.name} can sign in as {', '.join(made.roles)}.")
        _print_once(password, generate=generate)

    def list_all(self) -> None:
        """Print the accounts, one a line."""
        found = self._accounts.all()
        for account in found:
            typer.echo(_line(account))
        if not found:
            typer.echo("There is no account yet. Make one with: kompas accounts add NAME --role planner")

    def passwd(self, name: str, *, generate: bool) -> None:
        """Give an account another password.

        Raises:
            KompasError: There is no such account, or the password will not do.
        """
        password = _new_password(generate=generate)
        self._accounts.set_password(name, password, by=self._by)
        typer.echo(f"{name} has another password, and is signed out where it was signed in.")
        _print_once(password, generate=generate)

    def roles(self, name: str, roles: Sequence[str], regions: Sequence[str] | None) -> None:
        """Give an account other roles, and other regions when there are any named.

        Raises:
            KompasError: There is no such account, role or region.
        """
        known_regions = None if regions is None else _checked_regions(regions)
        self._accounts.set_roles(name, _checked_roles(roles), known_regions, by=self._by)
        found = self._accounts.of(name)
        if found:
            typer.echo(_line(found))

    def disable(self, name: str) -> None:
        """Let an account sign in no more.

        Raises:
            KompasError: There is no such account.
        """
        self._accounts.disable(name, by=self._by)
        typer.echo(f"{name} can sign in no more, and is signed out where it was signed in.")

    def enable(self, name: str) -> None:
        """Let an account sign in again; else as `disable`."""
        self._accounts.enable(name, by=self._by)
        typer.echo(f"{name} can sign in again.")

    def demo(self) -> None:
        """Make an account for every role, or give it a new password, on synthetic data only.

        Raises:
            KompasError: The published data are not synthetic, or there are none.
        """
        manifests = Published(self._settings.snapshots_dir).manifests()
        if not manifests or not all(manifest.synthetic for manifest in manifests.values()):
            raise KompasError(
                "Accounts for trying out are made on synthetic data only.",
                str(self._settings.snapshots_dir),
                "Make accounts for people with `kompas accounts add`.",
            )
        typer.echo("Sign in as one of these. Passwords are shown this once; `kompas accounts demo` makes new ones.")
        for role in all_roles():
            typer.echo(f"  {role:<10} {self._for_trying(role)}")

    def _for_trying(self, role: str) -> str:
        password, found = random_password(), self._accounts.of(role)
        if found is None:
            self._accounts.make(role, password, [role], by=self._by)
            return password
        self._accounts.set_password(role, password, by=self._by)
        if found.roles != (role,):
            self._accounts.set_roles(role, [role], by=self._by)
        if found.disabled_at is not None:
            self._accounts.enable(role, by=self._by)
        return password


def operating_system_user() -> str:
    """Return the name of the user who runs this process, or its number when it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _line(account: StoredAccount) -> str:
    state = f"disabled since {account.disabled_at[:10]}" if account.disabled_at else "may sign in"
    where = "at the provider" if account.origin == "oidc" else "with a password"
    regions = ", ".join(account.regions) or "all regions"
    return f"{account.name:<24} {', '.join(account.roles):<24} {regions:<20} {where:<16} {state}"


def _checked_roles(given: Sequence[str]) -> Sequence[str]:
    return _checked("role", given, all_roles())


def _checked_regions(given: Sequence[str]) -> Sequence[str]:
    return [] if list(given) == [ALL] else _checked("region", given, sorted(set(region_of_province().values())))


def _checked(kind: str, given: Sequence[str], known: Sequence[str]) -> Sequence[str]:
    if unknown := [one for one in given if one not in known]:
        raise KompasError(f"There is no {kind} '{unknown[0]}'.", f"--{kind}", f"Name one of {', '.join(known)}.")
    return given


def _new_password(*, generate: bool) -> str:
    if generate:
        return random_password()
    return str(typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True))


def _print_once(password: str, *, generate: bool) -> None:
    if generate:
        typer.echo(f"Its password, shown this once: {password}")
