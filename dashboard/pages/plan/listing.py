"""The list itself, and what stands above it."""

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.grid import grid
from dashboard.components.grid_query import filters_in, sorts_in
from dashboard.components.menus import menu, option
from dashboard.pages.plan import ids, query
from dashboard.pages.plan.presentation import columns
from dashboard.signing_in.account import Account
from dashboard.texts import Words

_TICK_WIDTH = 44
_DECIDE = "decide"


def listing(account: Account, parameters: Mapping[str, str], words: Words, *, as_map: bool, earlier: bool) -> Component:
    """Return the list with its buttons; about an earlier plan nothing is decided any more.

    Args:
        account: Who looks; what the account may not do is not offered.
        parameters: Of the address: the filters and the order to begin with.
        words: The page's words.
        as_map: Whether the map stands above the list.
        earlier: Whether the plan was in use before.
    """
    decides = not earlier and account.may(_DECIDE)
    return html.Section(
        [
            html.Div(
                [
                    html.P(id=ids.COUNT, className="kompas-count", role="status"),
                    html.P(_hint(account, words, earlier=earlier), className="kompas-hint"),
                    *_buttons(account, words, earlier=earlier),
                ],
                className="kompas-list-head",
            ),
            html.Div(
                dcc.Loading(html.Div(id=ids.MAP), delay_show=300, type="dot"),
                id=ids.MAP_FRAME,
                style={} if as_map else {"display": "none"},
            ),
            html.Div(_grid(parameters, words, ticks=decides), className="kompas-grid-frame"),
        ],
        className="kompas-list kompas-fill",
        **aria(label=words("list.label")),
    )


def _hint(account: Account, words: Words, *, earlier: bool) -> str:
    """Return what can be done with a row."""
    if earlier:
        return words("earlier.hint")
    return words("list.hint") if account.may(_DECIDE) else words("list.hint.reading")


def _buttons(account: Account, words: Words, *, earlier: bool) -> list[Component]:
    decides = not earlier and account.may(_DECIDE)
    return [
        _button(ids.APPROVALS, waiting_text(0, words), shown=not earlier and account.may("answer")),
        _button(ids.BULK, words("bulk.open", count=0), shown=decides),
        *([_take_along(words)] if account.may("export_plan") else []),
        menu(
            words("list.more"),
            option(ids.PICK_ALL, words("bulk.all"), shown=decides),
            option(ids.ADD, words("add.open"), shown=decides),
            shown=decides,
        ),
    ]


def _button(identifier: str, text: str, *, shown: bool) -> Component:
    style = {} if shown else {"display": "none"}
    made: Component = dmc.Button(text, id=identifier, variant="outline", size="compact-md", style=style)
    return made


def _take_along(words: Words) -> Component:
    ways = (
        (ids.EXPORT, words("export")),
        (ids.EXPORT_XLSX, words("export.xlsx")),
        (ids.EXPORT_ICS, words("export.ics")),
        (ids.EXPORT_PDF, words("export.pdf")),
    )
    return menu(words("export.open"), *(option(identifier, text) for identifier, text in ways))


def _grid(parameters: Mapping[str, str], words: Words, *, ticks: bool) -> Component:
    filters, order = filters_in(parameters, query.COLUMNS), sorts_in(parameters, query.COLUMNS)
    made: Component = grid(ids.GRID, columns(words), words, filters, order, row_id="employer_id")
    if ticks:
        tick = {
            "colId": "tick",
            "headerName": "",
            "headerTooltip": words("bulk.tick.column"),
            "width": _TICK_WIDTH,
            "minWidth": _TICK_WIDTH,
            "sortable": False,
            "resizable": False,
            "cellRenderer": "KompasTick",
            "cellRendererParams": {"label": words("bulk.tick", name="{name}")},
        }
        made.columnDefs.insert(0, tick)  # type: ignore[attr-defined]
    return made


def count_text(count: int, words: Words) -> str:
    """Return how many employers the list shows."""
    if not count:
        return words("empty.filter")
    return words("count.one") if count == 1 else words("count.all", count=formats.number(count, words.language))


def waiting_text(count: int, words: Words) -> str:
    """Return the label of the button that leads to what waits for a second person."""
    return words("approvals.open", count=formats.number(count, words.language))
