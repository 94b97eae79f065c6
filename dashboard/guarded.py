"""Callbacks that ask for a right before they run, whatever the browser that calls them showed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from dash import Dash

from dashboard.context import Context
from dashboard.refusals import require, require_models
from dashboard.signing_in.account import all_rights

RIGHT = "kompas_right"
"""The attribute of a registered callback that says which right it asks for."""
_PAGES = "dashboard.pages."


@dataclass(frozen=True)
class Guarded:
    """The app as a page sees it: every callback that it registers asks for the page's right, or for another.

    Args:
        app: The dashboard.
        context: Who is looking.
        right: What opens the page.
        rests_on_models: Whether nothing of the page is told while a suspended model chose the plan in use.
    """

    app: Dash
    context: Context
    right: str
    rests_on_models: bool = False

    def callback(self, *arguments: Any, right: str | None = None, **named: Any) -> Callable[[Any], Any]:
        """Register a callback as `Dash.callback` does, to run only for an account with the right.

        Args:
            arguments: As of `Dash.callback`.
            right: What it asks for, where that is more than the page's own right.
            named: As of `Dash.callback`.

        Raises:
            ValueError: There is no such right.
        """
        asked = right or self.right
        if asked not in all_rights():
            raise ValueError(f"There is no right '{asked}'.")

        def register(function: Callable[..., Any]) -> Any:
            subject = f"callback:{function.__module__.removeprefix(_PAGES)}.{function.__name__}"

            @wraps(function)
            def guarded(*given: Any, **also: Any) -> Any:
                require(self.context, asked, subject)
                if self.rests_on_models:
                    require_models(self.context)
                return function(*given, **also)

            setattr(guarded, RIGHT, asked)
            return self.app.callback(*arguments, **named)(guarded)

        return register

    def clientside_callback(self, *arguments: Any, **named: Any) -> Any:
        """Register a callback that runs in the browser only, and so shows nothing that is not there already."""
        return self.app.clientside_callback(*arguments, **named)  # type: ignore[no-untyped-call]
