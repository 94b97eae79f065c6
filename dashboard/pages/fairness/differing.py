"""Groups whose difference with all others turned round or grew, after a repair or under another objective."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_table, source_line
from dashboard.pages.fairness.calculated import Part
from dashboard.pages.fairness.group_words import dimension_word, group_word, is_share, measure_word, pair, points
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.published import Row
from data_contracts.snapshots import Snapshot

MOST_SHOWN = 20


def differing_sheet(name: str, part: Part, rows: Sequence[Row], source: Snapshot, view: View) -> Sheet:
    """Return the groups as a table; differences of shares in percentage points, all others per 100."""
    words = view.words
    columns = (
        Column("group", words("audit.column.group")),
        Column("measure", words("differing.column.measure")),
        Column("what", words("differing.column.what")),
        Column("before", words(f"differing.column.before.{part}"), "points"),
        Column("before_interval", words("column.interval"), "points", interval=True),
        Column("after", words(f"differing.column.after.{part}"), "points"),
        Column("after_interval", words("column.interval"), "points", interval=True),
        Column("growth", words("differing.column.growth"), "points"),
        Column("growth_interval", words("column.interval"), "points", interval=True),
        Column("unit", words("differing.column.unit")),
        Column("employers", words("column.employers"), "count"),
        Column(part, words(f"{part}.column"), "share" if part == "strength" else "text", filed=True),
        Column("sure", words("differing.column.sure"), filed=True),
    )
    lines = tuple(_line(row, part, view) for row in rows)
    return Sheet(name, words(f"differing.title.{part}"), words("differing.about"), source, columns, lines)


def differing_table(sheet: Sheet, view: View) -> list[Component]:
    """Return the largest of the groups of a table; the file holds all of them, also what chance may explain."""
    words = view.words
    if not sheet.rows:
        return [html.P(words("differing.none"), className="kompas-none")]
    shown = replace(sheet, rows=sheet.rows[:MOST_SHOWN])
    many = "differing.all" if len(shown.rows) == len(sheet.rows) else "differing.largest"
    said = words(many, lines=len(sheet.rows), shown=len(shown.rows))
    return [html.P(said), source_line(sheet, words), sheet_table(shown, words, PAGE_NAME)]


def _line(row: Row, part: Part, view: View) -> tuple[Any, ...]:
    words, dimension = view.words, row["dimension"]
    return (
        f"{dimension_word(dimension, view)}: {group_word(dimension, row['group'], view)}",
        measure_word(row["measure"], view),
        words(f"differing.{row['flag']}"),
        points(row["difference_before"]),
        _interval(row, "difference_low_before", "difference_high_before"),
        points(row["difference_after"]),
        _interval(row, "difference_low_after", "difference_high_after"),
        points(row["growth"]),
        _interval(row, "growth_low", "growth_high"),
        words("differing.points" if is_share(row["measure"]) else "differing.per_100"),
        row["units"],
        row[part],
        words("audit.yes" if row["sure"] else "audit.no"),
    )


def _interval(row: Row, low: str, high: str) -> tuple[float, float] | None:
    return pair(points(row[low]), points(row[high]))
