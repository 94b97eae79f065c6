"""The way through a dossier: a list of its blocks, each a link to its place on the page."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.texts import Words


def navigation(blocks: Sequence[str], words: Words) -> Component:
    """Return links to the blocks with these ids."""
    items = [html.Li(html.A(words(f"to.{block}"), href=f"#{block}")) for block in blocks]
    return html.Nav(html.Ul(items), className="kompas-onpage", **aria(label=words("onpage.label")))
