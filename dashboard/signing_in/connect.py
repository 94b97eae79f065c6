"""Everything of signing in, put on a server."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.signing_in.configuration import SignInRules
from dashboard.signing_in.cookies import Cookies
from dashboard.signing_in.door import OPEN_PATHS, Door
from dashboard.signing_in.oidc import ProviderClient
from dashboard.signing_in.oidc_routes import RETURN, START, OidcRoutes
from dashboard.signing_in.routes import SignInRoutes
from dashboard.texts import Language
from data_contracts.store import AuditLog
from data_contracts.store.accounts import Accounts
from data_contracts.store.accounts_tokens import SignIns
from data_contracts.store.accounts_tries import SignInTries


def connect(server: Flask, log: AuditLog, rules: SignInRules, language: Language) -> None:
    """Put the door before every request, and add the routes by which one comes in.

    Args:
        server: The dashboard's server.
        log: The audit log of the store that holds the accounts.
        rules: How one signs in.
        language: In which the dashboard opens.
    """
    open_paths = OPEN_PATHS | ({START, RETURN} if rules.provider else frozenset())
    door = Door(SignIns(log.url, rules.idle, rules.longest), Cookies(rules.is_secure), language, open_paths)
    tries = SignInTries(log.url)
    server.before_request(door.check)
    SignInRoutes(door, Accounts(log.url), tries, rules).connect(server)
    if rules.provider:
        OidcRoutes(door, log, tries, rules, rules.provider, ProviderClient(rules.provider)).connect(server)
    if rules.proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=rules.proxies, x_proto=0)  # type: ignore[method-assign]
