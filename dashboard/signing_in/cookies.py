"""The cookies: the sign-in token that no script can read, and what shows that a form is our own."""

from dataclasses import dataclass

import flask
from werkzeug.wrappers import Response

FORM_HEADER = "X-Kompas-Form"
"""In which Dash sends back the cookie that scripts may read (`Cookies.form`)."""
ASKED_S = 600


@dataclass(frozen=True)
class Cookies:
    """The names of the cookies, and how they are set.

    Attributes:
        is_secure: Whether the browser may send them by https only. Their names then start with ``__Host-``, by which
            the browser lets no other host of the domain set them.
    """

    is_secure: bool

    @property
    def token(self) -> str:
        """The sign-in token."""
        return self._name("kompas_sign_in")

    @property
    def form(self) -> str:
        """What a script sends back with whatever it asks; it is made from the token, and opens nothing by itself."""
        return self._name("kompas_form")

    @property
    def visitor(self) -> str:
        """What ties the sign-in form to this browser."""
        return self._name("kompas_visitor")

    @property
    def asked(self) -> str:
        """What the provider was asked for this browser; its answer comes from another site, so this one goes along."""
        return self._name("kompas_oidc")

    def given(self, name: str) -> str:
        """Return what the browser sent; empty when it sent nothing."""
        return flask.request.cookies.get(name, "")

    def set(self, answer: Response, name: str, value: str, *, for_scripts: bool = False) -> None:
        """Set a cookie until the browser closes, for our own pages only."""
        answer.set_cookie(
            name, value, path="/", secure=self.is_secure, httponly=not for_scripts, samesite="Strict", max_age=None
        )

    def set_asked(self, answer: Response, value: str) -> None:
        """Set for ten minutes what the provider was asked."""
        answer.set_cookie(
            self.asked, value, path="/", secure=self.is_secure, httponly=True, samesite="Lax", max_age=ASKED_S
        )

    def remove(self, answer: Response, *names: str) -> None:
        """Remove cookies."""
        for name in names:
            answer.delete_cookie(name, path="/", secure=self.is_secure, samesite="Strict")

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.is_secure else name
