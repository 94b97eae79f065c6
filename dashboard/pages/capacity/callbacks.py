"""What happens on the capacity page: the look back comes in after the rest, and tables are taken along."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dash import ALL, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.capacity import layout
from dashboard.pages.capacity.exports import export_table
from dashboard.pages.capacity.sheets import EXPORT_TYPE
from dashboard.pages.view import View, view_from, words_from
from data_contracts.errors import KompasError

FOLDER = Path(__file__).parent


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_later(app, context, layout.LOOK_BACK, layout.look_back)
    _connect_later(app, context, layout.WAGES, layout.wages_part)
    _connect_export(app, context)


def view_of(context: Context, setting: Any) -> View:
    """Return the view on the screen, as a browser hands it back.

    Raises:
        KompasError: There is no plan any more.
    """
    return view_from(context, setting, "capacity", FOLDER)


def _connect_later(app: Guarded, context: Context, place: str, made: Callable[[View], Component]) -> None:
    @app.callback(Output(place, "children"), Output(place, "aria-busy"), Input(layout.SETTING, "data"))
    def fill(setting: Any) -> tuple[Component, str]:
        try:
            return made(view_of(context, setting)), "false"
        except KompasError as error:
            told = problem_in_words(error, words_from(context, setting, FOLDER))
            return html.P(told, className="kompas-problem", role="alert"), "false"


def _connect_export(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data"),
        Output(layout.PROBLEM, "children"),
        Input({"type": EXPORT_TYPE, "name": ALL}, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def take_along(clicks: Any, setting: Any) -> tuple[Any, str]:
        pressed = ctx.triggered_id
        if not isinstance(clicks, list) or not any(clicks) or not isinstance(pressed, dict):
            raise PreventUpdate
        # A table that only just came in is no click on its button.
        if not any(item.get("value") for item in ctx.triggered):
            raise PreventUpdate
        try:
            made = export_table(view_of(context, setting), pressed.get("name"))
        except KompasError as error:
            return no_update, problem_in_words(error, words_from(context, setting, FOLDER))
        if made is None:
            raise PreventUpdate
        name, content = made
        return {"content": content, "filename": name, "type": "text/csv;charset=utf-8"}, ""
