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
from dashboard.pages.capacity.query import TOO_FEW, TeamHours
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.snapshots.reader import VERB_OF_KIND


def render(context: Context, lineage: Lineage, _address: Address, words: Words) -> Component:
    """Return the capacity page."""
    hours = query.team_hours(context.published, lineage.plan)
    months = [item.month for item in hours]
    period = formats.period(min(months, default=None), max(months, default=None), words.language)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(words("title", month=period)),
                    html.P(words("lead", plan=context.published.plan_name(lineage.plan)), className="kompas-lead"),
                ]
            ),
            _totals(hours, words),
            _hours(hours, words),
            _rates(context, lineage, words),
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
    names = ("region", "team", "visits", "available", "planned", "reserved", "free", "used")
    return section(
        "hours",
        words("hours.heading"),
        words("hours.lead"),
        plots.hours_plot(hours, words),
        table(
            words("hours.caption"),
            [words(f"hours.{name}") for name in names],
            [_team(item, words) for item in hours],
            frozenset(range(2, len(names))),
        ),
    )


def _team(item: TeamHours, words: Words) -> list[str]:
    used = item.planned / item.available if item.available else None
    return [
        words.of_code("region", item.region),
        item.team,
        formats.number(item.visits, words.language),
        *(formats.number(value, words.language) for value in (item.available, item.planned, item.reserved)),
        formats.number(item.free, words.language),
        formats.share(used, words.language),
    ]


def _rates(context: Context, lineage: Lineage, words: Words) -> Component:
    backtest = lineage.backtest
    if backtest is None:
        command = html.Pre(f"kompas {VERB_OF_KIND['backtest']}", className="kompas-command")
        return section("rates", words("rates.heading"), words("rates.missing"), command)
    rates = query.hit_rates(context.published, backtest)
    if not rates:
        nothing = html.P(words("rates.none"), className="kompas-none")
        return section("rates", words("rates.heading"), "", nothing)
    names = ("law", "ground", "cases", "hits", "rate", "interval")
    return section(
        "rates",
        words("rates.heading"),
        words("rates.lead", few=TOO_FEW, snapshot=backtest.manifest.snapshot_id),
        *_other_data(lineage, backtest, words),
        plots.hit_rate_plot(rates, words),
        table(
            words("rates.caption"),
            [words(f"rates.{name}") for name in names],
            [_rate(rate, words) for rate in rates],
            frozenset({2, 3, 4, 5}),
        ),
        html.P(words("rates.population"), className="kompas-lead"),
    )


def _other_data(lineage: Lineage, backtest: Snapshot, words: Words) -> list[Component]:
    """Return a warning when the backtest was not made from the features that the plan was made from."""
    measured, planned = backtest.input_id("features"), lineage.plan.input_id("features")
    if measured == planned:
        return []
    ids = {"measured": measured or formats.MISSING, "planned": planned or formats.MISSING}
    return [html.P(words("rates.other_data", **ids), id="rates-other-data", className="kompas-problem", role="note")]


def _rate(rate: Row, words: Words) -> list[str]:
    language = words.language
    counted = [
        rate["law"],
        words.of_code("ground", rate["selection_ground"]),
        formats.number(rate["cases"], language),
    ]
    if rate["rate"] is None:
        return [*counted, formats.MISSING, words("rates.too_few"), formats.MISSING]
    low, high = formats.share(rate["low"], language), formats.share(rate["high"], language)
    return [
        *counted,
        formats.number(rate["hits"], language),
        formats.share(rate["rate"], language),
        words("rates.from_to", low=low, high=high),
    ]
