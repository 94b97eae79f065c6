"""How the capacity page looks: the plan's hours at once, and the look back as soon as it is worked out."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import figure_card, figure_row, section
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.capacity import plots, query
from dashboard.pages.capacity.cases import closed_cases
from dashboard.pages.capacity.chance_section import chance_section
from dashboard.pages.capacity.coverage import coverage_section
from dashboard.pages.capacity.curve import curve_section
from dashboard.pages.capacity.grounds import grounds_section
from dashboard.pages.capacity.hours import hours_sheet, instruments_sheet, months_sheet
from dashboard.pages.capacity.quality import price_section, solution_section
from dashboard.pages.capacity.query import TeamHours
from dashboard.pages.capacity.rates import rate_section
from dashboard.pages.capacity.recurrence import recurrence_section
from dashboard.pages.capacity.sheets import sheet_part
from dashboard.pages.capacity.trend import trend_section
from dashboard.pages.capacity.wages import repaired, wage_section
from dashboard.pages.capacity.yields import small_teams, yield_section
from dashboard.pages.view import View
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

SETTING, DOWNLOAD, PROBLEM = "capacity-setting", "capacity-download", "capacity-problem"
LOOK_BACK, WAGES = "capacity-look-back", "capacity-wages"
PARTS = (
    "hours", "instruments", "solution", "prices", "chances", "rates", "grounds", "trend", "yields", "recurrence",
    "coverage", "curve", "wages",
)  # fmt: skip
"""The sections in their order; the links at the top lead to them."""


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the capacity page; what looks back over all cases comes a moment later, so that the rest need not wait."""
    published, plan = context.published, lineage.plan
    hours = query.team_hours(published, plan)
    months = [item.month for item in hours]
    period = formats.period(min(months, default=None), max(months, default=None), words.language)
    setting = {"language": words.language, "plan": plan.manifest.snapshot_id, "parameters": dict(address.parameters)}
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Download(id=DOWNLOAD),
            html.Div(
                [
                    html.H1(words("title", month=period)),
                    html.P(words("lead", plan=published.plan_name(plan)), className="kompas-lead"),
                    html.P(id=PROBLEM, className="kompas-problem", role="alert"),
                ]
            ),
            _contents(words),
            _totals(hours, words),
            _hours(hours, words),
            section(
                "instruments",
                words("instruments.heading"),
                words("instruments.lead"),
                sheet_part(instruments_sheet(query.instruments(published, plan), words), words),
            ),
            *_quality(published, plan, words),
            chance_section(published, plan, address, words),
            rate_section(published, lineage, words),
            _later(LOOK_BACK, words),
            _later(WAGES, words),
        ],
        className="kompas-page",
        id="capacity-page",
    )


def look_back(view: View) -> Component:
    """Return the sections about closed cases, coverage, and what more hours would bring.

    Raises:
        KompasError: The plan's registers or scores are gone, or cannot be read.
    """
    warehouse, words = view.lineage.snapshot("warehouse"), view.words
    cases = closed_cases(view.published, warehouse, view.as_of)
    known = words(
        "look_back.lead",
        day=formats.day(view.as_of, words.language),
        snapshot=warehouse.manifest.snapshot_id,
        cases=formats.number(len(cases), words.language),
    )
    return html.Div(
        [
            html.Div([html.H2(words("look_back.heading")), html.P(known, className="kompas-lead")]),
            grounds_section(cases, words),
            trend_section(cases, words),
            yield_section(cases, small_teams(view.published, view.plan), words),
            recurrence_section(cases, view.as_of, words),
            coverage_section(view),
            curve_section(view),
        ],
        className="kompas-page",
    )


def wages_part(view: View) -> Component:
    """Return the section about pay below the minimum before and after visits.

    Raises:
        KompasError: The plan's registers or wages are gone, or cannot be read.
    """
    warehouse, monthly = view.lineage.snapshot("warehouse"), view.lineage.snapshot("monthly")
    return wage_section(repaired(view.published, warehouse, monthly, view.as_of), view.words)


def _quality(published: Published, plan: Snapshot, words: Words) -> list[Component]:
    """Return how good the plan is and what it costs to keep to what it must; not of what a suspended model chose."""
    if published.withheld(plan):
        told = html.P(words("suspended.not_told"), className="kompas-none")
        return [section(name, words(f"{name}.heading"), "", told) for name in ("solution", "prices")]
    return [
        solution_section(plan.manifest, words),
        price_section(query.prices(published, plan), plan.manifest, words),
    ]


def _later(identifier: str, words: Words) -> Component:
    waiting = html.P(words("look_back.waiting"), className="kompas-loading", role="status")
    return html.Div(waiting, id=identifier, **aria(busy="true"))


def _contents(words: Words) -> Component:
    links = [html.A(words(f"contents.{name}"), href=f"#{name}", className="kompas-choice") for name in PARTS]
    return html.Nav(links, className="kompas-choices", id="capacity-contents", **aria(label=words("contents.label")))


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
    return section(
        "hours",
        words("hours.heading"),
        words("hours.lead"),
        plots.hours_plot(teams, words),
        sheet_part(hours_sheet(teams, words), words),
        *_by_month(hours, teams, words),
    )


def _by_month(hours: Sequence[TeamHours], teams: Sequence[TeamHours], words: Words) -> list[Component]:
    """Return the same hours month by month, folded away; of a plan of one month there is no more to say."""
    if len(hours) == len(teams):
        return []
    summary = html.Summary(words("hours.months"))
    months = sheet_part(months_sheet(hours, words), words)
    return [html.Details([summary, months], className="kompas-fold", id="hours-months")]
