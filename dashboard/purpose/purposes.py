"""The purposes for which a dossier may be opened, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from dashboard.signing_in.account import Account
from dashboard.texts import Language

PARAMETER = "purpose"
"""The parameter of an address that carries a purpose."""
PURPOSES_FILE = Path(__file__).with_name("purposes.yaml")
Check = Literal["item", "joint", "none"]


@dataclass(frozen=True)
class Purpose:
    """For what a dossier may be opened.

    Attributes:
        code: By which addresses and the audit log name it.
        words: What people read, by language.
        roles: Which roles may use it.
        check: What must be true of the employer: it has an ``item`` in a plan, its item is ``joint``, or ``none``.
    """

    code: str
    words: Mapping[str, str]
    roles: frozenset[str]
    check: Check

    def told(self, language: Language) -> str:
        """Return the purpose in words."""
        return self.words[language]

    def is_for(self, account: Account) -> bool:
        """Return whether one of the account's roles may use it."""
        return bool(self.roles & account.roles)


@cache
def purposes() -> tuple[Purpose, ...]:
    """Return all purposes, in the order in which people are offered them."""
    content = yaml.safe_load(PURPOSES_FILE.read_text(encoding="utf-8"))
    return tuple(
        Purpose(item["code"], {"nl": item["nl"], "en": item["en"]}, frozenset(item["roles"]), item["check"])
        for item in content
    )


def purpose_named(code: str | None) -> Purpose | None:
    """Return the purpose of that code, or ``None``."""
    return next((purpose for purpose in purposes() if purpose.code == code), None)


def carried(account: Account, code: str) -> dict[str, str]:
    """Return the parameter by which a link carries a purpose; without it, who may not use that purpose is asked."""
    purpose = purpose_named(code)
    return {PARAMETER: code} if purpose is not None and purpose.is_for(account) else {}
