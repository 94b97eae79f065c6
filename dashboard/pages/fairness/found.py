"""What came of it: where the model's first choices were right, what it missed, and how often a visit would find."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.constraints import capital
from dashboard.components.data_export import Column, Sheet, holds
from dashboard.components.segment_sheet import BY_WHAT, segment_name, segment_plot, segment_sheet, segments
from dashboard.components.sheets import sheet_fold, sheet_table, source_line
from dashboard.pages.fairness import query
from dashboard.pages.fairness.view import LAW, PAGE_NAME, View
from data_contracts.snapshots import Snapshot
from models.labels import LAWS
from models.small_cells import small_cells

MEASURES = ("rate", "precision", "missed", "ratio")
DRAWN = ("precision", "missed")


def error_sheets(view: View, backtest: Snapshot | None) -> tuple[Sheet, ...]:
    """Return the errors by group, a sheet for each way to divide employers, the one that is shown first."""
    if backtest is None or not holds(backtest, "segments"):
        return ()
    rows = segments(view.published, backtest, view.law)
    order = (view.by, *(name for name in BY_WHAT if name != view.by)) if rows else ()
    return tuple(segment_sheet(rows, name, MEASURES, backtest, view.law, view.words) for name in order)


def need_sheets(view: View, backtest: Snapshot | None) -> tuple[Sheet, ...]:
    """Return how often a visit would find something, by sector, as the random arm lets it be estimated."""
    if backtest is None or not holds(backtest, "estimates"):
        return ()
    words = view.words
    rows = query.needs(view.published, backtest, view.law)
    hidden = small_cells({row["sector"]: row["cases"] for row in rows if row["sector"]})
    lines = tuple(
        (
            segment_name("sector", row["sector"], words) if row["sector"] else words("dimension.all"),
            words("sheet.hidden") if row["sector"] in hidden else row["cases"],
            row["estimate"],
            None if row["low"] is None or row["high"] is None else (row["low"], row["high"]),
            words(f"status.{row['status']}"),
        )
        for row in rows
    )
    columns = (
        Column("sector", capital(words("segment.by.sector"))),
        Column("cases", words("column.drawn"), "count"),
        Column("estimate", words("column.need"), "share"),
        Column("interval", words("column.interval"), "share", interval=True),
        Column("status", words("column.status")),
    )
    return (Sheet("needs", words("needs.title", law=view.law), words("needs.about"), backtest, columns, lines),)


def error_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return precision and what is missed by group, or how to have them measured."""
    words = view.words
    if not made:
        command = html.Pre("kompas backtest", className="kompas-command")
        return section("errors", words("errors.heading"), words("errors.missing"), command)
    chosen = made[0]
    return section(
        "errors",
        words("errors.heading"),
        words("errors.lead"),
        _laws(view),
        segment_plot("errors-plot", chosen, DRAWN, words),
        source_line(chosen, words),
        sheet_table(chosen, words, PAGE_NAME),
        *(sheet_fold(sheet, words, PAGE_NAME, sheet.title) for sheet in made[1:]),
    )


def need_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the estimates by sector, or how to have them made."""
    words = view.words
    if not made:
        command = html.Pre("kompas backtest", className="kompas-command")
        return section("needs", words("needs.heading", law=view.law), words("needs.missing"), command)
    sheet = made[0]
    return section(
        "needs",
        words("needs.heading", law=view.law),
        words("needs.lead"),
        _needs_plot(sheet, view),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def _needs_plot(sheet: Sheet, view: View) -> Component:
    known = [row for row in sheet.records("sector", "estimate", "interval") if row[1] is not None]
    if not known:
        return html.P(view.words("needs.none"), className="kompas-none")
    names, values, intervals = zip(*known, strict=True)
    series = [plots.Series(view.words("column.need"), names, values, intervals)]
    axis = plots.Axis(view.words("axis.need"), ".0%")
    return plots.dots("needs-plot", series, axis, view.words("needs.plot"), view.words)


def _laws(view: View) -> Component:
    return choices(LAW, [(law, law) for law in LAWS], view.law, view.address, view.words("choose_law"))
