"""How the plan page looks: what to choose from, the figures and the list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.grid import grid
from dashboard.components.grid_query import SORTS
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.plan import anew, ids, panel, query
from dashboard.pages.plan.figures import figures_of, months_table
from dashboard.pages.plan.presentation import columns
from dashboard.pages.plan.query import Choices, Selection
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Manifest, Snapshot

GRID = "plan-grid"
VIEW = "plan-view"
REGION = "plan-region"
TEAM = "plan-team"
MONTH = "plan-month"
INSTRUMENT = "plan-instrument"
BLIND = "plan-blind"
NEUTRAL = "plan-neutral"
SETTING = "plan-setting"
SHOWN = "plan-shown"
EXPORT = "plan-export"
DOWNLOAD = "plan-download"
COUNT = "plan-count"
PROBLEM = "plan-problem"
ALL = "all"
READ = "read_plan"
OBJECTIVES = ("hits", "workers", "underpaid", "severity", "mix")


@dataclass(frozen=True)
class View:
    """How a reader looks at the plan: which part, with or without the chances, in which order.

    ``earlier``: the plan was in use before, and only employers about which something was decided are on its list.
    """

    selection: Selection
    blind: bool = False
    neutral: bool = False
    earlier: bool = False

    def stored(self) -> dict[str, Any]:
        """Return the view as a browser keeps it; `view_of` reads it back."""
        month = self.selection.month
        return {
            "region": self.selection.region,
            "team": self.selection.team,
            "month": month.isoformat() if month else None,
            "instrument": self.selection.instrument,
            "blind": "1" if self.blind else "",
            "order": "neutral" if self.neutral else "",
            **({"earlier": "1"} if self.earlier else {}),
        }


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the plan page for one view, and record that its list was read.

    Raises:
        KompasError: The reading cannot be logged; the list then stays closed.
    """
    earlier = anew.earlier_plan(context, lineage.plan, address.parameters.get(anew.PLAN))
    plan = earlier or lineage.plan
    choices = query.choices(context.published, plan)
    shown = view_of(dict(address.parameters) | {"earlier": "1" if earlier else ""}, choices)
    total = query.summary(context.published, plan, Selection())
    month = formats.period(total.first_month, total.last_month, words.language)
    title = words("title", month=month) if total.visits else words("title.empty")
    setting = {"plan": plan.manifest.snapshot_id, "language": words.language, "earlier": shown.earlier}
    about = _about_making(context, plan, lineage.plan, words, earlier=shown.earlier)
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Download(id=DOWNLOAD),
            _head(title, context.published.plan_name(plan), plan.manifest, about, words),
            _selectors(choices, shown, words),
            html.Div(view(context, plan, shown, address.parameters, words), id=VIEW, className="kompas-fill"),
            *panel.frames(words),
            *([] if shown.earlier else anew.frames(context, words)),
        ],
        className="kompas-page kompas-fill",
    )


def view(context: Context, plan: Snapshot, shown: View, parameters: Mapping[str, str], words: Words) -> list[Component]:
    """Return what depends on the selection, the figures and the list, and record that it was read.

    Raises:
        KompasError: The reading cannot be logged; the list then stays closed.
    """
    selection = shown.selection
    figures = query.summary(context.published, plan, selection)
    seen = {name: value for name, value in shown.stored().items() if name not in ("blind", "order", "earlier")}
    context.log(READ, "plan", plan.manifest.snapshot_id, seen)
    if not figures.visits:
        whole = selection == Selection()
        explanation = words("empty.plan") if whole else words("empty.explanation")
        return [figures_of(figures, words), _empty(explanation, words)]
    return [
        dcc.Store(id=SHOWN, data=shown.stored()),
        figures_of(figures, words),
        months_table(query.team_months(context.published, plan, selection), words),
        _list(parameters, words, earlier=shown.earlier),
    ]


def view_of(asked: Mapping[str, Any], choices: Choices) -> View:
    """Return a view of a part that exists, from an address or a browser; anything that is not there is all."""
    known_region = next((place for place, _ in choices.teams if place == asked.get("region")), None)
    teams = (name for place, name in choices.teams if name == asked.get("team") and known_region in (None, place))
    month = next((item for item in choices.months if item.isoformat() == asked.get("month")), None)
    instrument = next((item for item in choices.instruments if item == asked.get("instrument")), None)
    selection = Selection(known_region, next(teams, None), month, instrument)
    return View(
        selection,
        blind=asked.get("blind") == "1",
        neutral=asked.get("order") == "neutral",
        earlier=asked.get("earlier") == "1",
    )


def team_options(choices: Choices, region: str | None, words: Words) -> list[dict[str, str]]:
    """Return the teams to choose from in a region."""
    names = sorted({team for place, team in choices.teams if region in (None, place)})
    return [{"value": ALL, "label": words("team.all")}, *({"value": name, "label": name} for name in names)]


def _head(title: str, plan_name: str, manifest: Manifest, about: Sequence[Component], words: Words) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.H1(title),
                    html.P(words("lead", plan=plan_name), className="kompas-lead"),
                    *about,
                ]
            ),
            _about(manifest, words),
        ],
        className="kompas-head",
    )


