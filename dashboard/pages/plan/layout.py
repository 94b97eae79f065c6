"""How the plan page looks."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import figure_card, figure_row, share_bar
from dashboard.components.grid import grid
from dashboard.components.grid_query import SORTS
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.plan import query
from dashboard.pages.plan.presentation import columns
from dashboard.pages.plan.query import Selection, Summary
from dashboard.routing import Address
from dashboard.texts import Language, Words
from data_contracts.snapshots import Manifest, Snapshot

GRID = "plan-grid"
VIEW = "plan-view"
REGION = "plan-region"
TEAM = "plan-team"
SETTING = "plan-setting"
EXPORT = "plan-export"
DOWNLOAD = "plan-download"
COUNT = "plan-count"
PROBLEM = "plan-problem"
ALL = "all"
READ = "read_plan"


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the plan page for one view, and record that its list was read.

    Raises:
        KompasError: The reading cannot be logged; the list then stays closed.
    """
    plan = lineage.plan
    teams = query.teams(context.published, plan)
    selection = selection_of(address.parameters.get("region"), address.parameters.get("team"), teams)
    total = query.summary(context.published, plan, Selection())
    month = formats.period(total.first_month, total.last_month, words.language)
    title = words("title", month=month) if total.visits else words("title.empty")
    setting = {"plan": plan.manifest.snapshot_id, "language": words.language}
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Download(id=DOWNLOAD),
            _head(title, context.published.plan_name(plan), plan.manifest, _selectors(teams, selection, words), words),
            html.Div(view(context, plan, selection, address.parameters, words), id=VIEW, className="kompas-fill"),
        ],
        className="kompas-page kompas-fill",
    )


def view(
    context: Context, plan: Snapshot, selection: Selection, parameters: Mapping[str, str], words: Words
) -> list[Component]:
    """Return what depends on the selection, the figures and the list, and record that it was read.

    Raises:
        KompasError: The reading cannot be logged; the list then stays closed.
    """
    figures = query.summary(context.published, plan, selection)
    context.log(READ, "plan", plan.manifest.snapshot_id, {"region": selection.region, "team": selection.team})
    if not figures.visits:
        whole = selection == Selection()
        explanation = words("empty.plan") if whole else words("empty.explanation")
        return [_figures(figures, words), _empty(explanation, words)]
    return [_figures(figures, words), _list(parameters, words)]


def selection_of(region: Any, team: Any, teams: list[tuple[str, str]]) -> Selection:
    """Return a selection of a region and team that exist and belong together; anything else is all."""
    known_region = next((place for place, _ in teams if place == region), None)
    known_team = next((name for place, name in teams if name == team and known_region in (None, place)), None)
    return Selection(known_region, known_team)


def team_options(teams: list[tuple[str, str]], region: str | None, words: Words) -> list[dict[str, str]]:
    """Return the teams to choose from in a region."""
    names = sorted({team for place, team in teams if region in (None, place)})
    return [{"value": ALL, "label": words("team.all")}, *({"value": name, "label": name} for name in names)]


def _head(title: str, plan_name: str, manifest: Manifest, selectors: Component, words: Words) -> Component:
    return html.Div(
        [
            html.Div([html.H1(title), html.P(words("lead", plan=plan_name), className="kompas-lead"), selectors]),
            _about(manifest, words),
        ],
        className="kompas-head",
    )


def _about(manifest: Manifest, words: Words) -> Component:
    as_of = formats.day(date.fromisoformat(manifest.as_of) if manifest.as_of else None, words.language)
    return html.Div(
        [
            html.Strong(words("about.heading")),
            html.P(words("about.chance")),
            html.P(words("about.data", as_of=as_of, snapshot=manifest.snapshot_id)),
            html.P(words("about.random")),
        ],
        className="kompas-about",
        role="note",
        id="plan-about",
    )


def _selectors(teams: list[tuple[str, str]], selection: Selection, words: Words) -> Component:
    regions = sorted({region for region, _ in teams})
    region_options = [{"value": name, "label": words.of_code("region", name)} for name in regions]
    return html.Div(
        [
            _select(
                REGION,
                words("region.label"),
                [{"value": ALL, "label": words("region.all")}, *region_options],
                selection.region,
            ),
            _select(TEAM, words("team.label"), team_options(teams, selection.region, words), selection.team),
        ],
        className="kompas-selectors",
    )


def _select(identifier: str, label: str, options: list[dict[str, str]], value: str | None) -> Component:
    select: Component = dmc.Select(
        id=identifier,
        label=label,
        data=options,
        value=value or ALL,
        allowDeselect=False,
        checkIconPosition="right",
        w=150,
        maxDropdownHeight=320,
    )
    return select


def _figures(figures: Summary, words: Words) -> Component:
    language: Language = words.language
    planned, available = (formats.number(hours, language) for hours in (figures.hours_planned, figures.hours_available))
    used = figures.hours_planned / figures.hours_available if figures.hours_available else None
    remark = words("figure.hours.remark", share=formats.share(used, language))
    return figure_row(
        figure_card(words("figure.visits"), formats.number(figures.visits, language)),
        figure_card(
            words("figure.hours"),
            words("figure.hours.value", planned=planned, available=available),
            remark,
            share_bar(figures.hours_planned, figures.hours_available, remark),
        ),
        figure_card(
            words("figure.reserved"),
            words("figure.reserved.value", hours=formats.number(figures.hours_reserved, language)),
        ),
        *_findings(figures, words),
    )


def _findings(figures: Summary, words: Words) -> list[Component]:
    if figures.expected_findings is None:
        return []
    expected = formats.number(figures.expected_findings, words.language, 0)
    return [figure_card(words("figure.findings"), expected, words("figure.findings.remark"))]


def _list(parameters: Mapping[str, str], words: Words) -> Component:
    return html.Section(
        [
            html.Div(
                [
                    html.P(id=COUNT, className="kompas-count", role="status"),
                    html.P(words("list.hint"), className="kompas-hint"),
                    dmc.Button(words("export"), id=EXPORT, variant="outline", size="compact-md"),
                ],
                className="kompas-list-head",
            ),
            html.P(id=PROBLEM, className="kompas-problem", role="alert"),
            html.Div(
                grid(GRID, columns(words), words, filters_of(parameters), sorts_of(parameters)),
                className="kompas-grid-frame",
            ),
        ],
        className="kompas-list kompas-fill",
        **aria(label=words("list.label")),
    )


def count_text(count: int, words: Words) -> str:
    """Return how many visits the list shows."""
    if not count:
        return words("empty.filter")
    return words("count.one") if count == 1 else words("count.all", count=formats.number(count, words.language))


def _empty(explanation: str, words: Words) -> Component:
    return html.Div(
        [html.H2(words("empty.heading")), html.P(explanation)], id="plan-empty", className="kompas-card kompas-state"
    )


def filters_of(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the filters that an address carries; one that cannot be read is none."""
    try:
        filters = json.loads(parameters.get("filter", "{}"))
    except (ValueError, RecursionError):
        return {}
    known = filters.items() if isinstance(filters, dict) else ()
    return {name: entry for name, entry in known if name in query.COLUMNS and isinstance(entry, dict)}


def sorts_of(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the order that an address carries, e.g. ``expected_hours.desc,team.asc``."""
    pairs = (part.rpartition(".") for part in parameters.get("sort", "").split(","))
    return [{"colId": name, "sort": way} for name, _, way in pairs if name in query.COLUMNS and way in SORTS]
