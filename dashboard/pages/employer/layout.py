"""How the employer page looks: a head, and the blocks of the dossier below it."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.states import state
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
from dashboard.pages.employer.decisions import (
    BLIND,
    decisions_about,
    decisions_block,
    hidden_block,
    kept_parameters,
)
from dashboard.pages.employer.query import Dossier, dossier
from dashboard.planned import PlannedItem
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.site import place_of, seen_in_words
from dashboard.texts import Words
from data_contracts.reference_data import municipalities, section_of_division, sections

OPENED = "open_dossier"
PSEUDONYM = "N"
"""What a wage tax number begins with that is a pseudonym."""
MOST_PLACES = 8


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the dossier of the employer that the address names, and record that it was opened.

    Raises:
        GoneSnapshotError: The plan was made from a snapshot that is not there any more.
        KompasError: The opening cannot be logged; the dossier then stays closed.
    """
    found = dossier(context.published, lineage, address.argument)
    if found is None:
        return unknown_employer(address, words)
    shown_from = {kind: lineage.snapshot(kind).manifest.snapshot_id for kind in ("features", "scores", "plan")}
    decided = decisions_about(context, lineage.plan, address.argument)
    blind = address.parameters.get(BLIND) == "1" and not decided.rows
    view = {"view": "blind" if blind else "open"}
    context.log(OPENED, "employer", address.argument, {"as_of": found.as_of.isoformat(), **view, **shown_from})
    return html.Div(
        [
            dcc.Link(words("back"), href=_plan_address(address).href, className="kompas-back"),
            _head(found, address, words),
            decisions_block(context, lineage.plan, decided, address, words),
            facts_block(found, words),
            noted_block(found, words),
            hidden_block(address, words) if blind else probability_block(found, words),
            not_known_block(found, words),
            inspections_block(found, words),
        ],
        className="kompas-page",
        id="employer-page",
    )


def unknown_employer(address: Address, words: Words) -> Component:
    """Return the screen for a number that the register does not hold."""
    return state(
        "unknown-employer",
        words("unknown.heading"),
        html.P(words("unknown.explanation", employer=address.argument or formats.MISSING)),
        html.P(words("unknown.remedy")),
        dcc.Link(words("back"), href=Address(address.language, "plan").href),
    )


def _head(found: Dossier, address: Address, words: Words) -> Component:
    employer = found.employer
    return html.Div(
        [
            html.H1(employer["trade_name"] or employer["employer_id"]),
            html.P(_planned(found.planned, words), className="kompas-lead", id="employer-planned"),
            *(_site(found.planned, address, words) if found.planned else []),
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


def _site(planned: PlannedItem, address: Address, words: Words) -> list[Component]:
    """Return where the visit goes, whether that site may be gone, and with whom the visit is joint."""
    kept = kept_parameters(address)
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
        "sector": _sector(employer["sbi_code"], words),
        "size_class": employer["size_class"],
        "province": words.of_code("province", employer["province"]),
        "establishments": _places(found.places, words),
        "legal_form": words.of_code("legal_form", employer["legal_form"]),
        "active_since": active,
        "employer_id": employer["employer_id"],
        "kvk_number": employer["kvk_number"],
        "rsin": employer["rsin"],
        "loonheffingennummer": ", ".join(_wage_tax_number(number, words) for number in found.numbers),
    }
    return [(words(f"identity.{name}"), value or formats.MISSING) for name, value in values.items()]


def _wage_tax_number(number: str, words: Words) -> str:
    """Return a wage tax number; of a natural person's only the part that tells its numbers apart, no pseudonym."""
    if number.startswith(PSEUDONYM):
        return words("pseudonym", part=number[-3:])
    return number


def _places(places: list[Row], words: Words) -> str:
    names = {item.code: item.name for item in municipalities()}
    shown = [_place(place, names, words) for place in places[:MOST_PLACES]]
    more = len(places) - len(shown)
    return ", ".join([*shown, *([words("places.more", count=more)] if more else [])])


def _place(place: Row, names: Mapping[str, str], words: Words) -> str:
    name = names.get(place["municipality_code"]) or str(place["municipality_code"])
    count = place["establishments"]
    return name if count == 1 else words("places.several", name=name, count=count)


def _sector(sbi_code: str | None, words: Words) -> str:
    code = section_of_division().get((sbi_code or "")[:2])
    section = next((item for item in sections() if item.code == code), None)
    if section is None:
        return words("sector.unknown", sbi=sbi_code or formats.MISSING)
    name = section.name_nl if words.language == "nl" else section.name_en
    return words("sector.known", name=name, sbi=sbi_code)
