"""The list itself, and what stands above it."""

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.grid import GridColumn, grid
from dashboard.components.grid_columns import AS_IT_IS, ColumnShape, shapes_in
from dashboard.components.grid_query import filters_in, sorts_in
from dashboard.components.menus import menu, option
from dashboard.pages.plan import ids, query
from dashboard.pages.plan.presentation import columns
from dashboard.signing_in.account import Account
from dashboard.texts import Words

_TICK_WIDTH = 44
_DECIDE = "decide"
_STAYS = "trade_name"
"""The column that cannot be hidden: without it nobody could tell the rows apart."""


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
    known = columns(words)
    shapes = shapes_in(parameters, query.COLUMNS, _STAYS)
    return html.Section(
        [
            dcc.Store(id=ids.COLUMNS_OWN, data={item.name: 0 if item.grows else item.width for item in known}),
            html.Div(
                [
                    html.P(words("loading"), id=ids.COUNT, className="kompas-count", role="status"),
                    html.P(hint(account, words, earlier=earlier), id=ids.HINT, className="kompas-hint"),
                    *_buttons(account, words, earlier=earlier),
                    _choice_of_columns(known, shapes, words),
                ],
                className="kompas-list-head",
            ),
            html.Div(
                dcc.Loading(html.Div(id=ids.MAP), delay_show=300, type="dot"),
                id=ids.MAP_FRAME,
                style={} if as_map else {"display": "none"},
            ),
            html.Div(_grid(parameters, known, shapes, words, ticks=decides), className="kompas-grid-frame"),
        ],
        className="kompas-list kompas-fill",
        **aria(label=words("list.label")),
    )


def hint(account: Account, words: Words, *, earlier: bool, narrowed: bool = False, found: bool = True) -> str:
    """Return what can be done with a row, or that the figures above are about more than the list.

    Where nothing was found, it says what to do about that.
    """
    if narrowed:
        return words("list.narrowed") if found else words("list.narrowed.none")
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


def _choice_of_columns(known: Sequence[GridColumn], shapes: Mapping[str, ColumnShape], words: Words) -> Component:
    """Return the menu in which a reader chooses the columns; the address, and so a saved view, keeps what is chosen."""
    optional = [item for item in known if item.name != _STAYS]
    group = dmc.CheckboxGroup(
        dmc.SimpleGrid(
            [dmc.Checkbox(label=item.header, value=item.name) for item in optional],
            cols=2,
            verticalSpacing="0.35rem",
            mt="0.4rem",
            w=250,
        ),
        id=ids.COLUMNS,
        label=words("columns.label"),
        description=words("columns.explanation"),
        value=[item.name for item in optional if not shapes.get(item.name, AS_IT_IS).hidden],
    )
    return menu(words("columns.open"), group, option(ids.COLUMNS_RESET, words("columns.reset")))


def _grid(
    parameters: Mapping[str, str],
    known: Sequence[GridColumn],
    shapes: Mapping[str, ColumnShape],
    words: Words,
    *,
    ticks: bool,
) -> Component:
    filters, order = filters_in(parameters, query.COLUMNS), sorts_in(parameters, query.COLUMNS)
    made: Component = grid(ids.GRID, known, words, filters, order, "employer_id", shapes)
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
