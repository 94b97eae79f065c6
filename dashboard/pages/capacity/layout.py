"""How the capacity page looks."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import figure_card, figure_row, section
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.capacity import plots, query
from dashboard.pages.capacity.chance_section import chance_section
from dashboard.pages.capacity.quality import price_section, solution_section
from dashboard.pages.capacity.query import TeamHours
from dashboard.pages.capacity.rates import rate_section
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import Words


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the capacity page."""
    published, plan = context.published, lineage.plan
    hours = query.team_hours(published, plan)
    months = [item.month for item in hours]
    period = formats.period(min(months, default=None), max(months, default=None), words.language)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(words("title", month=period)),
                    html.P(words("lead", plan=published.plan_name(plan)), className="kompas-lead"),
                ]
            ),
            _totals(hours, words),
            _hours(hours, words),
            _instruments(query.instruments(published, plan), words),
            solution_section(plan.manifest, words),
            price_section(query.prices(published, plan), plan.manifest, words),
            chance_section(published, plan, address, words),
            rate_section(published, lineage, words),
        ],
        className="kompas-page",
        id="capacity-page",
    )


def _totals(hours: Sequence[TeamHours], words: Words) -> Component:
    sums = {
        "available": sum(item.available for item in hours),
        "planned": sum(item.planned for item in hours),
        "reserved": sum(item.reserved for item in hours),
        "free": sum(item.free for item in hours),
    }
    return figure_row(
        *(
            figure_card(words(f"hours.{name}"), words("hours.value", hours=formats.number(value, words.language)))
            for name, value in sums.items()
        )
    )


def _hours(hours: Sequence[TeamHours], words: Words) -> Component:
    if not hours:
        nothing = html.P(words("hours.none"), className="kompas-none")
        return section("hours", words("hours.heading"), "", nothing)
    teams = query.by_team(hours)
    names = ("region", "team", "items", "available", "planned", "reserved", "free", "used")
    return section(
        "hours",
        words("hours.heading"),
        words("hours.lead"),
        plots.hours_plot(teams, words),
        table(
            words("hours.caption"),
            [words(f"hours.{name}") for name in names],
            [_team(item, words) for item in teams],
            frozenset(range(2, len(names))),
        ),
        *_by_month(hours, teams, words),
    )


def _by_month(hours: Sequence[TeamHours], teams: Sequence[TeamHours], words: Words) -> list[Component]:
    """Return the same hours month by month, folded away; of a plan of one month there is no more to say."""
    if len(hours) == len(teams):
        return []
    names = ("region", "team", "month", "items", "available", "planned", "reserved", "free", "used")
    rows = [
        [region, team, formats.month(item.month, words.language), *rest]
        for item in hours
        for region, team, *rest in [_team(item, words)]
    ]
    months = table(
        words("hours.months"), [words(f"hours.{name}") for name in names], rows, frozenset(range(3, len(names)))
    )
    return [html.Details([html.Summary(words("hours.months")), months], className="kompas-fold", id="hours-months")]


def _team(item: TeamHours, words: Words) -> list[str]:
    used = item.planned / item.available if item.available else None
    return [
        words.of_code("region", item.region),
        item.team,
        formats.number(item.items, words.language),
        *(formats.number(value, words.language) for value in (item.available, item.planned, item.reserved)),
        formats.number(item.free, words.language),
        formats.share(used, words.language),
    ]


def _instruments(rows: Sequence[Row], words: Words) -> Component:
    names = ("instrument", "items", "hours", "share")
    total = sum(row["hours"] for row in rows)
    cells = [
        [
            words.of_code("instrument", row["instrument"]),
            formats.number(row["items"], words.language),
            formats.number(row["hours"], words.language),
            formats.share(row["hours"] / total if total else None, words.language),
        ]
        for row in rows
    ]
    return section(
        "instruments",
        words("instruments.heading"),
        words("instruments.lead"),
        table(
            words("instruments.heading"),
            [words(f"instruments.{name}") for name in names],
            cells,
            frozenset({1, 2, 3}),
        ),
    )
