"""Words that several parts of the page use: running text, and the names of register tables."""

from collections.abc import Iterable
from pathlib import Path

from dash import html
from dash.development.base_component import Component

from dashboard.texts import Language, words_of

_DATA_PAGE = Path(__file__).parents[1] / "data"


def paragraphs(texts: Iterable[str]) -> list[Component]:
    """Return running text of several paragraphs."""
    return [html.P(text) for text in texts]


def table_name(name: str, language: Language) -> str:
    """Return what the page on data calls a table of the registers."""
    return words_of(_DATA_PAGE, language).of_code("table", name)
