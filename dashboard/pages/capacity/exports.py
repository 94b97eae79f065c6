"""Which tables of the page can be taken along, and how each is made again for a file."""

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl

from dashboard.pages.capacity import query
from dashboard.pages.capacity.cases import closed_cases, months_of
from dashboard.pages.capacity.chance_section import chance_sheet
from dashboard.pages.capacity.coverage import coverage_sheet
from dashboard.pages.capacity.curve import curve, curve_sheet, what_if_sheet
from dashboard.pages.capacity.grounds import ground_rates, grounds_sheet
from dashboard.pages.capacity.hours import hours_sheet, instruments_sheet, months_sheet
from dashboard.pages.capacity.quality import price_sheet
from dashboard.pages.capacity.rates import rate_sheet
from dashboard.pages.capacity.recurrence import recurrence, recurrence_sheet
from dashboard.pages.capacity.sheets import Sheet, take_along
from dashboard.pages.capacity.trend import trend_sheet
from dashboard.pages.capacity.wages import repaired, repaired_sheet
from dashboard.pages.capacity.yields import SIDES, small_teams, yield_sheet, yields
from dashboard.pages.view import View

EXPORTED = "export_capacity"


def export_table(view: View, name: object) -> tuple[str, str] | None:
    """Return a table of the page as a CSV file (its name, its content), and record that it left the building.

    Args:
        view: The view that is on the screen.
        name: Which table; it comes from a browser, so it can be anything.

    Returns:
        ``None`` when there is no such table.

    Raises:
        KompasError: The table cannot be read, or the export cannot be logged.
    """
    made = SHEETS.get(name) if isinstance(name, str) else None
    if made is None:
        return None
    return take_along(made(view), view, EXPORTED)


def _cases(view: View) -> pl.DataFrame:
    return closed_cases(view.published, view.lineage.snapshot("warehouse"), view.as_of)


def _hours(view: View) -> Sheet:
    return hours_sheet(query.by_team(query.team_hours(view.published, view.plan)), view.words)


def _months(view: View) -> Sheet:
    return months_sheet(query.team_hours(view.published, view.plan), view.words)


def _instruments(view: View) -> Sheet:
    return instruments_sheet(query.instruments(view.published, view.plan), view.words)


def _prices(view: View) -> Sheet:
    return price_sheet(query.prices(view.published, view.plan), view.plan.manifest, view.words)


def _chances(view: View) -> Sheet:
    return chance_sheet(view.published, view.plan, view.address, view.words)


def _rates(view: View) -> Sheet:
    backtest = view.lineage.backtest
    return rate_sheet(query.hit_rates(view.published, backtest) if backtest else [], view.words)


def _grounds(view: View) -> Sheet:
    cases = _cases(view)
    return grounds_sheet(ground_rates(cases), months_of(cases), view.words)


def _trend(view: View) -> Sheet:
    return trend_sheet(_cases(view), view.words)


def _yields(side: str, view: View) -> Sheet:
    return yield_sheet(yields(_cases(view), side, small_teams(view.published, view.plan)), side, view.words)


def _recurrence(view: View) -> Sheet:
    return recurrence_sheet(recurrence(_cases(view), view.as_of), view.words)


def _curve(view: View) -> Sheet:
    scores, warehouse = view.lineage.snapshot("scores"), view.lineage.snapshot("warehouse")
    return curve_sheet(curve(view.published, view.plan, scores, warehouse, view.as_of), view.words)


def _what_ifs(view: View) -> Sheet:
    return what_if_sheet(view.published, view.plan, view.words)


def _wages(view: View) -> Sheet:
    warehouse, monthly = view.lineage.snapshot("warehouse"), view.lineage.snapshot("monthly")
    return repaired_sheet(repaired(view.published, warehouse, monthly, view.as_of), view.words)


SHEETS: Mapping[str, Callable[[View], Sheet]] = {
    "hours": _hours,
    "hours-by-month": _months,
    "instruments": _instruments,
    "prices": _prices,
    "chances": _chances,
    "rates": _rates,
    "grounds": _grounds,
    "trend": _trend,
    **{f"yield-{side}": partial(_yields, side) for side in SIDES},
    "recurrence": _recurrence,
    "coverage": coverage_sheet,
    "curve": _curve,
    "what-if": _what_ifs,
    "wages": _wages,
}
