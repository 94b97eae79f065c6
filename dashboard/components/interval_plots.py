"""Plots of estimates, each with its interval: as dots by group, and as lines with a band."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashboard import theme
from dashboard.components.plots import drawn, height_of, plain
from dashboard.texts import Words

Interval = tuple[float, float]
LINE_HEIGHT = 360
MARGIN = {"l": 72, "r": 20, "t": 36, "b": 50}
BAND_OPACITY = 0.16
MOST_WHOLE_TICKS = 12
# Twice as much and half as much lie equally far from no difference; what lies beyond needs no tick of its own.
RATIO_TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Look:
    """How a series is told from others, by more than its colour."""

    colour: str
    symbol: str = "circle"
    dash: str = "solid"


LOOKS = (
    Look(theme.RIBBON),
    Look(theme.RESERVED, "triangle-up", "dash"),
    Look(theme.LOWERS, "square", "dashdot"),
    Look(theme.BEFORE, "x", "dot"),
    Look(theme.RAISES, "diamond", "longdash"),
)


@dataclass(frozen=True)
class Series:
    """Estimates by place: a name on one axis, or a number; ``None`` where there is none.

    What stands in ``marks`` is written beside its point; what stands in ``hover`` is told of it under the pointer.
    """

    name: str
    places: Sequence[Any]
    values: Sequence[float | None]
    intervals: Sequence[Interval | None]
    look: Look = LOOKS[0]
    hover: Sequence[str] = ()
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Axis:
    """The axis of the values: its title with the unit, how ticks are written, and a value to hold them against.

    On an axis of a ``ratio`` equal factors are equally far; all values on it are above zero.
    """

    title: str
    form: str = ".0%"
    reference: float | None = None
    places: str = ""
    places_form: str = ""
    ratio: bool = False


def dots(identifier: str, series: Sequence[Series], axis: Axis, label: str, words: Words) -> Component:
    """Return each estimate as a dot with its interval, a line a group; several series stand beside each other."""
    count = max((len(item.places) for item in series), default=1) * (1 + 0.45 * (len(series) - 1))
    layout = {
        "scattermode": "group",
        "yaxis": {"autorange": "reversed", "type": "category"},
        "xaxis": {"title": {"text": axis.title}, **_ticks(axis)},
        "showlegend": len(series) > 1,
        "shapes": _reference(axis, "x"),
    }
    # Lying, several series stand below each other within a group and not over each other; the axis then begins at zero.
    traces = [_dots(item, axis, beside=len(series) > 1) for item in series]
    return drawn(identifier, traces, layout, height_of(round(count)), label, words)


def lines(
    identifier: str, series: Sequence[Series], axis: Axis, label: str, words: Words, *, places: Sequence[Any] = ()
) -> Component:
    """Return each series as a line with a band; with ``places``, names in that order with bars instead of bands."""
    named = {"type": "category", "categoryorder": "array", "categoryarray": list(places)} if places else {}
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": axis.places}, "tickformat": axis.places_form} | named | _whole(series, axis),
        "yaxis": upright(axis.title, axis.form),
        "showlegend": len(series) > 1,
        "shapes": _reference(axis, "y"),
        "margin": MARGIN,
        # Beside each other only at names: on an axis of numbers it would move the points off their place.
        **({"scattermode": "group"} if places else {}),
    }
    bands = [] if places else [trace for item in series for trace in _band(item)]
    traces = [*bands, *(_line(item, axis, with_bars=bool(places)) for item in series)]
    return drawn(identifier, traces, layout, LINE_HEIGHT, label, words)


def upright(title: str, form: str) -> dict[str, Any]:
    """Return an upright axis of values."""
    named = {"text": title, "font": {"size": 13}}
    return {"showgrid": True, "gridcolor": theme.LINE, "title": named, "tickformat": form}


def error_bars(values: Sequence[float | None], intervals: Sequence[Interval | None], colour: str) -> dict[str, Any]:
    """Return the bars of intervals, as Plotly takes them; where there is no interval there is no bar."""
    pairs = list(zip(values, intervals, strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [pair[1] - value if value is not None and pair else 0 for value, pair in pairs],
        "arrayminus": [value - pair[0] if value is not None and pair else 0 for value, pair in pairs],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def _ticks(axis: Axis) -> dict[str, Any]:
    if not axis.ratio:
        return {"tickformat": axis.form}
    return {"type": "log", "tickmode": "array", "tickvals": list(RATIO_TICKS), "tickformat": "~r"}


def _whole(series: Sequence[Series], axis: Axis) -> dict[str, Any]:
    """Return ticks at whole numbers for what is counted: half a signal there is not."""
    places = [place for item in series for place in item.places]
    numbers = [place for place in places if isinstance(place, int | float)]
    if axis.places_form or not numbers or len(numbers) < len(places) or any(place % 1 for place in numbers):
        return {}
    return {"dtick": 1} if max(numbers) - min(numbers) <= MOST_WHOLE_TICKS else {}


def _dots(item: Series, axis: Axis, *, beside: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        **({"orientation": "h"} if beside else {}),
        "y": [plain(str(place)) for place in item.places],
        "x": list(item.values),
        "error_x": error_bars(item.values, item.intervals, item.look.colour),
        "name": item.name,
        "mode": "markers",
        "marker": {"size": 10, "color": item.look.colour, "symbol": item.look.symbol},
        "hovertemplate": "%{y}: %{x:" + axis.form + "}<extra>%{fullData.name}</extra>",
    }


def _line(item: Series, axis: Axis, *, with_bars: bool) -> dict[str, Any]:
    place = "%{x:" + axis.places_form + "}" if axis.places_form else "%{x}"
    texts = item.marks or item.hover
    told = "<br>%{text}" if texts else ""
    bars = {"error_y": error_bars(item.values, item.intervals, item.look.colour)} if with_bars else {}
    return {
        "type": "scatter",
        "x": list(item.places),
        "y": list(item.values),
        "name": item.name,
        "mode": ("markers" if with_bars else "lines+markers") + ("+text" if item.marks else ""),
        "line": {"color": item.look.colour, "dash": item.look.dash, "width": 2},
        "marker": {"size": 9 if with_bars else 6, "color": item.look.colour, "symbol": item.look.symbol},
        "text": list(texts),
        "textposition": "top center",
        "cliponaxis": False,
        "hovertemplate": f"{place}: %{{y:{axis.form}}}{told}<extra>%{{fullData.name}}</extra>",
        **bars,
    }


def _band(item: Series) -> list[dict[str, Any]]:
    known = [(place, pair) for place, pair in zip(item.places, item.intervals, strict=True) if pair]
    if not known:
        return []
    around = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    places = [place for place, _ in known]
    lower = {**around, "x": places, "y": [low for _, (low, _) in known]}
    upper = {**around, "x": places, "y": [high for _, (_, high) in known]}
    return [lower, {**upper, "fill": "tonexty", "fillcolor": _faint(item.look.colour)}]


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{BAND_OPACITY})"


def _reference(axis: Axis, along: str) -> list[dict[str, Any]]:
    if axis.reference is None:
        return []
    other = "y" if along == "x" else "x"
    return [
        {
            "type": "line",
            f"{along}0": axis.reference,
            f"{along}1": axis.reference,
            f"{other}ref": "paper",
            f"{other}0": 0,
            f"{other}1": 1,
            "line": {"color": theme.MUTED, "width": 1, "dash": "dot"},
        }
    ]
