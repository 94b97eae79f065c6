"""What happens when a person decides: opening an item, filling in the form, recording, and answering a question."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.clientside import in_browser
from dashboard.components.options import options_of
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.employers import find_employers
from dashboard.guarded import Guarded
from dashboard.pages.plan import form, ids, layout, panel, query
from dashboard.pages.plan.recording import Given, RefusedError, answered, recorded
from dashboard.pages.plan.setting import is_earlier, plan_shown, words_shown
from dashboard.planned import among_planned
from dashboard.published import Row
from dashboard.refusals import require
from dashboard.regions import require_region
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.store.reasons import KINDS

ERRORS = (ids.OTHER, ids.MONTH, ids.TEAM, ids.GROUND, ids.REASON, ids.REMARK)
_ASKS = {ids.ADD: "decide", ids.APPROVALS: "answer"}
"""What it takes to open the drawer with this button, beside reading the plan."""
_ANSWERS = {"type": ids.ANSWER, "employer": ALL, "version": ALL, "answer": ALL}


def connect(app: Guarded, context: Context) -> None:
    """Register the callbacks of decisions."""
    in_browser(app, "refreshList", [Output(ids.CHANGED, "data-seen")], [Input(ids.CHANGED, "data")])
    in_browser(app, "unselect", [Output(ids.CHANGED, "data-closed")], [Input(ids.DRAWER, "opened")])
    _connect_opening(app, context)
    _connect_form(app, context)
    _connect_search(app, context)
    _connect_recording(app, context)
    _connect_answers(app, context)


def _connect_opening(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.DRAWER, "opened"),
        Output(ids.DRAWER, "title"),
        Output(ids.BODY, "children"),
        Input(layout.GRID, "selectedRows"),
        Input(ids.ADD, "n_clicks"),
        Input(ids.APPROVALS, "n_clicks"),
        State(layout.BLIND, "checked"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def open_drawer(selected: Any, add: Any, approvals: Any, blind: Any, setting: Any) -> tuple[Any, Any, Any]:
        asked_by = ctx.triggered_id
        employer_id = _employer_of(selected)
        if not {layout.GRID: employer_id, ids.ADD: add, ids.APPROVALS: approvals}.get(str(asked_by)):
            raise PreventUpdate
        if asked_by in _ASKS:
            require(context, _ASKS[asked_by], f"callback:plan.deciding.open_drawer.{asked_by}")
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            if asked_by == ids.ADD:
                teams = _teams(context, setting)
                return True, words("add.heading"), panel.add_panel(plan, teams, words, blind=blind is True)
            if asked_by == ids.APPROVALS:
                return True, words("approvals.heading"), panel.approvals_panel(context, plan, words)
            require_region(context, plan, employer_id)
            title = panel.title_of(context, plan, employer_id)
            earlier = is_earlier(setting)
            return (
                True,
                title,
                panel.item_panel(context, plan, employer_id, words, blind=blind is True, earlier=earlier),
            )
        except KompasError as error:
            return True, words("failure.heading"), problem_in_words(error, words)


def _connect_form(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.REASON, "data"),
        Output(ids.REASON, "value"),
        *(Output(ids.frame_of(field), "style") for field in form.OPTIONAL),
        Input(ids.KIND, "value"),
        State(ids.ITEM, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="decide",
    )
    def choose_kind(value: Any, item: Any, setting: Any) -> tuple[Any, ...]:
        kind = next((known for known in KINDS if known == value), None)
        if kind is None:
            raise PreventUpdate
        about = item if isinstance(item, dict) else {}
        options = form.reason_options(kind, about, words_shown(context, setting))
        return options, form.usual_reason(kind, about), *form.frames_for(kind)


def _connect_search(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.OTHER, "data"),
        Output(ids.OTHER, "error", allow_duplicate=True),
        Input(ids.OTHER, "searchValue"),
        State(ids.OTHER, "value"),
        State(ids.OTHER, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="decide",
    )
    def search(typed: Any, value: Any, shown: Any, setting: Any) -> tuple[Any, Any]:
        options = options_of(shown)
        # What is chosen comes back as if it was typed; looking for it again would take it away.
        if not isinstance(typed, str) or not typed or any(item.get("label") == typed for item in options):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            found = find_employers(context.published, plan, typed)
            planned = among_planned(context.published, plan, [row["employer_id"] for row in found])
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        fresh = [
            {"value": row["employer_id"], "label": _label(row, words)}
            for row in found
            if row["employer_id"] not in planned
        ]
        return [*fresh, *(item for item in options if item.get("value") == value and item not in fresh)], None


def _connect_recording(app: Guarded, context: Context) -> None:
    @app.callback(
        {
            "body": Output(ids.BODY, "children", allow_duplicate=True),
            "problem": Output(ids.DECIDE_PROBLEM, "children"),
            "item": Output(ids.ITEM, "data"),
            "history": Output(ids.HISTORY, "children"),
            "changed": Output(ids.CHANGED, "data"),
            "errors": {field: Output(field, "error") for field in ERRORS},
        },
        {
            "record": Input(ids.RECORD, "n_clicks"),
            "undo": Input(ids.UNDO, "n_clicks"),
            "item": State(ids.ITEM, "data"),
            "fields": {field: State(field, "value") for field in (ids.KIND, *ERRORS)},
            "blind": State(layout.BLIND, "checked"),
            "setting": State(layout.SETTING, "data"),
        },
        running=[(Output(ids.RECORD, "disabled"), True, False)],
        prevent_initial_call=True,
        right="decide",
    )
    def record(
        record: Any, undo: Any, item: Any, fields: Mapping[str, Any], blind: Any, setting: Any
    ) -> dict[str, Any]:
        undone = ctx.triggered_id == ids.UNDO
        if not (undo if undone else record) or not isinstance(item, dict):
            raise PreventUpdate
        return _recorded(context, setting, Given.of_browser(item, fields, undone=undone), blind=blind is True)


def _recorded(context: Context, setting: Any, given: Given, *, blind: bool) -> dict[str, Any]:
    words = words_shown(context, setting)
    nothing = dict.fromkeys(ERRORS)
    try:
        plan = plan_shown(context, setting)
        done = recorded(context, plan, given, words)
        body = (
            panel.item_panel(context, plan, given.employer_id, words, blind=blind, notice=done.notice)
            if given.employer_id
            else panel.add_panel(plan, _teams(context, setting), words, blind=blind, notice=done.notice)
        )
    except RefusedError as refused:
        return {
            "body": no_update,
            "problem": refused.problem,
            "item": no_update if refused.item is None else refused.item,
            "history": no_update if refused.history is None else refused.history,
            "changed": no_update if refused.item is None else refused.item["version"],
            "errors": nothing | refused.errors,
        }
    except KompasError as error:
        return _unchanged() | {"problem": problem_in_words(error, words), "errors": nothing}
    return _unchanged() | {"body": body, "changed": done.sequence}


def _unchanged() -> dict[str, Any]:
    parts = dict.fromkeys(("body", "problem", "item", "history", "changed"), no_update)
    return parts | {"errors": dict.fromkeys(ERRORS, no_update)}


def _connect_answers(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.BODY, "children", allow_duplicate=True),
        Output(ids.ANSWER_PROBLEM, "children"),
        Output(ids.CHANGED, "data", allow_duplicate=True),
        Input(_ANSWERS, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="answer",
    )
    def answer(clicks: Any, setting: Any) -> tuple[Any, Any, Any]:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not isinstance(clicks, list) or not any(clicks):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            done = answered(context, plan, pressed, words)
            return panel.approvals_panel(context, plan, words, notice=done.notice), no_update, done.sequence
        except RefusedError as refused:
            return no_update, refused.problem, no_update
        except KompasError as error:
            return no_update, problem_in_words(error, words), no_update


def _employer_of(selected: Any) -> str:
    first = selected[0] if isinstance(selected, list) and selected else None
    return str(first.get("employer_id") or "") if isinstance(first, dict) else ""


def _teams(context: Context, setting: Any) -> tuple[str, ...]:
    found = query.choices(context.published, plan_shown(context, setting)).teams
    return tuple(sorted({team for _, team in found}))


def _label(row: Row, words: Words) -> str:
    size = row["size_class"] or "?"
    return words(
        "form.other.option",
        name=row["trade_name"] or row["employer_id"],
        province=words.of_code("province", row["province"]),
        size=size,
        employer=row["employer_id"],
    )
