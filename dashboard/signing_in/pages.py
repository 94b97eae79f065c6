"""The pages that are shown before anybody is signed in: plain HTML, without a script."""

from functools import cache
from pathlib import Path
from typing import Any

import flask
from flask import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dashboard.signing_in.next_view import next_view, sign_in_address
from dashboard.texts import LANGUAGES, Language, Words, words_of
from data_contracts.errors import KompasError

FOLDER = Path(__file__).parent
NOTICE_PARTS = ("title", "text", "link")


def language_of(asked: Any, view: str, otherwise: Language) -> Language:
    """Return the language that was asked for, else that of the view, else the dashboard's."""
    first = view.split("/")[1] if view.count("/") > 1 else ""
    return next((known for known in LANGUAGES if known in (asked, first) and asked in (known, None, "")), otherwise)


def sign_in(
    language: Language,
    view: str,
    form_token: str,
    *,
    local: bool,
    provider: str | None,
    problem: str = "",
    name: str = "",
    status: int = 200,
) -> Response:
    """Return the sign-in page.

    Args:
        language: Of the page.
        view: Where it leads to.
        form_token: By which its form is known as our own.
        local: Whether it has fields for a name and a password.
        provider: What the other way to sign in is called, if there is one.
        problem: What went wrong, in words.
        name: What was typed as the name.
        status: Of the answer.
    """
    other = next(known for known in LANGUAGES if known != language)
    more = {
        "view": view,
        "form_token": form_token,
        "local": local,
        "provider": provider,
        "problem": problem,
        "name": name,
        "other": other,
        "other_href": sign_in_address(view, language=other),
        "provider_href": sign_in_address(view, language=language).replace("/sign-in", "/oidc/start", 1),
    }
    return _page("sign_in", language, status, **more)


def go_on(view: str, language: Language) -> Response:
    """Return a page of our own that leads to a view at once, so that the browser sends our cookies along."""
    return _page("go_on", language, 200, view=view)


def refused(what: str, language: Language, view: str, status: int = 403, **values: str) -> Response:
    """Return a page that says why somebody who signed in elsewhere is not let in."""
    words = _words(language)
    title, text = words(f"refused.{what}.title"), words(f"refused.{what}.text", **values)
    return _page("refused", language, status, title=title, text=text, back=sign_in_address(view, language=language))


def no_store(error: KompasError, language: Language) -> Response:
    """Return a page that says that nobody can be let in now."""
    flask.current_app.logger.error("nobody can be let in: %s", error)
    return refused("store", language, next_view("/"), 503)


def notice(what: str) -> dict[str, dict[str, str]]:
    """Return the words with which a page that is still open says that nothing more is recorded, by language."""
    return {known: _notice(what, _words(known)) for known in LANGUAGES}


def _notice(what: str, words: Words) -> dict[str, str]:
    return {part: words(f"notice.{what}.{part}") for part in NOTICE_PARTS}


def _page(kind: str, language: Language, status: int, **values: Any) -> Response:
    words = _words(language)
    text = _template(f"{kind}.html.j2").render(words=words, language=language, **values)
    return Response(text, status, mimetype="text/html")


def _words(language: Language) -> Words:
    return words_of(FOLDER, language)


@cache
def _template(name: str) -> Template:
    loader = FileSystemLoader(FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template(name)
