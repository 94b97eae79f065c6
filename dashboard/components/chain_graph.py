"""A chain of lenders and hirers as a picture that one can walk, and as a table that says the same.

The picture is a canvas, which a keyboard and a screen reader cannot enter: the table leads to the same parties. Shapes
and strokes tell what colours tell; the script `assets/chain.js` gives it the colours of the light or dark screen.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_cytoscape as cytoscape
from dash import ClientsideFunction, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.chains import FEW_WORKERS, HIRER, LENDER, RELENDER, Link, Party
from dashboard.components.aria import aria
from dashboard.components.chain_layout import ROW_HEIGHT, positions, rows_of
from dashboard.components.tables import table
from dashboard.guarded import Guarded
from dashboard.routing import Address
from dashboard.texts import Words

PAGE = "chain"
_FRAME, _LEAST_HEIGHT, _MOST_HEIGHT = 90, 200, 600
_THINNEST, _THICKEST, _WORKERS_FOR_THICKEST = 1.5, 6.0, 100

_STYLE: list[dict[str, Any]] = [
    {
        "selector": "node",
        "style": {
            "label": "data(label)",
            "font-family": theme.FONT.replace("'", '"'),
            "font-size": 13,
            "color": theme.INK,
            "text-valign": "bottom",
            "text-margin-y": 4,
            "text-wrap": "ellipsis",
            "text-max-width": "180px",
            "text-outline-color": theme.PAPER,
            "text-outline-width": 2,
            "width": 22,
            "height": 22,
            "background-color": theme.LINK,
            "border-width": 0,
            "border-color": theme.RAISES,
        },
    },
    {"selector": ".hirer", "style": {"shape": "round-rectangle", "background-color": theme.LINK}},
    {"selector": ".lender", "style": {"shape": "ellipse", "background-color": theme.LOWERS}},
    {"selector": ".relender", "style": {"shape": "diamond", "background-color": theme.RESERVED}},
    {"selector": ".relender", "style": {"width": 26, "height": 26}},
    {"selector": ".unregistered", "style": {"border-width": 4, "border-style": "dashed"}},
    {"selector": ".foreign", "style": {"border-width": 5, "border-style": "double"}},
    {"selector": ".middle", "style": {"width": 34, "height": 34, "font-weight": 700, "font-size": 15}},
    {"selector": ".middle", "style": {"text-max-width": "280px"}},
    {
        "selector": "edge",
        "style": {
            "width": "data(width)",
            "line-color": theme.BEFORE,
            "target-arrow-color": theme.BEFORE,
            "target-arrow-shape": "triangle",
            "curve-style": "bezier",
        },
    },
    {
        "selector": ".relent",
        "style": {"line-style": "dashed", "line-color": theme.RESERVED, "target-arrow-color": theme.RESERVED},
    },
]


def connect_chain(app: Guarded, identifier: str) -> None:
    """Let a press on a party of the picture with this id lead to that party, and give the picture its colours."""
    app.clientside_callback(
        ClientsideFunction("kompasChain", "walk"),
        Output("location", "href", allow_duplicate=True),
        Input(identifier, "tapNodeData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("kompasChain", "paint"),
        Output(identifier, "className"),
        Input(identifier, "id"),
    )


def chain_figure(
    parties: Sequence[Party],
    links: Sequence[Link],
    words: Words,
    identifier: str,
    parameters: Mapping[str, str] | None = None,
) -> Component:
    """Return a chain as a picture with the same as a table below it; register `connect_chain` with the same id.

    Args:
        parties: The parties, the one in the middle first.
        links: The links among them.
        words: The words.
        identifier: The picture's id.
        parameters: What the addresses of other parties carry, e.g. how many steps are shown.
    """
    placed = positions(parties, links)
    height = min(max(rows_of(placed) * ROW_HEIGHT + _FRAME, _LEAST_HEIGHT), _MOST_HEIGHT)
    picture = cytoscape.Cytoscape(
        id=identifier,
        elements=_elements(parties, links, placed, words, parameters or {}),
        stylesheet=_STYLE,
        layout={"name": "preset", "fit": True, "padding": 28},
        style={"width": "100%", "height": f"{height}px"},
        className="kompas-chain",
        responsive=True,
        autoungrabify=True,
        autounselectify=True,
        userZoomingEnabled=False,
        maxZoom=1.15,
        minZoom=0.2,
    )
    label = words("chain.picture", parties=formats.number(len(parties), words.language))
    return html.Div(
        [
            html.P(words("chain.legend"), className="kompas-lead"),
            html.Div(picture, role="img", **aria(label=label)),
            html.Details(
                [
                    html.Summary(words("chain.as_table")),
                    link_table(words("chain.caption"), parties, links, words, parameters),
                ],
                className="kompas-fold",
            ),
        ]
    )


def link_table(
    caption: str,
    parties: Sequence[Party],
    links: Sequence[Link],
    words: Words,
    parameters: Mapping[str, str] | None = None,
) -> Component:
    """Return links as a table in which every party leads to its own chain; the largest links first."""
    party_of = {party.party_id: party for party in parties}
    shown = sorted(links, key=lambda link: (-(link.minutes or 0), link.lender_id, link.hirer_id))
    rows = [
        [
            party_link(party_of[link.lender_id], words, parameters),
            party_link(party_of[link.hirer_id], words, parameters),
            *link_cells(link, words),
        ]
        for link in shown
    ]
    names = ("lender", "hirer", "period", "workers", "hours", "invoiced", "relent")
    return table(caption, [words(f"chain.column.{name}") for name in names], rows, frozenset({3, 4, 5}))


def link_cells(link: Link, words: Words) -> list[str]:
    """Return a link's period, workers, hours, invoiced amount and whether its workers may have been lent on."""
    language = words.language
    few = link.workers is None
    return [
        formats.period(link.first, link.last, language),
        words("chain.few", few=FEW_WORKERS) if few else formats.number(link.workers, language),
        formats.MISSING if link.minutes is None else formats.number(link.minutes / 60, language),
        formats.MISSING if link.cents is None else formats.money(round(link.cents, -2), language)[:-3],
        words("chain.relent") if link.relent else words("chain.not_relent"),
    ]


