"""The rules behind labels, as ``rules.yaml`` has them: what counts from when, and when a case has matured."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.statute.parameters import CERTAINTIES, Known, holds_on

LAWS = ("WML", "Wav", "Waadi")
RULES_FILE = Path(__file__).with_name("rules.yaml")
ANY_ARTICLE = "any"


@dataclass(frozen=True)
class Regime:
    """What counts as a finding of a law from a day on, until the next regime begins.

    ``articles`` holds the articles that count, ``None`` when any article of the law does; ``learns_from`` names the
    regimes, itself among them, whose outcomes say something about this one.
    """

    name: str
    starts: date
    articles: tuple[str, ...] | None
    learns_from: frozenset[str]
    certainty: str
    source: str
    note_nl: str
    note_en: str


@dataclass(frozen=True)
class LawRules:
    """A law's regimes in order of date, and after how many days a selected case counts as matured."""

    law: str
    horizon_days: int
    regimes: tuple[Regime, ...]

    def regime_on(self, day: date) -> Regime | None:
        """Return the regime in force on a day; ``None`` before the first one."""
        return next((regime for regime in reversed(self.regimes) if regime.starts <= day), None)


@dataclass(frozen=True)
class LabelRules:
    """All rules: per law, and how weights are kept in hand.

    No case stands for more than ``largest_weight`` cases; a ground of selection with fewer than ``fewest_cases`` cases
    takes the follow-up of all grounds together.
    """

    laws: dict[str, LawRules]
    largest_weight: float
    fewest_cases: int


@cache
def label_rules() -> LabelRules:
    """Return the rules of ``rules.yaml``.

    Raises:
        KompasError: The file does not hold together.
    """
    return read_rules(RULES_FILE)


def read_rules(path: Path) -> LabelRules:
    """Read rules from a file.

    Raises:
        KompasError: A law or a field is missing, regimes are out of order, learn from one that is no earlier regime, or
            count the articles of a parameter that has none on the regime's first day.
    """
    content = read_yaml(path)
    try:
        laws = {law: _law_rules(law, content["laws"][law], path) for law in LAWS}
        maturity = content["maturity"]
        return LabelRules(laws, float(maturity["largest_weight"]), int(maturity["fewest_cases"]))
    except (KeyError, TypeError) as error:
        raise KompasError(f"The rules for labels are incomplete: {error}.", str(path), "Correct the file.") from error


def _law_rules(law: str, content: dict[str, Any], path: Path) -> LawRules:
    regimes: list[Regime] = []
    for entry in content["regimes"]:
        earlier = {regime.name for regime in regimes}
        learns_from = set(entry.get("learns_from", ()))
        _require(learns_from <= earlier, f"{law} {entry['name']} learns from what is no earlier regime", path)
        _require(not regimes or regimes[-1].starts < entry["from"], f"{law} has regimes out of order of date", path)
        _require(entry["certainty"] in CERTAINTIES, f"certainty '{entry['certainty']}' is not one of ours", path)
        regimes.append(
            Regime(
                entry["name"],
                entry["from"],
                _articles(entry["counts"], entry["from"], path),
                frozenset(learns_from | {entry["name"]}),
                entry["certainty"],
                entry["source"],
                entry["note"]["nl"],
                entry["note"]["en"],
            )
        )
    return LawRules(law, int(content["horizon_days"]), tuple(regimes))


def _articles(counts: str, on: date, path: Path) -> tuple[str, ...] | None:
    if counts == ANY_ARTICLE:
        return None
    held = holds_on(counts, on)
    _require(isinstance(held, Known), f"'{counts}' names no articles on {on}", path)
    return tuple(held.value) if isinstance(held, Known) else ()


def _require(holds: bool, problem: str, path: Path) -> None:
    if not holds:
        raise KompasError(f"The rules for labels are wrong: {problem}.", str(path), "Correct the file.")
