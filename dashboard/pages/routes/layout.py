"""How the routes page looks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.map_figure import route_map
from dashboard.components.plots import graph
from dashboard.components.states import state
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.routes import presentation, query
from dashboard.pages.routes.query import RouteDay, Stop, Unrouted
from dashboard.pages.routes.selection import Selection, selection_of
from dashboard.purpose.purposes import carried
from dashboard.routed import routes_of
from dashboard.routing import Address
from dashboard.signing_in.account import Account
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from models.planning.routes.words import reason_text

TEAM, WEEK, DAY = "routes-team", "routes-week", "routes-day"
SETTING = "routes-setting"
EXPORT_CSV, EXPORT_ICS, EXPORT_PDF = "routes-csv", "routes-ics", "routes-pdf"
DOWNLOAD, PROBLEM = "routes-download", "routes-problem"
READ = "read_routes"
ALL = "all"
MAP_HEIGHT = 620


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the routes page for one view, and record that a team's week was read.

    Raises:
        KompasError: The reading cannot be logged; the week then stays closed.
    """
    plan = lineage.plan
    routes = routes_of(context.published, plan)
    if routes is None:
        return _missing(context, plan, words)
    weeks = query.weeks(context.published, routes)
    selection = selection_of(address.parameters, weeks)
    if selection is None:
        return state("routes-empty", words("title"), html.P(words("empty")))
    detail = {"plan": plan.manifest.snapshot_id, "team": selection.team, "week": selection.week.isoformat()}
    context.log(READ, "routes", routes.manifest.snapshot_id, detail)
    setting = {
        "language": words.language,
        "routes": routes.manifest.snapshot_id,
        "plan": plan.manifest.snapshot_id,
        "shown": selection.parameters,
    }
    stops = query.stops(context.published, routes, selection.team, selection.week)
    days = query.days(context.published, routes, selection.team, selection.week)
    off = query.unrouted(context.published, routes, selection.team, selection.week)
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Download(id=DOWNLOAD),
            _head(context.published.plan_name(plan), routes, selection, words),
            _selectors(selection, weeks, sorted({day.day for day in days}), words),
            html.P(id=PROBLEM, className="kompas-problem", role="alert"),
            *_check_first(context.account, query.check_list(off), words),
            html.Div(
                [
                    _map(days, stops, selection, words),
                    _list(context.account, days, stops, selection, words),
                ],
                className="kompas-map",
            ),
            *_others(context.account, [item for item in off if item.reason != query.CHECK_FIRST], words),
        ],
        className="kompas-page",
        id="routes-page",
    )


def _missing(context: Context, plan: Snapshot, words: Words) -> Component:
    return state(
        "routes-missing",
        words("missing.routes"),
        html.P(words("missing.routes.why", plan=context.published.plan_name(plan))),
        html.Pre("kompas routes", className="kompas-command"),
        html.P(words("missing.without_restart")),
    )


def _head(plan_name: str, routes: Snapshot, selection: Selection, words: Words) -> Component:
    monday = formats.day(selection.week, words.language)
    made = datetime.fromisoformat(routes.manifest.created_at).astimezone()
    moment = f"{formats.day(made.date(), words.language)} {made:%H:%M}"
    lead = words("lead", plan=plan_name, moment=moment, snapshot=routes.manifest.snapshot_id)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(words("title.week", team=selection.team, week=monday)),
                    html.P(lead, className="kompas-lead"),
                ]
            ),
            _about(routes, words),
        ],
        className="kompas-head",
    )


def _selectors(selection: Selection, weeks: dict[str, list[date]], days: Sequence[date], words: Words) -> Component:
    teams = [{"value": name, "label": name} for name in weeks]
    mondays = [
        {"value": week.isoformat(), "label": presentation.week_name(week, words)} for week in weeks[selection.team]
    ]
    each = [{"value": day.isoformat(), "label": presentation.day_name(day, words)} for day in days]
    shown = selection.day.isoformat() if selection.day else ALL
    return html.Div(
        [
            _select(TEAM, words("team"), teams, selection.team, 150),
            _select(WEEK, words("week"), mondays, selection.week.isoformat(), 230),
            _select(DAY, words("day"), [{"value": ALL, "label": words("day.all")}, *each], shown, 210),
        ],
        className="kompas-selectors",
    )


def _select(identifier: str, label: str, options: list[dict[str, str]], value: str, width: int) -> Component:
    selector: Component = dmc.Select(
        id=identifier, label=label, data=options, value=value, allowDeselect=False, w=width, maxDropdownHeight=300
    )
    return selector


