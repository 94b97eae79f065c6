"""What happens with saved views; each change is a line of the audit log, without names."""

from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.plan import ids, layout, saved_panel
from dashboard.pages.plan.setting import words_shown
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.store.saved_views import SavedViews

PAGE = "plan"
_CHANGES = {"type": ids.VIEW_CHANGE, "view": ALL, "change": ALL}
_NAMES = {"type": ids.VIEW_OWN_NAME, "view": ALL}
_WRONG = ("view_name", "view_search", "view_count", "view_taken", "view_gone")


def connect(app: Guarded, context: Context) -> None:
    """Register the callbacks of saved views."""
    _connect_opening(app, context)
    _connect_saving(app, context)
    _connect_changing(app, context)


def _connect_opening(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.VIEWS_DRAWER, "opened"),
        Output(ids.VIEWS_BODY, "children"),
        Input(ids.VIEWS, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def open_views(clicks: Any, setting: Any) -> tuple[bool, Any]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            return True, _body(context, words)
        except KompasError as error:
            return True, problem_in_words(error, words)


def _connect_saving(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.VIEWS_BODY, "children", allow_duplicate=True),
        Output(ids.VIEW_PROBLEM, "children"),
        Input(ids.VIEW_SAVE, "n_clicks"),
        State(ids.VIEW_NAME, "value"),
        State("location", "search"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def save(clicks: Any, name: Any, search: Any, setting: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            kept = saved_panel.kept_of(search)
            view = SavedViews(context.store_url).save(context.actor, PAGE, str(name or ""), kept)
            return _body(context, words, words("views.saved", name=view.name)), no_update
        except KompasError as error:
            return no_update, wrong_view(error, words)


def _connect_changing(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.VIEWS_BODY, "children", allow_duplicate=True),
        Output(ids.VIEW_PROBLEM, "children", allow_duplicate=True),
        Input(_CHANGES, "n_clicks"),
        State(_NAMES, "value"),
        State(_NAMES, "id"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def change(clicks: Any, names: Any, owners: Any, setting: Any) -> tuple[Any, Any]:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not isinstance(clicks, list) or not any(clicks):
            raise PreventUpdate
        words = words_shown(context, setting)
        view_id = str(pressed.get("view"))
        views = SavedViews(context.store_url)
        try:
            if pressed.get("change") == "remove":
                views.remove(context.actor, view_id)
                return _body(context, words, words("views.removed")), no_update
            views.rename(context.actor, view_id, _name_of(view_id, names, owners))
            return _body(context, words, words("views.renamed")), no_update
        except KompasError as error:
            return no_update, wrong_view(error, words)


def wrong_view(error: KompasError, words: Words) -> str:
    """Return why a view was not kept or changed."""
    return words.of_code("wrong_view", error.where) if error.where in _WRONG else problem_in_words(error, words)


def _body(context: Context, words: Words, notice: str = "") -> Any:
    return saved_panel.body(SavedViews(context.store_url).of(context.actor, PAGE), words, notice)


def _name_of(view_id: str, names: Any, owners: Any) -> str:
    pairs = zip(owners, names, strict=False) if isinstance(owners, list) and isinstance(names, list) else ()
    return next((str(name or "") for owner, name in pairs if _is_of(owner, view_id)), "")


def _is_of(owner: Any, view_id: str) -> bool:
    return isinstance(owner, dict) and owner.get("view") == view_id
