"""The day's map on paper, with the points and the frame of the map on the screen."""

from collections.abc import Sequence

from dashboard import theme
from dashboard.components.map_figure import ASPECT, Frame, Place, Trip, clear_of, frame_of
from dashboard.pages.routes.presentation import trips
from dashboard.pages.routes.query import RouteDay, Stop
from dashboard.texts import Words
from data_contracts.reference_data import municipalities
from models.paper import MARGIN, Paper, rgb

_HEIGHT = 95.0  # millimetres
_LEAST_HEIGHT = 60.0
_DOT, _STOP = 0.5, 2.4
_LONGEST_WITHIN = 2  # signs


class _Sheet:
    """The part of a page that holds the map."""

    def __init__(self, paper: Paper, frame: Frame, height: float) -> None:
        self.paper, self.frame = paper, frame
        wide = (frame.east - frame.west) / ASPECT / (frame.north - frame.south)
        self.width = min(paper.w - 2 * MARGIN, height * wide)
        self.height = self.width / wide
        self.left, self.top = MARGIN, paper.get_y()

    def at(self, place: Place) -> tuple[float, float]:
        """Return where a place lies on the page."""
        frame = self.frame
        across = (place.longitude - frame.west) / (frame.east - frame.west)
        down = (frame.north - place.latitude) / (frame.north - frame.south)
        return self.left + across * self.width, self.top + down * self.height

    def word(self, text: str, x: float, y: float) -> None:
        """Write a word with its middle at a point."""
        self.paper.text(x - self.paper.get_string_width(text) / 2, y, text)


def draw_map(paper: Paper, days: Sequence[RouteDay], stops: Sequence[Stop], words: Words) -> None:
    """Draw the crews' ways of one day below what stands on the page, on a next page where there is no room."""
    told = trips(days, stops, words, one_day=True)
    places = [trip.base for trip in told] + [stop for trip in told for stop in trip.stops]
    if not any(trip.stops for trip in told):
        return
    room = paper.h - MARGIN - 8 - paper.get_y() - 8
    if room < _LEAST_HEIGHT:
        paper.add_page()
        room = _HEIGHT
    paper.paragraph(words("paper.map"))
    sheet = _Sheet(paper, frame_of(places), min(room, _HEIGHT))
    with paper.rect_clip(sheet.left, sheet.top, sheet.width, sheet.height):
        _ground(sheet, places)
        for trip in told:
            _way(sheet, trip)
        _names(sheet, places)
    paper.set_draw_color(*rgb(theme.LINE))
    paper.rect(sheet.left, sheet.top, sheet.width, sheet.height)
    paper.set_y(sheet.top + sheet.height + 2)


def _ground(sheet: _Sheet, places: Sequence[Place]) -> None:
    paper = sheet.paper
    paper.set_fill_color(*rgb(theme.GROUND))
    paper.rect(sheet.left, sheet.top, sheet.width, sheet.height, style="F")
    known = [Place(item.name, item.latitude, item.longitude) for item in municipalities()]
    paper.set_fill_color(*rgb(theme.LINE))
    for place in (item for item in known if sheet.frame.holds(item)):
        x, y = sheet.at(place)
        paper.circle(x, y, _DOT, style="F")
    largest = sorted(municipalities(), key=lambda item: -(item.inhabitants or 0))
    around = clear_of([Place(item.name, item.latitude, item.longitude) for item in largest], places, sheet.frame)
    paper.write_in(7.5, colour=theme.MUTED)
    for place in around[:10]:
        x, y = sheet.at(place)
        sheet.word(place.name, x, y + 3.4)


def _way(sheet: _Sheet, trip: Trip) -> None:
    paper = sheet.paper
    colour = rgb(theme.DAYS[trip.group % len(theme.DAYS)])
    paper.set_draw_color(*colour)
    paper.set_line_width(0.5)
    paper.set_dash_pattern(*((0, 0), (2, 1.2), (0.6, 1))[trip.group % 3])
    paper.polyline([sheet.at(place) for place in (trip.base, *trip.stops, trip.base)])
    paper.set_dash_pattern()
    paper.set_fill_color(*colour)
    for place, mark in zip(trip.stops, trip.marks, strict=True):
        x, y = sheet.at(place)
        paper.circle(x, y, _STOP, style="F")
        within = len(mark) <= _LONGEST_WITHIN  # several visits in one place stand above their dot
        paper.write_in(7.5, bold=True, colour=theme.PAPER if within else theme.INK)
        sheet.word(mark, x, y + 0.95 if within else y - _STOP - 0.8)
    paper.set_draw_color(*rgb(theme.INK))
    paper.set_line_width(0.7)
    x, y = sheet.at(trip.base)
    paper.circle(x, y, _STOP + 0.8)


def _names(sheet: _Sheet, places: Sequence[Place]) -> None:
    """Write the names of the places that are gone to; those that would run into another stay away."""
    sheet.paper.write_in(8, bold=True)
    for place in clear_of(list(dict.fromkeys(places)), [], sheet.frame):
        x, y = sheet.at(place)
        sheet.word(place.name, x, y + 6)
