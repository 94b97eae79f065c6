"""A map that asks nothing of the outside: points of municipalities, names of larger places, and lines of routes.

There are no tiles and no borders. Longitude and latitude are drawn with the aspect that they have in the middle of the
country, so that distances look right in every direction.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard import theme
from dashboard.texts import Words
from data_contracts.reference_data import Municipality, municipalities

MIDDLE_LATITUDE = 52.2
ASPECT = 1 / math.cos(math.radians(MIDDLE_LATITUDE))
NAMED = 14
"""How many places are named at most, besides the stops."""
_LEAST_SPAN = 0.35  # degrees of latitude, so that a single stop is not alone in the world
_MARGIN = 0.18
_WIDTH = 1.5  # a map is so much wider than high
_NAME_WIDTH, _NAME_HEIGHT = 0.16, 0.07  # of the map's width and height: names nearer than this would overlap
_HANGS = 0.6  # by so much of its height a name hangs below its place
_HALO = ", ".join([f"0 0 3px {theme.GROUND}"] * 3)  # so that a line below a name does not cross it out
_DASHES = ("solid", "dash", "dot", "dashdot")
_MARKS = ("circle", "square", "diamond", "triangle-up", "star", "hexagon", "pentagon")


@dataclass(frozen=True)
class Point:
    """A place on the map: WGS84, degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Place:
    """A place with its name on the map."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Trip:
    """A crew's day: from the base along the stops and back.

    Args:
        label: What the legend says, e.g. the day.
        group: Which trips belong together (0: the first day), for colour, mark and legend.
        line: Which line it is within its group, told apart by dashes.
        base: Where it begins and ends.
        stops: The stops in order, each place once.
        marks: What stands beside each stop.
        hovers: What is told of each stop.
    """

    label: str
    group: int
    line: int
    base: Place
    stops: Sequence[Place]
    marks: Sequence[str]
    hovers: Sequence[str]


@dataclass(frozen=True)
class Frame:
    """The part of the country in sight."""

    south: float
    north: float
    west: float
    east: float

    def inset(self, width: float, below: float) -> "Frame":
        """Return the frame without a strip on its left and right, and one at its lower edge, in degrees."""
        return Frame(self.south + below, self.north, self.west + width, self.east - width)

    def holds(self, point: Point | Place) -> bool:
        """Whether a point is in sight."""
        return self.south <= point.latitude <= self.north and self.west <= point.longitude <= self.east


def route_map(trips: Sequence[Trip], words: Words) -> go.Figure:
    """Return the map of some trips.

    Args:
        trips: What to draw; without any the whole country is shown.
        words: The words, for names of provinces.
    """
    bases = list(dict.fromkeys(trip.base for trip in trips))
    stops = list(dict.fromkeys(stop for trip in trips for stop in trip.stops))
    frame = frame_of([*bases, *stops])
    names = clear_of(stops, bases, frame)
    figure = ground(frame, [*bases, *stops], words)
    seen: set[int] = set()
    for trip, marks in zip(trips, stacked(trips), strict=True):
        for trace in _trip(trip, marks, legend=trip.group not in seen):
            figure.add_trace(trace)
        seen.add(trip.group)
    figure.add_trace(names_of(names, theme.INK, 14, seen=False))  # as large as a stop, so that the name stands below it
    for base in bases:
        figure.add_trace(_base(base))
    return figure


def ground(frame: Frame, taken: Sequence[Place], words: Words, above: Sequence[Place] = ()) -> go.Figure:
    """Return the country below what is to be drawn, in a frame.

    Args:
        frame: The part of the country in sight.
        taken: Where names of places are to keep away from.
        words: The words, for names of provinces.
        above: Places whose names will be drawn on it; a province whose name they would cross goes without.
    """
    provinces = [place for place in _provinces(words) if frame.holds(place)]
    provinces = clear_of(provinces, above, frame) if above else provinces
    around = clear_of(_by_size(), [*taken, *provinces], frame)[:NAMED]
    figure = go.Figure([_ground(), _faint(provinces), names_of(around, theme.MUTED, 6)])
    axis = {"visible": False, "fixedrange": True}
    figure.update_layout(
        xaxis={**axis, "range": [frame.west, frame.east]},
        yaxis={**axis, "range": [frame.south, frame.north], "scaleanchor": "x", "scaleratio": ASPECT},
        margin={"l": 0, "r": 0, "t": 34, "b": 0},
        plot_bgcolor=theme.GROUND,
        hoverlabel={"align": "left"},
    )
    return figure


def frame_of(points: Sequence[Point | Place]) -> Frame:
    """Return the part of the country that holds some points with room around them; of none the whole country."""
    shown = list(points) or [Point(item.latitude, item.longitude) for item in municipalities()]
    south, north = min(item.latitude for item in shown), max(item.latitude for item in shown)
    west, east = min(item.longitude for item in shown), max(item.longitude for item in shown)
    height = max((north - south) * (1 + 2 * _MARGIN), _LEAST_SPAN)
    width = max((east - west) * (1 + 2 * _MARGIN), height * ASPECT * _WIDTH)
    height = max(height, width / ASPECT / _WIDTH)
    middle, centre = (south + north) / 2, (west + east) / 2
    return Frame(middle - height / 2, middle + height / 2, centre - width / 2, centre + width / 2)


def clear_of(wanted: Iterable[Place], taken: Sequence[Place], frame: Frame) -> list[Place]:
    """Return the places in sight, the first ones first, whose names run neither into each other nor into a taken place.

    Args:
        wanted: The places that want a name, the most important first.
        taken: Places that have their name already.
        frame: The part of the country in sight.
    """
    width, height = _NAME_WIDTH * (frame.east - frame.west), _NAME_HEIGHT * (frame.north - frame.south)
    named: list[Place] = []
    for place in wanted:
        free = all(
            abs(place.longitude - other.longitude) > width or abs(place.latitude - other.latitude) > height
            for other in (*taken, *named)
        )
        if free and frame.inset(width / 2, height * _HANGS).holds(place):
            named.append(place)
    return named


def stacked(trips: Sequence[Trip]) -> list[list[str]]:
    """Return the marks of each trip's stops, each with a line below it for every other mark at the same place."""
    taken: Counter[Place] = Counter()
    marks: list[list[str]] = []
    for trip in trips:
        marks.append(
            [mark and mark + "<br>\u00a0" * taken[stop] for stop, mark in zip(trip.stops, trip.marks, strict=True)]
        )
        taken.update(stop for stop, mark in zip(trip.stops, trip.marks, strict=True) if mark)
    return marks


