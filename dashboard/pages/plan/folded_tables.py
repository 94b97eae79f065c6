"""The hours as tables, by week and by team: behind a fold, and made when a reader opens it.

They are half of what the page would be made of, and a browser builds what is folded as slowly as what is seen.
"""

from typing import Any

from dash import Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.decided import standings
from dashboard.guarded import Guarded
from dashboard.pages.plan import ids, query
from dashboard.pages.plan.figures import months_table
from dashboard.pages.plan.setting import plan_shown, words_shown
from dashboard.pages.plan.shown_list import view_shown
from dashboard.pages.plan.strip import weeks_table
from dashboard.pages.plan.weeks import weeks_of
from data_contracts.errors import KompasError


def connect(app: Guarded, context: Context) -> None:
    """Register what fills the fold."""

    @app.callback(
        Output(ids.TABLES, "children"),
        Input(ids.TABLES_FOLD, "n_clicks"),
        State(ids.SHOWN, "data"),
        State(ids.SETTING, "data"),
        prevent_initial_call=True,
    )
    def unfold(clicks: Any, stored: Any, setting: Any) -> list[Component]:
        if not isinstance(clicks, int) or clicks % 2 == 0:  # the second click folds it again
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            selection = view_shown(context, plan, stored).selection
            weeks = weeks_of(context.published, plan, selection, standings(context, plan))
            hours = query.team_months(context.published, plan, selection)
        except KompasError as error:
            return [html.P(problem_in_words(error, words), className="kompas-problem", role="alert")]
        return [weeks_table(weeks, words), months_table(hours, words)]
