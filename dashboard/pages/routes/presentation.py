"""A visit's values as a reader sees them, on the screen and in the exports alike."""

from collections.abc import Sequence
from datetime import date

from dashboard import formats
from dashboard.components.map_figure import Place, Trip
from dashboard.components.plots import plain
from dashboard.pages.routes.query import RouteDay, Stop
from dashboard.texts import Words

COLUMNS = ("day", "crew", "order", "arrive", "leave", "employer", "place", "travel")
NUMBERS = frozenset({1, 2, 7})


def cells(stop: Stop, words: Words) -> list[str]:
    """Return a visit's cells in the order of ``COLUMNS``."""
    return [
        day_name(stop.day, words),
        str(stop.crew),
        str(stop.order),
        clock(stop.arrive),
        clock(stop.leave),
        stop.trade_name,
        stop.place,
        formats.number(stop.travel_km, words.language),
    ]


def day_name(day: date, words: Words) -> str:
    """Return a day with its weekday, e.g. ``maandag 2 november``."""
    month = formats.month_name(day.month, words.language)
    return f"{weekday(day, words)} {day.day} {month}".replace(" ", formats.NO_BREAK)


def weekday(day: date, words: Words) -> str:
    """Return the name of a day of the week."""
    return words.of_code("weekday", day.isoweekday())


def clock(minutes: int) -> str:
    """Return minutes after midnight as a clock shows them, e.g. ``08:45``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def times(stop: Stop) -> str:
    """Return from when to when a visit lasts."""
    return f"{clock(stop.arrive)} – {clock(stop.leave)}"


def week_name(week: date, words: Words) -> str:
    """Return a week by its number and Monday, e.g. ``45 (vanaf 2 november 2026)``."""
    return words("week.from", number=week.isocalendar().week, day=formats.day(week, words.language))


def trips(days: Sequence[RouteDay], stops: Sequence[Stop], words: Words, *, one_day: bool) -> list[Trip]:
    """Return the crews' days for the map; visits in one municipality stand on one point and share a mark.

    Args:
        days: The crews' days, with their base.
        stops: The visits.
        words: The words.
        one_day: Whether a single day is shown: every visit then carries its place in the order, and crews differ in
            colour instead of days.
    """
    told = []
    weekdays = sorted({day.day for day in days})
    for day in days:
        own = [stop for stop in stops if (stop.day, stop.crew) == (day.day, day.crew)]
        places = _by_place(own)
        crew = words("crew", crew=day.crew)
        group = day.crew - 1 if one_day else weekdays.index(day.day)
        told.append(
            Trip(
                label=crew if one_day else weekday(day.day, words),
                group=group,
                line=0 if one_day else day.crew - 1,
                base=Place(words("map.base", place=day.base), day.latitude, day.longitude),
                stops=list(places),
                marks=_marks(places, day, words, one_day=one_day),
                hovers=[_hover(there, crew, words) for there in places.values()],
            )
        )
    return told


def _by_place(stops: Sequence[Stop]) -> dict[Place, list[Stop]]:
    places: dict[Place, list[Stop]] = {}
    for stop in stops:
        places.setdefault(Place(stop.place, stop.latitude, stop.longitude), []).append(stop)
    return places


def _marks(places: dict[Place, list[Stop]], day: RouteDay, words: Words, *, one_day: bool) -> list[str]:
    if one_day:
        return [", ".join(str(stop.order) for stop in there) for there in places.values()]
    short = f"{weekday(day.day, words)[:2]} {day.crew}"
    return [short if index == 0 else "" for index in range(len(places))]


def _hover(there: Sequence[Stop], crew: str, words: Words) -> str:
    first = there[0]
    lines = [f"{clock(stop.arrive)} {plain(stop.trade_name)}" for stop in there]
    return "<br>".join([f"<b>{plain(first.place)}</b>", f"{day_name(first.day, words)}, {crew}", *lines])
