"""What day routes take for granted, as data: ``routes.yaml``, each figure with its unit, certainty and source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml

ROUTES_FILE = Path(__file__).parent / "routes.yaml"
OTHER = "other"
CERTAINTIES = frozenset({"statute", "measured", "published", "assumed"})


@dataclass(frozen=True)
class Assumption:
    """One figure with what a reader must know of it."""

    name: str
    value: Any
    unit: str
    certainty: str
    source: str


@dataclass(frozen=True)
class Window:
    """From when to when a visit lasts, in minutes after midnight."""

    opens: int
    closes: int


@dataclass(frozen=True)
class RouteParameters:
    """The figures of ``routes.yaml``; times in minutes, distances in kilometres.

    ``on_site`` is by size class and ``windows`` by sector; the longest visit fits the shortest window.
    """

    detour_factor: float
    speed: float
    inner_distance: float
    day_limit: int
    earliest_start: int
    latest_finish: int
    crew_size: int
    crew_hours: float
    overlap_window: int
    minute_cost: float
    search_rounds: int
    on_site: Mapping[str, int]
    windows: Mapping[str, Window]
    days_off: frozenset[str]

    def __post_init__(self) -> None:
        shortest = min(window.closes - window.opens for window in self.windows.values())
        if max(self.on_site.values()) > shortest or self.overlap_window >= min(self.on_site.values()):
            raise ValueError("A visit must fit its window, and joint visits must overlap: see routes.yaml.")

    def window(self, sector: str | None) -> Window:
        """Return the window of a sector."""
        return self.windows.get(sector or OTHER, self.windows[OTHER])

    def minutes_on_site(self, size_class: str | None) -> int:
        """Return how long a visit takes; the longest where the size is not known."""
        return self.on_site.get(size_class or "", max(self.on_site.values()))

    def works_on(self, day: date) -> bool:
        """Tell whether visits are made on a day."""
        saturday = 5
        return day.weekday() < saturday and f"{day:%m-%d}" not in self.days_off


@cache
def load_assumptions() -> tuple[Assumption, ...]:
    """Return every figure of ``routes.yaml`` with its unit, certainty and source.

    Raises:
        ValueError: One has a certainty that there is no word for.
    """
    content: dict[str, Any] = read_yaml(ROUTES_FILE)
    found = tuple(Assumption(name, **entry) for name, entry in content.items() if name != "version")
    odd = [item.name for item in found if item.certainty not in CERTAINTIES]
    if odd:
        raise ValueError(f"{ROUTES_FILE.name}: no such certainty: {', '.join(odd)}.")
    return found


@cache
def load_parameters() -> RouteParameters:
    """Return the figures of ``routes.yaml``."""
    value = {item.name: item.value for item in load_assumptions()}
    return RouteParameters(
        detour_factor=value["detour_factor"],
        speed=value["speed"],
        inner_distance=value["inner_distance"],
        day_limit=value["day_limit"],
        earliest_start=minute_of(value["earliest_start"]),
        latest_finish=minute_of(value["latest_finish"]),
        crew_size=value["crew_size"],
        crew_hours=value["crew_hours"],
        overlap_window=value["overlap_window"],
        minute_cost=value["minute_cost"],
        search_rounds=value["search_rounds"],
        on_site=value["on_site"],
        windows={
            sector: Window(minute_of(first), minute_of(last)) for sector, (first, last) in value["windows"].items()
        },
        days_off=frozenset(value["days_off"]),
    )


def minute_of(text: str) -> int:
    """Return a time of the day, ``HH:MM``, in minutes after midnight."""
    moment = time.fromisoformat(text)
    return 60 * moment.hour + moment.minute