def _by_size() -> list[Place]:
    largest = sorted(municipalities(), key=lambda item: -(item.inhabitants or 0))
    return [Place(item.name, item.latitude, item.longitude) for item in largest]


def _ground() -> go.Scatter:
    return go.Scatter(
        x=[item.longitude for item in municipalities()],
        y=[item.latitude for item in municipalities()],
        mode="markers",
        marker={"size": 4, "color": theme.LINE},
        text=[item.name for item in municipalities()],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _provinces(words: Words) -> list[Place]:
    of: dict[str, list[Municipality]] = {}
    for item in municipalities():
        of.setdefault(item.province, []).append(item)
    return [
        Place(
            words.of_code("province", code).upper(),
            sum(item.latitude for item in items) / len(items),
            sum(item.longitude for item in items) / len(items),
        )
        for code, items in of.items()
    ]


def _faint(provinces: Sequence[Place]) -> go.Scatter:
    return go.Scatter(
        x=[item.longitude for item in provinces],
        y=[item.latitude for item in provinces],
        mode="text",
        text=[item.name for item in provinces],
        textfont={"size": 13, "color": theme.PROVINCE},
        hoverinfo="skip",
        showlegend=False,
    )


def names_of(places: Sequence[Place], colour: str, dot: int, *, seen: bool = True) -> go.Scatter:
    """Return the names of places below dots of a size in pixels, with a halo; ``seen``: whether it draws the dots."""
    return go.Scatter(
        x=[item.longitude for item in places],
        y=[item.latitude for item in places],
        mode="markers+text",
        marker={"size": dot, "color": colour if seen else "rgba(0,0,0,0)"},
        text=[item.name for item in places],
        textposition="bottom center",
        textfont={"size": 12, "color": colour, "shadow": _HALO},
        hoverinfo="skip",
        showlegend=False,
    )


def _trip(trip: Trip, shown: Sequence[str], *, legend: bool) -> list[go.Scatter]:
    colour = theme.DAYS[trip.group % len(theme.DAYS)]
    path = [trip.base, *trip.stops, trip.base]
    group = f"trip-{trip.group}"
    line = go.Scatter(
        x=[point.longitude for point in path],
        y=[point.latitude for point in path],
        mode="lines",
        line={"color": colour, "width": 2, "dash": _DASHES[trip.line % len(_DASHES)]},
        hoverinfo="skip",
        legendgroup=group,
        showlegend=False,
    )
    marks = go.Scatter(
        x=[point.longitude for point in trip.stops],
        y=[point.latitude for point in trip.stops],
        mode="markers+text",
        marker={"size": 11, "color": colour, "symbol": _MARKS[trip.group % len(_MARKS)]},
        text=list(shown),
        textposition="top center",
        textfont={"size": 12, "color": colour, "shadow": _HALO},
        customdata=list(trip.hovers),
        hovertemplate="%{customdata}<extra></extra>",
        name=trip.label,
        legendgroup=group,
        showlegend=legend,
    )
    return [line, marks]


def _base(base: Place) -> go.Scatter:
    return go.Scatter(
        x=[base.longitude],
        y=[base.latitude],
        mode="markers+text",
        marker={"size": 20, "color": theme.INK, "symbol": "circle-open", "line": {"width": 3}},  # a stop shows in it
        text=[base.name],
        textposition="bottom center",
        textfont={"size": 13, "color": theme.INK, "shadow": _HALO},
        hoverinfo="skip",
        showlegend=False,
    )
