"""The blocks of a dossier that come after its first paint: they read wage returns, chains and whole columns.

Each stands in a place of its own, which says that it is loading until its callback has filled it.
"""

from collections.abc import Callable
from typing import Any

from dash import Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.components.cards import section
from dashboard.components.chain_graph import connect_chain
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.employers import employers_named
from dashboard.guarded import Guarded
from dashboard.pages.employer.chain import CHAIN, GRAPH, chain_block
from dashboard.pages.employer.history import HISTORY, history_block
from dashboard.pages.employer.history_query import history
from dashboard.pages.employer.hours import HOURS, hours_block
from dashboard.pages.employer.pay_lines_query import pay_year
from dashboard.pages.employer.peers import PEERS, peers_block
from dashboard.pages.employer.peers_query import peers
from dashboard.pages.employer.shown import SHOWN, Opened, opened, words_in
from dashboard.pages.employer.signals import SIGNALS, signals_block
from dashboard.pages.employer.signals_query import signals
from dashboard.pages.employer.wage_rows import OPEN, ROWS, opened_rows
from dashboard.pages.employer.wages import WAGES, wages_block
from dashboard.texts import Words
from data_contracts.errors import KompasError

Blocks = Callable[[Context, Opened], list[Component]]


def place_for(block: str, words: Words) -> Component:
    """Return the place of a block that is filled later; its heading is there at once, so that links lead to it."""
    waiting = section(
        block,
        words(f"{block}.heading"),
        "",
        html.P(words("loading"), className="kompas-none kompas-waiting", role="status"),
    )
    return html.Div(waiting, id=_place(block))


def connect(app: Guarded, context: Context) -> None:
    """Register the callbacks that fill the places, that show single wage rows, and that walk the chain."""
    for blocks, fill in _GROUPS.items():
        _connect_filling(app, context, blocks, fill)
    _connect_rows(app, context)
    connect_chain(app, GRAPH)


def _connect_filling(app: Guarded, context: Context, blocks: tuple[str, ...], fill: Blocks) -> None:
    @app.callback([Output(_place(block), "children") for block in blocks], Input(SHOWN, "data"))
    def fill_places(shown: Any) -> list[Component]:
        try:
            return fill(context, opened(context, shown))
        except KompasError as error:
            words = words_in(context, shown)
            told = html.P(problem_in_words(error, words), className="kompas-problem", role="alert")
            return [section(block, words(f"{block}.heading"), "", told) for block in blocks]


def _connect_rows(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ROWS, "children"),
        Input(OPEN, "n_clicks"),
        State(SHOWN, "data"),
        prevent_initial_call=True,
        right="see_dossier",
    )
    def show_rows(clicks: Any, shown: Any) -> Component:
        if not isinstance(clicks, int) or clicks < 1:
            raise PreventUpdate
        try:
            return opened_rows(context, opened(context, shown))
        except KompasError as error:
            return html.P(problem_in_words(error, words_in(context, shown)), className="kompas-problem")


def _pay(context: Context, asked: Opened) -> list[Component]:
    year = pay_year(context.published, asked.warehouse, asked.employer_id, asked.as_of)
    return [wages_block(year, asked.words), hours_block(year, asked.words)]


def _chain(context: Context, asked: Opened) -> list[Component]:
    return [chain_block(context, asked)]


def _peers(context: Context, asked: Opened) -> list[Component]:
    found = peers(context.published, asked.lineage.snapshot("features"), asked.employer_id)
    return [peers_block(found, asked.words)]


def _registers(context: Context, asked: Opened) -> list[Component]:
    told = signals(context.published, asked.warehouse, asked.employer_id, asked.as_of)
    events = history(context.published, asked.warehouse, asked.employer_id, asked.as_of)
    others = {event.values["other"] for event in events if "other" in event.values}
    named = employers_named(context.published, asked.lineage.plan, others)
    return [signals_block(told, asked.words), history_block(events, named, asked.words)]


def _place(block: str) -> str:
    return f"employer-{block}-later"


_GROUPS: dict[tuple[str, ...], Blocks] = {
    (WAGES, HOURS): _pay,
    (CHAIN,): _chain,
    (PEERS,): _peers,
    (SIGNALS, HISTORY): _registers,
}
"""Which blocks are filled together, because they are read together."""