def party_link(party: Party, words: Words, parameters: Mapping[str, str] | None = None) -> Component:
    """Return a party's name as the way to its chain, with what it is when it is in no register."""
    address = Address(words.language, PAGE, party.party_id, parameters or {})
    kind = [] if party.kind == "registered" else [f" ({words(f'chain.kind.{party.kind}')})"]
    return html.Span([dcc.Link(party.name, href=address.href), *kind])


def _elements(
    parties: Sequence[Party],
    links: Sequence[Link],
    placed: Mapping[str, tuple[int, int]],
    words: Words,
    parameters: Mapping[str, str],
) -> list[dict[str, Any]]:
    nodes = [
        {
            "data": {
                "id": party.party_id,
                "label": party.name,
                "href": Address(words.language, PAGE, party.party_id, parameters).href,
            },
            "position": dict(zip("xy", placed[party.party_id], strict=True)),
            "classes": " ".join([_look(party), party.kind, *(["middle"] if party.step == 0 else [])]),
        }
        for party in parties
    ]
    edges = [
        {
            "data": {"source": link.lender_id, "target": link.hirer_id, "width": _width(link)},
            "classes": "relent" if link.relent else "",
        }
        for link in links
    ]
    return nodes + edges


def _look(party: Party) -> str:
    """Return by which role a party is drawn: what it is most."""
    if RELENDER in party.roles or {LENDER, HIRER} <= set(party.roles):
        return RELENDER
    return LENDER if LENDER in party.roles else HIRER


def _width(link: Link) -> float:
    share = min((link.workers or 0) / _WORKERS_FOR_THICKEST, 1)
    return round(_THINNEST + share * (_THICKEST - _THINNEST), 1)
