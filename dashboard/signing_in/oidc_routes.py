"""The way to the provider and back."""

from dataclasses import dataclass
from typing import Any

import flask
from flask import Flask

from dashboard.signing_in import pages
from dashboard.signing_in.claims import known_by
from dashboard.signing_in.configuration import Provider, SignInRules
from dashboard.signing_in.door import Door
from dashboard.signing_in.next_view import next_view
from dashboard.signing_in.oidc import ProviderClient, ProviderError, Question
from dashboard.signing_in.routes import Asked, signed_in
from data_contracts.errors import KompasError
from data_contracts.store.accounts_elsewhere import NotLetInError, account_of
from data_contracts.store.accounts_tries import SignInTries
from data_contracts.store.audit_log import AuditLog

START, RETURN = "/oidc/start", "/oidc/return"


@dataclass(frozen=True)
class OidcRoutes:
    """The routes of signing in at a provider.

    Args:
        door: Who is signed in.
        log: The store's audit log.
        tries: Where refusals are logged.
        rules: How one signs in.
        provider: Where.
        client: This program as the provider knows it.
    """

    door: Door
    log: AuditLog
    tries: SignInTries
    rules: SignInRules
    provider: Provider
    client: ProviderClient

    def connect(self, server: Flask) -> None:
        """Add the routes to a server."""
        server.add_url_rule(START, "oidc_start", self.start, methods=["GET"])
        server.add_url_rule(RETURN, "oidc_return", self.come_back, methods=["GET"])

    def start(self) -> Any:
        """Send the browser to the provider."""
        asked = Asked.of_request(flask.request.args, self.door.language)
        question = Question.new(asked.view, asked.language)
        try:
            answer = flask.redirect(self.client.address(question, self._return_to()), 303)
        except ProviderError as error:
            return self._refused(error.reason, error, asked)
        self.door.cookies.set_asked(answer, question.cookie())
        return answer

    def come_back(self) -> Any:
        """Let in whom the provider names, by a page of our own: only from there the browser sends our cookies along."""
        question = Question.of_cookie(self.door.cookies.given(self.door.cookies.asked))
        asked = Asked.of_request({"next": question.view if question else "/"}, self.door.language)
        if question is None:
            return pages.refused("state", asked.language, asked.view)
        asked = Asked.of_request({"next": question.view, "language": question.language}, self.door.language)
        try:
            return self._let_in(question, asked)
        except (ProviderError, NotLetInError) as error:
            return self._refused(error.reason, error, asked)
        except KompasError as error:
            return pages.no_store(error, asked.language)

    def _let_in(self, question: Question, asked: Asked) -> Any:
        claims = self.client.claims(question, flask.request.args, self._return_to())
        account = account_of(self.log, known_by(claims, self.provider))
        answer = pages.go_on(next_view(asked.view), asked.language)
        return signed_in(answer, self.door.cookies, self.door.sign_ins, account.name, "oidc")

    def _refused(self, reason: str, error: KompasError, asked: Asked) -> Any:
        flask.current_app.logger.warning("nobody was let in from the provider: %s", error.what)
        self.tries.refused_elsewhere(reason)
        status = 502 if reason == "provider" else 403
        answer = pages.refused(reason, asked.language, asked.view, status)
        self.door.cookies.remove(answer, self.door.cookies.asked)
        return answer

    def _return_to(self) -> str:
        return (self.rules.address or flask.request.host_url.rstrip("/")) + RETURN
