"""Callbacks that run in the browser: the functions in ``assets/kompas.js``."""

from dash import ClientsideFunction, Dash, Input, Output


def in_browser(app: Dash, function: str, outputs: list[Output], inputs: list[Input]) -> None:
    """Register a function of ``assets/kompas.js`` as a callback; it does not run before its inputs change."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("kompas", function), outputs, inputs, prevent_initial_call=True
    )
