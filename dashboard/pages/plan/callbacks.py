"""What happens on the plan page: choosing a part, walking through the list, taking it along."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.clientside import in_browser
from dashboard.components.problems import problem_in_words
from dashboard.components.states import failure
from dashboard.context import Context
from dashboard.decided import standings
from dashboard.export import csv_text
from dashboard.guarded import Guarded
from dashboard.pages.plan import asking_anew, deciding, ids, layout, query
from dashboard.pages.plan.layout import View
from dashboard.pages.plan.presentation import columns, shown
from dashboard.pages.plan.query import Asked
from dashboard.pages.plan.setting import is_earlier, plan_shown, words_shown
from dashboard.routing import parse_parameters
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot

EXPORTED = "export_plan"


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_selectors(app, context)
    _connect_list(app, context)
    _connect_export(app, context)
    _connect_address(
        app,
        "planSelection",
        Input(layout.REGION, "value"),
        Input(layout.TEAM, "value"),
        Input(layout.MONTH, "value"),
        Input(layout.INSTRUMENT, "value"),
        Input(layout.BLIND, "checked"),
        Input(layout.NEUTRAL, "checked"),
    )
    _connect_address(app, "planList", Input(layout.GRID, "getRowsRequest"))
    deciding.connect(app, context)
    asking_anew.connect(app, context)


def _connect_selectors(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.VIEW, "children"),
        Output(layout.TEAM, "data"),
        Output(layout.TEAM, "value"),
        Input(layout.REGION, "value"),
        Input(layout.TEAM, "value"),
        Input(layout.MONTH, "value"),
        Input(layout.INSTRUMENT, "value"),
        Input(layout.BLIND, "checked"),
        Input(layout.NEUTRAL, "checked"),
        State(layout.SETTING, "data"),
        State("location", "search"),
        prevent_initial_call=True,
    )
    def choose(*given: Any) -> tuple[Any, Any, Any]:
        region, team, month, instrument, blind, neutral, setting, search = given
        words = words_shown(context, setting)
        asked = {"region": region, "team": team, "month": month, "instrument": instrument}
        ways = {"blind": "1" if blind is True else "", "order": "neutral" if neutral is True else ""}
        ways["earlier"] = "1" if is_earlier(setting) else ""
        try:
            plan = plan_shown(context, setting)
            choices = query.choices(context.published, plan)
            chosen = layout.view_of(asked | ways, choices)
            view = layout.view(context, plan, chosen, parse_parameters(search), words)
        except KompasError as error:
            return [failure(error, words)], no_update, no_update
        value = no_update if (chosen.selection.team or layout.ALL) == team else layout.ALL
        return view, layout.team_options(choices, chosen.selection.region, words), value


def _connect_list(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.GRID, "getRowsResponse"),
        Output(layout.COUNT, "children"),
        Output(layout.PROBLEM, "children"),
        Output(ids.APPROVALS, "children"),
        Input(layout.GRID, "getRowsRequest"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def walk(request: Any, stored: Any, setting: Any) -> tuple[dict[str, Any], str, str, Any]:
        if not isinstance(request, dict):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            view = _view(context, plan, stored)
            asked = _asked(context, plan, view, words)
            rows, count = query.visits(context.published, plan, asked, request)
        except KompasError as error:
            return {"rowData": [], "rowCount": 0}, "", problem_in_words(error, words), no_update
        kept = {"blind": "1"} if view.blind else {}
        response = {"rowData": [shown(row, words.language, kept) for row in rows], "rowCount": count}
        return response, layout.count_text(count, words), "", layout.waiting_text(asked.standings.waiting, words)


def _connect_export(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data"),
        Output(layout.PROBLEM, "children", allow_duplicate=True),
        Input(layout.EXPORT, "n_clicks"),
        State(layout.GRID, "getRowsRequest"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="export_plan",
    )
    def take_along(clicks: int | None, request: Any, stored: Any, setting: Any) -> tuple[Any, str]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            name = words("export.file", plan=context.published.plan_name(plan))
            asked = request if isinstance(request, dict) else {}
            content = export_list(context, plan, _view(context, plan, stored), asked, words)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        return {"content": content, "filename": name, "type": "text/csv;charset=utf-8"}, ""


def export_list(context: Context, plan: Snapshot, view: View, request: Mapping[str, Any], words: Words) -> str:
    """Return the list as the screen shows it, as CSV, and record in the log that it left the building.

    Raises:
        KompasError: The plan cannot be read, or the export cannot be logged.
    """
    rows = query.all_visits(context.published, plan, _asked(context, plan, view, words), request)
    filters = request.get("filterModel")
    detail = {
        "rows": len(rows),
        **{name: value for name, value in view.stored().items() if name != "blind"},
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


def _connect_address(app: Guarded, function: str, *inputs: Input) -> None:
    outputs = [
        Output("location", "search", allow_duplicate=True),
        Output("shown-view", "data", allow_duplicate=True),
        Output("language-link", "href", allow_duplicate=True),
    ]
    in_browser(app, function, outputs, list(inputs))


def _view(context: Context, plan: Snapshot, stored: Any) -> View:
    return layout.view_of(stored if isinstance(stored, dict) else {}, query.choices(context.published, plan))


def _asked(context: Context, plan: Snapshot, view: View, words: Words) -> Asked:
    return Asked(view.selection, standings(context, plan), words.language, view.neutral, view.earlier)
