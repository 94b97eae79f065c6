"""The data contracts: why a table is there, on what ground, for how long, and what its rows must keep to."""

from datetime import date
from decimal import Decimal

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.tables import definitions, table
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.contract import Column, Contract, load_contract, register_names, spoken_content, spoken_name


def contracts_section(words: Words) -> Component:
    """Return the list of all contracts."""
    header = [words(f"contracts.{name}") for name in ("table", "what", "kept", "columns")]
    names = sorted(register_names(), key=lambda name: spoken_name(name, words.language))
    rows = [_line(load_contract(name), words) for name in names]
    return section(
        "contracts",
        words("contracts.heading"),
        words("contracts.lead"),
        table(words("contracts.heading"), header, rows, frozenset({2, 3})),
    )


def contract_page(name: str, words: Words) -> Component:
    """Return the contract of a table."""
    contract = load_contract(name)
    title = spoken_name(name, words.language)
    return html.Div(
        [
            dcc.Link(words("back"), href=Address(words.language, "data").href, className="kompas-back"),
            html.Div(
                [
                    html.H1(words("contract.title", table=title)),
                    html.P(spoken_content(name, words.language), className="kompas-lead"),
                ]
            ),
            _terms(contract, words),
            _columns(contract, words),
            _rules(contract, words),
        ],
        className="kompas-page",
        id="contract-page",
    )


def _line(contract: Contract, words: Words) -> list[object]:
    language = words.language
    return [
        dcc.Link(spoken_name(contract.name, words.language), href=Address(language, "data", contract.name).href),
        spoken_content(contract.name, words.language),
        words("contracts.years", years=contract.retention.years),
        formats.number(len(contract.columns), language),
    ]


def _terms(contract: Contract, words: Words) -> Component:
    original = [html.P(words("contract.original"), className="kompas-lead")] if words.language != "en" else []
    limit = formats.number(100 * contract.bad_row_limit, words.language, 1) + "%"
    months = contract.correction_months
    return section(
        "contract-terms",
        words("contract.terms"),
        "",
        *original,
        html.Dl(
            [
                html.Div([html.Dt(words(f"contract.{key}")), html.Dd(text, lang="en")])
                for key, text in (
                    ("purpose", contract.purpose),
                    ("usage", contract.usage),
                    ("limitations", contract.limitations),
                    ("basis", contract.legal_basis),
                    ("retention_reason", contract.retention.reason),
                )
            ]
        ),
        definitions(
            [
                (words("contract.name"), html.Code(contract.name)),
                (words("contract.version"), contract.version),
                (words("contract.retention"), words("contracts.years", years=contract.retention.years)),
                (words("contract.limit"), limit),
                (words("contract.corrections"), words("contract.months", months=months) if months else words("any")),
                (words("contract.optional"), words("yes") if contract.optional else words("no")),
                (words("contract.rhythm"), words("contract.no_rhythm")),
                (words("contract.key"), html.Code(", ".join(contract.key))),
            ]
        ),
    )


def _columns(contract: Contract, words: Words) -> Component:
    header = [words(f"column.{name}") for name in ("name", "what", "type", "rules", "privacy")]
    return section(
        "contract-columns",
        words("contract.columns"),
        words("contract.columns.lead"),
        table(words("contract.columns"), header, [_column(column, words) for column in contract.columns]),
    )


def _column(column: Column, words: Words) -> list[object]:
    return [
        html.Code(column.name),
        html.Span(column.description, lang="en"),
        words.of_code("type", column.type),
        html.Ul([html.Li(text) for text in _demands(column, words)], className="kompas-plain"),
        words.of_code("class", column.classification),
    ]


def _demands(column: Column, words: Words) -> list[str]:
    """Return what a value must keep to, and what becomes of it, in words."""
    told = [words("demand.required") if column.required else words("demand.optional")]
    if column.values:
        told.append(words("demand.values", values=", ".join(column.values)))
    if column.pattern is not None:
        told.append(words("demand.pattern", pattern=column.pattern))
    if column.minimum is not None and column.maximum is not None and column.pseudonym is None:
        least, most = (_bound(value, words) for value in (column.minimum, column.maximum))
        told.append(words("demand.range", least=least, most=most))
    if column.reference is not None:
        told.append(words("demand.reference", table=spoken_name(column.reference.table, words.language)))
    told += [words.of_code("format", name) for name in column.formats]
    if column.pseudonym is not None:
        told.append(words("demand.pseudonym"))
    if column.at_the_door is not None:
        told.append(words.of_code("door", column.at_the_door))
    if column.stored_as is not None:
        told.append(words.of_code("stored", column.stored_as))
    return told


def _bound(value: Decimal | date, words: Words) -> str:
    if isinstance(value, date):
        return formats.day(value, words.language)
    return formats.number(float(value), words.language)


def _rules(contract: Contract, words: Words) -> Component:
    if not contract.row_rules:
        nothing = html.P(words("rules.none"), className="kompas-none")
        return section("contract-rules", words("rules.heading"), "", nothing)
    rows = [
        [html.Code(rule.name), rule.message_nl if words.language == "nl" else rule.message_en, html.Code(rule.column)]
        for rule in contract.row_rules
    ]
    header = [words("rules.rule"), words("rules.message"), words("rules.column")]
    return section(
        "contract-rules",
        words("rules.heading"),
        words("rules.lead"),
        table(words("rules.heading"), header, rows),
    )
