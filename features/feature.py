"""One feature: what it measures, on what legal basis, at what risk, and how it is said to people."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml
from features.formatting import NOTHING, SentenceFormatter, days, decimal_number, euros, percent, yes_or_no

FORMATS = ("percent", "number", "eur", "days", "yes_no")
RISK_LEVELS = ("low", "medium", "high")
UP, DOWN, EQUAL, YES_NO = "up", "down", "equal", "yes_no"
COMPARISON_FILE = Path(__file__).with_name("comparison.yaml")


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in ``"nl"`` or ``"en"``."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True)
class Signature:
    """Who answers for an indicator near a protected ground: a named person, a day, and the file they signed."""

    by: str
    on: date
    file: str


@dataclass(frozen=True)
class Feature:
    """One feature: what it measures, on what legal basis, at what risk, and how it is said to people.

    ``held`` says why the feature is off; while it stands, the feature is listed and never computed into the matrix.
    ``signed`` takes its place once a named person has signed the feature's indicator file.
    """

    name: str
    family: str
    label: Bilingual
    description: Bilingual
    unit: str
    value_format: str
    direction: int
    legal_basis: str
    source_tables: tuple[str, ...]
    proxy_risk: str
    proxy_reason: Bilingual
    owner: str
    review_date: date
    sentence: Bilingual
    missing: Bilingual
    held: Bilingual | None = None
    signed: Signature | None = None

    def format_value(self, value: float | None, language: str) -> str:
        """Return a value as people read it; a missing one as a dash."""
        if value is None:
            return NOTHING
        match self.value_format:
            case "percent":
                return percent(value, language)
            case "eur":
                return euros(value * 100, language)
            case "days":
                return days(value, language)
            case "yes_no":
                return yes_or_no(value, language)
            case _:
                return decimal_number(value, language)

    def phrase(self, direction: str, value: float | None, peer: float | None, language: str) -> str:
        """Return the sentence that says why the feature raises or lowers an estimate.

        A peer's value that reads the same is called the same; where there is none, nothing is compared.

        Args:
            direction: ``"up"`` when it raises the estimate, ``"down"`` when it lowers it.
            value: The employer's own value; ``None`` when there is none.
            peer: The value among comparable employers; ``None`` when there is none.
            language: ``"nl"`` or ``"en"``.
        """
        if value is None:
            return self.missing.in_language(language)
        figures = {
            "value": self.format_value(value, language),
            "count": value,
            "comparison": self._comparison(direction, value, peer, language),
        }
        return SentenceFormatter(language).fill(self.sentence.in_language(language), figures)

    def _comparison(self, direction: str, value: float, peer: float | None, language: str) -> str:
        if peer is None:
            return ""
        shown = self.format_value(peer, language)
        if shown == self.format_value(value, language):
            kind = EQUAL
        else:
            kind = YES_NO if self.value_format == YES_NO else direction
        return load_comparisons()[kind].in_language(language).format(peer=shown)


@cache
def load_comparisons() -> dict[str, Bilingual]:
    """Return how a sentence goes on about comparable employers: ``up``, ``down``, ``equal`` and ``yes_no``."""
    return {kind: Bilingual(texts["nl"], texts["en"]) for kind, texts in read_yaml(COMPARISON_FILE).items()}
