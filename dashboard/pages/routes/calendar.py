"""A team's week as a calendar file (iCalendar, RFC 5545), to take into any agenda.

Moments are local times without a zone ("floating", RFC 5545 par. 3.3.5): a visit at nine is at nine where it is.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from dashboard.pages.routes.query import Stop
from dashboard.texts import Words

_LINE = 75  # octets, RFC 5545 par. 3.1


def calendar_text(
    stops: Sequence[Stop], team: str, plan_name: str, made: datetime, synthetic: bool, words: Words
) -> str:
    """Return the calendar of some visits.

    Args:
        stops: The visits.
        team: The team that carries them out.
        plan_name: Under which plan they were selected.
        made: When the routes were made, with its zone.
        synthetic: Whether the data are made up; every entry then says so.
        words: The words.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Inspectiekompas//Routes//NL", "CALSCALE:GREGORIAN"]
    for stop in stops:
        lines += _event(stop, team, plan_name, made, synthetic, words)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(stop: Stop, team: str, plan_name: str, made: datetime, synthetic: bool, words: Words) -> list[str]:
    mark = f"{words('synthetic.mark')}: " if synthetic else ""
    about = words("calendar.about", team=team, crew=stop.crew, plan=plan_name)
    named = f"{plan_name}|{team}|{stop.day}|{stop.crew}|{stop.order}|{stop.employer_id}"
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(named.encode()).hexdigest()[:32]}@inspectiekompas",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{_moment(stop.day, stop.arrive)}",
        f"DTEND:{_moment(stop.day, stop.leave)}",
        f"SUMMARY:{_escaped(mark + stop.trade_name)}",
        f"LOCATION:{_escaped(stop.place)}",
        f"DESCRIPTION:{_escaped(about)}",
        "END:VEVENT",
    ]


def _moment(day: date, minutes: int) -> str:
    return f"{day:%Y%m%d}T{minutes // 60:02d}{minutes % 60:02d}00"


def _escaped(text: str) -> str:
    r"""Return a text value (RFC 5545 par. 3.3.11): backslash, semicolon, comma and line breaks written out."""
    written = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(written.splitlines())


def _folded(line: str) -> list[str]:
    """Return a line in pieces of at most 75 octets, none of which cuts a character in two."""
    pieces, piece, size = [], "", 0
    for character in line:
        length = len(character.encode("utf-8"))
        if size + length > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += length
    return [*pieces, piece]
