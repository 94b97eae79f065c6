"""The head of the page: who the party is and what is known of it as a lender."""

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.chains import Party
from dashboard.components.groups import group_name
from dashboard.components.tables import definitions
from dashboard.context import Context
from dashboard.pages.chain.query import Registration
from dashboard.pages.chain.view import View
from dashboard.purpose.purposes import carried
from dashboard.routing import Address
from dashboard.texts import Words

PURPOSE = "chain"


def head(context: Context, view: View, words: Words) -> Component:
    """Return who the party is and, when the account may see it, what is known of it."""
    party = view.party
    entries = [
        (words("head.number"), party.employer_id or party.party_id),
        (words("head.kind"), words(f"kind.{party.kind}")),
        *_register_entries(party, words),
        *([(words("head.roles"), _roles(party, words))] if party.roles else []),
        *_known_entries(view, words),
    ]
    return html.Div(
        [html.H2(party.name), *_remarks(context, view, words), definitions(entries)],
        id="chain-head",
        className="kompas-employer-head",
    )


def about(party: Party, words: Words) -> str:
    """Return a party's sector, region and size in one line; whatever is unknown is left out."""
    known = {"sector": party.sector, "region": party.region, "size_class": party.size_class}
    return ", ".join(group_name(name, value, words) for name, value in known.items() if value)


def dossier_link(context: Context, employer_id: str, text: str, words: Words) -> Component:
    """Return the way to an employer's dossier, with the purpose of this page where the account may use it."""
    address = Address(words.language, "employer", employer_id, carried(context.account, PURPOSE))
    link: Component = dcc.Link(text, href=address.href)
    return link


def _register_entries(party: Party, words: Words) -> list[tuple[str, str]]:
    named = {"sector": party.sector, "region": party.region, "size": party.size_class}
    dimension = {"size": "size_class"}
    return [
        (words(f"head.{name}"), group_name(dimension.get(name, name), value, words))
        for name, value in named.items()
        if value
    ]


def _roles(party: Party, words: Words) -> str:
    both = "relender" in party.roles
    return ", ".join(words(f"role.{role}") for role in (("relender",) if both else party.roles))


def _known_entries(view: View, words: Words) -> list[tuple[str, str]]:
    party, found = view.party, view.registration
    if found is None or party.employer_id is None:
        return []
    signals = formats.number(view.known.signals.get(party.employer_id, 0), words.language)
    standing = view.planned.get(party.employer_id, words("planned.no")) if view.planned is not None else None
    return [
        *([(words("head.ended"), formats.day(found.ended_on, words.language))] if found.ended_on else []),
        *_registration_entries(found, words),
        (words("head.signals"), signals),
        *([(words("head.planned"), standing)] if standing is not None else []),
    ]


def _registration_entries(found: Registration, words: Words) -> list[tuple[str, str]]:
    gaps = [(words("head.gaps"), _spans(found.gaps, words))] if found.gaps else []
    return [
        (words("head.waadi"), _spans(found.waadi, words) or words("waadi.never")),
        *gaps,
        (words("head.sna"), _spans(found.sna, words) or words("sna.never")),
        (words("head.wtta"), words.of_code("wtta", found.wtta)),
    ]


def _spans(spans: tuple[tuple[date, date | None], ...] | tuple[tuple[date, date], ...], words: Words) -> str:
    return "; ".join(_span(since, until, words) for since, until in spans)


def _span(since: date, until: date | None, words: Words) -> str:
    first = formats.day(since, words.language)
    if until is None:
        return words("span.now", since=first)
    return words("span", since=first, until=formats.day(until, words.language))


def _remarks(context: Context, view: View, words: Words) -> list[Component]:
    party = view.party
    if party.kind != "registered":
        return [html.P(words(f"head.{party.kind}"), className="kompas-about")]
    if party.employer_id not in view.seen:
        return [html.P(words("head.outside"), className="kompas-about")]
    if not context.account.may("see_dossier"):
        return []
    return [html.P(dossier_link(context, str(party.employer_id), words("head.dossier"), words))]
