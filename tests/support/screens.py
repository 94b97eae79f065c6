"""Reading a Dash screen as a person would: its words, in order."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component

from dashboard.routing import Address, parse_address


def address_of(path: str, search: str = "") -> Address:
    """Return the address of a view as a browser has it; a dossier is opened for a signal."""
    asks = "/employer/" in path and "purpose=" not in search
    carried = f"{search or '?'}&purpose=signal" if asks else search
    return parse_address(path, carried, "nl", "plan")


def words_on(screen: Any) -> str:
    """Return all text on a screen, piece by piece on its own line."""
    return "\n".join(_texts(screen))


def hrefs_on(screen: Any) -> set[str]:
    """Return the addresses that a screen links to."""
    return {str(item.href) for item in components_on(screen) if getattr(item, "href", None)}


def ids_on(screen: Any) -> set[str]:
    """Return the names of the components of a screen, of those that have one."""
    return {str(item.id) for item in components_on(screen) if getattr(item, "id", None)}


def component(screen: Any, identifier: str) -> Any:
    """Return the component with that id; fails when it is not there."""
    found = [item for item in components_on(screen) if getattr(item, "id", None) == identifier]
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


def components_on(item: Any) -> Iterator[Component]:
    """Yield every component of a screen, from the top."""
    if isinstance(item, list | tuple):
        for part in item:
            yield from components_on(part)
    elif isinstance(item, Component):
        yield item
        yield from components_on(getattr(item, "children", None))
