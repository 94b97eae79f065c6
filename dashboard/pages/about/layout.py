"""How the page looks: one part at a time, each with an address of its own."""

from collections.abc import Callable

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.states import state
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.about import features, glossary, intro, law, models, program, register
from dashboard.routing import Address
from dashboard.texts import Words

Part = Callable[[Context, Address, Words], list[Component]]
PARTS: dict[str, Part] = {
    "": intro.part,
    "models": models.part,
    "features": features.part,
    "law": law.part,
    "register": register.part,
    "words": glossary.part,
    "program": program.part,
}
"""What each part of the page shows, by the argument of its address."""


def render(context: Context, _lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the part of the page that the address names."""
    return without_plan(context, address, words)


def without_plan(context: Context, address: Address, words: Words) -> Component:
    """Return the same page; how the program works does not rest on a plan."""
    part = PARTS.get(address.argument)
    if part is None:
        home = Address(address.language, address.page)
        return state(
            "unknown-part",
            words("unknown_part.heading"),
            html.P(words("unknown_part.explanation", address=address.path)),
            dcc.Link(words("unknown_part.home"), href=home.href),
        )
    return html.Div(
        [
            html.Div([html.H1(words("title")), html.P(words("lead"), className="kompas-lead")]),
            _parts(address, words),
            *part(context, address, words),
        ],
        className="kompas-page",
        id="about-page",
    )


def _parts(address: Address, words: Words) -> Component:
    links = [
        html.Strong(words(f"part.{name or 'intro'}"), **aria(current="page"))
        if name == address.argument
        else dcc.Link(words(f"part.{name or 'intro'}"), href=Address(address.language, address.page, name).href)
        for name in PARTS
    ]
    return html.Nav(links, className="kompas-card kompas-links", id="about-parts", **aria(label=words("parts")))
