"""Sentences that name a command of the program, which stands between backticks in the texts."""

from dash import html
from dash.development.base_component import Component


def with_commands(text: str) -> list[Component | str]:
    """Return a sentence for the screen, each command in it as one."""
    parts = text.split("`")
    return [html.Code(part) if index % 2 else part for index, part in enumerate(parts) if part]
