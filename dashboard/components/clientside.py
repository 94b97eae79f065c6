"""Callbacks that run in the browser: the functions in ``assets/kompas.js``."""

from collections.abc import Sequence

from dash import ClientsideFunction, Input, Output, State

from dashboard.guarded import Guarded


def in_browser(app: Guarded, function: str, outputs: list[Output], inputs: Sequence[Input | State]) -> None:
    """Register a function of ``assets/kompas.js`` as a callback; it does not run before its inputs change."""
    app.clientside_callback(ClientsideFunction("kompas", function), outputs, list(inputs), prevent_initial_call=True)
