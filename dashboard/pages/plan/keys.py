"""The card that tells the keys of the list, and switches them off: speech and slips press single keys too.

WCAG 2.1.4: single-key shortcuts can be switched off, which this browser remembers.
"""

import dash_mantine_components as dmc
from dash import Input, Output, html
from dash.development.base_component import Component

from dashboard.components.clientside import in_browser
from dashboard.guarded import Guarded
from dashboard.pages.plan import ids
from dashboard.texts import Words

_TOLD = (
    ("↑ ↓", "move"),
    ("Enter", "dossier"),
    ("o", "panel"),
    ("j / k", "step"),
    ("a", "accept"),
    ("x", "tick"),
    ("/", "search"),
    ("Esc", "close"),
    ("?", "help"),
)


def frames(words: Words) -> list[Component]:
    """Return the card, closed."""
    entries = [html.Div([html.Kbd(key), html.Span(words(f"keys.{name}"))]) for key, name in _TOLD]
    return [
        dmc.Modal(
            [
                html.Div(entries, className="kompas-keys"),
                dmc.Switch(id=ids.KEYS_ON, label=words("keys.on"), description=words("keys.on.why"), checked=True),
            ],
            id=ids.KEYS,
            title=words("keys.heading"),
            opened=False,
            closeButtonProps={"aria-label": words("panel.close")},
        )
    ]


def connect(app: Guarded) -> None:
    """Register what opens the card and keeps its switch."""
    in_browser(app, "openKeys", [Output(ids.KEYS, "opened")], [Input(ids.KEYS_OPEN, "n_clicks")])
    in_browser(app, "keysAsKept", [Output(ids.KEYS_ON, "checked")], [Input(ids.KEYS, "opened")])
    in_browser(app, "keepKeys", [Output(ids.KEYS_ON, "data-kept")], [Input(ids.KEYS_ON, "checked")])
