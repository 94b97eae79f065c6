"""Where to go after signing in: a view of our own, and never another site."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

LONGEST = 3_000
_NO_VIEWS = ("/_", "/assets/", "/sign-", "/oidc/")
HOME = "/"


def next_view(given: Any) -> str:
    r"""Return the view to go to: the path that was given when it is one on this host, else the first page.

    Browsers read ``//host`` and ``/\host`` as other hosts, and leave out control characters before they do.
    """
    text = given if isinstance(given, str) else ""
    odd = "\\" in text or any(ord(sign) <= 32 or ord(sign) == 127 for sign in text)
    if odd or len(text) > LONGEST or not text.startswith("/") or text.startswith(("//", *_NO_VIEWS)):
        return HOME
    try:
        parts = urlsplit(text)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else encoded(text)


def encoded(address: str) -> str:
    """Return a part of an address with what it cannot hold written as ``%..``; what is written so already stays."""
    return quote(address, safe="/?&=%:,+;@!~*'()$-._")


def sign_in_address(view: str, **more: str) -> str:
    """Return the address of the sign-in page that leads to a view."""
    asked = ({"next": view} if view != HOME else {}) | more
    return "/sign-in" + (f"?{urlencode(asked)}" if asked else "")
