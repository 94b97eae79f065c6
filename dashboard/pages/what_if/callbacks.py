"""What happens on the what-if page: filling in the form, asking, waiting for the answer, choosing answers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import ALL, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.what_if import asking, layout
from dashboard.pages.what_if.questions import WrongFormError, argument_of, question_named
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError
from data_contracts.store.jobs import Jobs

FOLDER = Path(__file__).parent
_FIELDS = {"type": asking.FIELD_TYPE, "name": ALL}


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_form(app, context)
    _connect_asking(app, context)
    _connect_waiting(app, context)
    _connect_choice(app)


def _connect_form(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(asking.FIELDS, "children"),
        Output(asking.SAID, "children", allow_duplicate=True),
        Input(asking.QUESTION, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="ask_what_if",
    )
    def choose_question(key: Any, setting: Any) -> tuple[Any, str]:
        question = question_named(key)
        if question is None:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            offered = asking.offered_by(context, context.published.plan(_named(setting, "plan")))
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        return asking.fields_of(question, offered, words), ""


def _connect_asking(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(asking.JOBS, "children", allow_duplicate=True),
        Output(asking.POLL, "disabled", allow_duplicate=True),
        Output(asking.ASKED, "data"),
        Output(asking.SAID, "children", allow_duplicate=True),
        Input(asking.ASK, "n_clicks"),
        State(asking.QUESTION, "value"),
        State(_FIELDS, "id"),
        State(_FIELDS, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="ask_what_if",
    )
    def ask(clicks: int | None, key: Any, names: Any, values: Any, setting: Any) -> tuple[Any, Any, Any, str]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            job_id = ask_question(context, key, _given(names, values), _named(setting, "plan"), words)
            jobs = asking.shown_jobs(context)
        except WrongFormError as error:
            return no_update, no_update, no_update, str(error)
        except KompasError as error:
            return no_update, no_update, no_update, problem_in_words(error, words)
        return asking.jobs_block(jobs, words), False, job_id, ""


def ask_question(context: Context, key: object, given: Mapping[str, Any], plan_id: str, words: Words) -> str:
    """Put a question into the store as a job, and return the job's name; asking is logged there.

    Args:
        context: What the page works with.
        key: Which question.
        given: The form's values by field; they come from a browser, so they can be anything.
        plan_id: The plan snapshot on the screen, whose teams and regions the form offers.
        words: For what is said of a field that is wrong.

    Raises:
        WrongFormError: There is no such question, or a field is empty or wrong.
        KompasError: The store cannot be written.
    """
    question = question_named(key)
    if question is None:
        raise WrongFormError(words("ask.needed", field=words("ask.question")))
    offered = asking.offered_by(context, context.published.plan(plan_id))
    argument = argument_of(question, given, offered, words)
    return Jobs(context.store_url).ask(question.kind, argument, context.actor)


def _connect_waiting(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(asking.JOBS, "children", allow_duplicate=True),
        Output(asking.POLL, "disabled", allow_duplicate=True),
        Output("location", "search", allow_duplicate=True),
        Input(asking.POLL, "n_intervals"),
        State(asking.ASKED, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def look(_ticks: Any, asked: Any, setting: Any) -> tuple[Any, Any, Any]:
        """Show how the questions stand; the answer to the one that was asked here opens by itself."""
        words = _words(context, setting)
        try:
            jobs = asking.shown_jobs(context)
        except KompasError as error:
            return problem_in_words(error, words), True, no_update
        answered = next((job.result for job in jobs if job.job_id == asked and job.state == "done"), None)
        opened = no_update if answered is None else f"?{urlencode({'first': answered})}"
        return asking.jobs_block(jobs, words), not asking.is_active(jobs), opened


def _connect_choice(app: Guarded) -> None:
    @app.callback(
        Output("location", "search", allow_duplicate=True),
        Input(layout.FIRST, "value"),
        Input(layout.SECOND, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def choose(first: Any, second: Any, setting: Any) -> Any:
        """Go to the address of what is chosen; what the screen shows already, also when it has just come, stays."""
        chosen = [str(value) for value in (first, second) if value and value != layout.NONE]
        chosen = list(dict.fromkeys(chosen))
        shown = setting.get("shown") if isinstance(setting, dict) else None
        if chosen == shown:
            return no_update
        return f"?{urlencode(dict(zip(layout.PARAMETERS, chosen, strict=False)))}" if chosen else ""


def _given(names: Any, values: Any) -> dict[str, Any]:
    """Return the values of the fields by name, as far as a browser handed them in as it should."""
    if not isinstance(names, list) or not isinstance(values, list):
        return {}
    pairs = zip(names, values, strict=False)
    return {str(name.get("name")): value for name, value in pairs if isinstance(name, dict)}


def _named(setting: Any, name: str) -> str:
    return str(setting.get(name) or "") if isinstance(setting, dict) else ""


def _words(context: Context, setting: Any) -> Words:
    """Return the words in the language that the screen was made in, which a browser hands back."""
    language = _named(setting, "language")
    return words_of(FOLDER, next((known for known in LANGUAGES if known == language), context.language))
