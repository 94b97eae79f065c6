"""The deny-list: what no feature may be made of."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml

DENY_LIST_FILE = Path(__file__).parent / "deny_list.yaml"


@dataclass(frozen=True)
class DeniedGround:
    """A ground that features keep away from, and the pattern of the words that give it away.

    ``unless_signed`` marks an indicator *near* a protected ground: it may be spoken of by a feature that is held, or
    that a named person signed for.
    """

    what: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    unless_signed: bool


@cache
def denied_grounds() -> tuple[DeniedGround, ...]:
    """Return the grounds of ``deny_list.yaml``."""
    entries = read_yaml(DENY_LIST_FILE)
    return tuple(
        DeniedGround(entry["what"], tuple(entry["words"]), _pattern(entry["words"]), entry.get("unless_signed") is True)
        for entry in entries
    )


def denied_ground(text: str, held_or_signed: bool = False) -> tuple[str, str] | None:
    """Return the first denied ground that a text speaks of and the word that says so, or ``None``.

    Args:
        text: What is said of a feature, or a query.
        held_or_signed: Whether all that the text serves is held or signed for, so that grounds which are denied
            ``unless_signed`` may be spoken of. All other grounds stay denied.
    """
    for ground in denied_grounds():
        found = ground.pattern.search(text)
        if found and not (held_or_signed and ground.unless_signed):
            return ground.what, found.group()
    return None


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Match whole words; the parts of a name_with_underscores count as words too."""
    alternatives = "|".join(re.escape(word).replace(r"\*", "[a-z]*") for word in words)
    return re.compile(rf"(?<![a-z])(?:{alternatives})(?![a-z])", re.IGNORECASE)
