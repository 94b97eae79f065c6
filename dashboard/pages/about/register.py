"""The record for the Algoritmeregister (publication standard 1.0): what the program knows, and what people must write.

The register is in Dutch, so the record is too, in either language of the screen.
"""

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.problems import problem_in_words
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.pages.about.models import events_of, in_use
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.contract import register_names, spoken_name
from data_contracts.errors import KompasError
from data_contracts.store import ModelEvent
from models.evidence.register_record import Facts, Filled, fill


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
    first = next((event for event in events if event.event == "activated"), None)
    facts = Facts(
        laws=sorted(in_use(events)),
        begin=f"{datetime.fromisoformat(first.at):%Y-%m}" if first else "",
        registers=[spoken_name(name, "nl") for name in register_names()],
    )
    return sorted(fill(facts), key=lambda item: not item.field.required)


def _row(item: Filled, words: Words) -> list[object]:
    field = item.field
    demand = words("register.required") if field.required else words("register.optional")
    most = words("register.most", most=formats.number(field.most, words.language)) if field.most else ""
    state = words.of_code("register_state", item.state)
    return [
        html.Div(
            [
                html.Div(field.label[words.language]),
                html.Code(field.name),
                html.Div(f"{demand}{most}", className="kompas-figure-remark"),
            ],
            style={"whiteSpace": "normal"},
        ),
        state if item.state == "known" else html.Strong(state, style={"whiteSpace": "nowrap"}),
        html.Span(item.text or formats.MISSING, lang="nl"),
        field.ask.get(words.language, ""),
    ]
