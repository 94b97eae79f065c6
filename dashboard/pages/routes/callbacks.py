"""What happens on the routes page: choosing a team, a week and a day, and taking the week along."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.exporting import PDF, calendar
from dashboard.guarded import Guarded
from dashboard.pages.routes import layout, query
from dashboard.pages.routes.selection import Selection, selection_of
from dashboard.pages.routes.taking_along import week_as_calendar, week_as_csv, week_as_paper
from dashboard.routed import KIND, routes_of
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot

FOLDER = Path(__file__).parent
_TYPES = {"csv": "text/csv;charset=utf-8", "ics": calendar.MIME, "pdf": PDF}


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_selectors(app)
    _connect_export(app, context, layout.EXPORT_CSV, "csv", week_as_csv)
    _connect_export(app, context, layout.EXPORT_ICS, "ics", week_as_calendar)
    _connect_export(app, context, layout.EXPORT_PDF, "pdf", week_as_paper)


def _connect_selectors(app: Guarded) -> None:
    @app.callback(
        Output("location", "search", allow_duplicate=True),
        Input(layout.TEAM, "value"),
        Input(layout.WEEK, "value"),
        Input(layout.DAY, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def choose(team: Any, week: Any, day: Any, setting: Any) -> Any:
        """Go to the address of what is chosen; what the screen shows already, also when it has just come, stays."""
        asked = {"team": str(team or ""), "week": str(week or ""), "day": str(day or "")}
        if day == layout.ALL or ctx.triggered_id in (layout.TEAM, layout.WEEK):
            asked.pop("day")
        shown = setting.get("shown") if isinstance(setting, dict) else None
        return no_update if asked == shown else f"?{urlencode(asked)}"


def _connect_export(
    app: Guarded,
    context: Context,
    button: str,
    ending: str,
    write: Callable[[Context, Snapshot, Snapshot, Selection, Words], str | bytes],
) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data", allow_duplicate=True),
        Output(layout.PROBLEM, "children", allow_duplicate=True),
        Input(button, "n_clicks"),
        State(layout.TEAM, "value"),
        State(layout.WEEK, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="export_routes",
    )
    def take_along(clicks: int | None, team: Any, week: Any, setting: Any) -> tuple[Any, str]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            plan = context.published.plan(_named(setting, "plan"))
            routes = _routes(context, plan, setting)
            selection = selection_of({"team": team, "week": week}, query.weeks(context.published, routes))
            if selection is None:
                raise PreventUpdate
            content = write(context, plan, routes, selection, words)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        name = words("export.file", team=selection.team, week=selection.week.isoformat(), ending=ending)
        return handed_over(content, name, _TYPES[ending]), ""


def handed_over(content: str | bytes, name: str, mime: str) -> dict[str, Any]:
    """Return a file as the browser takes it to its downloads."""
    if isinstance(content, str):
        return {"content": content, "filename": name, "type": mime}
    return {"content": b64encode(content).decode(), "filename": name, "type": mime, "base64": True}


def _routes(context: Context, plan: Snapshot, setting: Any) -> Snapshot:
    """Return the routes that the screen shows, if they are still there, or else those of the plan."""
    shown = context.published.folder.find(KIND, _named(setting, "routes"))
    found = shown or routes_of(context.published, plan)
    if found is None:
        raise KompasError("There are no routes of this plan.", "", "Run `kompas routes`.")
    return found


def _named(setting: Any, name: str) -> str:
    return str(setting.get(name) or "") if isinstance(setting, dict) else ""


def _words(context: Context, setting: Any) -> Words:
    """Return the words in the language that the screen was made in, which a browser hands back."""
    language = _named(setting, "language")
    return words_of(FOLDER, next((known for known in LANGUAGES if known == language), context.language))
