"""Whether a form or a script's request is our own page's, and none that another site had the browser send."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Request

FORM_FIELD = "form_token"


def form_token(secret: str) -> str:
    """Return what a form of this browser carries; nobody makes it without the secret in its cookie."""
    return hmac.new(secret.encode("utf-8", "replace"), b"kompas form", hashlib.sha256).hexdigest()


def is_our_own(request: Request, secret: str, given: str) -> bool:
    """Tell whether a request that changes something comes from our own pages.

    Args:
        request: The request.
        secret: Of this browser: its sign-in token, or before that its visitor's cookie.
        given: The token that came with the form or in the header.
    """
    expected = form_token(secret).encode()
    return bool(secret) and hmac.compare_digest(expected, given.encode("utf-8", "replace")) and _is_same_site(request)


def _is_same_site(request: Request) -> bool:
    """Tell what the browser says of where the request comes from; one that says nothing has the token only."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or urlsplit(origin).netloc == request.host
