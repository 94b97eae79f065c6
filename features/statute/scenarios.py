"""Policy scenarios: which overlays each lays on the law, and in which checks it counts who would fall under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.statute.overlays import Overlay
from features.statute.rules import Texts, load_rules

SCENARIOS_FILE = Path(__file__).with_name("scenarios.yaml")
SHORTFALL, FINE_NORM, NO_CENTS = "shortfall", "fine_norm", "none"
CENTS = (SHORTFALL, FINE_NORM, NO_CENTS)
CERTAINTIES = ("high", "medium", "low", "assumed")
LEAST_PERCENT, MOST_PERCENT = 0.1, 200


@dataclass(frozen=True)
class Counted:
    """A check in which a scenario is counted, what its cents are, and whether a norm is that of each worker."""

    rule: str
    cents: str
    each_worker: bool = False


@dataclass(frozen=True)
class Scenario:
    """A policy scenario.

    Attributes:
        scenario_id: Its name in the command, as ``minimum-wage``.
        title: What it is called, by language.
        about: What it changes, by language; ``{percent}`` stands for the percentage.
        percent: The percentage when none is given; ``None``: it has none.
        starts: From which day it holds when no other is given; ``None``: all of the time that the facts look at.
        laid: Its overlays, as the file gives them.
        counts: The checks in which it is counted.
        plan_looks_at: What a plan on these facts alone would look at (underpaid, workers); ``None``: nothing.
        certainty: How certain it is that the law will be so.
        source: Where it comes from, by language.
        caveats: What to know before reading the figures, by language; the first says that behaviour is not predicted.
    """

    scenario_id: str
    title: Texts
    about: Texts
    percent: float | None
    starts: date | None
    laid: tuple[Mapping[str, Any], ...]
    counts: tuple[Counted, ...]
    plan_looks_at: Literal["underpaid", "workers"] | None
    certainty: str
    source: Texts
    caveats: tuple[Texts, ...]

    def overlays(self, starts: date, percent: float | None) -> list[Overlay]:
        """Return its overlays from a day on.

        Args:
            starts: The first day.
            percent: By how many percent amounts go up, where it has a percentage.
        """
        return [self._overlay(part, starts, percent) for part in self.laid]

    def _overlay(self, part: Mapping[str, Any], starts: date, percent: float | None) -> Overlay:
        source = f"Scenario {self.scenario_id}: {self.source['en']}"
        if part.get("percent"):
            factor = 1 + Decimal(str(percent)) / 100
            leave, last_known = frozenset(part.get("leave", ())), part.get("last_known", False)
            return Overlay(part["parameter"], starts, source, factor=factor, leave=leave, on_last_known=last_known)
        return Overlay(part["parameter"], starts, source, value=part.get("value"), value_of=part.get("as_on"))

    def checked_percent(self, percent: float | None) -> float | None:
        """Return the percentage to go by.

        Raises:
            KompasError: It has none and one is given, or the one given is out of bounds.
        """
        if percent is None:
            return self.percent
        if self.percent is None:
            raise KompasError(f"The scenario '{self.scenario_id}' has no percentage.", "", "Leave the percentage out.")
        if not LEAST_PERCENT <= percent <= MOST_PERCENT:
            raise KompasError(
                f"{percent:g}% is no change that can be worked out.",
                f"the scenario {self.scenario_id}",
                f"Give a percentage from {LEAST_PERCENT} to {MOST_PERCENT}.",
            )
        return percent


def scenario_named(scenario_id: str) -> Scenario:
    """Return a scenario.

    Raises:
        KompasError: There is none of that name.
    """
    for scenario in load_scenarios():
        if scenario.scenario_id == scenario_id:
            return scenario
    known = ", ".join(scenario.scenario_id for scenario in load_scenarios())
    raise KompasError(f"There is no scenario '{scenario_id}'.", "", f"Use one of: {known}.")


@cache
def load_scenarios() -> tuple[Scenario, ...]:
    """Return the scenarios in the order of the file."""
    return read_scenarios(SCENARIOS_FILE)


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Read scenarios from a file.

    Raises:
        KompasError: A scenario is incomplete, or names a check or a word that is not ours.
    """
    content = read_yaml(path)
    try:
        return tuple(_read(entry, content["behaviour"], path) for entry in content["scenarios"])
    except (KeyError, TypeError) as error:
        raise KompasError(f"A scenario is incomplete: {error}.", str(path), "Compare with one beside it.") from error


def _read(entry: Mapping[str, Any], behaviour: Texts, path: Path) -> Scenario:
    counts = tuple(Counted(**part) for part in entry["counts"])
    strange = [part.rule for part in counts if part.rule not in load_rules() or part.cents not in CENTS]
    if strange or entry["certainty"] not in CERTAINTIES:
        problem = f"counts {strange} of '{entry['id']}', or its certainty, are not ours"
        raise KompasError(f"A scenario is wrong: {problem}.", str(path), "Correct the file.")
    return Scenario(
        entry["id"],
        entry["title"],
        entry["about"],
        entry["options"].get("percent"),
        entry.get("from"),
        tuple(entry["overlays"]),
        counts,
        entry.get("plan"),
        entry["certainty"],
        entry["source"],
        (behaviour, *entry["caveats"]),
    )
