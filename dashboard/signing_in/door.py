"""The door: nothing but the sign-in page is answered before it is known who asks."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import flask
from flask import Response
from werkzeug.exceptions import SecurityError

from dashboard.signing_in import pages
from dashboard.signing_in.account import Account
from dashboard.signing_in.cookies import FORM_HEADER, Cookies
from dashboard.signing_in.forms import FORM_FIELD, is_our_own
from dashboard.signing_in.next_view import encoded, next_view, sign_in_address
from dashboard.texts import Language
from data_contracts.errors import KompasError
from data_contracts.store.accounts_tokens import SignIns

ATTENDED_HEADER = "X-Kompas-Attended"
"""With which our script says that a person was at the keyboard lately: a screen that asks by itself is not used."""
ACCOUNT_HEADER = "X-Kompas-Account"
"""For whom the page in the browser was opened: after signing in as another its forms would record under that name."""
OPEN_PATHS = frozenset({"/sign-in", "/assets/kompas.css", "/assets/signing_in.css"})
OPEN_FONTS = "/assets/fonts/"
_ASKS_ONLY = ("GET", "HEAD", "OPTIONS")
_NO_DOCUMENTS = ("/_", "/assets/", "/static/")


class NotSignedInError(KompasError):
    """Nobody is signed in where somebody must be."""

    def __init__(self) -> None:
        super().__init__("Nobody is signed in.", "", "Sign in, and try again.")


def account_signed_in() -> Account:
    """Return who asks, within a request that came through the door.

    Raises:
        NotSignedInError: It did not.
    """
    account = flask.g.get("account") if flask.has_request_context() else None
    if not isinstance(account, Account):
        raise NotSignedInError
    return account


@dataclass(frozen=True)
class Door:
    """The check before every request.

    Args:
        sign_ins: Who is signed in.
        cookies: Where the browser keeps its token.
        language: In which the dashboard opens.
        open_paths: What is answered without knowing who asks.
    """

    sign_ins: SignIns
    cookies: Cookies
    language: Language
    open_paths: frozenset[str] = OPEN_PATHS

    def check(self) -> Any:
        """Let a request through when somebody is signed in, who `account_signed_in` then returns.

        Returns:
            ``None`` to go on, or the answer in its place.
        """
        if isinstance(flask.request.routing_exception, SecurityError):
            raise flask.request.routing_exception  # another host's name; Flask itself says so only later
        path = flask.request.path
        if path in self.open_paths or (path.startswith(OPEN_FONTS) and ".." not in path):
            return None
        try:
            account = self.whoever_asks()
        except KompasError as error:
            return pages.no_store(error, self._language())
        if account is None:
            return self._nobody()
        flask.g.account = account
        return self._of(account)

    def whoever_asks(self) -> Account | None:
        """Return whose token the browser sent; ``None`` when it sent none, or it ended.

        Raises:
            KompasError: The store cannot be used.
        """
        token = self.cookies.given(self.cookies.token)
        found = self.sign_ins.of(token, used=self._is_used()) if token else None
        if found is None:
            return None
        return Account(found.name, frozenset(found.roles), found.regions, found.display_name)

    def _of(self, account: Account) -> Any:
        opened_for = flask.request.headers.get(ACCOUNT_HEADER, account.name)
        if opened_for != account.name:
            return _told("other", 409)
        if flask.request.method in _ASKS_ONLY:
            return None
        given = flask.request.headers.get(FORM_HEADER) or flask.request.form.get(FORM_FIELD, "")
        if not is_our_own(flask.request, self.cookies.given(self.cookies.token), given):
            return _told("foreign", 403)
        return None

    def _nobody(self) -> Any:
        if flask.request.method not in _ASKS_ONLY or flask.request.path.startswith(_NO_DOCUMENTS):
            return _told("ended", 401)
        view = asked_view()
        if flask.request.headers.get("Sec-Fetch-Site") == "cross-site":
            # From a link on another site the browser sends no cookie of ours; from our own page it does.
            return pages.go_on(next_view(view), self._language())
        return flask.redirect(sign_in_address(next_view(view)), 303)

    def _is_used(self) -> bool:
        if flask.request.path.startswith("/_") or flask.request.method not in _ASKS_ONLY:
            return flask.request.headers.get(ATTENDED_HEADER) == "1"
        return True

    def _language(self) -> Language:
        return pages.language_of(None, flask.request.path, self.language)


def asked_view() -> str:
    """Return the view of a request as a browser writes it."""
    query = flask.request.query_string.decode("utf-8", "replace")
    return quote(flask.request.path) + (f"?{encoded(query)}" if query else "")


def _told(what: str, status: int) -> Response:
    """Answer a script, which shows the words in the language of its page."""
    answer = flask.jsonify(pages.notice(what))
    answer.status_code = status
    return answer
