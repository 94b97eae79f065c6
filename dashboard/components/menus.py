"""A menu that folds open: a summary with what can be chosen below it, without a library's roles to get wrong.

``assets/menus.js`` closes it when something in it was pressed, at a click beside it, and with Esc.
"""

from typing import Any

from dash import html
from dash.development.base_component import Component


def menu(label: str, *children: Any, shown: bool = True) -> Component:
    """Return a menu, closed; what is hidden stays on the page, for the callbacks that listen to it."""
    return html.Details(
        [html.Summary(label), html.Div(list(children), className="kompas-menu-box")],
        className="kompas-fold-menu",
        style={} if shown else {"display": "none"},
    )


def option(identifier: str, text: str, *, shown: bool = True) -> Component:
    """Return one thing to do in a menu."""
    style = {} if shown else {"display": "none"}
    return html.Button(text, id=identifier, type="button", className="kompas-menu-option", style=style)
