"""The lists of the page: hirers of the party, lenders to it, and who else lends to the same hirers."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.chains import FEW_WORKERS, Party
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.chain_graph import link_cells, party_link
from dashboard.components.tables import table
from dashboard.pages.chain.head import about
from dashboard.pages.chain.query import SHOWN, OtherLender, Partner, Partners
from dashboard.pages.chain.view import View
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import Words

FROM = "from"
"""The parameter of the address that says how many hirers the list passes over."""


def partner_lists(view: View, address: Address, first: int, words: Words, *, tick: bool) -> list[Component]:
    """Return the lists that hold anybody.

    Args:
        view: What is shown.
        address: The view's address, for the ways to a next part of the hirers.
        first: How many hirers are passed over.
        words: The page's words.
        tick: Whether employers can be ticked for a joint visit.
    """
    lists: list[Component] = []
    if view.around.hirers.total:
        shown = _partner_table("hirers", view.around.hirers, view, words, tick=tick)
        lead = _lead("partners", view.around.hirers, first, words)
        turning = _turning(view.around.hirers, address, first, words)
        lists.append(section("chain-hirers", words("hirers.heading"), lead, shown, *turning))
    if view.around.lenders.total:
        shown = _partner_table("lenders", view.around.lenders, view, words, tick=tick)
        lead = _lead("partners", view.around.lenders, 0, words)
        lists.append(section("chain-lenders", words("lenders.heading"), lead, shown))
    if view.around.others_total:
        total = Partners((), view.around.others_total)
        lead = _lead("others", total, 0, words)
        shown = _other_table(view, words, tick=tick)
        lists.append(section("chain-others", words("others.heading"), lead, shown))
    return lists


def violations(cases: list[Row]) -> list[tuple[Row, Row]]:
    """Return the violations of some cases, each with its case, in the order of the cases."""
    return [(case, finding) for case in cases for finding in case["findings"] if finding["violation"]]


def tick_box(party: Party, view: View, words: Words) -> Component | str:
    """Return the box by which an employer is taken along in a joint visit; nothing for whom nobody here may plan."""
    if party.employer_id not in view.seen:
        return ""
    box: Component = dmc.Checkbox(value=party.party_id, size="sm", **aria(label=words("take", name=party.name)))
    return box


def _partner_table(side: str, partners: Partners, view: View, words: Words, *, tick: bool) -> Component:
    hirers = side == "hirers"
    names = [
        words("chain.column.hirer") if hirers else words("chain.column.lender"),
        words("column.about"),
        *(words(f"column.{name}") for name in ("workers", "hours")),
        words("column.other_lenders") if hirers else words("column.other_hirers"),
        words("column.relent") if hirers else words("column.registered"),
        *_known_header(view, words, tick=tick),
    ]
    rows = [_partner_row(partner, side, view, words, tick=tick) for partner in partners.shown]
    return table(words(f"{side}.heading"), names, rows, frozenset({2, 3, 4, 7}))


def _partner_row(partner: Partner, side: str, view: View, words: Words, *, tick: bool) -> list[Any]:
    party = partner.party
    _, workers, hours, _, relent = link_cells(partner.link, words)
    return [
        party_link(party, words),
        about(party, words) or formats.MISSING,
        workers,
        hours,
        formats.number(partner.others, words.language),
        relent if side == "hirers" else _registered(party, view, words),
        *_known_cells(party, view, words, tick=tick),
    ]


def _other_table(view: View, words: Words, *, tick: bool) -> Component:
    names = [
        words("chain.column.lender"),
        words("column.about"),
        words("column.shared"),
        words("column.registered"),
        *_known_header(view, words, tick=tick),
    ]
    rows = [_other_row(other, view, words, tick=tick) for other in view.around.others]
    return table(words("others.heading"), names, rows, frozenset({2, 5}))


def _other_row(other: OtherLender, view: View, words: Words, *, tick: bool) -> list[Any]:
    return [
        party_link(other.party, words),
        about(other.party, words) or formats.MISSING,
        formats.number(other.shared, words.language),
        _registered(other.party, view, words),
        *_known_cells(other.party, view, words, tick=tick),
    ]


def _known_header(view: View, words: Words, *, tick: bool) -> list[str]:
    names = ["found", "signals", *(["planned"] if view.planned is not None else []), *(["take"] if tick else [])]
    return [words(f"column.{name}") for name in names]


def _known_cells(party: Party, view: View, words: Words, *, tick: bool) -> list[Any]:
    """Return what is known of an employer; of one that may not be seen, that it may not."""
    planned = view.planned
    employer_id = party.employer_id
    if employer_id is None or employer_id not in view.seen:
        why = words("no_employer") if employer_id is None else words("outside")
        empty = [formats.MISSING] * (2 if planned is not None else 1)
        return [why, *empty, *([""] if tick else [])]
    cases = view.known.cases.get(employer_id, [])
    return [
        _found(cases, words),
        formats.number(view.known.signals.get(employer_id, 0), words.language),
        *([planned.get(employer_id, words("planned.no"))] if planned is not None else []),
        *([tick_box(party, view, words)] if tick else []),
    ]


def _found(cases: list[Row], words: Words) -> str:
    if not cases:
        return words("found.none")
    hits = formats.number(len(violations(cases)), words.language)
    many = "one" if len(cases) == 1 else "many"
    return words(f"found.{many}", hits=hits, cases=formats.number(len(cases), words.language))


def _registered(party: Party, view: View, words: Words) -> str:
    if party.employer_id is None:
        return words(f"chain.kind.{party.kind}")
    if party.employer_id not in view.seen:
        return words("outside")
    return words("registered.yes") if party.listed else words("registered.no")


def _lead(kind: str, partners: Partners, first: int, words: Words) -> str:
    last = min(first + SHOWN, partners.total)
    part = "part" if last - first < partners.total else "all"
    figures = {"count": partners.total, "first": first + 1, "last": last, "few": FEW_WORKERS}
    told = {name: formats.number(value, words.language) for name, value in figures.items()}
    return words(f"{kind}.lead.{part}", **told)


def _turning(partners: Partners, address: Address, first: int, words: Words) -> list[Component]:
    """Return the ways to the part of the list before and after this one."""
    ways = []
    if first > 0:
        ways.append(dcc.Link(words("partners.earlier"), href=_at(address, max(first - SHOWN, 0))))
    if first + SHOWN < partners.total:
        ways.append(dcc.Link(words("partners.later"), href=_at(address, first + SHOWN)))
    return [html.Div(ways, className="kompas-links")] if ways else []


def _at(address: Address, first: int) -> str:
    others = {name: value for name, value in address.parameters.items() if name != FROM}
    return Address(address.language, address.page, address.argument, others | {FROM: str(first)}).href
