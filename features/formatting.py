"""Numbers as people read them: 1.234,56 in Dutch and 1,234.56 in English."""

import string
from collections.abc import Mapping, Sequence
from typing import Any

_SEPARATORS = {"nl": str.maketrans(",.", ".,"), "en": str.maketrans("", "")}
_DAYS = {"nl": "dag|dagen", "en": "day|days"}
_HOURS = {"nl": "uur|uur", "en": "hour|hours"}
_YES_NO = {"nl": ("ja", "nee"), "en": ("yes", "no")}
_AND = {"nl": "en", "en": "and"}
NOTHING = "–"


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number with its thousands grouped; a little below nothing reads 0, without a sign."""
    return f"{value:z,.{decimals}f}".translate(_SEPARATORS[language])


def decimal_number(value: float, language: str) -> str:
    """Return a number with one decimal, or none when it is whole."""
    return number(value, language, 0 if round(value, 1) == round(value) else 1)


def euros(cents: float, language: str) -> str:
    """Return an amount in cents as euros with two decimals, e.g. ``€ 1.234,56``."""
    space = "\u00a0" if language == "nl" else ""
    return f"€{space}{number(cents / 100, language, 2)}"


def percent(share: float, language: str) -> str:
    """Return a share of 1 as a percentage with at most one decimal; only none is 0%, and only all is 100%."""
    if 0 < share < 0.0005:
        return f"<{number(0.1, language, 1)}%"
    if 0.9995 <= share < 1:
        return f">{number(99.9, language, 1)}%"
    return f"{decimal_number(share * 100, language)}%"


def days(value: float, language: str) -> str:
    """Return a number of days with its word."""
    return _with_word(number(value, language), _DAYS[language])


def yes_or_no(value: float, language: str) -> str:
    """Return the word for 1 (it is so) or 0 (it is not)."""
    yes, no = _YES_NO[language]
    return yes if value >= 0.5 else no


def listed(parts: Sequence[str], language: str) -> str:
    """Return parts as a list in words, e.g. ``a, b and c``."""
    *first, last = parts
    return f"{', '.join(first)} {_AND[language]} {last}" if first else last


def _with_word(figure: str, words: str) -> str:
    """Return a figure with the word for one or for more, whichever the figure *as shown* asks for."""
    one, more = words.split("|")
    return f"{figure} {one if figure == '1' else more}"


class SentenceFormatter(string.Formatter):
    """Fill in a sentence template.

    ``{workers}`` is a number, ``{amount:eur}`` an amount in cents, ``{minutes:hours}`` a time in minutes as hours with
    their word, and ``{workers:worker|workers}`` a number with the word for one or for more.
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
            return _with_word(decimal_number(value / 60, self.language), _HOURS[self.language])
        text = decimal_number(value, self.language)
        return _with_word(text, format_spec) if format_spec else text

    def fill(self, template: str, figures: Mapping[str, Any]) -> str:
        """Return the sentence with its figures."""
        return self.vformat(template, (), figures)
