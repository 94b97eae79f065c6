"""Signing in with a name and a password, and signing out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

import flask
from flask import Flask, Response

from dashboard.signing_in import pages
from dashboard.signing_in.configuration import SignInRules
from dashboard.signing_in.cookies import Cookies
from dashboard.signing_in.door import Door
from dashboard.signing_in.forms import FORM_FIELD, form_token, is_our_own
from dashboard.signing_in.next_view import HOME, next_view
from dashboard.texts import Language, words_of
from data_contracts.errors import KompasError
from data_contracts.store.accounts import Accounts
from data_contracts.store.accounts_tokens import SignIns
from data_contracts.store.accounts_tries import SignInTries, Try

_MINUTE = 60


@dataclass(frozen=True)
class Asked:
    """What a request to the sign-in page holds; it comes from a browser, so it can be anything.

    Attributes:
        view: Where to go afterwards.
        language: Of the page.
    """

    view: str
    language: Language

    @classmethod
    def of_request(cls, given: Any, otherwise: Language) -> "Asked":
        """Read the address's part after the question mark, or a form."""
        view = next_view(given.get("next"))
        return cls(view, pages.language_of(given.get("language"), view, otherwise))

    @property
    def goes_to(self) -> str:
        """Where to go after signing in: the view, or the first page in the language of the sign-in page."""
        return self.view if self.view != HOME else f"/{self.language}"


@dataclass(frozen=True)
class SignInRoutes:
    """The routes of signing in with a password, and of signing out.

    Args:
        door: Who is signed in.
        accounts: Who may sign in.
        tries: How often somebody tried in vain.
        rules: How one signs in.
    """

    door: Door
    accounts: Accounts
    tries: SignInTries
    rules: SignInRules

    def connect(self, server: Flask) -> None:
        """Add the routes to a server."""
        server.add_url_rule("/sign-in", "sign_in", self.show, methods=["GET"])
        server.add_url_rule("/sign-in", "sign_in_with", self.sign_in, methods=["POST"])
        server.add_url_rule("/sign-out", "sign_out", self.sign_out, methods=["POST"])

    def show(self) -> Any:
        """Show the sign-in page, or go on when somebody is signed in already."""
        asked = Asked.of_request(flask.request.args, self.door.language)
        try:
            if self.door.whoever_asks() is not None:
                return flask.redirect(asked.view, 303)
        except KompasError as error:
            return pages.no_store(error, asked.language)
        return self._page(asked)

    def sign_in(self) -> Any:
        """Sign in with the name and password of a form."""
        asked = Asked.of_request(flask.request.form, self.door.language)
        visitor = self.cookies.given(self.cookies.visitor)
        if not is_our_own(flask.request, visitor, flask.request.form.get(FORM_FIELD, "")):
            return self._page(asked, "form", status=403)
        name, password = (flask.request.form.get(field, "") for field in ("name", "password"))
        if not (self.rules.local_accounts and name.strip() and password):
            return self._page(asked, "empty", name=name, status=400)
        try:
            return self._with_password(asked, name, password)
        except KompasError as error:
            return pages.no_store(error, asked.language)

    def sign_out(self) -> Any:
        """End the browser's token, and show the sign-in page."""
        self.sign_ins.end(self.cookies.given(self.cookies.token))
        answer = flask.redirect("/sign-in", 303)
        self.cookies.remove(answer, self.cookies.token, self.cookies.form, self.cookies.visitor)
        return answer

    @property
    def cookies(self) -> Cookies:
        """The cookies of the door."""
        return self.door.cookies

    @property
    def sign_ins(self) -> SignIns:
        """Who is signed in."""
        return self.door.sign_ins

    def _with_password(self, asked: Asked, name: str, password: str) -> Any:
        begun = self.tries.begin(name, flask.request.remote_addr or "")
        if not isinstance(begun, Try):
            return self._waits(asked, begun, name)
        account = self.accounts.with_password(name, password)
        if account is None:
            self.tries.refused(begun, "password")
            return self._page(asked, "wrong", name=name, status=403)
        self.tries.succeeded(begun)
        return signed_in(flask.redirect(asked.goes_to, 303), self.cookies, self.sign_ins, account.name, "local")

    def _waits(self, asked: Asked, wait: timedelta, name: str) -> Response:
        seconds = max(1, ceil(wait.total_seconds()))
        unit, number = ("minutes", ceil(seconds / _MINUTE)) if seconds > 2 * _MINUTE else ("seconds", seconds)
        answer = self._page(asked, f"wait_{unit}", name=name, status=429, wait=str(number))
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def _page(self, asked: Asked, problem: str = "", name: str = "", status: int = 200, **values: str) -> Response:
        words = words_of(pages.FOLDER, asked.language)
        visitor = self.cookies.given(self.cookies.visitor) or secrets.token_urlsafe(32)
        provider = self.rules.provider
        answer = pages.sign_in(
            asked.language,
            asked.view,
            form_token(visitor),
            local=self.rules.local_accounts,
            provider=(provider.label or words("sign_in.provider_unnamed")) if provider else None,
            problem=words(f"problem.{problem}", **values) if problem else "",
            name=name,
            status=status,
        )
        self.cookies.set(answer, self.cookies.visitor, visitor)
        return answer


def signed_in(answer: Any, cookies: Cookies, sign_ins: SignIns, name: str, way: str) -> Any:
    """Give the browser a new token for an account; one that it had before ends.

    Raises:
        KompasError: The store cannot be written.
    """
    before = cookies.given(cookies.token)
    if before:
        sign_ins.end(before)
    token = sign_ins.start(name, way)
    cookies.set(answer, cookies.token, token)
    cookies.set(answer, cookies.form, form_token(token), for_scripts=True)
    cookies.remove(answer, cookies.visitor, cookies.asked)
    return answer
