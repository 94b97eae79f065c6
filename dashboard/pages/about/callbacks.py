"""What happens on the page: searching the list of features goes to the address of what is searched for."""

from typing import Any
from urllib.parse import urlencode

from dash import Input, Output, State, no_update

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.about.features import ALL, MAX_TEXT
from dashboard.pages.about.ids import FAMILY, FAMILY_FIELD, SEARCH, SEARCH_FIELD, SEARCHED


def connect(app: Guarded, _context: Context) -> None:
    """Register the page's callbacks."""

    @app.callback(
        Output("location", "search", allow_duplicate=True),
        Input(SEARCH_FIELD, "value"),
        Input(FAMILY_FIELD, "value"),
        State(SEARCHED, "data"),
        prevent_initial_call=True,
    )
    def search(text: Any, family: Any, shown: Any) -> Any:
        asked = {SEARCH: _text(text), FAMILY: "" if family == ALL else _text(family)}
        if isinstance(shown, dict) and all(_text(shown.get(name)) == value for name, value in asked.items()):
            return no_update
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _text(value: Any) -> str:
    return value.strip().encode("utf-8", "replace").decode()[:MAX_TEXT] if isinstance(value, str) else ""
