"""The list of features: what each measures, on what ground, from which registers, and which are off."""

from collections.abc import Sequence
from unicodedata import combining, normalize

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.states import state
from dashboard.components.tables import definitions, table
from dashboard.context import Context
from dashboard.pages.about.ids import FAMILY, FAMILY_FIELD, NAME, SEARCH, SEARCH_FIELD, SEARCHED
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.contract import spoken_name
from features.catalogue import Catalogue, load_catalogue
from features.feature import Feature
from features.statute.articles import article_text

PART = "features"
ALL = "all"
MAX_TEXT = 100


def part(_context: Context, address: Address, words: Words) -> list[Component]:
    """Return the list, narrowed to what the address asks for, or one feature."""
    catalogue = load_catalogue()
    name = address.parameters.get(NAME, "")
    if name:
        found = next((item for item in (*catalogue.features, *catalogue.held) if item.name == name), None)
        return [_one(found, catalogue, address, words) if found else _unknown(name, words)]
    return _list(catalogue, address, words)


def chosen(catalogue: Catalogue, family: str, searched: str, words: Words) -> list[Feature]:
    """Return the features of a family (all when it is none) that have a text in their name or their words."""
    wanted = _plain(searched[:MAX_TEXT])
    every = (*catalogue.features, *catalogue.held)
    known = family if any(item.family == family for item in every) else ""
    return [
        item
        for item in sorted(every, key=lambda item: (item.family, item.name))
        if known in ("", item.family) and wanted in _plain(_all_words(item, words))
    ]


def _all_words(feature: Feature, words: Words) -> str:
    told = (feature.label, feature.description)
    return " ".join([feature.name, feature.legal_basis, *(text.in_language(words.language) for text in told)])


def _plain(text: str) -> str:
    """Return a text in small letters without accents, so that they make no difference to a search."""
    return "".join(letter for letter in normalize("NFKD", text.lower()) if not combining(letter))


def _list(catalogue: Catalogue, address: Address, words: Words) -> list[Component]:
    family, searched = address.parameters.get(FAMILY, ""), address.parameters.get(SEARCH, "")
    found = chosen(catalogue, family, searched, words)
    families = [
        {"value": item.name, "label": _family(item.name, words)} for item in catalogue.definitions if item.features
    ]
    by_name = sorted(families, key=lambda item: item["label"])
    known = family if any(item["value"] == family for item in families) else ALL
    fields = html.Div(
        [
            dmc.TextInput(
                id=SEARCH_FIELD, label=words("features.search"), value=searched[:MAX_TEXT], w=280, debounce=500
            ),
            dmc.Select(
                id=FAMILY_FIELD,
                label=words("features.family"),
                data=[{"value": ALL, "label": words("features.all")}, *by_name],
                value=known,
                allowDeselect=False,
                w=280,
            ),
        ],
        className="kompas-selectors",
    )
    lead = words("features.lead", active=len(catalogue.features), held=len(catalogue.held))
    return [
        dcc.Store(id=SEARCHED, data={"q": searched, "family": family}),
        section("features", words("features.heading"), lead, fields, *_found(found, address, words)),
    ]


def _found(found: Sequence[Feature], address: Address, words: Words) -> list[Component]:
    if not found:
        return [html.P(words("features.none"), className="kompas-none", id="features-none")]
    count = words("features.one") if len(found) == 1 else words("features.count", count=len(found))
    header = [words(f"features.{name}") for name in ("name", "measures", "family", "source", "use")]
    rows = [_row(item, address, words) for item in found]
    return [html.P(count, role="status"), table(words("features.heading"), header, rows)]


def _row(feature: Feature, address: Address, words: Words) -> list[object]:
    language = words.language
    href = Address(language, address.page, PART, {NAME: feature.name}).href
    return [
        html.Span(dcc.Link(feature.label.in_language(language), href=href), style={"whiteSpace": "normal"}),
        feature.description.in_language(language),
        _family(feature.family, words),
        _sources(feature, words),
        html.Span(words("features.in_use"), className="kompas-nowrap")
        if feature.held is None
        else html.Strong(words("features.held"), className="kompas-nowrap"),
    ]


def _one(feature: Feature, catalogue: Catalogue, address: Address, words: Words) -> Component:
    language = words.language
    about = next((item.about for item in catalogue.definitions if item.name == feature.family), None)
    family = _family(feature.family, words)
    held = [html.P(html.Strong(words("feature.held")), className="kompas-flag")] if feature.held else []
    entries = [
        (words("feature.family"), f"{family}. {about.in_language(language)}" if about else family),
        (words("feature.code"), html.Code(feature.name)),
        (words("feature.unit"), words.of_code("unit", feature.value_format)),
        (words("feature.direction"), words.of_code("direction", feature.direction)),
        (words("feature.basis"), article_text(feature.legal_basis, language)),
        (words("feature.source"), _sources(feature, words)),
        (words("feature.risk"), words.of_code("risk", feature.proxy_risk)),
        (words("feature.why_risk"), feature.proxy_reason.in_language(language)),
        (words("feature.owner"), feature.owner),
        (words("feature.review"), formats.day(feature.review_date, language)),
    ]
    if feature.signed is not None:
        day = formats.day(feature.signed.on, language)
        entries.append((words("feature.signed"), words("feature.signed.by", by=feature.signed.by, day=day)))
    return section(
        "feature",
        feature.label.in_language(language),
        feature.description.in_language(language),
        *held,
        *([html.P(feature.held.in_language(language))] if feature.held else []),
        definitions(entries),
        html.P(words("feature.missing", sentence=feature.missing.in_language(language))),
        dcc.Link(words("feature.back"), href=Address(language, address.page, PART).href),
    )


def _unknown(name: str, words: Words) -> Component:
    return state(
        "unknown-feature",
        words("feature.unknown"),
        html.P(words("feature.unknown.explanation", name=name[:MAX_TEXT])),
        dcc.Link(words("feature.back"), href=Address(words.language, "about", PART).href),
    )


def _family(name: str, words: Words) -> str:
    return words.of_code("family", name)


def _sources(feature: Feature, words: Words) -> str:
    return ", ".join(spoken_name(name, words.language) for name in feature.source_tables)
