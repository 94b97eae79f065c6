"""What somebody may not do: it is refused with an answer that says so, and it stands in the audit log."""

import logging
from collections.abc import Mapping
from typing import Any

import flask
from dash import Dash
from flask import Response

from dashboard.context import Context
from dashboard.signing_in.account import NotAllowedError, right_in_words
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from dashboard.withheld import WithheldError

REFUSED = "refused"
"""The audit log's word for what an account asked and was not allowed."""

FORBIDDEN, LOCKED = 403, 423
"""What may not be asked by this account; and by nobody, as long as a model is suspended."""

_logger = logging.getLogger(__name__)


def require(context: Context, right: str, subject: str) -> None:
    """Go on only when whoever asks has a right; a refusal is recorded.

    Args:
        context: Who asks.
        right: What it takes, a right of `signing_in/roles.yaml`.
        subject: What was asked, for the log: ``page:<name>`` or ``callback:<name>``.

    Raises:
        NotAllowedError: The account has not.
        KompasError: The refusal cannot be logged; it is refused all the same.
    """
    account = context.account
    if account.may(right):
        return
    log_refused(context, subject, {"why": "right", "right": right})
    raise NotAllowedError(right)


def require_models(context: Context) -> None:
    """Go on only when no suspended model chose the plan in use.

    Raises:
        WithheldError: One did.
    """
    lineage = context.published.lineage()
    if lineage is not None and context.published.withheld(lineage.plan):
        raise WithheldError


def log_refused(context: Context, subject: str, detail: Mapping[str, Any]) -> None:
    """Record that something was refused."""
    _logger.warning("Refused %s to %s: %s", subject, context.actor, dict(detail))
    context.audit_log.record(context.actor, REFUSED, subject, detail)


def answer_refusals(app: Dash) -> None:
    """Answer 403 where a callback asks too much, with the words that our script shows on the page it came from."""
    app.server.register_error_handler(NotAllowedError, _forbidden)
    app.server.register_error_handler(WithheldError, _withheld)


def _forbidden(error: NotAllowedError) -> Response:
    return _told({language: _notice(error, language) for language in LANGUAGES}, FORBIDDEN)


def _withheld(_error: WithheldError) -> Response:
    """Answer 423 where what was asked rests on a suspended model; our script then has the screen made again."""
    told = {language: {"text": words_of(ROOM, language)("withheld.text")} for language in LANGUAGES}
    return _told(told, LOCKED)


def _told(notices: Mapping[Language, Mapping[str, str]], status: int) -> Response:
    answer = flask.jsonify(notices)
    answer.status_code = status
    return answer


def _notice(error: NotAllowedError, language: Language) -> dict[str, str]:
    words = words_of(ROOM, language)
    told = {part: words(f"refusal.{part}") for part in ("title", "link")}
    return told | {"text": words("refusal.text", right=right_in_words(error.right, language))}
