"""What happens in the list of employers: searching, filtering, walking on."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State
from dash.exceptions import PreventUpdate

from dashboard import formats
from dashboard.components.clientside import in_browser
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.employers import layout, query
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError, MissingSnapshotError


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    in_browser(app, "searchList", [Output(layout.COUNT, "data-sought")], [Input(layout.SOUGHT, "value")])
    in_browser(
        app,
        "employersList",
        [
            Output("location", "search", allow_duplicate=True),
            Output("shown-view", "data", allow_duplicate=True),
            Output("language-link", "href", allow_duplicate=True),
        ],
        [Input(layout.GRID, "getRowsRequest"), Input(layout.SOUGHT, "value")],
    )

    @app.callback(
        Output(layout.GRID, "getRowsResponse"),
        Output(layout.COUNT, "children"),
        Output(layout.PROBLEM, "children"),
        Input(layout.GRID, "getRowsRequest"),
        State(layout.SOUGHT, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def walk(request: Any, sought: Any, setting: Any) -> tuple[dict[str, Any], str, str]:
        if not isinstance(request, dict):
            raise PreventUpdate
        words = _words(context, setting)
        try:
            rows, count = found(context, request, str(sought or ""), words)
        except KompasError as error:
            return {"rowData": [], "rowCount": 0}, "", problem_in_words(error, words)
        return {"rowData": rows, "rowCount": count}, layout.count_text(count, words), ""


def found(context: Context, request: Mapping[str, Any], sought: str, words: Words) -> tuple[list[dict[str, str]], int]:
    """Return the rows as a reader sees them, and how many employers there are in all.

    Raises:
        KompasError: There is no plan yet, or its register is gone.
    """
    lineage = context.published.lineage()
    if lineage is None:
        raise MissingSnapshotError("There is no plan yet.", "plan", "Run `kompas run`.")
    rows, count = query.page_of(context.published, lineage, sought, request, words.language)
    return [_shown(row, words) for row in rows], count


def _shown(row: Row, words: Words) -> dict[str, str]:
    cells = {name: formats.MISSING if row[name] is None else str(row[name]) for name in query.COLUMNS}
    cells["trade_name"] = row["trade_name"] or row["employer_id"]
    cells["inspected_on"] = formats.day(row["inspected_on"], words.language)
    return cells | {"href": Address(words.language, "employer", row["employer_id"]).href}


def _words(context: Context, setting: Any) -> Words:
    language = setting.get("language") if isinstance(setting, dict) else None
    return words_of(layout.FOLDER, language if language in LANGUAGES else context.language)
