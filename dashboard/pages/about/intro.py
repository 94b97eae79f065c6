"""What the program does and does not, who decides, and where each of four readers finds what."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.context import Context
from dashboard.pages.about.texts_of import paragraphs
from dashboard.routing import Address
from dashboard.texts import Words

DOES = ("facts", "chance", "plan", "learn")
DOES_NOT = ("decide", "establish", "file", "origin", "tell_lot")
READERS: dict[str, tuple[str, ...]] = {
    "planner": ("plan", "routes", "outcomes", "chain"),
    "analyst": ("model", "fairness", "objective"),
    "manager": ("capacity", "what_if", "objective"),
    "auditor": ("log", "data", "fairness"),
}


def part(_context: Context, _address: Address, words: Words) -> list[Component]:
    """Return the introduction."""
    return [
        section("what", words("what.heading"), "", *paragraphs(words(f"what.text.{number}") for number in (1, 2, 3))),
        section("does", words("does.heading"), "", _list([words(f"does.{name}") for name in DOES])),
        section("does-not", words("does_not.heading"), "", _list([words(f"does_not.{name}") for name in DOES_NOT])),
        section("who", words("who.heading"), "", *paragraphs(words(f"who.text.{number}") for number in (1, 2, 3))),
        section("readers", words("readers.heading"), words("readers.lead"), *_readers(words)),
    ]


def _list(texts: Sequence[str]) -> Component:
    return html.Ul([html.Li(text) for text in texts])


def _readers(words: Words) -> list[Component]:
    told = []
    for name, pages in READERS.items():
        links = [dcc.Link(words(f"menu.{page}"), href=Address(words.language, page).href) for page in pages]
        told += [
            html.H3(words.of_code("reader", name)),
            html.P(words.of_code("reader_does", name)),
            html.Div(links, className="kompas-links"),
        ]
    return told
