"""The columns of an outcome, as the file and the form have them, with their words in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_contracts.store.reasons import Language
from data_contracts.yaml_files import read_yaml

ColumnKind = Literal["text", "date", "hours", "count", "euros", "choice", "yes_no"]
Texts = Mapping[Language, str]
LAWS = ("WML", "Wav", "Waadi")
_LANGUAGES: tuple[Language, ...] = ("nl", "en")
_OF_A_LAW = "{law}"


@dataclass(frozen=True)
class OutcomeColumn:
    """One column of the file, which is one field of the form.

    Attributes:
        name: Its name in files, the same in both languages.
        kind: What it holds.
        required: Whether it may never be empty.
        label: What people read above it.
        description: What belongs in it.
        choices: Its group of choices.
        pattern: The regular expression of its whole text.
        law: The law that it is about.
    """

    name: str
    kind: ColumnKind
    required: bool
    label: Texts
    description: Texts
    choices: str | None = None
    pattern: str | None = None
    law: str | None = None


@dataclass(frozen=True)
class Choice:
    """One choice of a group: its code and its words; of a status the instruments that it goes with."""

    code: str
    words: Texts
    instruments: tuple[str, ...] = ()


@cache
def outcome_columns() -> tuple[OutcomeColumn, ...]:
    """Return all columns in the order of the file: those of the case, then those of each law."""
    entries = _content()["columns"]
    case = [_column(entry, None) for entry in entries if _OF_A_LAW not in entry["name"]]
    by_law = [_column(entry, law) for law in LAWS for entry in entries if _OF_A_LAW in entry["name"]]
    return (*case, *by_law)


@cache
def choices(group: str) -> tuple[Choice, ...]:
    """Return the choices of a group (``instruments, statuses, responses, sanctions, objections, yes_no``)."""
    return tuple(
        Choice(str(entry["code"]), {"nl": entry["nl"], "en": entry["en"]}, tuple(entry.get("instruments", ())))
        for entry in _content()["choices"][group]
    )


def law_field(law: str, field: str) -> str:
    """Return the name of a column of one law, e.g. ``wml_examined``."""
    return f"{law.lower()}_{field}"


def problem(code: str, **figures: object) -> Texts:
    """Return what is wrong, in both languages."""
    return {language: str(_content()["problems"][code][language]).format(**figures) for language in _LANGUAGES}


def _column(entry: Mapping[str, Any], law: str | None) -> OutcomeColumn:
    words = {
        part: {
            language: entry[language][part].format(law=law) if law else entry[language][part] for language in _LANGUAGES
        }
        for part in ("label", "description")
    }
    return OutcomeColumn(
        law_field(law, entry["name"].removeprefix(f"{_OF_A_LAW}_")) if law else entry["name"],
        entry["kind"],
        entry.get("required", False),
        words["label"],
        words["description"],
        entry.get("choices", "yes_no" if entry["kind"] == "yes_no" else None),
        entry.get("pattern"),
        law,
    )


@cache
def _content() -> Mapping[str, Any]:
    path = Path(__file__).with_name("outcome_columns.yaml")
    content: Mapping[str, Any] = read_yaml(path)
    return content
