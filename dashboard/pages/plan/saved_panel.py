"""The views that somebody keeps: opening, keeping the one on the screen, another name, and away with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.pages.plan import ids
from dashboard.pages.plan.sought import LONGEST
from dashboard.routing import Address, parse_parameters
from dashboard.texts import Words
from data_contracts.store.saved_views import SavedView

CARRIED = ("region", "team", "month", "instrument", "week", "search", "filter", "sort", "order", "columns", "view")
"""What a view keeps of an address: how the list is narrowed, sorted and laid out; not the plan, nor a blind look."""


def frames(words: Words) -> list[Component]:
    """Return the drawer, closed; what is in it comes when it opens."""
    return [
        dmc.Drawer(
            html.Div(id=ids.VIEWS_BODY),
            id=ids.VIEWS_DRAWER,
            title=words("views.heading"),
            position="right",
            size=520,
            opened=False,
            overlayProps={"backgroundOpacity": 0.25},
            closeButtonProps={"aria-label": words("panel.close")},
        )
    ]


def kept_of(search: Any) -> str:
    """Return what a view keeps of the part of an address after the question mark, which can be anything."""
    return urlencode({name: value for name, value in parse_parameters(search).items() if name in CARRIED})


def body(views: Sequence[SavedView], words: Words, notice: str = "") -> list[Component]:
    """Return what is in the drawer."""
    return [
        html.P(notice, className="kompas-done", role="status"),
        html.P(words("views.lead"), className="kompas-lead kompas-after"),
        html.Div(
            [
                dmc.TextInput(id=ids.VIEW_NAME, label=words("views.name"), w=300),
                dmc.Button(words("views.save"), id=ids.VIEW_SAVE),
            ],
            className="kompas-view-new",
        ),
        html.P(id=ids.VIEW_PROBLEM, className="kompas-problem", role="alert"),
        *([] if views else [html.P(words("views.none"), className="kompas-none")]),
        html.Ul([_view(view, words) for view in views], className="kompas-decisions"),
    ]


def _view(view: SavedView, words: Words) -> Component:
    def button(change: str, text: str) -> Component:
        identifier = {"type": ids.VIEW_CHANGE, "view": view.view_id, "change": change}
        told = aria(label=words("views.of", what=text, name=view.name))
        made: Component = dmc.Button(text, id=identifier, variant="subtle", size="compact-sm", **told)
        return made

    href = Address(words.language, "plan", parameters=parse_parameters(view.search)).href
    return html.Li(
        [
            dcc.Link(view.name, href=href, className="kompas-view-link"),
            html.P(_told(parse_parameters(view.search), words), className="kompas-hint"),
            html.Details(
                [
                    html.Summary(words("views.change")),
                    html.Div(
                        [
                            dmc.TextInput(
                                id={"type": ids.VIEW_OWN_NAME, "view": view.view_id},
                                value=view.name,
                                **aria(label=words("views.of", what=words("views.name"), name=view.name)),
                            ),
                            button("rename", words("views.rename")),
                            button("remove", words("views.remove")),
                        ],
                        className="kompas-view-new",
                    ),
                ],
            ),
        ]
    )


def _told(parameters: Mapping[str, str], words: Words) -> str:
    """Return how a view narrows the list, in a line."""
    parts = [parameters[name] for name in ("team", "region") if parameters.get(name)][:1]
    if parameters.get("search"):
        parts.append(words("views.told.search", text=parameters["search"][:LONGEST]))
    for name in ("month", "week", "instrument", "filter", "sort", "columns"):
        if parameters.get(name):
            parts.append(words(f"views.told.{name}"))
    return ", ".join(parts) or words("views.told.all")
