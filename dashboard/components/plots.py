"""The one look of every plot: fonts, separators, no tool bar, and a text that a screen reader tells."""

from collections.abc import Mapping, Sequence
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
    # As dictionaries: Plotly's own merging takes a hundred times as long, which made pages of a few plots slow.
    made = figure.to_plotly_json()
    return _framed(identifier, made | {"layout": _merged(_look(words), made["layout"])}, height, label)


def drawn(
    identifier: str,
    traces: Sequence[dict[str, Any]],
    layout: Mapping[str, Any],
    height: int,
    label: str,
    words: Words,
) -> Component:
    """Return the same of plain dictionaries, as Plotly's script in the browser takes them.

    A page of many plots is made several times as fast so; nothing checks the names in them but the browser.
    """
    figure = {"data": list(traces), "layout": _merged(_look(words), layout)}
    return _framed(identifier, figure, height, label)


def _framed(identifier: str, figure: dict[str, Any], height: int, label: str) -> Component:
    return html.Div(
        dcc.Graph(
            id=identifier,
            figure=figure,
            config={"displayModeBar": False, "displaylogo": False, "responsive": True},
            style={"height": f"{height}px"},
        ),
        role="img",
        style={"minHeight": f"{height}px"},  # Plotly comes later than the page, which is not to jump then
        **aria(label=label),
    )


def height_of(rows: int) -> int:
    """Return the height of a plot with one line of bars a row, in pixels."""
    return FRAME_HEIGHT + ROW_HEIGHT * max(rows, 1)


def plain(text: str) -> str:
    """Return a text in which Plotly sees no markup of its own (it makes links and bold type of some tags)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def month_axis(title: str) -> dict[str, Any]:
    """Return an axis of months as numbers, which read the same in every language, with the year below its first."""
    return {"type": "date", "dtick": "M1", "tickformat": "%-m\n%Y", "title": {"text": title}, "showgrid": False}


def _look(words: Words) -> dict[str, Any]:
    return {
        "font": {"family": theme.FONT, "size": 14, "color": theme.INK},
        "separators": formats.plot_separators(words.language),
        "margin": {"l": 10, "r": 20, "t": 36, "b": 46},
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "paper_bgcolor": theme.PAPER,
        "plot_bgcolor": theme.PAPER,
        "bargap": 0.35,
        "yaxis": {"automargin": True, "ticksuffix": "  ", "showgrid": False, "zeroline": False},
        "xaxis": {"title": {"font": {"size": 13}}, "gridcolor": theme.LINE, "zeroline": False},
        "dragmode": False,
    }


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout with what is set in ``own`` in place of the same in ``base``, however deep it stands."""
    both = {
        name: _merged(base[name], value)
        if isinstance(base.get(name), Mapping) and isinstance(value, Mapping)
        else value
        for name, value in own.items()
    }
    return {**base, **both}
