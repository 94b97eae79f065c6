"""How the list of employers looks: one field to search in, and the list."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.grid import GridColumn, grid
from dashboard.components.grid_query import filters_in, sorts_in
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.employers import query
from dashboard.routing import Address
from dashboard.texts import Words

FOLDER = Path(__file__).parent
GRID = "employers-grid"
SOUGHT = "employers-sought"
COUNT = "employers-count"
PROBLEM = "employers-problem"
SETTING = "employers-setting"
READ = "read_register"
_WIDTHS = {
    "trade_name": 230,
    "employer_id": 120,
    "kvk_number": 120,
    "sector": 190,
    "size_class": 120,
    "province": 140,
    "legal_form": 190,
    "inspected_on": 170,
}
_GROWING = frozenset({"trade_name", "sector", "legal_form"})


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the page for one view, and record that the register was opened.

    Raises:
        KompasError: The opening cannot be logged; the list then stays closed.
    """
    context.log(READ, "snapshot", lineage.snapshot("warehouse").manifest.snapshot_id, {})
    setting = {"language": words.language}
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            html.Div(
                [html.H1(words("title")), html.P(_lead(context, lineage, words), className="kompas-lead")],
            ),
            dmc.TextInput(
                id=SOUGHT,
                label=words("sought.label"),
                description=words("sought.explanation"),
                value=address.parameters.get("sought", ""),
                debounce=300,
                w=420,
            ),
            _list(address.parameters, words),
        ],
        className="kompas-page kompas-fill",
    )


def _lead(context: Context, lineage: Lineage, words: Words) -> str:
    as_of = lineage.plan.manifest.as_of
    day = formats.day(date.fromisoformat(as_of), words.language) if as_of else formats.MISSING
    regions = context.account.regions
    if not regions:
        return words("lead", as_of=day)
    return words("lead.regions", as_of=day, regions=", ".join(words.of_code("region", name) for name in regions))


def _list(parameters: Mapping[str, str], words: Words) -> Component:
    known = query.columns_in(words.language)
    filters, order = filters_in(parameters, known), sorts_in(parameters, known)
    return html.Section(
        [
            html.Div(
                [
                    html.P(words("loading"), id=COUNT, className="kompas-count", role="status"),
                    html.P(words("list.hint"), className="kompas-hint"),
                ],
                className="kompas-list-head",
            ),
            html.P(id=PROBLEM, className="kompas-problem", role="alert"),
            html.Div(
                grid(GRID, columns(words), words, filters, order),
                className="kompas-grid-frame",
            ),
        ],
        className="kompas-list kompas-fill",
        **aria(label=words("list.label")),
    )


def columns(words: Words) -> list[GridColumn]:
    """Return the columns of the list."""
    return [
        GridColumn(
            name=name,
            header=words(f"column.{name}"),
            explanation=words(f"explain.{name}"),
            width=width,
            grows=name in _GROWING,
            link="href" if name == "trade_name" else "",
            tells=name in _GROWING,
        )
        for name, width in _WIDTHS.items()
    ]


def count_text(count: int, words: Words) -> str:
    """Return how many employers the list shows."""
    if not count:
        return words("count.none")
    return words("count.one") if count == 1 else words("count.all", count=formats.number(count, words.language))
