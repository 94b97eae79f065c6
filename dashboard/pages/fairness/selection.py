"""On whom the plan falls: how large a share of each group it chose, whatever the reason."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.constraints import capital
from dashboard.components.data_export import Column, Sheet
from dashboard.components.groups import FEW, SMALL, group_order, small_groups
from dashboard.components.segment_sheet import BY_WHAT, segment_name
from dashboard.components.sheets import sheet_fold, sheet_table, source_line
from dashboard.pages.fairness import query
from dashboard.pages.fairness.view import BY, PAGE_NAME, View
from dashboard.published import Row
from models.evaluation.bootstrap import wilson_interval

FEWEST = 10
"""Below this many employers a share says nothing."""


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return a sheet for each way to divide employers, the one that is shown first."""
    order = (view.by, *(name for name in BY_WHAT if name != view.by))
    return tuple(_sheet(view, dimension) for dimension in order)


def selection_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the share that is chosen by group, as a plot and a table."""
    words = view.words
    options = [(name, capital(words(f"segment.by.{name}"))) for name in BY_WHAT]
    chosen = made[0]
    everybody = chosen.rows[0][3] if chosen.rows else None
    shares = plots.Series(
        words("column.share"), chosen.column("group"), chosen.column("share"), chosen.column("interval")
    )
    axis = plots.Axis(words("axis.selection"), ".1~%", everybody)
    return section(
        "selection",
        words("selection.heading"),
        words("selection.lead", plan=view.published.plan_name(view.lineage.plan)),
        choices(BY, options, view.by, view.address, words("choose_by")),
        plots.dots("selection-plot", [shares], axis, words("selection.plot"), words),
        source_line(chosen, words),
        sheet_table(chosen, words, PAGE_NAME),
        *(sheet_fold(sheet, words, PAGE_NAME, sheet.title) for sheet in made[1:]),
    )


def pooled(rows: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Return ``group, employers, chosen`` with the small groups put together."""
    small = small_groups(rows)
    of: dict[str, tuple[int, int]] = {}
    for row in rows:
        group = SMALL if row["group"] in small else str(row["group"])
        employers, chosen = of.get(group, (0, 0))
        of[group] = (employers + row["employers"], chosen + row["chosen"])
    return [(group, *counts) for group, counts in of.items()]


def _sheet(view: View, dimension: str) -> Sheet:
    words, plan = view.words, view.lineage.plan
    rows = query.selection(view.published, plan, view.lineage.snapshot("features"), dimension)
    groups = sorted(pooled(rows), key=lambda group: group_order(dimension, group[0]))
    employers, chosen = sum(row["employers"] for row in rows), sum(row["chosen"] for row in rows)
    average = chosen / employers if employers else 0.0
    lines = [_line(words("dimension.all"), employers, chosen, average)]
    lines += [_line(segment_name(dimension, group, words), size, part, average) for group, size, part in groups]
    columns = (
        Column("group", capital(words(f"segment.by.{dimension}"))),
        Column("employers", words("column.employers"), "count"),
        Column("chosen", words("column.chosen"), "count"),
        Column("share", words("column.share"), "share"),
        Column("interval", words("column.interval"), "share", interval=True),
        Column("ratio", words("column.ratio"), "number"),
    )
    told = {"employers": formats.number(employers, words.language), "few": FEW, "fewest": FEWEST}
    title = words("selection.title", by=words(f"segment.by.{dimension}"))
    about = words("selection.about", **told)
    return Sheet(f"selection_{dimension}", title, about, plan, columns, tuple(lines if employers else ()))


def _line(name: str, employers: int, chosen: int, average: float) -> tuple[object, ...]:
    if employers < FEWEST:
        return name, employers, None, None, None, None
    share = chosen / employers
    return name, employers, chosen, share, wilson_interval(chosen, employers), share / average if average else None
