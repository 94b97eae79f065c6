"""The words of monitoring in both languages, and its way of writing figures."""

from collections.abc import Callable, Mapping
from typing import Any

from features.formatting import number, percent
from models.inputs import Language
from pipelines.texts import texts_beside

Writer = Callable[[float | None, Language], str]


def words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[language][key].format(**values)


def found(value: float | None, language: Language, decimals: int = 2) -> str:
    """Write a number; nothing is *not estimable*."""
    return words("not_estimable", language) if value is None else number(value, language, decimals)


def share(value: float | None, language: Language) -> str:
    """Write a share of 1, or a difference of two, as a percentage; nothing is *not estimable*."""
    if value is None:
        return words("not_estimable", language)
    return f"{'-' if value < 0 else ''}{percent(abs(value), language)}"


def estimate(values: Mapping[str, Any] | None, language: Language, write: Writer = found) -> str:
    """Write a figure with its interval; nothing is *not estimable*."""
    if values is None or values["value"] is None:
        return words("not_estimable", language)
    value, low, high = (write(values[name], language) for name in ("value", "low", "high"))
    return f"{value} ({low} – {high})"
