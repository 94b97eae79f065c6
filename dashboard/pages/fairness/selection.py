"""On whom the plan falls: how large a share of each group it chose, whatever the reason."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.constraints import capital
from dashboard.components.data_export import Column, Sheet
from dashboard.components.groups import FEW, group_order
from dashboard.components.segment_sheet import BY_WHAT, segment_name
from dashboard.components.sheets import sheet_fold, sheet_table, source_line
from dashboard.pages.fairness import query
from dashboard.pages.fairness.view import BY, PAGE_NAME, View
from dashboard.published import Row
from dashboard.texts import Words
from models.evaluation.bootstrap import wilson_interval
from models.small_cells import pooled, small_cells, together

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
    drawn = [None if isinstance(share, str) else share for share in chosen.column("share")]
    shares = plots.Series(words("column.share"), chosen.column("group"), drawn, chosen.column("interval"))
    axis = plots.Axis(words("axis.selection"), ".1~%", drawn[0] if drawn else None)
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


def told(rows: Sequence[Row]) -> list[tuple[str, int, int | None]]:
    """Return ``group, employers, chosen?`` with the small groups put together, and no small number of chosen employers.

    What is left out cannot be had from the total either (``models.small_cells``).
    """
    employers, chosen = ({str(row["group"]): row[name] for row in rows} for name in ("employers", "chosen"))
    shown_as = together(employers)
    sizes, counts = pooled(employers, shown_as), pooled(chosen, shown_as)
    hidden = small_cells(counts)
    return [(group, int(sizes[group]), None if group in hidden else int(counts[group])) for group in sizes]


def _sheet(view: View, dimension: str) -> Sheet:
    words, plan = view.words, view.lineage.plan
    rows = query.selection(view.published, plan, view.lineage.snapshot("features"), dimension)
    groups = sorted(told(rows), key=lambda group: group_order(dimension, group[0]))
    employers, chosen = sum(row["employers"] for row in rows), sum(row["chosen"] for row in rows)
    average = chosen / employers if employers else 0.0
    in_all = None if 0 < chosen < FEW else chosen
    lines = [_line(words("dimension.all"), employers, in_all, average, words)]
    lines += [_line(segment_name(dimension, group, words), size, part, average, words) for group, size, part in groups]
    columns = (
        Column("group", capital(words(f"segment.by.{dimension}"))),
        Column("employers", words("column.employers"), "count"),
        Column("chosen", words("column.chosen"), "count"),
        Column("share", words("column.share"), "share"),
        Column("interval", words("column.interval"), "share", interval=True),
        Column("ratio", words("column.ratio"), "number"),
    )
    about = words("selection.about", employers=formats.number(employers, words.language), few=FEW, fewest=FEWEST)
    title = words("selection.title", by=words(f"segment.by.{dimension}"))
    return Sheet(f"selection_{dimension}", title, about, plan, columns, tuple(lines if employers else ()))


def _line(name: str, employers: int, chosen: int | None, average: float, words: Words) -> tuple[object, ...]:
    if chosen is None:
        hidden = words("sheet.hidden")
        return name, employers, hidden, hidden, None, hidden
    if employers < FEWEST:
        return name, employers, chosen, None, None, None
    share = chosen / employers
    return name, employers, chosen, share, wilson_interval(chosen, employers), share / average if average else None
