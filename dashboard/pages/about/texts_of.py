"""Running text, as several parts of the page have it."""

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component


def paragraphs(texts: Iterable[str]) -> list[Component]:
    """Return running text of several paragraphs."""
    return [html.P(text) for text in texts]
