"""Plain tables with a caption and headers that a screen reader can tell."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria


def table(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[Any]], numbers: frozenset[int] = frozenset()
) -> Component:
    """Return a table whose first column names the row.

    Args:
        caption: What the table holds.
        header: The name of each column.
        rows: The cells, as text or as components.
        numbers: Which columns (from 0) hold numbers, and stand to the right.
    """
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(
                    html.Tr(
                        [
                            html.Th(text, scope="col", className=_class(index, numbers))
                            for index, text in enumerate(header)
                        ]
                    )
                ),
                html.Tbody([_row(cells, numbers) for cells in rows]),
            ],
            className="kompas-table",
        ),
        className="kompas-table-frame",
        tabIndex=0,  # one that is too wide scrolls, by the keyboard too
        role="group",
        **aria(label=caption),
    )


def definitions(entries: Sequence[tuple[str, Any]]) -> Component:
    """Return terms with their values, two by two."""
    return html.Dl(
        [html.Div([html.Dt(term), html.Dd(value)]) for term, value in entries], className="kompas-definitions"
    )


def _row(cells: Sequence[Any], numbers: frozenset[int]) -> Component:
    first, *others = cells
    return html.Tr(
        [
            html.Th(first, scope="row"),
            *(html.Td(cell, className=_class(index, numbers)) for index, cell in enumerate(others, start=1)),
        ]
    )


def _class(index: int, numbers: frozenset[int]) -> str:
    return "kompas-number" if index in numbers else ""
