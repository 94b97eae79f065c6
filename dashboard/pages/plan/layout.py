"""How the plan page looks: what to choose from, the figures and the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.contested import contested_line
from dashboard.components.menus import menu, option
from dashboard.context import Context
from dashboard.decided import standings
from dashboard.lineage import Lineage
from dashboard.pages.plan import anew, bulk_panel, ids, keys, panel, query, saved_panel
from dashboard.pages.plan.figures import figures_of
from dashboard.pages.plan.listing import listing
from dashboard.pages.plan.query import Choices, Selection, Summary
from dashboard.pages.plan.sought import NO_WEEK, NOTHING, Sought
from dashboard.pages.plan.strip import week_label, weeks_strip
from dashboard.pages.plan.weeks import mondays_of, weeks_of
from dashboard.routing import Address
from dashboard.signing_in.account import Account
from dashboard.texts import Words
from data_contracts.snapshots import Manifest, Snapshot

GRID = ids.GRID
VIEW = "plan-view"
REGION = ids.REGION
TEAM = ids.TEAM_CHOICE
MONTH = ids.MONTH_CHOICE
INSTRUMENT = ids.INSTRUMENT
BLIND = "plan-blind"
NEUTRAL = "plan-neutral"
SETTING = ids.SETTING
SHOWN = ids.SHOWN
EXPORT = ids.EXPORT
DOWNLOAD = "plan-download"
COUNT = ids.COUNT
PROBLEM = ids.PROBLEM
ALL = ids.ALL
READ = "read_plan"
OBJECTIVES = ("hits", "workers", "underpaid", "severity", "mix")


@dataclass(frozen=True)
class View:
    """How a reader looks at the plan: which part, with or without the chances, in which order, with a map or without.

    ``earlier``: the plan was in use before, and only employers about which something was decided are on its list.
    """

    selection: Selection
    blind: bool = False
    neutral: bool = False
    earlier: bool = False
    sought: Sought = NOTHING
    as_map: bool = False

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
            **self.sought.stored,
            "view": "map" if self.as_map else "",
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
    asked = dict(address.parameters) | {"earlier": "1" if earlier else ""}
    shown = view_of(_own_region(context.account) | asked, choices)
    total = query.summary(context.published, plan, Selection())
    month = formats.period(total.first_month, total.last_month, words.language)
    title = words("title", month=month) if total.visits else words("title.empty")
    setting = {"plan": plan.manifest.snapshot_id, "language": words.language, "earlier": shown.earlier}
    about = _about_making(context, plan, lineage.plan, words, earlier=shown.earlier)
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Download(id=DOWNLOAD),
            *_head(title, context.published.plan_name(plan), plan.manifest, about, words),
            _selectors(context.account, choices, shown, words),
            html.P(id=PROBLEM, className="kompas-problem", role="alert"),
            html.Div(view(context, plan, shown, address.parameters, words, total), id=VIEW, className="kompas-fill"),
            *panel.frames(words, decides=not shown.earlier and context.account.may("decide")),
            *saved_panel.frames(words),
            *bulk_panel.frames(words),
            *keys.frames(words),
            *([] if shown.earlier or not context.account.may("make_plan") else anew.frames(context, words)),
        ],
        className="kompas-page kompas-fill",
    )


def view(
    context: Context,
    plan: Snapshot,
    shown: View,
    parameters: Mapping[str, str],
    words: Words,
    total: Summary | None = None,
) -> list[Component]:
    """Return what depends on the selection, the figures and the list, and record that it was read.

    Args:
        context: Who looks.
        plan: The plan.
        shown: How it is looked at.
        parameters: The address.
        words: The page's.
        total: The figures of the whole plan, where they were looked up already.

    Raises:
        KompasError: The reading cannot be logged; the list then stays closed.
    """
    selection = shown.selection
    known = total if selection == Selection() else None
    figures = known or query.summary(context.published, plan, selection)
    weeks = weeks_of(context.published, plan, selection, standings(context, plan))
    seen = {name: shown.stored()[name] for name in ("region", "team", "month", "instrument")}
    context.log(READ, "plan", plan.manifest.snapshot_id, seen)
    if not figures.visits:
        whole = selection == Selection()
        explanation = words("empty.plan") if whole else words("empty.explanation")
        return [figures_of(figures, words), _empty(explanation, words)]
    return [
        dcc.Store(id=SHOWN, data=shown.stored()),
        figures_of(figures, words),
        *contested_line(context, plan, words),
        html.Div(
            [
                weeks_strip(weeks, shown.sought.week, words),
                _tables_fold(words),
            ],
            className="kompas-week-line",
        ),
        listing(context.account, parameters, words, as_map=shown.as_map, earlier=shown.earlier),
    ]


def _tables_fold(words: Words) -> Component:
    """Return the fold that `folded_tables` fills when it is opened."""
    return html.Details(
        [html.Summary(words("tables.heading"), id=ids.TABLES_FOLD, n_clicks=0), html.Div(id=ids.TABLES)],
        className="kompas-details",
        id="plan-tables",
    )


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
        sought=Sought.of(asked),
        as_map=asked.get("view") == "map",
    )


def _own_region(account: Account) -> dict[str, str]:
    """Return what an account begins with where the address says nothing: its own region, when it has one."""
    return {"region": account.regions[0]} if len(account.regions) == 1 else {}


def team_options(choices: Choices, region: str | None, words: Words) -> list[dict[str, str]]:
    """Return the teams to choose from in a region."""
    names = sorted({team for place, team in choices.teams if region in (None, place)})
    return [{"value": ALL, "label": words("team.all")}, *({"value": name, "label": name} for name in names)]


@dataclass(frozen=True)
class _Making:
    """How the plan came to be, by where the head of the page tells it."""

    objective: str = ""
    folded: Sequence[Component] = ()
    button: Sequence[Component] = ()
    news: Sequence[Component] = ()


def _head(title: str, plan_name: str, manifest: Manifest, making: _Making, words: Words) -> list[Component]:
    """Return the title, one line about the plan, and behind a fold what a reader needs only once."""
    told = " ".join(part for part in (words("lead", plan=plan_name), making.objective) if part)
    return [
        html.Div([html.H1(title), *making.button], className="kompas-title-line"),
        html.Div(
            [html.P(told, className="kompas-lead"), _about(manifest, making.folded, words)],
            className="kompas-lead-line",
        ),
        *making.news,
    ]


def _about_making(context: Context, plan: Snapshot, in_use: Snapshot, words: Words, *, earlier: bool) -> _Making:
    """Return how the plan came to be, and the way to another: of an earlier plan only which is in use now."""
    if earlier:
        return _Making(news=anew.earlier_head(plan, in_use, words))
    made_for = str(plan.manifest.notes.get("objective", ""))
    known = made_for in OBJECTIVES
    return _Making(
        objective=words("objective.made", objective=words.of_code("objective", made_for)) if known else "",
        folded=[
            *anew.chosen_by(context, plan, words),
            *(_other_objectives(made_for, words) if known and context.account.may("see_what_if") else []),
            *anew.earlier_plans(context, plan, words),
        ],
        button=anew.button(context, words),
        news=[anew.state(context, plan, words)],
    )


def _other_objectives(made_for: str, words: Words) -> list[Component]:
    """Return the way to the same plan under another objective."""
    links: list[Any] = [words("objective.others")]
    for other in (name for name in OBJECTIVES if name != made_for):
        href = Address(words.language, "what_if", parameters={"objective": other}).href
        links += [" ", dcc.Link(words(f"objective.short.{other}"), href=href), ","]
    links[-1] = "."
    return [html.P(links, id="plan-objective")]


def _about(manifest: Manifest, folded: Sequence[Component], words: Words) -> Component:
    as_of = formats.day(date.fromisoformat(manifest.as_of) if manifest.as_of else None, words.language)
    return html.Details(
        [
            html.Summary(words("about.heading")),
            html.Div(
                [
                    html.P(words("about.chance")),
                    html.P(words("about.random")),
                    html.P(words("about.data", as_of=as_of)),
                    *folded,
                ],
                className="kompas-about",
            ),
        ],
        id="plan-about",
        className="kompas-details",
    )


def _selectors(account: Account, choices: Choices, shown: View, words: Words) -> Component:
    regions = sorted({region for region, _ in choices.teams})
    chosen = shown.selection
    month = chosen.month.isoformat() if chosen.month else None
    months = [{"value": item.isoformat(), "label": formats.month(item, words.language)} for item in choices.months]
    instruments = [{"value": name, "label": words.of_code("instrument", name)} for name in choices.instruments]
    named = [{"value": name, "label": words.of_code("region", name)} for name in regions]
    return html.Div(
        [
            _select(REGION, words("region.label"), [_all(words("region.all")), *named], chosen.region, 150),
            _select(TEAM, words("team.label"), team_options(choices, chosen.region, words), chosen.team, 160),
            _select(MONTH, words("month.label"), [_all(words("month.all")), *months], month, 170),
            _select(
                INSTRUMENT,
                words("instrument.label"),
                [_all(words("instrument.all")), *instruments],
                chosen.instrument,
                245,
            ),
            _search(shown.sought.text, words),
            _select(ids.WEEK, words("week.label"), week_options(choices.months, words), shown.sought.week, 170),
            _ways_to_look(shown, words, decides=not shown.earlier and account.may("decide")),
        ],
        className="kompas-selectors kompas-plan-selectors",
    )


def _ways_to_look(shown: View, words: Words, *, decides: bool) -> Component:
    """Return the menu of how the list is shown; who decides nothing has no use for deciding blind."""
    return menu(
        words("look.open"),
        _switch(ids.AS_MAP, words("map.show"), words("map.explanation"), checked=shown.as_map),
        _switch(NEUTRAL, words("neutral.label"), words("neutral.explanation"), checked=shown.neutral),
        _switch(BLIND, words("blind.label"), words("blind.explanation"), checked=shown.blind, drawn=decides),
        option(ids.VIEWS, words("views.open")),
        option(ids.KEYS_OPEN, words("keys.open")),
    )


def week_options(months: Sequence[date], words: Words) -> list[dict[str, str]]:
    """Return the weeks to choose from: all of some months, and what has none yet."""
    each = [{"value": week.isoformat(), "label": week_label(week, words)} for week in mondays_of(months)]
    return [_all(words("week.all")), *each, {"value": NO_WEEK, "label": words("week.none")}]


def _search(text: str, words: Words) -> Component:
    box: Component = dmc.TextInput(
        id=ids.SEARCH,
        label=words("search.label"),
        placeholder=words("search.placeholder"),
        value=text,
        debounce=350,
        w=260,
    )
    return box


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


def _switch(identifier: str, label: str, explanation: str, *, checked: bool, drawn: bool = True) -> Component:
    switch: Component = dmc.Switch(
        id=identifier,
        label=label,
        description=explanation,
        checked=checked,
        className="kompas-switch",
        style={} if drawn else {"display": "none"},
    )
    return switch


def _empty(explanation: str, words: Words) -> Component:
    return html.Div(
        [html.H2(words("empty.heading")), html.P(explanation)], id="plan-empty", className="kompas-card kompas-state"
    )
