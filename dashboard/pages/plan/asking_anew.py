"""What happens when a person asks for a new plan: opening the form, asking, and waiting for it."""

from typing import Any

from dash import Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.plan import anew
from dashboard.pages.plan.setting import plan_shown, words_shown
from data_contracts.errors import KompasError
from data_contracts.store.plan_request import PURE

SETTING = "plan-setting"


def connect(app: Guarded, context: Context) -> None:
    """Register the callbacks of asking for a new plan."""
    _connect_form(app, context)
    _connect_asking(app, context)
    _connect_waiting(app, context)


def _connect_form(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(anew.DRAWER, "opened"),
        Output(anew.BODY, "children"),
        Input(anew.OPEN, "n_clicks"),
        State(SETTING, "data"),
        prevent_initial_call=True,
        right="make_plan",
    )
    def open_form(clicks: Any, setting: Any) -> tuple[bool, Any]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            return True, anew.form(context, plan_shown(context, setting), words)
        except KompasError as error:
            return True, problem_in_words(error, words)

    @app.callback(
        Output(anew.WEIGHTS, "style"),
        Input(anew.OBJECTIVE, "value"),
        prevent_initial_call=True,
        right="make_plan",
    )
    def choose_objective(value: Any) -> dict[str, str]:
        return anew.weights_style(value)


def _connect_asking(app: Guarded, context: Context) -> None:
    @app.callback(
        {
            "opened": Output(anew.DRAWER, "opened", allow_duplicate=True),
            "problem": Output(anew.PROBLEM, "children"),
            "state": Output(anew.STATE, "children", allow_duplicate=True),
            "still": Output(anew.POLL, "disabled", allow_duplicate=True),
            "asked": Output(anew.ASKED, "data"),
        },
        {
            "clicks": Input(anew.ASK, "n_clicks"),
            "objective": State(anew.OBJECTIVE, "value"),
            "weights": {name: State(anew.weight_of(name), "value") for name in PURE},
            "leave_work": State(anew.LEAVE, "checked"),
            "reason": State(anew.REASON, "value"),
            "setting": State(SETTING, "data"),
        },
        prevent_initial_call=True,
        right="make_plan",
    )
    def ask(clicks: Any, setting: Any, **given: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        words = words_shown(context, setting)
        refused = dict.fromkeys(("opened", "state", "still", "asked"), no_update)
        try:
            plan = plan_shown(context, setting)
            job_id = anew.ask(context, plan, anew.Form(**given), words)
            block = anew.state_block(context, plan, anew.newest(context), words, asked_here=True)
        except anew.WrongRequestError as error:
            return refused | {"problem": str(error)}
        except KompasError as error:
            return refused | {"problem": problem_in_words(error, words)}
        return {"opened": False, "problem": "", "state": block, "still": False, "asked": job_id}


def _connect_waiting(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(anew.STATE, "children", allow_duplicate=True),
        Output(anew.POLL, "disabled", allow_duplicate=True),
        Input(anew.POLL, "n_intervals"),
        State(anew.ASKED, "data"),
        State(SETTING, "data"),
        prevent_initial_call=True,
        right="make_plan",
    )
    def look(_ticks: Any, asked: Any, setting: Any) -> tuple[Any, bool]:
        words = words_shown(context, setting)
        try:
            job = anew.newest(context)
            mine = job is not None and job.job_id == asked
            block = anew.state_block(context, plan_shown(context, setting), job, words, asked_here=mine)
        except KompasError as error:
            return problem_in_words(error, words), True
        return block, not anew.is_active(job)
