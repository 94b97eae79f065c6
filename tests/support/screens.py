"""Reading a Dash screen as a person would: its words, in order."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def words_on(screen: Any) -> str:
    """Return all text on a screen, piece by piece on its own line."""
    return "\n".join(_texts(screen))


def hrefs_on(screen: Any) -> set[str]:
    """Return the addresses that a screen links to."""
    return {str(item.href) for item in _components(screen) if getattr(item, "href", None)}


def component(screen: Any, identifier: str) -> Any:
    """Return the component with that id; fails when it is not there."""
    found = [item for item in _components(screen) if getattr(item, "id", None) == identifier]
    assert found, f"no component '{identifier}' on the screen"
    return found[0]


def _texts(item: Any) -> Iterator[str]:
    if isinstance(item, str | int | float):
        yield str(item)
    elif isinstance(item, list | tuple):
        for part in item:
            yield from _texts(part)
    elif isinstance(item, Component):
        yield from _texts(getattr(item, "children", None))


def _components(item: Any) -> Iterator[Component]:
    if isinstance(item, list | tuple):
        for part in item:
            yield from _components(part)
    elif isinstance(item, Component):
        yield item
        yield from _components(getattr(item, "children", None))
