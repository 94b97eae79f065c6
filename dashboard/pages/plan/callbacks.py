"""What happens on the plan page: choosing a part, walking through the list, taking it along."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.clientside import in_browser
from dashboard.components.problems import problem_in_words
from dashboard.components.states import failure
from dashboard.context import Context
from dashboard.decided import Standings
from dashboard.exporting import PDF, calendar, spreadsheet
from dashboard.guarded import Guarded
from dashboard.pages.plan import (
    asking_anew,
    bulk_asking,
    deciding,
    folded_tables,
    ids,
    keys,
    layout,
    listing,
    map_view,
    query,
    saving,
    taking_along,
)
from dashboard.pages.plan.presentation import shown
from dashboard.pages.plan.setting import is_earlier, plan_shown, words_shown
from dashboard.pages.plan.shown_list import asked_of, view_shown
from dashboard.pages.plan.sought import NOTHING
from dashboard.pages.routes.callbacks import handed_over
from dashboard.published import Row
from dashboard.purpose.purposes import carried
from dashboard.routing import parse_parameters
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import PLANNED

_ENDINGS = {ids.EXPORT: "csv", ids.EXPORT_XLSX: "xlsx", ids.EXPORT_ICS: "ics", ids.EXPORT_PDF: "pdf"}
_TYPES = {"csv": "text/csv;charset=utf-8", "xlsx": spreadsheet.MIME, "ics": calendar.MIME, "pdf": PDF}


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
        Input(ids.SEARCH, "value"),
        Input(ids.WEEK, "value"),
        Input(ids.AS_MAP, "checked"),
    )
    _connect_sought(app)
    _connect_address(app, "planList", Input(layout.GRID, "getRowsRequest"))
    _connect_address(app, "planColumns", Input(layout.GRID, "columnState"), State(ids.COLUMNS_OWN, "data"))
    _connect_columns(app)
    folded_tables.connect(app, context)
    deciding.connect(app, context)
    asking_anew.connect(app, context)
    saving.connect(app, context)
    bulk_asking.connect(app, context)
    map_view.connect(app, context)
    keys.connect(app)


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
        State(ids.SEARCH, "value"),
        State(ids.WEEK, "value"),
        State(ids.AS_MAP, "checked"),
        State(layout.SETTING, "data"),
        State("location", "search"),
        prevent_initial_call=True,
    )
    def choose(*given: Any) -> tuple[Any, Any, Any]:
        region, team, month, instrument, blind, neutral, sought, week, as_map, setting, search = given
        words = words_shown(context, setting)
        asked = {"region": region, "team": team, "month": month, "instrument": instrument}
        ways = {"blind": "1" if blind is True else "", "order": "neutral" if neutral is True else ""}
        ways |= {"search": sought, "week": week, "view": "map" if as_map is True else ""}
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
        Output(ids.HINT, "children"),
        Output(layout.PROBLEM, "children"),
        Output(ids.APPROVALS, "children"),
        Input(layout.GRID, "getRowsRequest"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def walk(request: Any, stored: Any, setting: Any) -> tuple[dict[str, Any], str, Any, str, Any]:
        if not isinstance(request, dict):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            view = view_shown(context, plan, stored)
            asked = asked_of(context, plan, view, words)
            rows, count = query.visits(context.published, plan, asked, request)
        except KompasError as error:
            return {"rowData": [], "rowCount": 0}, "", no_update, problem_in_words(error, words), no_update
        kept = ({"blind": "1"} if view.blind else {}) | carried(context.account, "planned")
        opens = kept if context.account.may("see_dossier") else None
        told = [shown(row, words.language, opens) | _seen(row, asked.standings) for row in rows]
        response = {"rowData": told, "rowCount": count}
        narrowed = view.sought != NOTHING or bool(request.get("filterModel"))
        hint = listing.hint(context.account, words, earlier=view.earlier, narrowed=narrowed, found=count > 0)
        waiting = listing.waiting_text(asked.standings.waiting, words)
        return response, listing.count_text(count, words), hint, "", waiting


def _connect_sought(app: Guarded) -> None:
    """Let the list follow the search box and the week, and the week follow the buttons of the weeks."""
    app.clientside_callback(
        ClientsideFunction("kompas", "planSought"),
        Output(ids.SHOWN, "data"),
        Output(ids.COUNT, "data-sought"),
        Input(ids.SEARCH, "value"),
        Input(ids.WEEK, "value"),
        State(ids.SHOWN, "data"),
        prevent_initial_call=True,
    )
    pick = {"type": ids.PICK_WEEK, "week": ALL}
    app.clientside_callback(
        ClientsideFunction("kompas", "pickWeek"),
        Output(ids.WEEK, "value"),
        Input(pick, "n_clicks"),
        State(ids.WEEK, "value"),
        prevent_initial_call=True,
    )


def _connect_export(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data"),
        Output(layout.PROBLEM, "children", allow_duplicate=True),
        Input(ids.EXPORT, "n_clicks"),
        Input(ids.EXPORT_XLSX, "n_clicks"),
        Input(ids.EXPORT_ICS, "n_clicks"),
        Input(ids.EXPORT_PDF, "n_clicks"),
        State(layout.GRID, "getRowsRequest"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="export_plan",
    )
    def take_along(*given: Any) -> tuple[Any, str]:
        *clicks, request, stored, setting = given
        ending = _ENDINGS.get(str(ctx.triggered_id))
        if ending is None or not any(clicks):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            view = view_shown(context, plan, stored)
            content = _content(context, plan, view, request if isinstance(request, dict) else {}, ending, words)
            name = words("export.file", plan=context.published.plan_name(plan), ending=ending)
        except taking_along.NoRoutesError:
            return no_update, words("export.no_routes")
        except taking_along.NoWeekError:
            return no_update, words("export.no_week")
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        return handed_over(content, name, _TYPES[ending]), ""


def _content(
    context: Context, plan: Snapshot, view: layout.View, request: Mapping[str, Any], ending: str, words: Words
) -> str | bytes:
    if ending == "xlsx":
        return taking_along.list_as_spreadsheet(context, plan, view, request, words)
    if ending == "ics":
        return taking_along.list_as_calendar(context, plan, view, request, words)
    if ending == "pdf":
        return taking_along.week_on_paper(context, plan, view, words)
    return taking_along.list_as_csv(context, plan, view, request, words)


def _connect_columns(app: Guarded) -> None:
    """Let the list show the columns that are ticked; in the browser, since the rows are the same."""
    app.clientside_callback(
        ClientsideFunction("kompas", "showColumns"),
        Output(ids.COUNT, "data-columns"),
        Input(ids.COLUMNS, "value"),
        State(ids.COLUMNS_OWN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("kompas", "resetColumns"),
        Output(ids.COLUMNS, "value"),
        Input(ids.COLUMNS_RESET, "n_clicks"),
        State(ids.COLUMNS_OWN, "data"),
        prevent_initial_call=True,
    )


def _connect_address(app: Guarded, function: str, *inputs: Input | State) -> None:
    outputs = [
        Output("location", "search", allow_duplicate=True),
        Output("shown-view", "data", allow_duplicate=True),
        Output("language-link", "href", allow_duplicate=True),
    ]
    in_browser(app, function, outputs, list(inputs))


def _seen(row: Row, standings: Standings) -> dict[str, int]:
    """Return the newest decision that a row shows, which a tick of it hands back."""
    return {"version": standings.states.get(row["employer_id"], PLANNED).version}
