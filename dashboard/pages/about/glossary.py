"""The words of the screens, each with its meaning; a test holds them to the glossary of the documents."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.routing import Address
from dashboard.texts import Words

GLOSSARY_FILE = Path(__file__).with_name("glossary.yaml")
Term = Mapping[str, Mapping[str, str]]


@cache
def terms() -> Sequence[Term]:
    """Return the terms: each a ``word`` and a ``meaning`` by language."""
    content: list[dict[str, dict[str, str]]] = yaml.safe_load(GLOSSARY_FILE.read_text(encoding="utf-8"))
    return content


def part(_context: Context, _address: Address, words: Words) -> list[Component]:
    """Return the glossary, by the word in the language of the screen."""
    language = words.language
    other = "en" if language == "nl" else "nl"
    rows = [
        [item["word"][language], item["meaning"][language], html.Span(item["word"][other], lang=other)]
        for item in sorted(terms(), key=lambda item: item["word"][language].lower())
    ]
    header = [words(f"glossary.{name}") for name in ("word", "meaning", "other")]
    return [
        section(
            "glossary",
            words("glossary.heading"),
            words("glossary.lead"),
            table(words("glossary.heading"), header, rows),
        )
    ]
