"""The dashboard as a Dash app, made from plain values."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import flask
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import router
from dashboard.context import Context
from dashboard.published import Published
from dashboard.routing import Address, parse_address
from dashboard.security import secure
from dashboard.signing_in.configuration import SignInRules
from dashboard.signing_in.connect import connect as connect_signing_in
from dashboard.signing_in.cookies import FORM_HEADER, Cookies
from dashboard.signing_in.door import account_signed_in
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from dashboard.theme import MANTINE_THEME
from data_contracts.store import AuditLog, store_address


@dataclass(frozen=True)
class Configuration:
    """The settings that the dashboard needs."""

    data_dir: Path
    snapshots_dir: Path
    language: Language = "nl"
    host: str = "127.0.0.1"
    memory_limit: str = "2GB"
    threads: int = 2
    store_url: str | None = None
    signing_in: SignInRules = field(default_factory=SignInRules)


# Dash fills in the parts between braces; the language is filled in for each address.
_DOCUMENT = """<!DOCTYPE html>
<html>
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
    </head>
    <body>
        {%app_entry%}
        {%config%}
        {%scripts%}
        {%renderer%}
    </body>
</html>"""


class KompasDash(Dash):
    """Dash with the page's own language on the document, from the first byte."""

    opening_language: Language = "nl"

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        """Return the HTML document; the language comes from the address asked for."""
        language = parse_address(flask.request.path, "", self.opening_language, "").language
        loading = words_of(ROOM, language)("loading")
        entry = f'<div id="react-entry-point"><p class="kompas-loading" role="status">{loading}</p></div>'
        account = f'<meta name="kompas-account" content="{escape(account_signed_in().name)}">'
        ours = {"app_entry": entry, "metas": parts["metas"] + account}
        document: str = super().interpolate_index(*args, **parts | ours)  # type: ignore[no-untyped-call]
        return document.replace("<html>", f'<html lang="{language}">', 1)


def create_app(configuration: Configuration) -> Dash:
    """Return the dashboard over a run's folder; nothing is read before the first visitor."""
    context = Context(
        published=Published(configuration.snapshots_dir, configuration.memory_limit, configuration.threads),
        audit_log=AuditLog(store_address(configuration.data_dir, configuration.store_url)),
        account_of=account_signed_in,
        language=configuration.language,
    )
    app = KompasDash(
        __name__,
        title="Inspectiekompas",
        update_title="",
        index_string=_DOCUMENT,
        use_pages=False,
        pages_folder="",
        assets_folder=str(ROOM / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        add_log_handler=False,
        enable_mcp=False,
        csrf_token_name=Cookies(configuration.signing_in.is_secure).form,
        csrf_header_name=FORM_HEADER,
    )
    app.opening_language = configuration.language
    app.layout = _frame()
    router.connect(app, context)
    connect_signing_in(app.server, context.audit_log, configuration.signing_in, configuration.language)
    _redirect_home(app, context, configuration.language)
    secure(app, configuration.host, configuration.signing_in.address)
    return app


def _frame() -> Component:
    frame: Component = dmc.MantineProvider(
        [
            dcc.Location(id=router.LOCATION, refresh="callback-nav"),
            dcc.Store(id=router.SHOWN),
            dcc.Interval(id=router.SUSPENSION_CHECK, interval=router.SUSPENSION_CHECK_MS),
            html.Div(_loading(), id=router.SCREEN, className="kompas-screen"),
        ],
        theme=MANTINE_THEME,
        defaultColorScheme="auto",
    )
    return frame


def _loading() -> Component:
    """Say that the page comes, in every language: the stylesheet shows that of the document."""
    said = [html.Span(words_of(ROOM, language)("loading"), lang=language) for language in LANGUAGES]
    return html.P(said, className="kompas-loading", role="status")


def _redirect_home(app: Dash, context: Context, language: Language) -> None:
    def to_first_page() -> Any:
        if flask.request.path != "/":
            return None
        return flask.redirect(Address(language, router.opening_page(context)).href)

    app.server.before_request(to_first_page)
