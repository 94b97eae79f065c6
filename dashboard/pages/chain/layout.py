"""How the chain page looks: the search, and of a party its head, its chain, its lists and the joint visit."""

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.chains import MOST_STEPS
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.chain_graph import chain_figure
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.chain import ids, query
from dashboard.pages.chain.bundle_form import bundle_block
from dashboard.pages.chain.head import head
from dashboard.pages.chain.lists import FROM, partner_lists
from dashboard.pages.chain.record import facts_block, findings_block
from dashboard.pages.chain.view import View, as_of_date, read_view
from dashboard.routing import Address
from dashboard.texts import Words

OPENED = "open_chain"
STEPS = "steps"


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the page for the party that the address names, and record that its chain was opened.

    Raises:
        GoneSnapshotError: The plan was made from a snapshot that is not there any more.
        KompasError: The opening cannot be logged; the chain then stays closed.
    """
    as_of = as_of_date(lineage)
    if not query.any_lender(context.published, lineage.snapshot("warehouse"), as_of):
        told = words("none.explanation", as_of=formats.day(as_of, words.language))
        return _page(lineage, address, words, _state("chain-none", words("none.heading"), told), search=False)
    if not address.argument:
        return _page(lineage, address, words, _state("chain-start", words("start.heading"), words("start.explanation")))
    steps, first = _number(address.parameters, STEPS, 1, MOST_STEPS), _number(address.parameters, FROM, 0, 10**6)
    view = read_view(context, lineage, address.argument, steps, first, words)
    if view is None:
        told = words("unknown.explanation", party=address.argument, as_of=formats.day(as_of, words.language))
        return _page(lineage, address, words, _state("chain-unknown", words("unknown.heading"), told))
    context.log(OPENED, "party", view.party.party_id, {"as_of": as_of.isoformat(), "steps": steps})
    return _page(lineage, address, words, *_content(context, lineage, view, address, (steps, first), words))


def _content(
    context: Context, lineage: Lineage, view: View, address: Address, place: tuple[int, int], words: Words
) -> list[Component]:
    steps, first = place
    tick = bool(view.seen) and context.account.may("decide")
    blocks = [facts_block(view, words), findings_block(view, words)]
    records = [block for block in blocks if block is not None]
    if not view.drawn.links:
        told = words("no_links", as_of=formats.day(view.as_of, words.language))
        return [head(context, view, words), html.P(told, className="kompas-card kompas-none"), *records]
    lists = partner_lists(view, address, first, words, tick=tick)
    body: list[Component] = [*lists, *records]
    if tick:
        ticked = [*body, bundle_block(context, lineage.plan, view, words)]
        inside = html.Div(ticked, className="kompas-page")
        body = [dmc.CheckboxGroup(inside, id=ids.TICKED, value=[])]
    return [head(context, view, words), _graph(view, address, steps, words), *body]


def _graph(view: View, address: Address, steps: int, words: Words) -> Component:
    drawn = view.drawn
    parameters = {STEPS: str(steps)} if steps > 1 else {}
    many = "one" if drawn.left_out == 1 else "many"
    told = words(f"graph.left_out.{many}", count=formats.number(drawn.left_out, words.language))
    return section(
        "chain",
        words("graph.heading"),
        words("graph.lead", as_of=formats.day(view.as_of, words.language)),
        _steps(address, steps, words),
        *([html.P(told)] if drawn.left_out else []),
        chain_figure(drawn.parties, drawn.links, words, ids.GRAPH, parameters),
    )


def _steps(address: Address, steps: int, words: Words) -> Component:
    """Return the ways to the same chain with more or fewer steps."""
    ways = [
        html.Span(
            dcc.Link(words(f"steps.{number}"), href=_with_steps(address, number)),
            className="kompas-choice kompas-choice-current" if number == steps else "kompas-choice",
        )
        for number in range(1, MOST_STEPS + 1)
    ]
    label = words("graph.steps")
    return html.Div([html.Span(f"{label}:"), *ways], className="kompas-choices", role="group", **aria(label=label))


def _with_steps(address: Address, steps: int) -> str:
    return Address(address.language, address.page, address.argument, {STEPS: str(steps)}).href


def _page(lineage: Lineage, address: Address, words: Words, *content: Component, search: bool = True) -> Component:
    setting = {
        "plan": lineage.plan.manifest.snapshot_id,
        "party": address.argument,
        "language": words.language,
    }
    return html.Div(
        [
            dcc.Store(id=ids.SETTING, data=setting),
            html.Div(
                [
                    html.Div([html.H1(words("title")), html.P(words("lead"), className="kompas-lead")]),
                    *([_search(words)] if search else []),
                ],
                className="kompas-head",
            ),
            *content,
        ],
        id="chain-page",
        className="kompas-page",
    )


def _search(words: Words) -> Component:
    select: Component = dmc.Select(
        id=ids.SEARCH,
        label=words("search.label"),
        description=words("search.explanation"),
        data=[],
        value=None,
        searchable=True,
        clearable=True,
        nothingFoundMessage=words("search.type"),
        filter={"function": "everyOption"},
        maxDropdownHeight=320,
    )
    return select


def _state(identifier: str, heading: str, explanation: str) -> Component:
    return html.Div([html.H2(heading), html.P(explanation)], id=identifier, className="kompas-card kompas-state")


def _number(parameters: Mapping[str, str], name: str, least: int, most: int) -> int:
    """Return a whole number of an address, the least when it is none, the most when it is more."""
    given = parameters.get(name, "")
    return min(max(int(given), least), most) if given.isascii() and given.isdigit() and len(given) < 9 else least
