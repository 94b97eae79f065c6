"""One feature: what it measures, on what legal basis, at what risk, and how it is said to people."""

from dataclasses import dataclass
from datetime import date

from features.formatting import NOTHING, days, decimal_number, euros, percent

FORMATS = ("percent", "number", "eur", "days")
RISK_LEVELS = ("low", "medium", "high")
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in ``"nl"`` or ``"en"``."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True)
class Feature:
    """One feature: what it measures, on what legal basis, at what risk, and how it is said to people."""

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
    raises: Bilingual
    lowers: Bilingual

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
            case _:
                return decimal_number(value, language)

    def phrase(self, direction: str, value: float | None, peer: float | None, language: str) -> str:
        """Return the sentence that says why the feature raises or lowers an estimate.

        Args:
            direction: ``"up"`` when it raises the estimate, ``"down"`` when it lowers it.
            value: The employer's own value; ``None`` when there is none.
            peer: The value among comparable employers.
            language: ``"nl"`` or ``"en"``.
        """
        if value is None:
            label = self.label.in_language(language)
            return f"{label}: hierover is niets bekend." if language == "nl" else f"{label}: nothing is known."
        template = (self.raises if direction == UP else self.lowers).in_language(language)
        return template.format(value=self.format_value(value, language), peer=self.format_value(peer, language))
