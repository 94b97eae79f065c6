"""The block that tells what changed about an employer in the registers, as a list of days."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.decided import name_in
from dashboard.pages.employer.history_query import Event
from dashboard.pages.employer.register_words import sector, site, wage_tax_number
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import Words

HISTORY = "history"
SHOWN_AT_ONCE = 12
_OF_CODE: Mapping[str, Callable[[Words, Any], str]] = {
    "legal_form": lambda words, code: words.of_code("legal_form", code),
    "province": lambda words, code: words.of_code("province", code),
    "wtta_status": lambda words, code: words.of_code("wtta_status", code),
    "role": lambda words, code: words.of_code("role", code),
    "insolvency": lambda words, code: words.of_code("insolvency", code),
    "number": lambda words, number: wage_tax_number(number, words),
    "sbi_code": lambda words, code: sector(code, words),
}
"""How a value is said, by the name of the value or of the field that changed; any other is said as it is."""


def history_block(events: Sequence[Event], others: Mapping[str, Row], words: Words) -> Component:
    """Return the changes, the latest first, the older ones folded away; ``others`` are the employers that they name."""
    heading, lead = words("history.heading"), words("history.lead")
    if not events:
        return section(HISTORY, heading, lead, html.P(words("history.none"), className="kompas-none"))
    older = events[SHOWN_AT_ONCE:]
    return section(HISTORY, heading, lead, _list(events[:SHOWN_AT_ONCE], others, words), *_folded(older, others, words))


def _folded(events: Sequence[Event], others: Mapping[str, Row], words: Words) -> list[Component]:
    if not events:
        return []
    told = html.Summary(words("history.older", count=formats.number(len(events), words.language)))
    return [html.Details([told, _list(events, others, words)], className="kompas-fold")]


def _list(events: Sequence[Event], others: Mapping[str, Row], words: Words) -> Component:
    items = [
        html.Li(
            [html.Span(formats.day(event.day, words.language), className="kompas-when"), _told(event, others, words)]
        )
        for event in events
    ]
    return html.Ol(items, className="kompas-events")


def _told(event: Event, others: Mapping[str, Row], words: Words) -> Component:
    values = {name: _value(event.kind, name, value, words) for name, value in event.values.items() if name != "other"}
    if event.kind.startswith("officer"):
        one = "one" if event.values["count"] == 1 else "many"
        return html.Span(words(f"history.{event.kind}.{one}", **values))
    told = html.Span(words(f"history.{event.kind}", **values))
    if "other" not in event.values:
        return told
    other = event.values["other"]
    link = dcc.Link(name_in(others, other), href=Address(words.language, "employer", other).href)
    return html.Span([told, " ", link, "."])


def _value(kind: str, name: str, value: Any, words: Words) -> str:
    if isinstance(value, tuple):
        return site(*value)
    in_words = _OF_CODE.get(kind) or _OF_CODE.get(name)
    return in_words(words, value) if in_words else str(value or formats.MISSING)
