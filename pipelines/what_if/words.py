"""Sentences of what-ifs and scenarios, in both languages, with their figures written for people."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from features.estimates import last_place, last_place_between, written_to
from features.formatting import SentenceFormatter, euros, number, percent
from models.inputs import Language
from pipelines.texts import texts_beside

LANGUAGES: tuple[Language, ...] = ("nl", "en")
NOTHING = "-"
TENTHS = -1
"""Findings are told to a tenth at most, all else whole."""


def said(key: str, language: Language, **figures: Any) -> str:
    """Return a text of ``texts.yaml`` with its figures."""
    return SentenceFormatter(language).fill(texts_beside(__file__)[language][key], figures)


def in_both(key: str, **figures: Any) -> dict[str, str]:
    """Return a text by language."""
    return {language: said(key, language, **figures) for language in LANGUAGES}


def figure(value: float | None, unit: str, language: Language, *, expected: bool = False) -> str:
    """Return a measure as people read it: euros without cents, a share in percent, other figures by their size.

    What is ``expected`` is an estimate, and is written as far as it is known (``features.estimates``).
    """
    if value is None:
        return NOTHING
    if unit == "share":
        return percent(value, language)
    return _written(value, unit, language, last_place(value) if expected else TENTHS)


def difference(
    base: float | None, variant: float | None, unit: str, language: Language, *, expected: bool = False
) -> str:
    """Return by how much a measure differs, with its sign; shares in percentage points."""
    if base is None or variant is None:
        return ""
    size = variant - base
    points = f"{number(abs(size) * 100, language, 2)} %-pt"
    place = last_place_between(base, variant) if expected else TENTHS
    shown = points if unit == "share" else _written(abs(size), unit, language, place)
    digits = any(character in "123456789" for character in shown)
    return f"{'+' if size > 0 else '-'}{shown}" if digits else shown


def _written(value: float, unit: str, language: Language, place: int) -> str:
    rounded, decimals = written_to(value, place, TENTHS if unit == "findings" else 0)
    if unit == "eur":
        return euros(rounded * 100, language).removesuffix({"nl": ",00", "en": ".00"}[language])
    return number(rounded, language, decimals)


def day(on: date, language: Language) -> str:
    """Return a day as people write it: 31-12-2027 in Dutch, 2027-12-31 in English."""
    return f"{on:%d-%m-%Y}" if language == "nl" else on.isoformat()


def cents(amount: int | None, language: Language) -> str:
    """Return an amount, or that it is unknown; what is not known is never shown as zero."""
    return said("unknown_amount", language) if amount is None else figure(amount / 100, "eur", language)


def filled(template: Mapping[str, str], language: Language, figures: Mapping[str, Any]) -> str:
    """Return a text from a file of definitions with its figures; the language's own number format."""
    return SentenceFormatter(language).fill(template[language], figures)
