"""Which lines of the log a reader asks for: from an address to a line of the log itself, and from that line to rows.

Every reading is a line of the log. What is shown is then taken from that line and not from the browser, so that nobody
reads anything else than what the log says was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from data_contracts.store import AuditLine

READ = "list_audit_log"
"""The log's word for reading it, as of `kompas audit list`."""
ALL = "audit_log"
"""The subject of a reading of the log that is about nothing in particular."""
MAX_TEXT = 200
ACTION, ACTOR, FROM, TO, ABOUT = "action", "by", "from", "to", "about"


@dataclass(frozen=True)
class Asked:
    """What is asked of the log; what is empty lets all lines through.

    Attributes:
        action: Only this action.
        actor: Only what this one did.
        since: From the beginning of this day, in the time of this machine.
        until: To the end of this day.
        about: Only lines about this subject, as the log names it.
    """

    action: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""

    @classmethod
    def of_address(cls, parameters: Mapping[str, Any]) -> "Asked":
        """Read the parameters of an address, which can be anything; what is no day is no day."""
        return cls(
            action=_text(parameters.get(ACTION)),
            actor=_text(parameters.get(ACTOR)),
            since=_day(parameters.get(FROM)),
            until=_day(parameters.get(TO)),
            about=_text(parameters.get(ABOUT)),
        )

    @classmethod
    def of_line(cls, line: AuditLine) -> "Asked":
        """Read what a line about a reading says was asked for."""
        actions = line.detail.get("actions")
        return cls(
            action=_text(actions[0]) if isinstance(actions, list) and actions else "",
            actor=_text(line.detail.get("actor")),
            since=_day(line.detail.get("since")),
            until=_day(line.detail.get("until")),
            about="" if line.subject == ALL else line.subject,
        )

    @property
    def subject(self) -> str:
        """The subject of the line that says that this was read."""
        return self.about or ALL

    @property
    def detail(self) -> dict[str, Any]:
        """The detail of that line."""
        return {
            "actions": [self.action] if self.action else [],
            "actor": self.actor or None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }

    @property
    def parameters(self) -> dict[str, str]:
        """The same as an address carries it."""
        told = {
            ACTION: self.action,
            ACTOR: self.actor,
            FROM: self.since.isoformat() if self.since else "",
            TO: self.until.isoformat() if self.until else "",
            ABOUT: self.about,
        }
        return {name: value for name, value in told.items() if value}

    @property
    def moments(self) -> tuple[str | None, str | None]:
        """The first moment, and the first moment after the last, as the log writes them (UTC)."""
        after = self.until + timedelta(days=1) if self.until else None
        return _moment(self.since), _moment(after)


def _moment(day: date | None) -> str | None:
    if day is None:
        return None
    return datetime.combine(day, time.min).astimezone(UTC).isoformat(timespec="microseconds")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value.strip().replace("\0", "").encode("utf-8", "replace").decode()[:MAX_TEXT]


def _day(value: Any) -> date | None:
    """Return a day of this age; others the calendar could not add a day to, or bring to another time zone."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and 1970 < day.year < 2200 else None
