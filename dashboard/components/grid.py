"""The list: AG Grid (community) with rows that the server filters, sorts and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dash_ag_grid as dag

from dashboard.components.grid_columns import AS_IT_IS, NARROWEST, ColumnShape
from dashboard.texts import Words
from dashboard.theme import GRID_PARAMETERS

ROWS_A_BLOCK = 100
GRID_TEXT_PREFIX = "grid."
# By a click anywhere in the row, or with the space bar.
_ONE_ROW = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}


@dataclass(frozen=True)
class GridColumn:
    """One column on the screen.

    ``link`` names the field that holds the address its cells lead to; ``tells`` gives them a tooltip with all they say.
    """

    name: str
    header: str
    explanation: str
    kind: Literal["text", "number"] = "text"
    width: int = 110
    grows: bool = False
    link: str = ""
    tells: bool = False


def grid(
    identifier: str,
    columns: Sequence[GridColumn],
    words: Words,
    filter_model: Mapping[str, Any],
    sort_model: Sequence[Mapping[str, str]],
    row_id: str = "",
    shapes: Mapping[str, ColumnShape] | None = None,
) -> dag.AgGrid:
    """Return a list that asks the server for its rows through ``getRowsRequest``.

    Args:
        identifier: The component's id.
        columns: What to show, from left to right.
        words: For the grid's own menus and messages.
        filter_model: The filters to begin with.
        sort_model: The order to begin with.
        row_id: The field that tells a row from all others, where a row can be selected; ``selectedRows`` then holds it.
        shapes: What the reader made of the columns, by name.
    """
    made = shapes or {}
    order = {item["colId"]: (item["sort"], position) for position, item in enumerate(sort_model)}
    return dag.AgGrid(
        id=identifier,
        rowModelType="infinite",
        columnDefs=[_definition(column, order.get(column.name), made.get(column.name, AS_IT_IS)) for column in columns],
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True, "minWidth": NARROWEST},
        # As its initial state, so that the first request already carries the filters.
        dashGridOptions=_options(words)
        | ({"rowSelection": _ONE_ROW} if row_id else {})
        | {"initialState": {"filter": {"filterModel": dict(filter_model)}}},
        getRowId=f"params.data.{row_id}" if row_id else None,
        className="kompas-grid",
        style={"height": "100%", "width": "100%"},
    )


def _definition(column: GridColumn, order: tuple[str, int] | None, shape: ColumnShape) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "field": column.name,
        "headerName": column.header,
        "headerTooltip": column.explanation,
        "filter": "agNumberColumnFilter" if column.kind == "number" else "agTextColumnFilter",
        "filterParams": {"maxNumConditions": 2, "debounceMs": 400},
        "type": "rightAligned" if column.kind == "number" else None,
        "wrapHeaderText": True,
        "autoHeaderHeight": True,
    }
    grows = column.grows and shape.width is None
    definition |= {"flex": 1, "minWidth": column.width} if grows else {"width": shape.width or column.width}
    definition |= {"hide": True} if shape.hidden else {}
    if column.link:
        definition |= {"cellRenderer": "KompasLink", "cellRendererParams": {"hrefField": column.link}}
    if column.tells:
        definition |= {"tooltipField": column.name}
    if order:
        definition |= {"sort": order[0], "sortIndex": order[1]}
    return {name: value for name, value in definition.items() if value is not None}


def _options(words: Words) -> dict[str, Any]:
    return {
        "theme": {"function": f"themeQuartz.withParams({_javascript_object(GRID_PARAMETERS)})"},
        "cacheBlockSize": ROWS_A_BLOCK,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 1,
        "rowBuffer": 5,
        "localeText": _grid_texts(words),
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 300,
    }


def _grid_texts(words: Words) -> dict[str, str]:
    return {key.removeprefix(GRID_TEXT_PREFIX): words(key) for key in words.entries if key.startswith(GRID_TEXT_PREFIX)}


def _javascript_object(values: Mapping[str, Any]) -> str:
    fields = (
        f"{name}: {value}" if isinstance(value, int | float) else f'{name}: "{value}"' for name, value in values.items()
    )
    return "{" + ", ".join(fields) + "}"
