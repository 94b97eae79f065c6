"""The record for the Algoritmeregister (publication standard 1.0): its fields, what fills them, whether it is valid.

The standard's fields, lengths and permitted values stand in ``register_fields.yaml``. The register is in Dutch, so the
record is too.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_contracts.yaml_files import read_yaml
from features.catalogue import load_catalogue
from features.formatting import number
from models.evidence.answers import Answer
from models.wording import Texts, in_both

Kind = Literal["text", "choice", "list", "month", "link", "address"]
State = Literal["known", "answered", "to_check", "to_write"]
Value = str | list[str]

FIELDS_FILE = Path(__file__).with_name("register_fields.yaml")
PROBLEMS_FILE = Path(__file__).with_name("register_problems.yaml")
FORMS: Mapping[str, re.Pattern[str]] = {
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "link": re.compile(r"https?://[^\s/]+\.[^\s]+"),
    "address": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when it opens the CSV file."""
BETWEEN_ITEMS = "; "


@dataclass(frozen=True)
class Field:
    """One field of the standard.

    Attributes:
        name: As the standard names it.
        label: What people call it.
        required: Whether the standard demands it.
        needed: Whether the evidence pack does: every required field, and those that say on whom it falls.
        kind: What a value must look like.
        values: What a value may be; empty: anything.
        most: How many characters it may hold; ``None`` when the standard does not say.
        text: What the program can say, in Dutch, with places for what it knows; empty: nothing.
        ask: What people must still write or check, by language; empty: nothing.
    """

    name: str
    label: Texts
    required: bool
    needed: bool
    kind: Kind
    values: tuple[str, ...]
    most: int | None
    text: str
    ask: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """A field with what the program knows of it, and what people answered."""

    field: Field
    text: str
    answer: Answer | None = None

    @property
    def state(self) -> State:
        """``known``; ``answered`` by people; ``to_check``: people must check the text; ``to_write``: there is none."""
        if self.answer is not None:
            return "answered"
        if not self.text:
            return "to_write"
        return "to_check" if self.field.ask else "known"

    @property
    def value(self) -> Value:
        """What goes in the record: what people wrote, or the program's text where they agree or were not asked."""
        if self.answer is None or self.answer.agrees:
            return _listed(self.text) if self.field.kind == "list" else self.text
        given = self.answer.value
        return _listed(given) if self.field.kind == "list" and isinstance(given, str) else given


@dataclass(frozen=True)
class Problem:
    """Why a value does not go in the register."""

    field: str
    kind: str
    says: Texts


@dataclass(frozen=True)
class Facts:
    """What the program knows.

    Attributes:
        laws: The acts whose models are, or are to be, in use.
        begin: The month in which the first model came in use, ``YYYY-MM``; empty: none did.
        registers: What the tables of the registers are called, in Dutch.
    """

    laws: Sequence[str]
    begin: str
    registers: Sequence[str]


@cache
def fields() -> tuple[Field, ...]:
    """Return the fields of the standard, in its order."""
    content: list[dict[str, Any]] = read_yaml(FIELDS_FILE)
    return tuple(_field(entry) for entry in content)


def fill(facts: Facts, answers: Mapping[str, Answer] | None = None) -> tuple[Filled, ...]:
    """Return every field of the standard, in its order, with what is known of it.

    Args:
        facts: What the program knows.
        answers: What people answered, by field; only what counts.
    """
    catalogue = load_catalogue()
    known = {
        "status": "In gebruik" if facts.laws else "In ontwikkeling",
        "begin": facts.begin,
        "laws": ", ".join(facts.laws) if facts.laws else "geen enkele wet",
        "features": number(len(catalogue.features), "nl"),
        "held": number(len(catalogue.held), "nl"),
        "registers": ", ".join(sorted(facts.registers)),
    }
    told = [Filled(field, field.text.format(**known)) for field in fields()]
    return tuple(replace(item, answer=(answers or {}).get(item.field.name)) for item in told)


def record_of(filled: Sequence[Filled]) -> dict[str, Value]:
    """Return the record, in the order of the standard: what is known or answered; what nobody checked is left out."""
    settled = (item for item in filled if item.state in ("known", "answered"))
    return {item.field.name: item.value for item in settled if item.value}


def problems(record: Mapping[str, Value]) -> tuple[Problem, ...]:
    """Return why a record cannot be published, field by field; empty: it is valid by the standard.

    Args:
        record: A value a field: a text, or a list for a field that is one.
    """
    return tuple(_problems(record))


def as_json(record: Mapping[str, Value]) -> str:
    """Return the record as one JSON object; lists are lists."""
    return json.dumps(dict(record), indent=2, ensure_ascii=False) + "\n"


def as_csv(record: Mapping[str, Value]) -> str:
    """Return the record as CSV: a line of all the standard's fields and one of values; a list is one cell."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([field.name for field in fields()])
    writer.writerow([_cell(record.get(field.name, "")) for field in fields()])
    return written.getvalue()


def _field(entry: Mapping[str, Any]) -> Field:
    return Field(
        name=entry["name"],
        label=entry["label"],
        required=entry["required"],
        needed=entry["required"] or entry.get("needed", False),
        kind=entry.get("kind", "text"),
        values=tuple(entry.get("values", ())),
        most=entry.get("most"),
        text=entry.get("text") or "",
        ask=entry.get("ask") or {},
    )


def _problems(record: Mapping[str, Value]) -> Iterator[Problem]:
    known = {field.name for field in fields()}
    for name in record:
        if name not in known:
            yield _problem(name, "stranger")
    for field in fields():
        yield from _problems_of(field, record.get(field.name, ""))


def _problems_of(field: Field, value: Value) -> Iterator[Problem]:
    """Yield what is wrong with one value, the first thing of each kind."""
    if not value:
        if field.required:
            yield _problem(field.name, "empty")
        return
    if isinstance(value, list) != (field.kind == "list"):
        yield _problem(field.name, "list" if field.kind == "list" else "no_list")
        return
    for text in value if isinstance(value, list) else [value]:
        if field.most is not None and len(text) > field.most:
            yield _problem(field.name, "long", most=field.most, length=len(text))
        if field.values and text not in field.values:
            yield _problem(field.name, "value", values=", ".join(field.values))
        if field.kind in FORMS and not FORMS[field.kind].fullmatch(text):
            yield _problem(field.name, field.kind)
        if text.startswith(STARTS_A_FORMULA):
            yield _problem(field.name, "formula")


def _problem(field: str, kind: str, **figures: object) -> Problem:
    return Problem(field, kind, in_both(_problem_texts()[kind], {"field": field, **figures}))


@cache
def _problem_texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = read_yaml(PROBLEMS_FILE)
    return texts


def _cell(value: Value) -> str:
    return BETWEEN_ITEMS.join(value) if isinstance(value, list) else value


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(BETWEEN_ITEMS.strip()) if part.strip()]
