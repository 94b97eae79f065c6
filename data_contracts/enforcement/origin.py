"""Where a delivered file came from, as far as the rules need it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FileOrigin:
    """A delivered file: its name, and of its drop the months that it covers and the day on which it was delivered.

    A date that the drop does not give is ``None``, and then no row can break the rule about it.
    """

    name: str
    covers_from: date | None = None
    covers_to: date | None = None
    delivered_on: date | None = None
