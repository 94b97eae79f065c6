"""What a repair of one division would mend, break and cost; it was calculated, and nothing was changed by it."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.comparison import percent
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_table, source_line
from dashboard.pages.fairness import audited, calculated
from dashboard.pages.fairness.differing import differing_sheet, differing_table
from dashboard.pages.fairness.group_words import dimension_word, points, within_sentence
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.published import Row
from data_contracts.snapshots import Snapshot
from models.small_cells import FEW

IDENTIFIER, KIND = "repair", "mitigation"


def sheets(view: View, *, whole: bool = False) -> tuple[Sheet, ...]:
    """Return the repair by strength, and the groups that it puts further off.

    Args:
        view: The view.
        whole: All groups at all strengths, for files, and not only those that are sure at the greatest strength.
    """
    snapshot = calculated.newest(view, KIND)
    if snapshot is None:
        return ()
    rows = audited.everything(view.published, snapshot, "points")
    made = [row["strength"] for row in rows if row["moved"] is not None]
    if not made:
        return (_points(rows, snapshot, view),)
    table = snapshot.table("audits")
    found = calculated.differing(view.published, table, "strength", None if whole else max(made))
    return _points(rows, snapshot, view), differing_sheet("repair_groups", "strength", found, snapshot, view)


def repair_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return of what the repair is, its curve and table, and the groups that it puts further off."""
    words = view.words
    if not made:
        return calculated.not_told(IDENTIFIER, KIND, view)
    sheet, *groups = made
    seen_only = words("audit.no") in sheet.column("may_steer")
    return section(
        IDENTIFIER,
        words("repair.heading"),
        words("repair.lead"),
        *calculated.remarks(sheet.source, view),
        html.P(_of_what(sheet.source, view)),
        *([html.P(words("repair.seen_only"), className="kompas-problem")] if seen_only else []),
        html.P(_gain(sheet, view)),
        *_curve(sheet, view),
        source_line(sheet, words),
        sheet_table(sheet, words, PAGE_NAME),
        *(part for found in groups for part in (html.H3(found.title), *differing_table(found, view))),
    )


def _points(rows: Sequence[Row], snapshot: Snapshot, view: View) -> Sheet:
    words = view.words
    columns = (
        Column("repair", words("repair.column.repair")),
        Column("moved", words("repair.column.moved"), "count"),
        Column("expected_before", words("repair.column.expected_before"), "count"),
        Column("expected_after", words("repair.column.expected_after"), "count"),
        Column("lost", words("repair.column.lost"), "points"),
        Column("gap_before", words("repair.column.gap_before"), "points"),
        Column("gap_after", words("repair.column.gap_after"), "points"),
        Column("turned", words("repair.column.turned"), "count"),
        Column("grew", words("repair.column.grew"), "count"),
        Column("strength", words("strength.column"), "share", filed=True),
        Column("kept", words("repair.column.kept"), "share", filed=True),
        Column("may_steer", words("repair.column.may_steer"), filed=True),
    )
    lines = tuple(_line(row, view) for row in rows)
    return Sheet("repair_points", words("repair.title"), words("repair.about", few=FEW), snapshot, columns, lines)


def _line(row: Row, view: View) -> tuple[Any, ...]:
    words, strength = view.words, row["strength"]
    named, may_steer = percent(strength, words.language), words("audit.yes" if row["may_steer"] else "audit.no")
    if row["moved"] is None:
        impossible = words("repair.impossible")
        return (named, *[impossible] * 8, strength, impossible, may_steer)
    return (
        named,
        words("sheet.hidden") if 0 < row["moved"] < FEW else row["moved"],
        row["expected_before"],
        row["expected_after"],
        points(row["lost_share"]),
        points(row["widest_before"]),
        points(row["widest_after"]),
        row["turned"],
        row["grew"],
        strength,
        1 - row["lost_share"],
        may_steer,
    )


def _of_what(snapshot: Snapshot, view: View) -> str:
    words, notes = view.words, snapshot.manifest.notes
    law = notes["law"]
    what = words("repair.of_list", law=law) if law else words("repair.of_plan", plan=calculated.plan_of(snapshot, view))
    return words(
        "repair.of_what",
        what=what,
        dimension=within_sentence(dimension_word(notes["dimension"], view)),
        how=words(f"repair.how.{notes['how']}"),
        as_of=calculated.day_of(snapshot, view),
    )


def _possible(sheet: Sheet, *codes: str) -> list[tuple[Any, ...]]:
    """Return some columns at the strengths at which something can be chosen; ``kept`` comes first."""
    return [row for row in sheet.records("kept", *codes) if isinstance(row[0], float)]


def _gain(sheet: Sheet, view: View) -> str:
    """Return in words what the strongest repair that can be made would do."""
    words, language = view.words, view.words.language
    possible = _possible(sheet, "strength", "moved", "turned", "grew")
    if not possible:
        return words("repair.none_possible")
    kept, strength, moved, turned, grew = possible[-1]
    employers = words("repair.few", few=FEW) if isinstance(moved, str) else formats.number(moved, language)
    shares = {"strength": percent(strength, language), "lost": percent(1 - kept, language)}
    return words("repair.gain", **shares, moved=employers, turned=turned, grew=grew)


def _curve(sheet: Sheet, view: View) -> list[Component]:
    """Return what is kept over the gap that is left, from no repair on; over the strength where a gap is not known."""
    words = view.words
    possible = _possible(sheet, "strength", "gap_before", "gap_after")
    if not possible:
        return []
    kept, strengths = [1.0, *(row[0] for row in possible)], [0.0, *(row[1] for row in possible)]
    gaps = [possible[0][2], *(row[3] for row in possible)]
    known = None not in gaps
    marks = [words("repair.mark", strength=percent(strength, words.language)) for strength in strengths]
    name, title = words("repair.column.kept"), words(f"repair.axis.{'gap' if known else 'strength'}")
    line = plots.Series(name, gaps if known else strengths, kept, [None] * len(kept), marks=marks)
    axis = plots.Axis("", ".3~%", places=title, places_form=".2~f" if known else ".0%")
    label = html.P(name, className="kompas-figure-label")  # beside its ticks an upright title has no room
    return [label, plots.lines("repair-plot", [line], axis, words("repair.plot"), words)]
