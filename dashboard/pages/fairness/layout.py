"""How the fairness page looks, and what can be taken along of it."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.sheets import Taken, export_part
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.fairness import (
    bounds_section,
    found,
    group_section,
    knowing_section,
    objectives_section,
    repair_section,
    search_section,
    selection,
    step_section,
    unknown,
)
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.routing import Address
from dashboard.texts import Words

PARTS = (
    "unknown", "steps", "groups", "subgroups", "power", "audit-proxies", "indicators",
    "repair", "objectives", "bounds", "selection", "errors", "needs", "proxies",
)  # fmt: skip


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the fairness page, divided as the address says."""
    view = View(context, lineage, address, words)
    links = [html.A(words(f"part.{name}"), href=f"#{name}") for name in PARTS]
    return html.Div(
        [
            html.Div(
                [
                    html.H1(words("title")),
                    html.P(words("lead"), className="kompas-lead"),
                    html.Nav(links, className="kompas-links", **aria(label=words("contents"))),
                    export_part(PAGE_NAME, words),
                ]
            ),
            unknown.unknown_section(view),
            step_section.step_section(view, step_section.sheets(view)),
            group_section.group_section(view, group_section.sheets(view)),
            search_section.search_section(view, search_section.sheets(view)),
            knowing_section.power_section(view, knowing_section.power_sheets(view)),
            knowing_section.measured_proxies(view, knowing_section.proxy_sheets(view)),
            knowing_section.indicator_section(view, knowing_section.indicator_sheets(view)),
            repair_section.repair_section(view, repair_section.sheets(view)),
            objectives_section.objectives_section(view, objectives_section.sheets(view)),
            bounds_section.bounds_section(view, bounds_section.sheets(view)),
            selection.selection_section(view, selection.sheets(view)),
            found.error_section(view, found.error_sheets(view, lineage.backtest)),
            found.need_section(view, found.need_sheets(view, lineage.backtest)),
            unknown.proxy_section(view, unknown.proxy_sheets(view)),
        ],
        className="kompas-page",
        id="fairness-page",
    )


def taken(context: Context, lineage: Lineage, address: Address, words: Words) -> Taken:
    """Return all sheets of the page for the law that the address names."""
    view = View(context, lineage, address, words)
    made = (
        *step_section.sheets(view),
        *group_section.sheets(view),
        *group_section.all_sheets(view),
        *search_section.sheets(view),
        *knowing_section.power_sheets(view),
        *knowing_section.proxy_sheets(view),
        *knowing_section.indicator_sheets(view),
        *repair_section.sheets(view, whole=True),
        *objectives_section.sheets(view, whole=True),
        *bounds_section.sheets(view),
        *selection.sheets(view),
        *found.error_sheets(view, lineage.backtest),
        *found.need_sheets(view, lineage.backtest),
        *unknown.proxy_sheets(view),
    )
    return Taken(tuple(sheet for sheet in made if sheet.rows), {"law": view.law})
