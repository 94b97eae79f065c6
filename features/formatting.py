"""Numbers as people read them: 1.234,56 in Dutch and 1,234.56 in English."""

import string
from collections.abc import Mapping
from typing import Any

_SEPARATORS = {"nl": str.maketrans(",.", ".,"), "en": str.maketrans("", "")}
_DAYS = {"nl": ("dag", "dagen"), "en": ("day", "days")}
NOTHING = "–"


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number with its thousands grouped."""
    return f"{value:,.{decimals}f}".translate(_SEPARATORS[language])


def decimal_number(value: float, language: str) -> str:
    """Return a number with one decimal, or none when it is whole."""
    return number(value, language, 0 if round(value, 1) == round(value) else 1)


def euros(cents: float, language: str) -> str:
    """Return an amount in cents as euros with two decimals, e.g. ``€ 1.234,56``."""
    space = "\u00a0" if language == "nl" else ""
    return f"€{space}{number(cents / 100, language, 2)}"


def percent(share: float, language: str) -> str:
    """Return a share of 1 as a percentage with one decimal."""
    return f"{number(share * 100, language, 1)}%"


def days(value: float, language: str) -> str:
    """Return a number of days with its word."""
    one, more = _DAYS[language]
    return f"{number(value, language)} {one if value == 1 else more}"


class SentenceFormatter(string.Formatter):
    """Fill in a sentence template.

    ``{workers}`` is a number, ``{amount:eur}`` an amount in cents, ``{hours:hours}`` a time in minutes, and
    ``{workers:worker|workers}`` a number with the word for one or for more.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return one figure in the language's format."""
        if isinstance(value, str):
            return value
        if format_spec == "eur":
            return euros(value, self.language)
        if format_spec == "hours":
            return decimal_number(value / 60, self.language)
        text = decimal_number(value, self.language)
        if not format_spec:
            return text
        one, more = format_spec.split("|")
        return f"{text} {one if value == 1 else more}"

    def fill(self, template: str, figures: Mapping[str, Any]) -> str:
        """Return the sentence with its figures."""
        return self.vformat(template, (), figures)
