"""How the employer page looks: a head, and the blocks of the dossier below it."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.contested import contested_mark
from dashboard.components.states import state
from dashboard.components.suspension import held
from dashboard.components.tables import definitions
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.employer.blocks import (
    facts_block,
    inspections_block,
    not_known_block,
    noted_block,
    probability_block,
)
from dashboard.pages.employer.chain import CHAIN
from dashboard.pages.employer.decisions import (
    BLIND,
    Decided,
    decisions_about,
    decisions_block,
    hidden_block,
    kept_parameters,
)
from dashboard.pages.employer.history import HISTORY
from dashboard.pages.employer.hours import HOURS
from dashboard.pages.employer.later import place_for
from dashboard.pages.employer.navigation import navigation
from dashboard.pages.employer.peers import PEERS
from dashboard.pages.employer.query import Dossier, dossier, in_register
from dashboard.pages.employer.register_words import places, sector, wage_tax_number
from dashboard.pages.employer.shown import OPENED, shown_store
from dashboard.pages.employer.signals import SIGNALS
from dashboard.pages.employer.wages import WAGES
from dashboard.planned import PlannedItem
from dashboard.purpose.gate import gate, opened_for, purpose_of
from dashboard.purpose.purposes import carried
from dashboard.routing import Address
from dashboard.site import place_of, seen_in_words
from dashboard.texts import Words

BLOCKS = (
    "decisions", "facts", "noted", "probability", "not-known", WAGES, HOURS, CHAIN, PEERS, SIGNALS, HISTORY,
    "inspections",
)  # fmt: skip
"""The blocks of a dossier in the order of the page, by their ids."""


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the dossier of the employer that the address names, and record that it was opened and for what.

    Without a purpose it asks for one instead, and nothing of the employer but its name is shown.

    Raises:
        OutsideRegionsError: The employer lies outside the regions of the account.
        GoneSnapshotError: The plan was made from a snapshot that is not there any more.
        KompasError: The opening cannot be logged; the dossier then stays closed.
    """
    if not in_register(
        context.published, lineage, address.argument
    ):  # before the gate: a slip of the pen is no false purpose
        return unknown_employer(address, words)
    closed = gate(context, lineage, address, words)
    if closed is not None:
        return closed
    found = dossier(context.published, lineage, address.argument)
    if found is None:
        return unknown_employer(address, words)
    shown_from = {kind: lineage.snapshot(kind).manifest.snapshot_id for kind in ("features", "scores", "plan")}
    decided = decisions_about(context, lineage.plan, address.argument)
    view = {"view": "blind" if _is_blind(address, decided) else "open", "purpose": purpose_of(address)}
    context.log(OPENED, "employer", address.argument, {"as_of": found.as_of.isoformat(), **view, **shown_from})
    return html.Div(
        [
            dcc.Link(words("back"), href=_plan_address(address).href, className="kompas-back"),
            _head(context, found, address, words),
            html.Div(
                [
                    navigation([name for name in BLOCKS if name not in _absent(decided, found)], words),
                    html.Div(_blocks(context, lineage, found, decided, address, words), className="kompas-column"),
                ],
                className="kompas-dossier",
            ),
            shown_store(lineage, address.argument, words),
        ],
        className="kompas-page",
        id="employer-page",
    )


def _blocks(
    context: Context, lineage: Lineage, found: Dossier, decided: Decided, address: Address, words: Words
) -> list[Component]:
    """Return the blocks that are there at once, and the places of those that come later."""
    blind = _is_blind(address, decided)
    blocks = [
        decisions_block(context, lineage.plan, decided, address, words),
        facts_block(found, words),
        noted_block(found, words),
        hidden_block(address, words) if blind else probability_block(found, words),
        not_known_block(found, words),
        *(place_for(block, words) for block in (WAGES, HOURS, CHAIN, PEERS)),
        html.Div([place_for(SIGNALS, words), place_for(HISTORY, words)], className="kompas-two"),
        inspections_block(found, words),
    ]
    return [block for block in blocks if block is not None]


def _is_blind(address: Address, decided: Decided) -> bool:
    return address.parameters.get(BLIND) == "1" and not decided.rows


def _absent(decided: Decided, found: Dossier) -> set[str]:
    """Return which blocks are left out of a dossier because there is nothing that they could say."""
    without = {"decisions": decided.is_shown, "noted": bool(found.noted)}
    return {name for name, there in without.items() if not there}


def unknown_employer(address: Address, words: Words) -> Component:
    """Return the screen for a number that the register does not hold."""
    return state(
        "unknown-employer",
        words("unknown.heading"),
        html.P(words("unknown.explanation", employer=address.argument or formats.MISSING)),
        html.P(words("unknown.remedy")),
        dcc.Link(words("unknown.find"), href=Address(address.language, "employers").href),
    )


def _head(context: Context, found: Dossier, address: Address, words: Words) -> Component:
    employer = found.employer
    return html.Div(
        [
            html.H1(employer["trade_name"] or employer["employer_id"]),
            opened_for(address, words),
            html.P(_planned(found.planned, words), className="kompas-lead", id="employer-planned"),
            *([held(words)] if found.planned and found.withheld else []),
            *contested_mark(context, employer["employer_id"], words),
            *(_site(context, found.planned, address, words) if found.planned else []),
            definitions(_identity(found, words)),
        ],
        className="kompas-employer-head",
    )


def _planned(planned: PlannedItem | None, words: Words) -> str:
    if planned is None:
        return words("not_planned")
    month = formats.month(planned.month, words.language)
    hours = formats.number(planned.expected_hours, words.language)
    instrument = words.of_code("instrument", planned.instrument).lower()
    return words("planned", plan=planned.plan_id, month=month, team=planned.team, hours=hours, instrument=instrument)


def _site(context: Context, planned: PlannedItem, address: Address, words: Words) -> list[Component]:
    """Return where the visit goes, whether that site may be gone, and with whom the visit is joint."""
    kept = kept_parameters(address) | carried(context.account, "joint")
    partners: list[Any] = [words("jointly")]
    for employer_id, name in planned.partners:
        partners += [" ", dcc.Link(name, href=Address(address.language, "employer", employer_id, kept).href), ","]
    partners[-1] = "."
    seen = words("site", place=place_of(planned, words), seen=seen_in_words(planned, words))
    return [
        html.P(seen, id="employer-site"),
        *([html.P(words("site.check"), className="kompas-flag")] if planned.site_doubtful else []),
        *([html.P(partners, id="employer-partners")] if planned.partners else []),
    ]


def _plan_address(address: Address) -> Address:
    return Address(address.language, "plan", parameters=kept_parameters(address))


def _identity(found: Dossier, words: Words) -> list[tuple[str, str]]:
    employer = found.employer
    active = formats.day(employer["start_date"], words.language)
    if employer["end_date"]:
        active = words("ended", start=active, end=formats.day(employer["end_date"], words.language))
    values = {
        "sector": sector(employer["sbi_code"], words),
        "size_class": employer["size_class"],
        "province": words.of_code("province", employer["province"]),
        "establishments": places(found.places, words),
        "legal_form": words.of_code("legal_form", employer["legal_form"]),
        "active_since": active,
        "employer_id": employer["employer_id"],
        "kvk_number": employer["kvk_number"],
        "rsin": employer["rsin"],
        "loonheffingennummer": ", ".join(wage_tax_number(number, words) for number in found.numbers),
    }
    return [(words(f"identity.{name}"), value or formats.MISSING) for name, value in values.items()]
