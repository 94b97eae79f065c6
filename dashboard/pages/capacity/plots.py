"""The plots of the capacity page; each stands beside a table with the same figures."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.components.plots import HATCH, graph, height_of
from dashboard.pages.capacity.chances import PLAN, Chances
from dashboard.pages.capacity.query import TeamHours
from dashboard.published import Row
from dashboard.texts import Words

_GROUND_COLOURS = {"random": theme.LOWERS, "model": theme.RIBBON}


def hours_plot(hours: Sequence[TeamHours], words: Words) -> Component:
    """Return stacked bars of planned, held-back and free hours, one a team."""
    teams = [item.team for item in hours]
    parts = {
        "planned": ([item.planned for item in hours], {"color": theme.PLANNED}),
        "reserved": (
            [item.reserved for item in hours],
            {"color": theme.RESERVED, "pattern": HATCH | {"bgcolor": theme.RESERVED}},
        ),
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
    return graph("hours-plot", figure, height_of(len(teams)), words("hours.plot"), words)


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
    return graph("rates-plot", figure, height_of(len(known)), words("rates.plot"), words)


def chance_plot(told: Chances, names: Sequence[str], periods: Mapping[str, str], words: Words) -> Component:
    """Return the chance of each group in the plan's period as a bar, and in past years as marks beside it.

    Args:
        told: The chances.
        names: The names of the groups.
        periods: The names of the periods.
        words: The words.
    """
    figure = go.Figure()
    symbols = iter(("diamond", "circle-open", "x", "square-open", "triangle-up-open"))
    for period in told.periods:
        values = [_chance(told, period, group) for group in told.groups]
        hover = "%{y}: %{x:.2%}<extra>%{fullData.name}</extra>"
        if period == PLAN:
            bar = go.Bar(y=names, x=values, name=periods[period], orientation="h", hovertemplate=hover)
            figure.add_trace(bar.update(marker_color=theme.PLANNED))
        else:
            marks = {"size": 10, "symbol": next(symbols, "circle"), "color": theme.RESERVED, "line": {"width": 2}}
            dots = go.Scatter(
                y=names, x=values, name=periods[period], mode="markers", marker=marks, hovertemplate=hover
            )
            figure.add_trace(dots)
    figure.update_layout(
        yaxis={"autorange": "reversed"},
        xaxis={"title": words("chances.axis"), "tickformat": ".1~%", "rangemode": "tozero"},
        showlegend=True,
    )
    return graph("chances-plot", figure, height_of(len(names)), words("chances.plot"), words)


def _chance(told: Chances, period: str, group: str) -> float | None:
    found = told.of.get((period, group))
    return found.chance if found else None
