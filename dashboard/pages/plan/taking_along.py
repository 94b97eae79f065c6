"""The list as a file, filtered and sorted as on the screen; each is a line of the audit log before it is handed over.

No file says more than the screen: hours are whole, and nothing is in it from which the ground of selection follows.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.components.suspension import plan_named
from dashboard.context import Context
from dashboard.export import csv_text
from dashboard.exporting.calendar import calendar
from dashboard.exporting.spreadsheet import SheetColumn, spreadsheet
from dashboard.pages.plan import query
from dashboard.pages.plan.layout import View
from dashboard.pages.plan.presentation import columns, shown
from dashboard.pages.plan.shown_list import asked_of
from dashboard.pages.plan.strip import week_label
from dashboard.pages.routes import query as routes_query
from dashboard.pages.routes.appointments import appointments
from dashboard.pages.routes.callbacks import FOLDER as ROUTES
from dashboard.pages.routes.selection import selection_of
from dashboard.pages.routes.taking_along import week_as_paper
from dashboard.published import Row
from dashboard.routed import routes_of
from dashboard.texts import Words, words_of
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot

EXPORTED = "export_plan"
_KINDS = {"expected_hours": "number", "month": "month", "week": "number"}
_WIDTHS = {"trade_name": 38, "state": 26, "instrument": 30, "sector": 30, "site": 24, "municipality": 22}


class NoRoutesError(KompasError):
    """No routes were made of the plan, so that no visit has a day."""


class NoWeekError(KompasError):
    """No team and week were chosen, or there are no routes of them."""


def list_as_csv(context: Context, plan: Snapshot, view: View, request: Mapping[str, Any], words: Words) -> str:
    """Return the list as the screen shows it, as CSV.

    Raises:
        KompasError: The plan cannot be read, or the export cannot be logged.
    """
    rows = query.all_visits(context.published, plan, asked_of(context, plan, view, words), request)
    _log(context, plan, view, request, len(rows), "csv")
    shown_columns, fixed = columns(words), _fixed(context, plan, words)
    cells = (shown(row, words.language) for row in rows)
    return csv_text(
        [column.header for column in shown_columns] + list(fixed),
        ([row[column.name] for column in shown_columns] + list(fixed.values()) for row in cells),
        words.language,
    )


def list_as_spreadsheet(
    context: Context, plan: Snapshot, view: View, request: Mapping[str, Any], words: Words
) -> bytes:
    """Return the list as Excel file, with real numbers and dates, and a sheet that says what it is.

    Raises:
        KompasError: The plan cannot be read, or the export cannot be logged.
    """
    rows = query.all_visits(context.published, plan, asked_of(context, plan, view, words), request)
    _log(context, plan, view, request, len(rows), "xlsx")
    shown_columns, fixed = columns(words), _fixed(context, plan, words)
    sheet = [
        SheetColumn(column.header, _KINDS.get(column.name, "text"), _WIDTHS.get(column.name, 14))  # type: ignore[arg-type]
        for column in shown_columns
    ] + [SheetColumn(header, width=30) for header in fixed]
    cells = [
        [_value(column.name, row, shown(row, words.language)) for column in shown_columns] + list(fixed.values())
        for row in rows
    ]
    about = _about(context, plan, view, request, len(rows), words)
    return spreadsheet(words("export.sheet"), sheet, cells, words("export.about"), about)


def list_as_calendar(context: Context, plan: Snapshot, view: View, request: Mapping[str, Any], words: Words) -> str:
    """Return the visits of the list that are on a route, as calendar file.

    Raises:
        NoRoutesError: No routes were made of this plan.
        KompasError: The plan cannot be read, or the export cannot be logged.
    """
    routes = routes_of(context.published, plan)
    if routes is None:
        raise NoRoutesError("There are no routes of this plan.", "routes", "Run `kompas routes`.")
    rows = query.all_visits(context.published, plan, asked_of(context, plan, view, words), request)
    dated = [row["employer_id"] for row in rows if row["week"] is not None]
    stops = routes_query.stops_of(context.published, routes, dated)
    _log(context, plan, view, request, len(stops), "ics")
    name = plan_named(context.published, plan, words)
    of_routes = words_of(ROUTES, words.language)
    entries = appointments(stops, name, of_routes, synthetic=routes.manifest.synthetic)
    return calendar(words("export.calendar", plan=name), entries, datetime.fromisoformat(routes.manifest.created_at))


def week_on_paper(context: Context, plan: Snapshot, view: View, words: Words) -> bytes:
    """Return the chosen team's chosen week with its routes as PDF; it is logged as an export of routes.

    Raises:
        NoRoutesError: No routes were made of this plan.
        NoWeekError: No team and week are chosen, or the team has no routes in it.
        KompasError: The routes cannot be read, or the export cannot be logged.
    """
    routes = routes_of(context.published, plan)
    if routes is None:
        raise NoRoutesError("There are no routes of this plan.", "routes", "Run `kompas routes`.")
    team, week = view.selection.team, view.sought.week
    found = selection_of({"team": team, "week": week}, routes_query.weeks(context.published, routes))
    if found is None or found.team != team or found.week.isoformat() != week:
        raise NoWeekError("There is no team and week with routes.", "week", "Choose a team and a week.")
    return week_as_paper(context, plan, routes, found, words_of(ROUTES, words.language))


def _log(context: Context, plan: Snapshot, view: View, request: Mapping[str, Any], rows: int, form: str) -> None:
    """Record what leaves the building: how much and of which part, not what was searched for, which can be a name."""
    filters = request.get("filterModel")
    chosen = {name: view.stored()[name] for name in ("region", "team", "month", "instrument", "order", "week")}
    detail = {
        "rows": rows,
        "form": form,
        **chosen,
        "searched": bool(view.sought.text),
        "filtered_on": sorted(set(filters) & set(query.COLUMNS)) if isinstance(filters, dict) else [],
    }
    context.log(EXPORTED, "plan", plan.manifest.snapshot_id, detail)


def _fixed(context: Context, plan: Snapshot, words: Words) -> dict[str, str]:
    """Return what stands in every row: under which plan it was selected, and a mark when the data are made up."""
    fixed = {words("export.selected"): words("export.selected.value", plan=plan_named(context.published, plan, words))}
    if plan.manifest.synthetic:
        fixed[words("export.data")] = words("export.data.synthetic")
    return fixed


def _value(name: str, row: Row, told: Mapping[str, str]) -> Any:
    if name == "expected_hours":
        return None if row[name] is None else round(row[name])
    if name == "month":
        return row["month"]
    if name == "week":
        return row["week"].isocalendar().week if row["week"] else None
    return "" if told[name] == formats.MISSING else told[name]


def _about(
    context: Context, plan: Snapshot, view: View, request: Mapping[str, Any], rows: int, words: Words
) -> dict[str, str]:
    manifest, language = plan.manifest, words.language
    made = datetime.now().astimezone()
    told = {
        words("export.about.plan"): plan_named(context.published, plan, words),
        words("export.about.snapshot"): manifest.snapshot_id,
        words("export.about.as_of"): manifest.as_of or formats.MISSING,
        words("export.about.made"): f"{formats.day(made.date(), language)} {made:%H:%M}".replace(formats.NO_BREAK, " "),
        words("export.about.rows"): formats.number(rows, language),
        words("export.about.filters"): _filters(view, request, words),
        words("export.about.lot"): words("about.random"),
    }
    if manifest.synthetic:
        told[words("export.data")] = words("export.about.synthetic")
    return told


def _filters(view: View, request: Mapping[str, Any], words: Words) -> str:
    """Return in words how the list was narrowed."""
    chosen, filters = view.selection, request.get("filterModel")
    parts = [
        (words("region.label"), words.of_code("region", chosen.region) if chosen.region else ""),
        (words("team.label"), chosen.team or ""),
        (words("month.label"), formats.month(chosen.month, words.language) if chosen.month else ""),
        (words("instrument.label"), words.of_code("instrument", chosen.instrument) if chosen.instrument else ""),
        (words("week.label"), _week(view, words)),
        (words("search.label"), view.sought.text),
    ]
    named = [name for name in query.COLUMNS if isinstance(filters, dict) and name in filters]
    parts.append((words("export.about.columns"), ", ".join(words(f"column.{name}") for name in named)))
    return "; ".join(f"{label}: {value}" for label, value in parts if value) or words("export.about.none")


def _week(view: View, words: Words) -> str:
    monday = view.sought.monday
    if monday:
        return week_label(monday, words)
    return words("week.none") if view.sought.week else ""
