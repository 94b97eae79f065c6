"""A line of the log as people read it: its action and its subject in words, its detail as a sentence."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard import formats
from dashboard.decided import moment
from dashboard.purpose.purposes import purpose_named
from dashboard.signing_in.account import all_roles, role_in_words
from dashboard.texts import Words
from data_contracts.store import AuditLine

_REFERENCE = re.compile(r"([a-z_]+):([0-9a-f]{64})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT = 8
_ONLY_IN_FULL = frozenset({"content", "manifest", "row", "gates"})
"""Parts of a detail that say nothing at a glance: hashes, and figures of gates."""


def cells(line: AuditLine, words: Words) -> dict[str, Any]:
    """Return what the list shows of a line, by column, and the text by which it tells lines apart (``key``)."""
    return {
        "key": str(line.sequence),
        "sequence": line.sequence,
        "at": moment(line.at, words),
        "actor": line.actor,
        "action": action_text(line.action, words),
        "subject": subject_text(line.subject, words),
        "detail": detail_text(line.detail, words),
    }


def action_text(action: str, words: Words) -> str:
    """Return what was done, in words; an action that has none is shown as it is."""
    return words.of_code("action", action)


def actions(words: Words) -> dict[str, str]:
    """Return all actions that have words, by code, in the order of the words."""
    family = "action."
    told = {key.removeprefix(family): words(key) for key in words.entries if key.startswith(family)}
    return dict(sorted(told.items(), key=lambda item: item[1].lower()))


def subject_text(subject: str, words: Words) -> str:
    """Return to what it was done: a kind of thing with the beginning of its reference, or the end of a path."""
    found = _REFERENCE.fullmatch(subject)
    if found:
        return words("subject.reference", kind=words.of_code("subject_kind", found[1]), short=found[2][:_SHORT])
    if subject.startswith("/") or ("/" in subject and ":" not in subject):
        kind, name = subject.split("/")[-2:]
        known = f"subject_kind.{kind}" in words.entries
        return f"{words.of_code('subject_kind', kind)} {name}" if known else f"{kind}/{name}"
    kind, _, rest = subject.partition(":")
    if rest and f"subject_kind.{kind}" in words.entries:
        return f"{words.of_code('subject_kind', kind)} {rest}"
    return words.of_code("subject_kind", subject)


def detail_text(detail: Mapping[str, Any], words: Words) -> str:
    """Return the detail of a line in one sentence, without what is empty or says nothing at a glance."""
    parts = (
        f"{words.of_code('detail', name)}: {value_text(value, words, name)}"
        for name, value in detail.items()
        if value not in (None, "", [], {}) and name not in _ONLY_IN_FULL
    )
    return "; ".join(parts)


def value_text(value: Any, words: Words, name: str = "") -> str:
    """Return one value of a detail, in words where the part of the detail that it stands in has words for its codes."""
    if isinstance(value, bool):
        return words("detail_yes") if value else words("detail_no")
    if value is None:
        return formats.MISSING
    if isinstance(value, int):
        return formats.number(value, words.language)
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return ", ".join(_code_text(name, str(item), words) for item in value) or formats.MISSING
    return (
        _code_text(name, value, words)
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )


def _code_text(name: str, code: str, words: Words) -> str:
    """Return the words for a code in a part of a detail, and a day in full; what is no code is shown as it is."""
    if _DAY.fullmatch(code):
        return _day_text(code, words)
    match name:
        case "roles" | "roles_before":
            return role_in_words(code, words.language) if code in all_roles() else code
        case "purpose":
            purpose = purpose_named(code)
            return purpose.told(words.language) if purpose else _value_text(name, code, words)
        case "actions":
            return action_text(code, words)
        case "instrument" | "objective":
            return words.of_code(name, code)
        case _:
            return _value_text(name, code, words)


def _value_text(name: str, code: str, words: Words) -> str:
    key = f"{name}.{code}"
    told = words.of_code("value", key)
    return code if told == key else told


def _day_text(code: str, words: Words) -> str:
    try:
        return formats.day(date.fromisoformat(code), words.language)
    except ValueError:
        return code
