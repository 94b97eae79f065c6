"""The one look of every plot: fonts, separators, no tool bar, and a text that a screen reader tells."""

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.aria import aria
from dashboard.texts import Words

ROW_HEIGHT = 34
FRAME_HEIGHT = 90
# Told apart by more than colour.
HATCH = {"shape": "/", "fgcolor": theme.PAPER, "size": 8, "solidity": 0.15}


def graph(identifier: str, figure: go.Figure, height: int, label: str, words: Words) -> Component:
    """Return a figure in the look of the dashboard.

    Args:
        identifier: The component's id.
        figure: What to draw; what it sets itself stays.
        height: In pixels.
        label: What a screen reader tells; the figures must also stand in words or a table beside it.
        words: For the signs in numbers.
    """
    own = figure.layout.to_plotly_json()
    figure.update_layout(**_look(words))
    figure.update_layout(**own)
    return html.Div(
        dcc.Graph(
            id=identifier,
            figure=figure,
            config={"displayModeBar": False, "displaylogo": False, "responsive": True},
            style={"height": f"{height}px"},
        ),
        role="img",
        **aria(label=label),
    )


def height_of(rows: int) -> int:
    """Return the height of a plot with one line of bars a row, in pixels."""
    return FRAME_HEIGHT + ROW_HEIGHT * max(rows, 1)


def plain(text: str) -> str:
    """Return a text in which Plotly sees no markup of its own (it makes links and bold type of some tags)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _look(words: Words) -> dict[str, Any]:
    return {
        "template": "none",
        "font": {"family": theme.FONT, "size": 14, "color": theme.INK},
        "separators": formats.plot_separators(words.language),
        "margin": {"l": 10, "r": 20, "t": 36, "b": 46},
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "paper_bgcolor": theme.PAPER,
        "plot_bgcolor": theme.PAPER,
        "bargap": 0.35,
        "yaxis_automargin": True,
        "yaxis_ticksuffix": "  ",
        "xaxis_title_font_size": 13,
        "xaxis_gridcolor": theme.LINE,
        "xaxis_zeroline": False,
        "yaxis_showgrid": False,
        "yaxis_zeroline": False,
        "dragmode": False,
    }
