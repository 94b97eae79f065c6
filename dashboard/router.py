"""From an address to a screen, and nothing on the screen that its page could not show."""

import logging
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from dashboard.components import states
from dashboard.components.clientside import in_browser
from dashboard.components.shell import shell
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.lineage import GoneSnapshotError, Lineage
from dashboard.pages.page import Page
from dashboard.pages.registry import PAGES, first_page_of, menu, page_named
from dashboard.published import UnreadableSnapshotError
from dashboard.routing import Address, parse_address
from dashboard.signing_in.account import NotAllowedError
from dashboard.texts import ROOM, words_of
from data_contracts.errors import KompasError
from data_contracts.snapshots import Manifest

LOCATION = "location"
SCREEN = "screen"
SHOWN = "shown-view"  # the address that the screen already shows

ANYONE = "see_about"  # the right that every role has

_logger = logging.getLogger(__name__)


def connect(app: Dash, context: Context) -> None:
    """Register the callbacks of the router and of every page."""

    @app.callback(
        Output(SCREEN, "children"),
        Output(SHOWN, "data"),
        Input(LOCATION, "pathname"),
        Input(LOCATION, "search"),
        State(SHOWN, "data"),
    )
    def show(pathname: Any, search: Any, shown: Any) -> object:
        view = f"{pathname or ''}{search or ''}"
        if view == shown:
            return no_update, no_update
        return screen(context, parse_address(pathname, search, context.language, opening_page(context))), view

    in_browser(Guarded(app, context, ANYONE), "announce", [Output(SCREEN, "data-shown")], [Input(SHOWN, "data")])
    for page in PAGES:
        page.connect(Guarded(app, context, page.right), context)


def screen(context: Context, address: Address) -> list[Component]:
    """Return the whole screen of a view; a problem becomes a screen that says what to do."""
    page = page_named(address.page)
    words = words_of(page.folder if page else ROOM, address.language)
    manifests: dict[str, Manifest] = {}
    try:
        lineage = context.published.lineage()
        manifests = lineage.manifests() if lineage else context.published.manifests()
        content = _content(context, lineage, page, address)
    except NotAllowedError as error:
        _logger.warning("%s is closed to %s: %s", address.path, context.actor, error)
        content = states.not_allowed(error.right, address, opening_page(context), words)
    except GoneSnapshotError as error:
        _logger.warning("%s cannot be shown: %s", address.path, error)
        content = states.gone_snapshot(error.kind, words)
    except UnreadableSnapshotError as error:
        _logger.warning("%s cannot be shown: %s", address.path, error)
        content = states.unreadable_snapshot(error, words)
    except KompasError as error:
        _logger.warning("%s cannot be shown: %s", address.path, error)
        content = states.failure(error, words)
    return shell(address, content, menu(context.account), manifests, words)


def _content(context: Context, lineage: Lineage | None, page: Page | None, address: Address) -> Component:
    if page is None:
        return states.unknown_page(address, opening_page(context), words_of(ROOM, address.language))
    words = words_of(page.folder, address.language)
    context.account.require(page.right)
    if lineage is None:
        return states.missing_snapshot(context.published.missing(page.needs) or ("plan",), words)
    return page.render(context, lineage, address, words)


def opening_page(context: Context) -> str:
    """Return the name of the page on which the dashboard opens for whoever is looking."""
    return first_page_of(context.account)
