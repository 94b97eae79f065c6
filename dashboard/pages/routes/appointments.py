"""Visits as entries of a calendar: who, where and when, and nothing of why."""

from collections.abc import Sequence

from dashboard.exporting.calendar import Appointment
from dashboard.pages.routes.query import Stop
from dashboard.texts import Words


def appointments(stops: Sequence[Stop], plan_name: str, words: Words, *, synthetic: bool) -> list[Appointment]:
    """Return the entries of some visits.

    Args:
        stops: The visits.
        plan_name: Under which plan they were selected.
        words: The words.
        synthetic: Whether the data are made up; every entry then says so.
    """
    mark = f"{words('synthetic.mark')}: " if synthetic else ""
    return [
        Appointment(
            key=f"{plan_name}|{stop.employer_id}",
            day=stop.day,
            begins=stop.arrive,
            ends=stop.leave,
            title=mark + stop.trade_name,
            place=stop.place,
            about=words("calendar.about", team=stop.team, crew=stop.crew, plan=plan_name),
        )
        for stop in stops
    ]
