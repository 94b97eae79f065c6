"""Screens for when there is nothing to show: no data yet, unknown, empty, or gone wrong."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.routing import Address
from dashboard.signing_in.account import right_in_words
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots.reader import VERB_OF_KIND


def state(identifier: str, heading: str, *children: Any) -> Component:
    """Return a screen that says what is the matter and what to do."""
    return html.Div([html.H1(heading), *children], id=identifier, className="kompas-card kompas-state")


def missing_snapshot(missing: Sequence[str], words: Words) -> Component:
    """Return the screen for data that has not been made yet, with the command that makes it."""
    first = missing[0]
    return state(
        "missing-snapshot",
        words("missing.heading", kind=words.of_code("kind", first)),
        html.P(words("missing.explanation")),
        html.P(words("missing.all_steps")),
        html.Pre("kompas run", className="kompas-command"),
        html.P(words("missing.one_step", kind=words.of_code("kind", first))),
        html.Pre(f"kompas {VERB_OF_KIND[first]}", className="kompas-command"),
        html.P(words("missing.without_restart")),
    )


def gone_snapshot(kind: str, words: Words) -> Component:
    """Return the screen for a plan that rests on a snapshot which is no longer there, with the command that helps."""
    return state(
        "missing-snapshot",
        words("gone.heading", kind=words.of_code("kind", kind)),
        html.P(words("gone.explanation")),
        *_run_again(words),
    )


def unreadable_snapshot(error: KompasError, words: Words) -> Component:
    """Return the screen for a damaged snapshot, with the command that makes it again."""
    return state(
        "unreadable-snapshot",
        words("unreadable.heading"),
        html.P(words("unreadable.explanation")),
        *_run_again(words),
        html.P(words("unreadable.report")),
        html.Pre(f"{error.what}\n  {error.where}", className="kompas-command", lang="en"),
    )


def _run_again(words: Words) -> list[Component]:
    return [
        html.P(words("missing.all_steps")),
        html.Pre("kompas run", className="kompas-command"),
        html.P(words("missing.without_restart")),
    ]


def unknown_page(address: Address, first_page: str, words: Words) -> Component:
    """Return the screen for an address that is no page."""
    home = Address(address.language, first_page)
    return state(
        "unknown-page",
        words("unknown_page.heading"),
        html.P(words("unknown_page.explanation", address=address.path)),
        dcc.Link(words("unknown_page.home"), href=home.href),
    )


def not_allowed(right: str, address: Address, first_page: str, words: Words) -> Component:
    """Return the screen for a page that the account may not open."""
    home = Address(address.language, first_page)
    return state(
        "not-allowed",
        words("not_allowed.heading"),
        html.P(words("not_allowed.explanation", right=right_in_words(right, words.language))),
        html.P(words("not_allowed.remedy")),
        dcc.Link(words("unknown_page.home"), href=home.href),
    )


def outside_regions(address: Address, first_page: str, words: Words) -> Component:
    """Return the screen for an employer outside the regions of the account; it tells nothing of the employer."""
    return state(
        "outside-regions",
        words("outside.heading"),
        html.P(words("outside.explanation")),
        html.P(words("outside.remedy")),
        dcc.Link(words("unknown_page.home"), href=Address(address.language, first_page).href),
    )


def withheld(words: Words) -> Component:
    """Return the screen for what rests on a suspended model."""
    return state("withheld", words("withheld.title"), html.P(words("withheld.text")), html.P(words("withheld.remedy")))


def failure(error: KompasError, words: Words) -> Component:
    """Return the screen for a problem that the reader or the administrator can act on."""
    return state(
        "failure",
        words("failure.heading"),
        html.P(words("failure.explanation")),
        html.Pre(str(error), className="kompas-command", lang="en"),
    )
