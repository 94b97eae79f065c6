"""Blocks of a page: figures at the top, sections below."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria


def figure_card(label: str, value: str, remark: str = "", extra: Component | None = None) -> Component:
    """Return a card with one figure, what it is and a remark."""
    return html.Div(
        [
            html.Div(label, className="kompas-figure-label"),
            html.Div(value, className="kompas-figure-value"),
            *([extra] if extra is not None else []),
            *([html.Div(remark, className="kompas-figure-remark")] if remark else []),
        ],
        className="kompas-card kompas-figure",
    )


def figure_row(*cards: Component) -> Component:
    """Return cards side by side, as many as fit."""
    return html.Div(list(cards), className="kompas-figures")


def section(identifier: str, heading: str, lead: str, *children: Any) -> Component:
    """Return a part of the page with its own heading, that a screen reader can jump to."""
    heading_id = f"{identifier}-heading"
    return html.Section(
        [
            html.H2(heading, id=heading_id),
            *([html.P(lead, className="kompas-lead")] if lead else []),
            *children,
        ],
        id=identifier,
        className="kompas-card kompas-section",
        **aria(labelledby=heading_id),
    )


def share_bar(part: float, whole: float, label: str) -> Component:
    """Return a thin bar for a part of a whole; the same figures must stand in words beside it."""
    width = 100 * min(max(part / whole, 0), 1) if whole > 0 else 0
    return html.Div(
        html.Div(className="kompas-bar-part", style={"width": f"{width:.1f}%"}),
        className="kompas-bar",
        role="img",
        **aria(label=label),
    )
