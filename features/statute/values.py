"""The value of a parameter as people read it, and what changes between one value and the next."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml
from features.formatting import euros, number
from features.statute.articles import article_text
from features.statute.parameters import EURO_UNIT

NAMES_FILE = Path(__file__).with_name("value_names.yaml")
UNKNOWN = "unknown"
ARTICLE_UNIT = "article"
PARTS = "; "
CENTS = "_cents"
"""How the name of an amount ends that stands among other figures."""
UNITS: Mapping[str, Mapping[str, str]] = {
    "percent": {"nl": "{figure}%", "en": "{figure}%"},
    "years": {"nl": "{figure} jaar", "en": "{figure} years"},
    "months": {"nl": "{figure} maanden", "en": "{figure} months"},
}
"""How a figure of a unit is written."""
SAY_THEIR_UNIT = frozenset({"percent", "cap_times_minimum", "floor", "housing_percent"})
"""Names among percentages whose words say what their figure counts."""


def value_text(value: Any, unit: str, language: str) -> str:
    """Return a value in words, e.g. ``20 jaar: € 11,99; vanaf 21 jaar: € 14,99``.

    Args:
        value: As it is held: amounts in cents, other figures as they are, alone or by name; ``None`` for unknown.
        unit: The parameter's unit; that of amounts is ``"eur"``.
        language: ``"nl"`` or ``"en"``.
    """
    match value:
        case None:
            return name_text(UNKNOWN, language)
        case dict():
            return PARTS.join(_named(name, part, unit, language) for name, part in value.items())
        case list():
            return ", ".join(value_text(part, unit, language) for part in value)
        case str() if unit == ARTICLE_UNIT:
            return article_text(value, language)
        case bool() | str():
            return name_text(str(value).lower() if isinstance(value, bool) else value, language)
        case _:
            return euros(value, language) if unit == EURO_UNIT else _with_unit(_figure(value, language), unit, language)


def change_text(before: Any, after: Any, unit: str, language: str) -> str:
    """Return what becomes of a value; of one with named parts only those that change, as ``20: 80 → 87,5``."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        shown = [value_text(value, unit, language) for value in (before, after)]
        return shown[1] if before is None else " → ".join(dict.fromkeys(shown))
    parts = [
        f"{name_text(name, language)}: {change_text(before.get(name), after.get(name), _unit_of(name, unit), language)}"
        for name in after
        if before.get(name) != after[name]
    ]
    return PARTS.join(parts) or name_text("unchanged", language)


def name_text(name: str, language: str) -> str:
    """Return the words for the name of a part or for a value that is a word; those without words as they are."""
    words: Mapping[str, str] | None = _names().get(name)
    return words[language] if words else name


def named_parts(value: Any) -> Iterator[str]:
    """Yield every name and word inside a value."""
    match value:
        case dict():
            for name, part in value.items():
                yield name
                yield from named_parts(part)
        case list():
            for part in value:
                yield from named_parts(part)
        case str():
            yield value


def _named(name: str, part: Any, unit: str, language: str) -> str:
    text = value_text(part, _unit_of(name, unit), language)
    return f"{name_text(name, language)}: {f'({text})' if isinstance(part, dict) else text}"


def _unit_of(name: str, unit: str) -> str:
    """Return the unit of a named part: cents say so in their name, and some names need no unit beside them."""
    if name.endswith(CENTS):
        return EURO_UNIT
    return "" if name in SAY_THEIR_UNIT else unit


def _with_unit(figure: str, unit: str, language: str) -> str:
    return UNITS[unit][language].format(figure=figure) if unit in UNITS else figure


def _figure(value: float, language: str) -> str:
    if isinstance(value, int):
        return number(value, language)
    text = f"{value:g}"
    return text.replace(".", ",") if language == "nl" else text


@cache
def _names() -> dict[str, Mapping[str, str]]:
    names: dict[str, Mapping[str, str]] = read_yaml(NAMES_FILE)
    return names