def _about(routes: Snapshot, words: Words) -> Component:
    assumed = routes.manifest.notes.get("assumptions")
    figures = assumed if isinstance(assumed, dict) else {}
    detour, speed = (_figure(figures.get(name)) for name in ("detour_factor", "speed"))
    told = [words("about.straight"), words("about.lot")]
    if detour is not None and speed is not None:
        language = words.language
        factor, pace = formats.number(detour, language, 2), formats.number(speed, language)
        told.insert(1, words("about.assumed", detour=factor, speed=pace))
    return html.Div([html.P(text) for text in told], className="kompas-about", id="routes-about")


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _check_first(account: Account, doubtful: Sequence[Unrouted], words: Words) -> list[Component]:
    """Return the sites to check before anything else; they are on no route until somebody has."""
    if not doubtful:
        return []
    rows = [
        [
            _employer(account, item.employer_id, item.trade_name, words),
            item.place or words("place.unknown"),
            formats.day(item.last_seen, words.language) if item.last_seen else words("place.unknown"),
        ]
        for item in doubtful
    ]
    header = [words("column.employer"), words("column.place"), words("check.last_seen")]
    heading = words("check.heading")
    return [section("check-first", heading, words("check.lead"), table(heading, header, rows))]


def _map(days: Sequence[RouteDay], stops: Sequence[Stop], selection: Selection, words: Words) -> Component:
    shown = [day for day in days if selection.day in (None, day.day)]
    own = [stop for stop in stops if selection.day in (None, stop.day)]
    told = presentation.trips(shown, own, words, one_day=selection.day is not None)
    lead = words("map.lead.day") if selection.day else words("map.lead.week")
    figure = route_map(told, words)
    return section(
        "routes-map-section",
        words("map.heading"),
        lead,
        graph("routes-map", figure, MAP_HEIGHT, words("map.label"), words),
    )


def _list(
    account: Account, days: Sequence[RouteDay], stops: Sequence[Stop], selection: Selection, words: Words
) -> Component:
    buttons = html.Div(
        [
            dmc.Button(words("export.csv"), id=EXPORT_CSV, variant="outline", size="compact-md"),
            dmc.Button(words("export.ics"), id=EXPORT_ICS, variant="outline", size="compact-md"),
            dmc.Button(words("export.pdf"), id=EXPORT_PDF, variant="outline", size="compact-md"),
        ],
        className="kompas-export",
    )
    shown = [day for day in days if selection.day in (None, day.day)]
    return section(
        "routes-list",
        words("list.heading"),
        words("list.lead"),
        *([buttons] if account.may("export_routes") else []),
        *[part for day in shown for part in _day(account, day, stops, words)],
        *([] if shown else [html.P(words("list.none"), className="kompas-none")]),
    )


def _day(account: Account, day: RouteDay, stops: Sequence[Stop], words: Words) -> list[Component]:
    own = [stop for stop in stops if (stop.day, stop.crew) == (day.day, day.crew)]
    heading = words("list.day", day=presentation.day_name(day.day, words), crew=day.crew)
    total = words(
        "list.total",
        start=presentation.clock(day.start),
        finish=presentation.clock(day.finish),
        base=day.base,
        hours=formats.number(day.hours, words.language, 1),
        km=formats.number(day.km, words.language),
    )
    rows = [
        [
            str(stop.order),
            html.Span(presentation.times(stop), className="kompas-nowrap"),
            _employer(account, stop.employer_id, stop.trade_name, words),
            stop.place,
            formats.number(stop.travel_km, words.language),
        ]
        for stop in own
    ]
    header = [words(f"column.{name}") for name in ("order", "time", "employer", "place", "travel")]
    return [html.H3(heading), html.P(total, className="kompas-lead"), table(heading, header, rows, frozenset({4}))]


def _others(account: Account, off: Sequence[Unrouted], words: Words) -> list[Component]:
    if not off:
        return []
    rows = [
        [
            _employer(account, item.employer_id, item.trade_name, words),
            item.place or words("place.unknown"),
            formats.month(item.month, words.language),
            reason_text(item.reason, words.language),
        ]
        for item in off
    ]
    header = [words("column.employer"), words("column.place"), words("column.month"), words("column.reason")]
    return [section("unrouted", words("off.heading"), words("off.lead"), table(words("off.heading"), header, rows))]


def _employer(account: Account, employer_id: str, name: str, words: Words) -> Any:
    if not account.may("see_dossier"):
        return name
    return dcc.Link(name, href=Address(words.language, "employer", employer_id, carried(account, "planned")).href)
