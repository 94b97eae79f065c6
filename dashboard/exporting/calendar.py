"""Visits as a calendar file (iCalendar, RFC 5545), to take into any agenda.

An event is known by plan and employer, so that a calendar that holds it already moves it instead of adding another.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

MIME = "text/calendar;charset=utf-8"
ZONE = ZoneInfo("Europe/Amsterdam")
_PRODUCT = "-//Inspectiekompas//Inspectiekompas//NL"


@dataclass(frozen=True)
class Appointment:
    """One visit: moments are minutes after midnight, local time."""

    key: str
    day: date
    begins: int
    ends: int
    title: str
    place: str
    about: str


def calendar(name: str, appointments: Sequence[Appointment], made: datetime) -> str:
    """Return the calendar of some visits.

    Args:
        name: What a calendar program calls it.
        appointments: The visits; ``key`` tells each from all others, in every file.
        made: When the days were set, with its zone: of two files the one made last counts.
    """
    book = Calendar()
    book.add("prodid", _PRODUCT)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("name", name)
    book.add("x-wr-calname", name)
    if appointments:
        book.add_component(_zone(appointments))
    for appointment in appointments:
        book.add_component(_event(appointment, made.astimezone(UTC)))
    return str(book.to_ical(), "utf-8")


def _event(appointment: Appointment, made: datetime) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(appointment.key.encode()).hexdigest()[:32]}@inspectiekompas")
    event.add("dtstamp", made)
    event.add("last-modified", made)
    event.add("sequence", int(made.timestamp()) // 60)
    event.add("dtstart", _moment(appointment.day, appointment.begins))
    event.add("dtend", _moment(appointment.day, appointment.ends))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("description", appointment.about)
    event.add("class", "PRIVATE")
    return event


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(0), ZONE) + timedelta(minutes=minutes)


def _zone(appointments: Sequence[Appointment]) -> Timezone:
    """Return the zone's rules for the years of the visits only."""
    days = [appointment.day for appointment in appointments]
    return Timezone.from_tzinfo(ZONE, "Europe/Amsterdam", date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1))
