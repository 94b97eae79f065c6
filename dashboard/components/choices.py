"""A choice by links: each value has an address of its own, that can be shared."""

from collections.abc import Sequence
from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.routing import Address


def choices(name: str, options: Sequence[tuple[str, str]], chosen: str, address: Address, label: str) -> Component:
    """Return links to the same view with another value of one parameter.

    Args:
        name: The parameter in the address.
        options: Each value with its words.
        chosen: The value that is shown.
        address: The view that is shown.
        label: What is chosen, for a screen reader.
    """
    links = [
        html.Span(
            dcc.Link(text, href=replace(address, parameters={**address.parameters, name: value}).href),
            className="kompas-choice-current" if value == chosen else "kompas-choice",
            **(aria(current="true") if value == chosen else {}),
        )
        for value, text in options
    ]
    return html.Nav(links, className="kompas-choices", id=f"{address.page}-{name}", **aria(label=label))
