"""Errors by groups of employers: where the model's first choices are right, and what it leaves unfound."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.constraints import capital
from dashboard.components.data_export import Sheet, holds
from dashboard.components.segment_sheet import BY_WHAT, segment_plot, segment_sheet, segments
from dashboard.components.sheets import sheet_fold, sheet_table, source_line
from dashboard.pages.model.view import BY, PAGE_NAME, View
from data_contracts.snapshots import Snapshot

MEASURES = ("rate", "precision", "capture", "ratio")
DRAWN = ("precision", "capture")


def sheets(view: View, backtest: Snapshot) -> tuple[Sheet, ...]:
    """Return a sheet for each way to divide employers, the one that is shown first."""
    if not holds(backtest, "segments"):
        return ()
    rows = segments(view.published, backtest, view.law)
    order = (view.by, *(name for name in BY_WHAT if name != view.by)) if rows else ()
    return tuple(segment_sheet(rows, name, MEASURES, backtest, view.law, view.words) for name in order)


def segment_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return precision and capture by group with intervals, or how to have them measured."""
    words = view.words
    if not made:
        command = html.Pre("kompas backtest", className="kompas-command")
        return section("segments", words("segments.heading"), words("segments.missing"), command)
    options = [(name, capital(words(f"segment.by.{name}"))) for name in BY_WHAT]
    chosen = made[0]
    return section(
        "segments",
        words("segments.heading"),
        words("segments.lead"),
        choices(BY, options, view.by, view.address, words("segments.by")),
        segment_plot("segments-plot", chosen, DRAWN, words),
        source_line(chosen, words),
        sheet_table(chosen, words, PAGE_NAME),
        *(sheet_fold(sheet, words, PAGE_NAME, sheet.title) for sheet in made[1:]),
    )
