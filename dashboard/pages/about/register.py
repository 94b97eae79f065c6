"""The record for the Algoritmeregister (publication standard 1.0): what the program knows, and what people must write.

The register is in Dutch, so the record is too, in either language of the screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.problems import problem_in_words
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.pages.about.models import events_of, in_use
from dashboard.pages.about.texts_of import table_name
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.contract import register_names
from data_contracts.errors import KompasError
from data_contracts.store import ModelEvent
from features.catalogue import load_catalogue

FIELDS_FILE = Path(__file__).with_name("register_fields.yaml")


@dataclass(frozen=True)
class Field:
    """One field of the standard.

    Attributes:
        name: As the standard names it.
        required: Whether the standard demands it.
        most: How many characters it may hold; ``None`` when the standard does not say.
        text: What the program can say, in Dutch, with places for what it knows; empty: nothing.
        ask: What people must still write or check, by language; empty: nothing.
    """

    name: str
    required: bool
    most: int | None
    text: str
    ask: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """A field with what the program knows of it."""

    field: Field
    text: str

    @property
    def state(self) -> str:
        """``known``; ``to_check``: there is a text that people must check or finish; ``to_write``: there is none."""
        if not self.text:
            return "to_write"
        return "to_check" if self.field.ask else "known"


def part(context: Context, _address: Address, words: Words) -> list[Component]:
    """Return the record as far as it can be filled."""
    try:
        filled = record(events_of(context))
    except KompasError as error:
        problem = html.P(problem_in_words(error, words), className="kompas-problem", role="alert")
        return [section("register", words("register.heading"), "", problem)]
    missing = sum(item.field.required and item.state != "known" for item in filled)
    header = [words(f"register.{name}") for name in ("field", "state", "text", "ask")]
    return [
        section(
            "register",
            words("register.heading"),
            words("register.lead"),
            html.P(words("register.missing", count=missing), id="register-missing"),
            table(words("register.heading"), header, [_row(item, words) for item in filled]),
        )
    ]


def record(events: Sequence[ModelEvent]) -> list[Filled]:
    """Return every field of the standard with what the program knows, required fields first.

    Args:
        events: Which models were put in use, in order.
    """
    known = _known(events)
    told = [Filled(field, field.text.format(**known)) for field in fields()]
    return sorted(told, key=lambda item: not item.field.required)


@cache
def fields() -> tuple[Field, ...]:
    """Return the fields of the standard, in its order."""
    content: list[dict[str, Any]] = yaml.safe_load(FIELDS_FILE.read_text(encoding="utf-8"))
    return tuple(
        Field(entry["name"], entry["required"], entry.get("most"), entry.get("text") or "", entry.get("ask") or {})
        for entry in content
    )


def _known(events: Sequence[ModelEvent]) -> dict[str, str]:
    laws = sorted(in_use(events))
    first = next((event for event in events if event.event == "activated"), None)
    catalogue = load_catalogue()
    return {
        "status": "In gebruik" if laws else "In ontwikkeling",
        "begin": f"{datetime.fromisoformat(first.at):%Y-%m}" if first else "",
        "laws": ", ".join(laws) if laws else "geen enkele wet",
        "features": formats.number(len(catalogue.features), "nl"),
        "held": formats.number(len(catalogue.held), "nl"),
        "registers": ", ".join(sorted(table_name(name, "nl") for name in register_names())),
    }


def _row(item: Filled, words: Words) -> list[object]:
    field = item.field
    demand = words("register.required") if field.required else words("register.optional")
    most = words("register.most", most=formats.number(field.most, words.language)) if field.most else ""
    state = words.of_code("register_state", item.state)
    return [
        html.Div(
            [
                html.Div(words.of_code("register_field", field.name)),
                html.Code(field.name),
                html.Div(f"{demand}{most}", className="kompas-figure-remark"),
            ],
            style={"whiteSpace": "normal"},
        ),
        state if item.state == "known" else html.Strong(state),
        html.Span(item.text or formats.MISSING, lang="nl"),
        field.ask.get(words.language, ""),
    ]
