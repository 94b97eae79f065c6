"""The plots of the capacity page; each stands beside a table with the same figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.components.plots import HATCH, graph, height_of, plain
from dashboard.pages.capacity.chances import PLAN, Chances
from dashboard.pages.capacity.query import TeamHours
from dashboard.published import Row
from dashboard.texts import Words


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


@dataclass(frozen=True)
class Dot:
    """A figure with its interval, if it has one; ``by_lot`` gives it the look of the random arm."""

    name: str
    value: float
    low: float | None
    high: float | None
    by_lot: bool = False


def hit_rate_plot(rates: Sequence[Row], words: Words) -> Component:
    """Return each rate as a dot with its interval, by law and ground; too few cases have no dot."""
    dots = [
        Dot(
            f"{rate['law']} · {words.of_code('ground', rate['selection_ground'])}",
            rate["rate"],
            rate["low"],
            rate["high"],
            by_lot=rate["selection_ground"] == "random",
        )
        for rate in rates
        if rate["rate"] is not None
    ]
    return interval_plot("rates-plot", dots, words("rates.axis"), words("rates.plot"), words, share=True)


def interval_plot(
    identifier: str,
    dots: Sequence[Dot],
    axis: str,
    label: str,
    words: Words,
    *,
    share: bool = False,
    reference: tuple[float, str] | None = None,
) -> Component:
    """Return figures as dots with their intervals, one a line; those of the random arm are diamonds.

    Args:
        identifier: The component's id.
        dots: The figures, from top to bottom.
        axis: What the axis counts.
        label: What a screen reader tells.
        words: The words.
        share: Whether the figures are shares, shown as percentages up to 100%.
        reference: A value to hold the others against, with what it is.
    """
    ends = [dot.value if dot.high is None else dot.high for dot in dots]
    widest = max(ends, default=1.0) * 1.1
    figure = go.Figure(
        go.Scatter(
            y=[plain(dot.name) for dot in dots],
            x=[dot.value for dot in dots],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [0 if dot.high is None else dot.high - dot.value for dot in dots],
                "arrayminus": [0 if dot.low is None else dot.value - dot.low for dot in dots],
                "color": theme.MUTED,
                "thickness": 2,
            },
            mode="markers",
            marker={
                "size": 11,
                "color": [theme.LOWERS if dot.by_lot else theme.RIBBON for dot in dots],
                "symbol": ["diamond" if dot.by_lot else "circle" for dot in dots],
            },
            hovertemplate="%{y}: %{x:.0%}<extra></extra>" if share else "%{y}: %{x:,.3~g}<extra></extra>",
        )
    )
    figure.update_layout(
        # Half a line of room on both sides: with few lines the last would else stand on the figures of the axis.
        yaxis={"range": [max(len(dots), 1) - 0.5, -0.5], "type": "category"},
        xaxis={
            "tickformat": ".0%" if share else ",.3~g",
            "range": [0, min(1.0, widest) if share else widest],
            "title": axis,
        },
    )
    if reference:
        line = {"color": theme.LOWERS, "dash": "dash", "width": 2}
        figure.add_vline(reference[0], line=line, annotation_text=plain(reference[1]), annotation_position="top")
    return graph(identifier, figure, height_of(len(dots)), label, words)


def chance_plot(told: Chances, names: Sequence[str], periods: Mapping[str, str], words: Words) -> Component:
    """Return the chance of each group in the plan's period as a bar, and in past years as marks beside it.

    Args:
        told: The chances.
        names: The names of the groups.
        periods: The names of the periods.
        words: The words.
    """
    figure = go.Figure()
    # A later mark is smaller, so that one that lies below it can still be seen.
    looks = iter((("diamond", 15), ("circle", 9), ("x", 8), ("square", 7), ("triangle-up", 7)))
    for period in told.periods:
        values = [_chance(told, period, group) for group in told.groups]
        hover = "%{y}: %{x:.2%}<extra>%{fullData.name}</extra>"
        if period == PLAN:
            bar = go.Bar(y=names, x=values, name=periods[period], orientation="h", hovertemplate=hover)
            figure.add_trace(bar.update(marker_color=theme.PLANNED))
        else:
            # The edge keeps a mark apart from the bar that it may lie on.
            edge = {"width": 1.5, "color": theme.PAPER}
            symbol, size = next(looks, ("circle", 9))
            marks = {"size": size, "symbol": symbol, "color": theme.RESERVED, "line": edge}
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
