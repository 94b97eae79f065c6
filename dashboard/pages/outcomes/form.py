"""The form for what came of one employer: the columns of `outcome_columns.yaml` as fields, each law apart."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.texts import Language, Words
from data_contracts.store.outcome import LawFinding, Outcome
from data_contracts.store.outcome_columns import LAWS, Choice, OutcomeColumn, choices, law_field, outcome_columns

FIELD = "outcome-field"
LAW_FRAME = "outcome-law"
BY, INSTRUMENT, STATUS = "by", "instrument", "status"
GIVEN = ("plan_id", "employer_id")
"""Columns that the address fills in; the account fills in ``BY``."""
_ORDER = ("instrument", "status", "opened_on", "closed_on", "hours", "establishment_id", "response")
_PICKED = frozenset({"choice", "yes_no"})


def field_id(name: str) -> dict[str, str]:
    """Return the id of the field of a column."""
    return {"type": FIELD, "name": name}


def fields(values: Mapping[str, str], words: Words) -> list[Component]:
    """Return all fields, filled in with these values."""
    columns = {column.name: column for column in outcome_columns()}
    of_case = [_field(columns[name], values, words) for name in _ORDER]
    return [
        html.Div(of_case, className="kompas-fields"),
        html.H3(words("form.laws")),
        html.P(words("form.laws.lead"), className="kompas-lead"),
        html.Div([_law(law, values, words) for law in LAWS], className="kompas-law-fields"),
    ]


def status_options(instrument: str | None, language: Language) -> list[dict[str, str]]:
    """Return what can come of an instrument, as options of a field."""
    return _options([item for item in choices("statuses") if instrument in item.instruments], language)


def values_of(outcome: Outcome, language: Language) -> dict[str, str]:
    """Return an outcome as what people would type in the fields."""
    told: dict[str, Any] = {
        "instrument": outcome.instrument,
        "status": outcome.status,
        "opened_on": _day(outcome.opened_on),
        "closed_on": _day(outcome.closed_on),
        "hours": _hundredths(outcome.hours_minutes, 60, language),
        "establishment_id": outcome.establishment_id,
        "response": outcome.response,
    }
    for finding in outcome.findings:
        told |= _law_values(finding, language)
    return {name: str(value) for name, value in told.items() if value is not None}


def detail_style(examined: object) -> dict[str, str]:
    """Return whether the fields of a law are shown: only when it was examined."""
    return {"display": "contents"} if examined == "yes" else {"display": "none"}


def _law(law: str, values: Mapping[str, str], words: Words) -> Component:
    mine = [column for column in outcome_columns() if column.law == law]
    examined = law_field(law, "examined")
    first = next(column for column in mine if column.name == examined)
    others = [_field(column, values, words) for column in mine if column.name != examined]
    return html.Fieldset(
        [
            html.Legend(words(f"law.{law}")),
            _field(first, values, words),
            html.Div(others, id={"type": LAW_FRAME, "law": law}, style=detail_style(values.get(examined))),
        ]
    )


def _field(column: OutcomeColumn, values: Mapping[str, str], words: Words) -> Component:
    language = words.language
    shared = {
        "id": field_id(column.name),
        "label": _short(column, language),
        "description": column.description[language],
        "value": values.get(column.name),
    }
    if column.kind in _PICKED:
        data = (
            status_options(values.get(INSTRUMENT), language)
            if column.name == STATUS
            else _options(choices(column.choices or ""), language)
        )
        select: Component = dmc.Select(**shared, data=data, clearable=True, checkIconPosition="right")
        return select
    hint = {"placeholder": words("form.day")} if column.kind == "date" else {}
    typed: Component = dmc.TextInput(**shared | hint | {"value": shared["value"] or ""})
    return typed


def _short(column: OutcomeColumn, language: Language) -> str:
    """Return the label; below the name of its law without that name."""
    label = column.label[language].removeprefix(f"{column.law}: ")
    return label[:1].upper() + label[1:]


def _options(offered: tuple[Choice, ...] | list[Choice], language: Language) -> list[dict[str, str]]:
    return [{"value": item.code, "label": item.words[language]} for item in offered]


def _law_values(finding: LawFinding, language: Language) -> dict[str, Any]:
    told = {
        "examined": "yes",
        "violation": "yes" if finding.violation else "no",
        "article": finding.article,
        "workers": finding.workers,
        "underpaid_eur": _hundredths(finding.underpaid_cents, 100, language),
        "sanction": finding.sanction,
        "objection": finding.objection,
    }
    return {law_field(finding.law, name): value for name, value in told.items()}


def _day(value: date | None) -> str | None:
    return f"{value:%d-%m-%Y}" if value else None


def _hundredths(value: int | None, unit: int, language: Language) -> str | None:
    """Return minutes as hours, or cents as euros, without signs between thousands."""
    if value is None:
        return None
    text = formats.number(value / unit, language, 2)
    return text.replace("." if language == "nl" else ",", "")
