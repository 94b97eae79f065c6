"""Who is looking, and what that person may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashboard.texts import Language
from data_contracts.errors import KompasError

ROLES_FILE = Path(__file__).with_name("roles.yaml")


class NotAllowedError(KompasError):
    """The account may not do this; ``right`` is what it lacks."""

    def __init__(self, right: str) -> None:
        self.right = right
        super().__init__(
            f"This account may not {right_in_words(right, 'en')}.",
            right,
            "Ask the administrator for a role that may, or sign in with another account.",
        )


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in.

    Args:
        name: By which the account signs in; the audit log and decisions name it.
        roles: Its roles, names of `roles.yaml`.
        regions: The regions whose employers it may see; empty: all regions.
        display_name: What people read; empty: the name.
    """

    name: str
    roles: frozenset[str]
    regions: tuple[str, ...] = ()
    display_name: str = ""

    def may(self, right: str) -> bool:
        """Return whether one of the account's roles has a right; a role that is not known has none."""
        return any(right in rights_of(role) for role in self.roles)

    def require(self, right: str) -> None:
        """Go on only when the account has a right.

        Raises:
            NotAllowedError: It has not.
        """
        if not self.may(right):
            raise NotAllowedError(right)

    def sees(self, region: str | None) -> bool:
        """Return whether the account may see employers of a region."""
        return not self.regions or region in self.regions


def all_roles() -> tuple[str, ...]:
    """Return the names of the roles, in their order."""
    return tuple(_content()["roles"])


def all_rights() -> tuple[str, ...]:
    """Return the names of the rights, in their order."""
    return tuple(_content()["rights"])


def rights_of(role: str) -> tuple[str, ...]:
    """Return the rights of a role; none when there is no such role."""
    found = _content()["roles"].get(role)
    return tuple(found["may"]) if found else ()


def role_in_words(role: str, language: Language) -> str:
    """Return the name of a role on the screen."""
    return str(_content()["roles"][role]["name"][language])


def right_in_words(right: str, language: Language) -> str:
    """Return what a right allows, as in *may ...*."""
    return str(_content()["rights"][right][language])


@cache
def _content() -> Mapping[str, Any]:
    content: dict[str, Any] = yaml.safe_load(ROLES_FILE.read_text(encoding="utf-8"))
    return content
