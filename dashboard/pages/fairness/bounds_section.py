"""A trait that nobody holds: between which bounds its share by group puts how often the group is visited."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_table, source_line
from dashboard.pages.fairness import audited, calculated
from dashboard.pages.fairness.group_words import dimension_word, group_word, measure_word, pair, points, within_sentence
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.published import Row
from data_contracts.snapshots import Snapshot

IDENTIFIER = "bounds"


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return the bounds of the narrowest tables, and what would follow under an assumption where there is any."""
    snapshot = calculated.newest(view, IDENTIFIER)
    if snapshot is None:
        return ()
    rows = [row for row in audited.everything(view.published, snapshot, "bounds") if row["level"] == "cell"]
    assumed = [row for row in rows if row["assumption"] is not None]
    return (_bounds(rows, snapshot, view), *([_assumed(assumed, snapshot, view)] if assumed else []))


def bounds_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the bounds, which groups leave most open, and apart from them what rests on an assumption."""
    words = view.words
    if not made:
        return calculated.not_told(IDENTIFIER, IDENTIFIER, view)
    sheet, *assumed = made
    notes = sheet.source.manifest.notes
    by = within_sentence(dimension_word(notes["by"], view))
    cells = "; ".join(group_word(notes["by"], cell, view) for cell in notes["widest"])
    untested = html.P(words("bounds.assumed.lead"))
    return section(
        IDENTIFIER,
        words("bounds.heading"),
        words("bounds.lead", by=by),
        *calculated.remarks(sheet.source, view),
        source_line(sheet, words),
        sheet_table(sheet, words, PAGE_NAME),
        html.P(words("bounds.widest", cells=cells)),
        *(part for found in assumed for part in calculated.titled(found, view, untested)),
    )


def _bounds(rows: Sequence[Row], snapshot: Snapshot, view: View) -> Sheet:
    words = view.words
    lines = tuple(
        (
            _name(row, view),
            *(points(row[name]) for name in ("low", "high", "limit_low", "limit_high")),
            row["narrowed"],
            row["cells"],
            row["units"],
            *(words("sheet.hidden") if row[name] is None else row[name] for name in ("positives", "negatives")),
        )
        for row in rows
    )
    columns = (
        Column("what", words("bounds.column.what")),
        Column("low", words("bounds.column.low"), "points"),
        Column("high", words("bounds.column.high"), "points"),
        Column("limit_low", words("bounds.column.limit_low"), "points"),
        Column("limit_high", words("bounds.column.limit_high"), "points"),
        Column("narrowed", words("bounds.column.narrowed"), "share"),
        Column("cells", words("bounds.column.cells"), "count", filed=True),
        Column("employers", words("column.employers"), "count", filed=True),
        Column("positives", words("audit.column.positives"), "count", filed=True),
        Column("negatives", words("audit.column.negatives"), "count", filed=True),
    )
    return Sheet("bounds", words("bounds.title"), words("bounds.about"), snapshot, columns, lines)


def _assumed(rows: Sequence[Row], snapshot: Snapshot, view: View) -> Sheet:
    words = view.words
    refuted = (words("bounds.refuted"), None)
    lines = tuple(
        (
            _name(row, view),
            *(refuted if row["refuted"] else (points(row["assumed_value"]), _limits(row))),
            points(row["assumed_even"]),
        )
        for row in rows
    )
    columns = (
        Column("what", words("bounds.column.what")),
        Column("same_everywhere", words("bounds.column.same_everywhere"), "points"),
        Column("interval", words("column.interval"), "points", interval=True),
        Column("same_inside", words("bounds.column.same_inside"), "points"),
    )
    title, about = words("bounds.assumed.title"), words("bounds.assumed.about")
    return Sheet("bounds_assumed", title, about, snapshot, columns, lines)


def _name(row: Row, view: View) -> str:
    """Name a measure and of whom it is, with the unit."""
    return view.words(f"bounds.of.{row['of']}", measure=measure_word(row["measure"], view))


def _limits(row: Row) -> tuple[float, float] | None:
    return pair(points(row["assumed_low"]), points(row["assumed_high"]))
