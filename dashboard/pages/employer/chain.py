"""The block with the staffing chain around an employer, as a picture that leads on to the other parties."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.chains import MONTHS, Link, links_of, neighbourhood, party_of_employer
from dashboard.components.cards import section
from dashboard.components.chain_graph import PAGE, chain_figure
from dashboard.context import Context
from dashboard.pages.employer.shown import Opened
from dashboard.routing import Address
from dashboard.texts import Words

CHAIN, GRAPH = "chain", "employer-chain"
STEPS = 2


def chain_block(context: Context, opened: Opened) -> Component:
    """Return the chain around the employer; who neither lent nor hired has words of its own."""
    words, published, warehouse = opened.words, context.published, opened.warehouse
    party = party_of_employer(published, warehouse, opened.employer_id, opened.as_of)
    found = neighbourhood(published, warehouse, party, opened.as_of, STEPS) if party else None
    if found is None or not found.links:
        return section(
            CHAIN, words("chain.heading"), _lead(words), html.P(words("chain.none"), className="kompas-none")
        )
    return section(
        CHAIN,
        words("chain.heading"),
        _lead(words),
        html.P(_told(links_of(published, warehouse, [str(party)], opened.as_of), str(party), found.left_out, words)),
        chain_figure(found.parties, found.links, words, GRAPH),
        html.P(dcc.Link(words("chain.page"), href=Address(words.language, PAGE, str(party)).href)),
    )


def _lead(words: Words) -> str:
    return words("chain.lead", months=MONTHS)


def _told(own_links: Sequence[Link], own: str, left_out: int, words: Words) -> str:
    """Return how many lenders and hirers the employer deals with itself, drawn or not, and how many are not drawn."""
    lenders = len({link.lender_id for link in own_links if link.hirer_id == own})
    hirers = len({link.hirer_id for link in own_links if link.lender_id == own})
    told = [
        words(f"chain.{name}.{'one' if count == 1 else 'many'}", count=formats.number(count, words.language))
        for name, count in (("lenders", lenders), ("hirers", hirers))
        if count
    ]
    more = words("chain.left_out", count=formats.number(left_out, words.language)) if left_out else ""
    return " ".join([*told, more]).strip()
