"""From an address to a screen, and nothing on the screen that its page could not show."""

import logging
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.components import states
from dashboard.components.clientside import in_browser
from dashboard.components.shell import shell
from dashboard.components.suspension import TOLD, signature, suspension_strip, unreadable_strip
from dashboard.context import Context
from dashboard.guarded import RIGHT, Guarded
from dashboard.lineage import GoneSnapshotError, Lineage
from dashboard.pages.page import Page
from dashboard.pages.registry import PAGES, first_page_of, menu, page_named
from dashboard.published import UnreadableSnapshotError
from dashboard.refusals import answer_refusals, require
from dashboard.regions import OutsideRegionsError
from dashboard.routing import Address, parse_address
from dashboard.signing_in.account import NotAllowedError
from dashboard.texts import ROOM, Words, words_of
from dashboard.withheld import WithheldError
from data_contracts.errors import KompasError
from data_contracts.snapshots import Manifest

LOCATION = "location"
SCREEN = "screen"
SUSPENSION_CHECK = "suspension-check"  # asks now and then whether models were suspended since the screen was made
SUSPENSION_CHECK_MS = 15_000
SHOWN = "shown-view"  # the address that the screen already shows

ANYONE = "see_about"  # the right that every role has
OF_THE_PAGE = "of the page"  # what the door itself asks for: the right of the page behind it

_logger = logging.getLogger(__name__)


def connect(app: Dash, context: Context) -> None:
    """Register the callbacks of the router and of every page, each of which asks for a right."""
    answer_refusals(app)
    _connect_screen(app, context)
    in_browser(Guarded(app, context, ANYONE), "announce", [Output(SCREEN, "data-shown")], [Input(SHOWN, "data")])
    _connect_suspension(app, context)
    for page in PAGES:
        page.connect(Guarded(app, context, page.right, page.rests_on_models), context)


def _connect_screen(app: Dash, context: Context) -> None:
    """Register the door: it asks for the right of the page that an address names, and says so when that is missing."""

    def show(pathname: Any, search: Any, shown: Any) -> object:
        view = f"{pathname or ''}{search or ''}"
        if view == shown:
            return no_update, no_update
        return screen(context, parse_address(pathname, search, context.language, opening_page(context))), view

    setattr(show, RIGHT, OF_THE_PAGE)
    app.callback(
        Output(SCREEN, "children"),
        Output(SHOWN, "data"),
        Input(LOCATION, "pathname"),
        Input(LOCATION, "search"),
        State(SHOWN, "data"),
    )(show)


def _connect_suspension(app: Dash, context: Context) -> None:
    """Make a screen again when models were suspended or resumed, or a plan came off hold, since it was made."""

    @Guarded(app, context, ANYONE).callback(
        Output(SCREEN, "children", allow_duplicate=True),
        Input(SUSPENSION_CHECK, "n_intervals"),
        State(LOCATION, "pathname"),
        State(LOCATION, "search"),
        State(TOLD, "data"),
        prevent_initial_call=True,
    )
    def suspended(_ticks: Any, pathname: Any, search: Any, told: Any) -> object:
        if told == signature(context.suspended, _is_on_hold(context, context.published.lineage())):
            raise PreventUpdate
        return screen(context, parse_address(pathname, search, context.language, opening_page(context)))


def screen(context: Context, address: Address) -> list[Component]:
    """Return the whole screen of a view; a problem becomes a screen that says what to do."""
    page = page_named(address.page)
    words = words_of(page.folder if page else ROOM, address.language)
    manifests: dict[str, Manifest] = {}
    lineage = None
    try:
        lineage = context.published.lineage()
        manifests = lineage.manifests() if lineage else context.published.manifests()
        content = _content(context, lineage, page, address)
    except NotAllowedError as error:
        content = states.not_allowed(error.right, address, opening_page(context), words)
    except OutsideRegionsError:
        content = states.outside_regions(address, opening_page(context), words)
    except WithheldError:
        content = states.withheld(words)
    except GoneSnapshotError as error:
        _logger.warning("%s cannot be shown: %s", address.path, error)
        content = states.gone_snapshot(error.kind, words)
    except UnreadableSnapshotError as error:
        _logger.warning("%s cannot be shown: %s", address.path, error)
        content = states.unreadable_snapshot(error, words)
    except KompasError as error:
        _logger.warning("%s cannot be shown: %s", address.path, error)
        content = states.failure(error, words)
    leads_to = menu(context.account) or (opening_page(context),)  # who may nothing still reads why
    return shell(address, content, context.account, leads_to, manifests, words, _strip(context, lineage, words))


def _strip(context: Context, lineage: Lineage | None, words: Words) -> list[Component]:
    """Return the strip about suspended models; a store that cannot be read is said, and hides nothing else."""
    try:
        return suspension_strip(context.suspended, _is_on_hold(context, lineage), words)
    except KompasError as error:
        _logger.warning("Suspensions cannot be read: %s", error)
        return unreadable_strip(words)


def _is_on_hold(context: Context, lineage: Lineage | None) -> bool:
    return lineage is not None and bool(context.published.withheld(lineage.plan))


def _content(context: Context, lineage: Lineage | None, page: Page | None, address: Address) -> Component:
    if page is None:
        return states.unknown_page(address, opening_page(context), words_of(ROOM, address.language))
    words = words_of(page.folder, address.language)
    require(context, page.right, f"page:{page.name}")
    if lineage is not None and page.rests_on_models and context.published.withheld(lineage.plan):
        raise WithheldError
    if lineage is not None:
        return page.render(context, lineage, address, words)
    if page.without_plan is not None:
        return page.without_plan(context, address, words)
    return states.missing_snapshot(context.published.missing(page.needs) or ("plan",), words)


def opening_page(context: Context) -> str:
    """Return the name of the page on which the dashboard opens for whoever is looking."""
    return first_page_of(context.account)
