"""A team's week as a file: a list, a calendar, or paper; each is a line of the audit log before it is handed over."""

from datetime import datetime

from dashboard.components.suspension import plan_named
from dashboard.context import Context
from dashboard.export import csv_text
from dashboard.exporting.calendar import calendar
from dashboard.pages.routes import query
from dashboard.pages.routes.appointments import appointments
from dashboard.pages.routes.presentation import COLUMNS, cells
from dashboard.pages.routes.selection import Selection
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

EXPORTED = "export_routes"


def week_as_csv(context: Context, plan: Snapshot, routes: Snapshot, selection: Selection, words: Words) -> str:
    """Return a team's week as the screen shows it, as CSV, and record in the log that it left the building.

    Raises:
        KompasError: The routes cannot be read, or the export cannot be logged.
    """
    stops = query.stops(context.published, routes, selection.team, selection.week)
    _log(context, routes, selection, len(stops), "csv")
    name = plan_named(context.published, plan, words)
    fixed = {words("export.selected"): words("export.selected.value", plan=name)}
    if routes.manifest.synthetic:
        fixed[words("export.data")] = words("export.data.synthetic")
    return csv_text(
        [words(f"column.{column}") for column in COLUMNS] + list(fixed),
        (cells(stop, words) + list(fixed.values()) for stop in stops),
        words.language,
    )


def week_as_calendar(context: Context, plan: Snapshot, routes: Snapshot, selection: Selection, words: Words) -> str:
    """Return a team's week as a calendar file, and record in the log that it left the building.

    Raises:
        KompasError: The routes cannot be read, or the export cannot be logged.
    """
    stops = query.stops(context.published, routes, selection.team, selection.week)
    _log(context, routes, selection, len(stops), "ics")
    name = plan_named(context.published, plan, words)
    entries = appointments(stops, name, words, synthetic=routes.manifest.synthetic)
    title = words("calendar.name", team=selection.team, plan=name)
    return calendar(title, entries, datetime.fromisoformat(routes.manifest.created_at))


def week_as_paper(context: Context, plan: Snapshot, routes: Snapshot, selection: Selection, words: Words) -> bytes:
    """Return a team's week as PDF, and record in the log that it left the building.

    Raises:
        KompasError: The routes cannot be read, or the export cannot be logged.
    """
    # Loaded when first asked for: what draws paper takes seconds to load, and most servers never draw any.
    from dashboard.pages.routes.week_paper import TeamWeek, week_paper

    stops = query.stops(context.published, routes, selection.team, selection.week)
    off = query.unrouted(context.published, routes, selection.team, selection.week)
    week = TeamWeek(
        selection=selection,
        plan_name=plan_named(context.published, plan, words),
        made=datetime.fromisoformat(routes.manifest.created_at),
        synthetic=routes.manifest.synthetic,
        days=query.days(context.published, routes, selection.team, selection.week),
        stops=stops,
        check_first=query.check_list(off),
        sites=query.sites(context.published, plan, [stop.employer_id for stop in stops]),
    )
    _log(context, routes, selection, len(stops), "pdf")
    return week_paper(week, words)


def _log(context: Context, routes: Snapshot, selection: Selection, rows: int, form: str) -> None:
    detail = {"rows": rows, "team": selection.team, "week": selection.week.isoformat(), "form": form}
    context.log(EXPORTED, "routes", routes.manifest.snapshot_id, detail)
