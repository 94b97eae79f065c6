"""What happens with ticked items: ticking all that match, deciding about them, and taking that back."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.clientside import in_browser
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.plan import bulk_panel, form, ids, layout, query
from dashboard.pages.plan.bulk import KINDS, MOST, BulkRow, Wish, decide_all, picked_of, take_all_back
from dashboard.pages.plan.panel import plan_months
from dashboard.pages.plan.recording import RefusedError
from dashboard.pages.plan.setting import plan_shown, words_shown
from dashboard.pages.plan.shown_list import asked_of, view_shown
from data_contracts.errors import KompasError
from data_contracts.store.item_state import PLANNED

_RIGHT = "decide"
_FIELDS = {"kind": ids.BULK_KIND, "reason": ids.BULK_REASON, "remark": ids.BULK_REMARK, "month": ids.BULK_MONTH}


def connect(app: Guarded, context: Context) -> None:
    """Register the callbacks."""
    in_browser(app, "showPicked", [Output(ids.BULK, "children")], [Input(ids.PICKED, "data")])
    _connect_all(app, context)
    _connect_opening(app, context)
    _connect_kind(app, context)
    _connect_recording(app, context)
    _connect_undo(app, context)


def _connect_all(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.PICKED, "data"),
        Output(ids.PROBLEM, "children", allow_duplicate=True),
        Input(ids.PICK_ALL, "n_clicks"),
        State(ids.GRID, "getRowsRequest"),
        State(ids.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right=_RIGHT,
    )
    def pick_all(clicks: Any, request: Any, stored: Any, setting: Any) -> tuple[Any, str]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            asked = asked_of(context, plan, view_shown(context, plan, stored), words)
            window = (request if isinstance(request, dict) else {}) | {"startRow": 0, "endRow": MOST}
            rows, count = query.visits(context.published, plan, asked, window)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        states = asked.standings.states
        picked = [[row["employer_id"], states.get(row["employer_id"], PLANNED).version] for row in rows]
        return picked, bulk_panel.too_many(count, words)


def _connect_opening(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.BULK_DRAWER, "opened"),
        Output(ids.BULK_BODY, "children"),
        Input(ids.BULK, "n_clicks"),
        State(ids.PICKED, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right=_RIGHT,
    )
    def open_bulk(clicks: Any, picked: Any, setting: Any) -> tuple[bool, Any]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            months = plan_months(plan_shown(context, setting))
        except KompasError as error:
            return True, problem_in_words(error, words)
        later = form.months_to_defer_to(months, months[0] if months else None)
        return True, bulk_panel.question(len(picked_of(picked)), later, words)


def _connect_kind(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.BULK_REASON, "data"),
        Output(ids.BULK_REASON, "value"),
        Output(ids.frame_of(ids.BULK_MONTH), "style"),
        Input(ids.BULK_KIND, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right=_RIGHT,
    )
    def choose_kind(value: Any, setting: Any) -> tuple[Any, Any, Any]:
        kind = next((known for known in KINDS if known == value), None)
        if kind is None:
            raise PreventUpdate
        options = bulk_panel.reason_options(kind, words_shown(context, setting))
        return options, bulk_panel.usual_reason(kind), bulk_panel.month_frame(kind)


def _connect_recording(app: Guarded, context: Context) -> None:
    @app.callback(
        {
            "body": Output(ids.BULK_BODY, "children", allow_duplicate=True),
            "problem": Output(ids.BULK_PROBLEM, "children"),
            "picked": Output(ids.PICKED, "data", allow_duplicate=True),
            "changed": Output(ids.CHANGED, "data", allow_duplicate=True),
            "errors": {name: Output(field, "error") for name, field in _FIELDS.items() if name != "kind"},
        },
        {
            "clicks": Input(ids.BULK_RECORD, "n_clicks"),
            "picked": State(ids.PICKED, "data"),
            "fields": {name: State(field, "value") for name, field in _FIELDS.items()},
            "blind": State(layout.BLIND, "checked"),
            "setting": State(layout.SETTING, "data"),
        },
        running=[(Output(ids.BULK_RECORD, "loading"), True, False)],
        prevent_initial_call=True,
        right=_RIGHT,
    )
    def record(clicks: Any, picked: Any, fields: Mapping[str, Any], blind: Any, setting: Any) -> dict[str, Any]:
        chosen = picked_of(picked)
        if not clicks or not chosen:
            raise PreventUpdate
        words, wish = words_shown(context, setting), Wish.of_browser(fields)
        errors: dict[str, Any] = {name: words.of_code("wrong", name) for name in wish.missing}
        told = _nothing() | {"errors": {name: errors.get(name) for name in _FIELDS if name != "kind"}}
        if errors:
            return told
        try:
            rows = decide_all(context, plan_shown(context, setting), chosen, wish, words, blind=blind is True)
        except RefusedError as refused:
            return told | {"problem": refused.problem}
        except KompasError as error:
            if error.where == "remark":
                return told | {"errors": told["errors"] | {"remark": words("wrong.remark")}}
            return told | {"problem": problem_in_words(error, words)}
        return told | {"body": bulk_panel.answer(rows, words), "picked": [], "changed": _newest(rows)}


def _connect_undo(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.BULK_BODY, "children", allow_duplicate=True),
        Output(ids.BULK_PROBLEM, "children", allow_duplicate=True),
        Output(ids.CHANGED, "data", allow_duplicate=True),
        Input(ids.BULK_UNDO, "n_clicks"),
        State(ids.BULK_DONE, "data"),
        State(layout.SETTING, "data"),
        running=[(Output(ids.BULK_UNDO, "loading"), True, False)],
        prevent_initial_call=True,
        right=_RIGHT,
    )
    def undo(clicks: Any, done: Any, setting: Any) -> tuple[Any, Any, Any]:
        rows = _rows_of(done)
        if not clicks or not rows or ctx.triggered_id != ids.BULK_UNDO:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            back = take_all_back(context, plan_shown(context, setting), rows, words)
        except RefusedError as refused:
            return no_update, refused.problem, no_update
        except KompasError as error:
            return no_update, problem_in_words(error, words), no_update
        return bulk_panel.answer(back, words, taken_back=True), no_update, _newest(back)


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(("body", "problem", "picked", "changed"), no_update)


def _newest(rows: list[BulkRow]) -> Any:
    return max((row.version for row in rows), default=0) or no_update


def _rows_of(done: Any) -> list[BulkRow]:
    """Read back what was recorded, as far as a browser hands it back whole."""
    given = [item for item in done if isinstance(item, dict)] if isinstance(done, list) else []
    versions = {str(item.get("employer_id")): item for item in given}
    return [
        BulkRow(item.employer_id, "", "done", version=item.version, was=str(versions[item.employer_id].get("was")))
        for item in picked_of([[name, entry.get("version")] for name, entry in versions.items()])
    ]
