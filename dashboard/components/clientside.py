"""Callbacks that run in the browser: the functions in ``assets/kompas.js``."""

from dash import ClientsideFunction, Input, Output

from dashboard.guarded import Guarded


def in_browser(app: Guarded, function: str, outputs: list[Output], inputs: list[Input]) -> None:
    """Register a function of ``assets/kompas.js`` as a callback; it does not run before its inputs change."""
    app.clientside_callback(ClientsideFunction("kompas", function), outputs, inputs, prevent_initial_call=True)
