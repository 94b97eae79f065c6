"""Sentences with figures, in Dutch and English, from texts that stand in YAML."""

import string
from collections.abc import Mapping
from typing import Any

from features.formatting import number, percent
from models.inputs import LANGUAGES, Language

Texts = dict[Language, str]
"""One text in each language."""


class FigureFormatter(string.Formatter):
    """Fill in a text.

    ``{share:pct}`` is a share as a percentage, ``{difference:points}`` a difference of two shares in percentage points
    (the text says so), ``{ratio:2}`` a number with that many decimals; others stand as they are.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return one figure in the language's form."""
        if format_spec == "pct":
            return ("-" if value < 0 else "") + percent(abs(value), self.language)
        if format_spec == "points":
            return number(100 * value, self.language, 1)
        if format_spec.isdigit():
            return number(value, self.language, int(format_spec))
        return str(value)


def in_both(texts: Mapping[str, str], figures: Mapping[str, Any]) -> Texts:
    """Return a text in all languages with its figures filled in.

    Args:
        texts: The text by language.
        figures: What stands in its places.
    """
    return {language: FigureFormatter(language).vformat(texts[language], (), figures) for language in LANGUAGES}
