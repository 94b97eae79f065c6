"""What happens on the outcomes page: choosing an employer, filling in the form, and recording."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import ALL, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.options import options_of
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.outcomes import form, layout, query
from dashboard.regions import require_region
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store.outcome_check import KnownPlan, check_outcome
from data_contracts.store.outcome_columns import LAWS, law_field
from data_contracts.store.outcomes import OutcomeConflictError
from data_contracts.store.plan_roll import plan_roll

FOLDER = Path(__file__).parent
_FIELDS = {"type": form.FIELD, "name": ALL}


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_choice(app, context)
    _connect_form(app, context)
    _connect_saving(app, context)


def _connect_choice(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.EMPLOYER, "data"),
        Input(layout.EMPLOYER, "searchValue"),
        State(layout.EMPLOYER, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def search(typed: Any, shown: Any, setting: Any) -> Any:
        options = options_of(shown)
        if not isinstance(typed, str) or not typed or any(item.get("label") == typed for item in options):
            raise PreventUpdate
        try:
            found = query.find_items(context, _plan(context, setting), typed)
        except KompasError:
            found = []
        return [{"value": employer_id, "label": f"{name} ({employer_id})"} for employer_id, name in found]

    @app.callback(
        Output("location", "search", allow_duplicate=True),
        Input(layout.PLAN, "value"),
        Input(layout.EMPLOYER, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def go(plan_id: Any, employer_id: Any, setting: Any) -> str:
        if not isinstance(setting, dict) or (plan_id == setting.get("plan_id") and not employer_id):
            raise PreventUpdate
        other_plan = plan_id != setting.get("plan_id")
        chosen = {"plan": str(plan_id)} | ({} if other_plan else {"employer": str(employer_id)})
        chosen |= {"blind": "1"} if setting.get("blind") is True else {}
        return f"?{urlencode(chosen)}"


def _connect_form(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(form.field_id(form.STATUS), "data"),
        Input(form.field_id(form.INSTRUMENT), "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
        right="record_outcomes",
    )
    def choose_instrument(instrument: Any, setting: Any) -> list[dict[str, str]]:
        return form.status_options(instrument, _words(context, setting).language)

    for law in LAWS:
        app.callback(
            Output({"type": form.LAW_FRAME, "law": law}, "style"),
            Input(form.field_id(law_field(law, "examined")), "value"),
            prevent_initial_call=True,
            right="record_outcomes",
        )(form.detail_style)


def _connect_saving(app: Guarded, context: Context) -> None:
    @app.callback(
        {
            "errors": Output(_FIELDS, "error"),
            "problem": Output(layout.PROBLEM, "children"),
            "done": Output(layout.DONE, "children"),
            "version": Output(layout.VERSION, "data"),
            "told": Output(layout.TOLD, "children"),
            "before": Output(layout.BEFORE, "children"),
        },
        Input(layout.SAVE, "n_clicks"),
        State(_FIELDS, "id"),
        State(_FIELDS, "value"),
        State(layout.VERSION, "data"),
        State(layout.SETTING, "data"),
        running=[(Output(layout.SAVE, "disabled"), True, False)],
        prevent_initial_call=True,
        right="record_outcomes",
    )
    def save(clicks: Any, names: Any, values: Any, version: Any, setting: Any) -> dict[str, Any]:
        if not clicks or not isinstance(names, list) or not isinstance(values, list):
            raise PreventUpdate
        words = _words(context, setting)
        columns = [str(item.get("name")) if isinstance(item, dict) else "" for item in names]
        typed = dict(zip(columns, values, strict=False))
        told = saved(context, setting, typed, version if isinstance(version, int) else 0, words, date.today())
        problems = told.pop("problems", {})
        nothing = {"problem": "", "done": "", "version": no_update, "told": no_update, "before": no_update}
        errors = [problems.get(name) for name in columns]
        return nothing | told | {"errors": errors}


def saved(
    context: Context, setting: Any, typed: Mapping[str, Any], version: int, words: Words, today: date
) -> dict[str, Any]:
    """Record an outcome in the name of whoever has signed in, and return what the page is to show of it.

    Args:
        context: Where to read and record.
        setting: The plan and the employer of the page.
        typed: What was filled in, by column.
        version: The case's last outcome that the person had seen.
        words: The page's words.
        today: No day may lie after it.

    Returns:
        ``problems`` by column, or ``problem`` (with the ``version`` to correct, after a conflict), or ``done`` with the
        new ``version`` and what was ``told`` so far; what was told ``before`` with both.
    """
    given = setting if isinstance(setting, dict) else {}
    plan_id, employer_id = (str(given.get(name) or "") for name in form.GIVEN)
    try:
        plan = _plan(context, setting)
        require_region(context, plan, employer_id)
        known = KnownPlan(plan_roll(plan), context.decisions.state_of(plan_id))
        fields = {**typed, form.BY: context.actor, "plan_id": plan_id, "employer_id": employer_id}
        check = check_outcome(fields, today=today, plans={plan_id: known})
        if check.outcome is None:
            problems = {name: texts[words.language] for name, texts in check.problems.items()}
            elsewhere = [problems[name] for name in (*form.GIVEN, form.BY) if name in problems]
            return {"problems": problems, "problem": " ".join([words("form.problems"), *elsewhere])}
        row = context.outcomes.record(check.outcome, context.actor, source="form", version=version)
    except OutcomeConflictError as conflict:
        text = " ".join([conflict.words(words.language), words("form.kept")])
        before = layout.before_text(conflict.latest, words)
        return {"problem": text, "version": conflict.latest.sequence, "before": before}
    except KompasError as error:
        return {"problem": problem_in_words(error, words)}
    told = layout.told_section(context, plan, plan_id, words)
    before = layout.before_text(row, words)
    return {"done": words("form.done"), "version": row.sequence, "told": told, "before": before}


def _words(context: Context, setting: Any) -> Words:
    language = setting.get("language") if isinstance(setting, dict) else None
    return words_of(FOLDER, language if language in LANGUAGES else context.language)


def _plan(context: Context, setting: Any) -> Snapshot:
    plan_id = setting.get("plan_id") if isinstance(setting, dict) else None
    in_use = context.published.plan()
    return query.plans(context.published, in_use).get(str(plan_id), in_use)
