"""What happens on the plan page: choosing a team, walking through the list, taking it along."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.clientside import in_browser
from dashboard.components.states import failure
from dashboard.context import Context
from dashboard.export import csv_text
from dashboard.pages.plan import layout, query
from dashboard.pages.plan.presentation import columns, shown
from dashboard.pages.plan.query import Selection
from dashboard.routing import parse_parameters
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot

FOLDER = Path(__file__).parent
EXPORTED = "export_plan"


def connect(app: Dash, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_selectors(app, context)
    _connect_list(app, context)
    _connect_export(app, context)
    _connect_address(app, "planSelection", Input(layout.REGION, "value"), Input(layout.TEAM, "value"))
    _connect_address(app, "planList", Input(layout.GRID, "getRowsRequest"))


def _connect_selectors(app: Dash, context: Context) -> None:
    @app.callback(
        Output(layout.VIEW, "children"),
        Output(layout.TEAM, "data"),
        Output(layout.TEAM, "value"),
        Input(layout.REGION, "value"),
        Input(layout.TEAM, "value"),
        State(layout.SETTING, "data"),
        State("location", "search"),
        prevent_initial_call=True,
    )
    def choose(region: Any, team: Any, setting: Any, search: Any) -> tuple[Any, Any, Any]:
        words = _words(context, setting)
        try:
            plan = _plan(context, setting)
            teams = query.teams(context.published, plan)
            selection = layout.selection_of(region, team, teams)
            view = layout.view(context, plan, selection, parse_parameters(search), words)
        except KompasError as error:
            return [failure(error, words)], no_update, no_update
        value = no_update if (selection.team or layout.ALL) == team else layout.ALL
        return view, layout.team_options(teams, selection.region, words), value


def _connect_list(app: Dash, context: Context) -> None:
    @app.callback(
        Output(layout.GRID, "getRowsResponse"),
        Output(layout.COUNT, "children"),
        Output(layout.PROBLEM, "children"),
        Input(layout.GRID, "getRowsRequest"),
        State(layout.REGION, "value"),
        State(layout.TEAM, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def walk(request: Any, region: Any, team: Any, setting: Any) -> tuple[dict[str, Any], str, str]:
        if not isinstance(request, dict):
            raise PreventUpdate
        words = _words(context, setting)
        try:
            plan = _plan(context, setting)
            selection = _selection(context, plan, region, team)
            rows, count = query.visits(context.published, plan, selection, request, words.language)
        except KompasError as error:
            return (
                {"rowData": [], "rowCount": 0},
                "",
                words("failure.short", problem=f"{error.what} {error.remedy}".strip()),
            )
        response = {"rowData": [shown(row, words.language) for row in rows], "rowCount": count}
        return response, layout.count_text(count, words), ""


def _connect_export(app: Dash, context: Context) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data"),
        Output(layout.PROBLEM, "children", allow_duplicate=True),
        Input(layout.EXPORT, "n_clicks"),
        State(layout.GRID, "getRowsRequest"),
        State(layout.REGION, "value"),
        State(layout.TEAM, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def take_along(clicks: int | None, request: Any, region: Any, team: Any, setting: Any) -> tuple[Any, str]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            plan = _plan(context, setting)
            name = words("export.file", plan=context.published.plan_name(plan))
            asked = request if isinstance(request, dict) else {}
            content = export_list(context, plan, _selection(context, plan, region, team), asked, words)
        except KompasError as error:
            return no_update, words("failure.short", problem=f"{error.what} {error.remedy}".strip())
        return {"content": content, "filename": name, "type": "text/csv;charset=utf-8"}, ""


def export_list(
    context: Context, plan: Snapshot, selection: Selection, request: Mapping[str, Any], words: Words
) -> str:
    """Return the list as the screen shows it, as CSV, and record in the log that it left the building.

    Raises:
        KompasError: The plan cannot be read, or the export cannot be logged.
    """
    rows = query.all_visits(context.published, plan, selection, request, words.language)
    filters = request.get("filterModel")
    detail = {
        "rows": len(rows),
        "region": selection.region,
        "team": selection.team,
        "filtered_on": sorted(set(filters) & set(query.COLUMNS)) if isinstance(filters, dict) else [],
    }
    context.log(EXPORTED, "plan", plan.manifest.snapshot_id, detail)
    shown_columns = columns(words)
    fixed = {words("export.selected"): words("export.selected.value", plan=context.published.plan_name(plan))}
    if plan.manifest.synthetic:
        fixed[words("export.data")] = words("export.data.synthetic")
    cells = (shown(row, words.language) for row in rows)
    return csv_text(
        [column.header for column in shown_columns] + list(fixed),
        ([row[column.name] for column in shown_columns] + list(fixed.values()) for row in cells),
        words.language,
    )


def _connect_address(app: Dash, function: str, *inputs: Input) -> None:
    outputs = [
        Output("location", "search", allow_duplicate=True),
        Output("shown-view", "data", allow_duplicate=True),
        Output("language-link", "href", allow_duplicate=True),
    ]
    in_browser(app, function, outputs, list(inputs))


def _words(context: Context, setting: Any) -> Words:
    """Return the words in the language that the screen was made in, which a browser hands back."""
    language = setting.get("language") if isinstance(setting, dict) else None
    return words_of(FOLDER, language if language in LANGUAGES else context.language)


def _plan(context: Context, setting: Any) -> Snapshot:
    """Return the plan that the screen shows: rows of a newer one must not come in between."""
    snapshot_id = setting.get("plan") if isinstance(setting, dict) else None
    return context.published.plan(str(snapshot_id or ""))


def _selection(context: Context, plan: Snapshot, region: Any, team: Any) -> Selection:
    return layout.selection_of(region, team, query.teams(context.published, plan))