def _about_making(
    context: Context, plan: Snapshot, in_use: Snapshot, words: Words, *, earlier: bool
) -> list[Component]:
    """Return how the plan came to be, and the way to another: of an earlier plan only which is in use now."""
    if earlier:
        return anew.earlier_head(plan, in_use, words)
    return [
        *_objective(plan.manifest, words),
        *anew.chosen_by(context, plan, words),
        *anew.head(context, plan, words),
        *anew.earlier_plans(context, plan, words),
    ]


def _objective(manifest: Manifest, words: Words) -> list[Component]:
    """Return under which objective the plan was made, and the way to the same plan under another."""
    made_for = str(manifest.notes.get("objective", ""))
    if made_for not in OBJECTIVES:
        return []
    links: list[Any] = [words("objective.others")]
    for other in (name for name in OBJECTIVES if name != made_for):
        href = Address(words.language, "what_if", parameters={"objective": other}).href
        links += [" ", dcc.Link(words(f"objective.short.{other}"), href=href), ","]
    links[-1] = "."
    told = words("objective.made", objective=words.of_code("objective", made_for))
    return [html.P([html.Span(told), " ", html.Span(links)], id="plan-objective")]


def _about(manifest: Manifest, words: Words) -> Component:
    as_of = formats.day(date.fromisoformat(manifest.as_of) if manifest.as_of else None, words.language)
    return html.Div(
        [
            html.Strong(words("about.heading")),
            html.P(words("about.chance")),
            html.P(words("about.data", as_of=as_of)),
            html.P(words("about.random")),
        ],
        className="kompas-about",
        role="note",
        id="plan-about",
    )


def _selectors(choices: Choices, shown: View, words: Words) -> Component:
    regions = sorted({region for region, _ in choices.teams})
    chosen = shown.selection
    month = chosen.month.isoformat() if chosen.month else None
    months = [{"value": item.isoformat(), "label": formats.month(item, words.language)} for item in choices.months]
    instruments = [{"value": name, "label": words.of_code("instrument", name)} for name in choices.instruments]
    named = [{"value": name, "label": words.of_code("region", name)} for name in regions]
    return html.Div(
        [
            _select(REGION, words("region.label"), [_all(words("region.all")), *named], chosen.region, 160),
            _select(TEAM, words("team.label"), team_options(choices, chosen.region, words), chosen.team, 160),
            _select(MONTH, words("month.label"), [_all(words("month.all")), *months], month, 170),
            _select(
                INSTRUMENT,
                words("instrument.label"),
                [_all(words("instrument.all")), *instruments],
                chosen.instrument,
                270,
            ),
            _switch(BLIND, words("blind.label"), words("blind.explanation"), checked=shown.blind),
            _switch(NEUTRAL, words("neutral.label"), words("neutral.explanation"), checked=shown.neutral),
        ],
        className="kompas-selectors",
    )


def _all(label: str) -> dict[str, str]:
    return {"value": ALL, "label": label}


def _select(identifier: str, label: str, options: list[dict[str, str]], value: str | None, width: int) -> Component:
    select: Component = dmc.Select(
        id=identifier,
        label=label,
        data=options,
        value=value or ALL,
        allowDeselect=False,
        checkIconPosition="right",
        w=width,
        maxDropdownHeight=320,
    )
    return select


def _switch(identifier: str, label: str, explanation: str, *, checked: bool) -> Component:
    switch: Component = dmc.Switch(
        id=identifier, label=label, description=explanation, checked=checked, className="kompas-switch"
    )
    return switch


def _list(parameters: Mapping[str, str], words: Words, *, earlier: bool) -> Component:
    style = {"display": "none"} if earlier else {}  # about an earlier plan nothing is decided any more
    buttons = [
        dmc.Button(words("add.open"), id=ids.ADD, variant="outline", size="compact-md", style=style),
        dmc.Button(waiting_text(0, words), id=ids.APPROVALS, variant="outline", size="compact-md", style=style),
        dmc.Button(words("export"), id=EXPORT, variant="outline", size="compact-md"),
    ]
    return html.Section(
        [
            html.Div(
                [
                    html.P(id=COUNT, className="kompas-count", role="status"),
                    html.P(words("earlier.hint") if earlier else words("list.hint"), className="kompas-hint"),
                    *buttons,
                ],
                className="kompas-list-head",
            ),
            html.P(id=PROBLEM, className="kompas-problem", role="alert"),
            html.Div(
                grid(GRID, columns(words), words, filters_of(parameters), sorts_of(parameters), row_id="employer_id"),
                className="kompas-grid-frame",
            ),
        ],
        className="kompas-list kompas-fill",
        **aria(label=words("list.label")),
    )


def count_text(count: int, words: Words) -> str:
    """Return how many employers the list shows."""
    if not count:
        return words("empty.filter")
    return words("count.one") if count == 1 else words("count.all", count=formats.number(count, words.language))


def waiting_text(count: int, words: Words) -> str:
    """Return the label of the button that leads to what waits for a second person."""
    return words("approvals.open", count=formats.number(count, words.language))


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
