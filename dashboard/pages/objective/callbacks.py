"""What happens on the objective page: asking for a plan, waiting for it, and taking tables along."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.capacity.sheets import Sheet, take_along
from dashboard.pages.objective import asking, layout, query
from dashboard.pages.objective.query import Planned
from dashboard.pages.view import View, view_from, words_from
from dashboard.pages.what_if.asking import is_active
from dashboard.pages.what_if.questions import WrongFormError
from data_contracts.errors import KompasError

FOLDER = Path(__file__).parent
EXPORTED = "export_objective"
SHEETS: Mapping[str, Callable[[View, list[Planned]], Sheet]] = {
    "measures": layout.measure_sheet,
    "groups": layout.group_sheet,
}


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_asking(app, context)
    _connect_waiting(app, context)
    _connect_export(app, context)


def view_of(context: Context, setting: Any) -> View:
    """Return the view on the screen, as a browser hands it back.

    Raises:
        KompasError: There is no plan any more.
    """
    return view_from(context, setting, "objective", FOLDER)


def export_table(view: View, name: object) -> tuple[str, str] | None:
    """Return a table of the page as a CSV file (its name, its content), and record that it left the building.

    Args:
        view: The view that is on the screen.
        name: Which table; it comes from a browser, so it can be anything.

    Returns:
        ``None`` when there is no such table.

    Raises:
        KompasError: The table cannot be read, or the export cannot be logged.
    """
    made = SHEETS.get(name) if isinstance(name, str) else None
    if made is None:
        return None
    return take_along(made(view, query.objectives(view.published, view.plan)), view, EXPORTED)


def _pressed(clicks: Any) -> str:
    """Return the name of the button that was pressed; a button that only just came in was not.

    Raises:
        PreventUpdate: None was.
    """
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not any(item.get("value") for item in ctx.triggered) or not clicks:
        raise PreventUpdate
    return str(pressed.get("name"))


def _connect_asking(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.BODY, "children", allow_duplicate=True),
        Output(layout.POLL, "disabled", allow_duplicate=True),
        Output(layout.SAID, "children", allow_duplicate=True),
        Input({"type": asking.ASK_TYPE, "name": ALL}, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right=asking.RIGHT,
    )
    def ask(clicks: Any, setting: Any) -> tuple[Any, Any, str]:
        objective = _pressed(clicks)
        try:
            view = view_of(context, setting)
            asking.ask_objective(context, view.plan, objective, view.words)
            return layout.body(view), False, ""
        except WrongFormError as error:
            return no_update, no_update, str(error)
        except KompasError as error:
            return no_update, no_update, problem_in_words(error, words_from(context, setting, FOLDER))


def _connect_waiting(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.BODY, "children", allow_duplicate=True),
        Output(layout.POLL, "disabled", allow_duplicate=True),
        Output(layout.SHOWN, "data"),
        Output(layout.SAID, "children", allow_duplicate=True),
        Input(layout.POLL, "n_intervals"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def look(_ticks: Any, shown: Any, setting: Any) -> tuple[Any, Any, Any, Any]:
        """Show a plan as soon as it has been calculated; while nothing changes, the screen stays as it is."""
        try:
            view = view_of(context, setting)
            now = layout.signature(view)
            waiting = is_active(asking.objective_jobs(context))
            if now == shown:
                return no_update, not waiting, no_update, no_update
            return layout.body(view), not waiting, now, ""
        except KompasError as error:
            return no_update, True, no_update, problem_in_words(error, words_from(context, setting, FOLDER))


def _connect_export(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data"),
        Output(layout.SAID, "children", allow_duplicate=True),
        Input({"type": layout.EXPORT_TYPE, "name": ALL}, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def take_along(clicks: Any, setting: Any) -> tuple[Any, str]:
        name = _pressed(clicks)
        try:
            made = export_table(view_of(context, setting), name)
        except KompasError as error:
            return no_update, problem_in_words(error, words_from(context, setting, FOLDER))
        if made is None:
            raise PreventUpdate
        return {"content": made[1], "filename": made[0], "type": "text/csv;charset=utf-8"}, ""
