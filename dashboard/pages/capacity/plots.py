"""The plots of the capacity page; each stands beside a table with the same figures."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.aria import aria
from dashboard.pages.capacity.query import TeamHours
from dashboard.published import Row
from dashboard.texts import Words

_ROW_HEIGHT = 34
_FRAME_HEIGHT = 90
# Told apart by more than colour.
_HATCHED = {"shape": "/", "bgcolor": theme.RESERVED, "fgcolor": theme.PAPER, "size": 8, "solidity": 0.15}
_GROUND_COLOURS = {"random": theme.LOWERS, "model": theme.RIBBON}


def hours_plot(hours: Sequence[TeamHours], words: Words) -> Component:
    """Return stacked bars of planned, held-back and free hours, one a team."""
    teams = [item.team for item in hours]
    parts = {
        "planned": ([item.planned for item in hours], {"color": theme.PLANNED}),
        "reserved": ([item.reserved for item in hours], {"color": theme.RESERVED, "pattern": _HATCHED}),
        "free": ([max(item.free, 0) for item in hours], {"color": theme.FREE}),
    }
    figure = go.Figure(
        [
            go.Bar(
                y=teams,
                x=values,
                name=words(f"hours.{name}"),
                orientation="h",
                marker=marker,
                hovertemplate="%{y}: %{x:,.0f} " + words("hours.unit") + "<extra>%{fullData.name}</extra>",
            )
            for name, (values, marker) in parts.items()
        ]
    )
    figure.update_layout(
        barmode="stack", yaxis={"autorange": "reversed"}, xaxis={"title": words("hours.axis"), "tickformat": ",d"}
    )
    return _graph("hours-plot", figure, len(teams), words("hours.plot"), words)


def hit_rate_plot(rates: Sequence[Row], words: Words) -> Component:
    """Return each rate as a dot with its interval, by law and ground; too few cases have no dot."""
    known = [rate for rate in rates if rate["rate"] is not None]
    widest = max((rate["high"] for rate in known), default=1.0)
    figure = go.Figure(
        go.Scatter(
            y=[f"{rate['law']} · {words.of_code('ground', rate['selection_ground'])}" for rate in known],
            x=[rate["rate"] for rate in known],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [rate["high"] - rate["rate"] for rate in known],
                "arrayminus": [rate["rate"] - rate["low"] for rate in known],
                "color": theme.MUTED,
                "thickness": 2,
            },
            mode="markers",
            marker={
                "size": 11,
                "color": [_GROUND_COLOURS.get(rate["selection_ground"], theme.MUTED) for rate in known],
                "symbol": ["diamond" if rate["selection_ground"] == "random" else "circle" for rate in known],
            },
            hovertemplate="%{y}: %{x:.0%}<extra></extra>",
        )
    )
    figure.update_layout(
        yaxis={"autorange": "reversed"},
        xaxis={"tickformat": ".0%", "range": [0, min(1.0, widest * 1.1)], "title": words("rates.axis")},
    )
    return _graph("rates-plot", figure, len(known), words("rates.plot"), words)


def _graph(identifier: str, figure: go.Figure, rows: int, label: str, words: Words) -> Component:
    figure.update_layout(**_look(words))
    return html.Div(
        dcc.Graph(
            id=identifier,
            figure=figure,
            config={"displayModeBar": False, "displaylogo": False, "responsive": True},
            style={"height": f"{_FRAME_HEIGHT + _ROW_HEIGHT * max(rows, 1)}px"},
        ),
        role="img",
        **aria(label=label),
    )


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
