"""Headers that keep the pages to our own host, and hosts that the server answers to."""

from urllib.parse import urlsplit

import flask
from dash import Dash
from flask import Response

from dashboard.hosts import LOCAL_HOSTS

ASSETS, MOMENT = "/assets/", "m"
"""Our own files, and the part of their address that says when each was last changed: what it names never changes."""
OK = 200


def secure(app: Dash, host: str, address: str | None = None) -> None:
    """Set the security headers on every answer; call it after all callbacks are registered.

    Scripts come from our own host only, apart from the one inline line by which Dash starts, known by its hash.
    Styles may be inline: AG Grid, Mantine and Plotly set them that way. A server that listens on this machine only
    also answers to this machine's names only, so that no other site can pose as it (DNS rebinding); behind a proxy it
    answers to the proxy's name.

    Args:
        app: The dashboard.
        host: The address on which it listens.
        address: The address of a proxy in front of it, as browsers see it.
    """
    policy = content_security_policy(tuple(app.csp_hashes()))
    outside = urlsplit(address or "")
    if outside.hostname or host in LOCAL_HOSTS:
        app.server.config["TRUSTED_HOSTS"] = [*LOCAL_HOSTS, *filter(None, [outside.hostname])]

    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"  # with "no-referrer" our own forms would name no origin
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if response.mimetype in {"application/json", "text/html"}:
            response.headers["Cache-Control"] = "no-store"
        elif flask.request.path.startswith(ASSETS) and MOMENT in flask.request.args and response.status_code == OK:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if outside.scheme == "https":
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    app.server.after_request(add_headers)


def content_security_policy(script_hashes: tuple[str, ...]) -> str:
    """Return the policy: everything from our own host, no frames, no plug-ins, no evaluated code."""
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())
