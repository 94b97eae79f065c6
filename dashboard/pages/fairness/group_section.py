"""One measure of the audit at one step, by one way to divide employers or by two together; and at other cuts."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.commands import with_commands
from dashboard.components.data_export import Column, Kind, Sheet
from dashboard.components.groups import group_order
from dashboard.components.sheets import sheet_fold, sheet_table, source_line
from dashboard.pages.fairness import audited
from dashboard.pages.fairness.group_words import (
    dimension_word,
    group_word,
    is_share,
    measure_word,
    pair,
    points,
    step_word,
    within_sentence,
)
from dashboard.pages.fairness.view import ALONE, BESIDE, BETWEEN, DIVIDED, LAW, OF, PAGE_NAME, View
from dashboard.published import Row
from models.fairness.measures import measures
from models.fairness.steps import step_rules
from models.labels import LAWS

MOST_DRAWN, MOST_LINES = 30, 5
ALL = ("group_figures", "over_cuts", "within")


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return the figures that are shown, and the same measure over all cuts, where it can be told at any cut."""
    if view.audit is None:
        return ()
    step, measure = _shown(view)
    figures = _figures(view, step, measure)
    cuts = _cuts(view, measure) if step == "score" and measures()[measure].by_cut else None
    return (figures,) if cuts is None or not cuts.rows else (figures, cuts)


def all_sheets(view: View) -> tuple[Sheet, ...]:
    """Return all figures of the audit as they are published, in files only: by group, over cuts and within sectors."""
    if view.audit is None:
        return ()
    made = []
    for table in ALL:
        rows = audited.everything(view.published, view.audited, table)
        columns = tuple(Column(name, name) for name in (rows[0] if rows else ()))
        title = view.words(f"audit.all.{table}")
        lines = tuple(tuple(row.values()) for row in rows)
        made.append(Sheet(f"all_{table}", title, view.words("audit.figures.about"), view.audited, columns, lines))
    return tuple(made)


def group_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the choices, a plot and the table of the figures; over all cuts below."""
    words = view.words
    if not made:
        none = html.P(with_commands(words("audit.groups.none")))
        return section("groups", words("audit.groups"), words("audit.groups.lead"), none)
    step, measure = _shown(view)
    sheet, *cuts = made
    says = measures()[measure].says[words.language]
    return section(
        "groups",
        words("audit.groups"),
        words("audit.groups.lead"),
        *_choices(view, step, measure),
        html.P(says, className="kompas-lead"),
        _plot(view, sheet, measure),
        source_line(sheet, words),
        sheet_table(sheet, words, PAGE_NAME),
        *(part for cut in cuts for part in _over_cuts(view, cut, measure)),
    )


def _choices(view: View, step: str, measure: str) -> list[Component]:
    words = view.words
    pairs = [f"{one}.{other}" for one, other in _pairs(view)]
    of = [(name, f"{step_word(name.split('.')[0], view)}: {measure_word(name.split('.')[1], view)}") for name in pairs]
    dimensions = list(view.dimensions.items())
    alone = [(ALONE, words("audit.alone")), *dimensions]
    beside = view.one_of(BESIDE, [name for name, _ in alone])
    return [
        choices(OF, of, f"{step}.{measure}", view.address, words("audit.choose_measure")),
        choices(LAW, [(law, law) for law in LAWS], view.law, view.address, words("choose_law")),
        choices(DIVIDED, dimensions, view.one_of(DIVIDED, list(view.dimensions)), view.address, words("choose_by")),
        html.P(words("audit.choose_beside"), className="kompas-figure-label"),
        choices(BESIDE, alone, beside, view.address, words("audit.choose_beside")),
    ]


def _pairs(view: View) -> list[tuple[str, str]]:
    steps, order = list(step_rules().steps), list(measures())
    found = audited.measured_pairs(view.published, view.audited)
    return sorted(found, key=lambda pair: (steps.index(pair[0]), order.index(pair[1])))


def _shown(view: View) -> tuple[str, str]:
    pairs = {f"{step}.{measure}": (step, measure) for step, measure in _pairs(view)}
    return pairs[view.one_of(OF, list(pairs))]


def _figures(view: View, step: str, measure: str) -> Sheet:
    words, dimension = view.words, view.divided
    rows = audited.figures(view.published, view.audited, step, measure, view.law, dimension)
    rows.sort(key=lambda row: [group_order(dimension, part) for part in row["group"].split(BETWEEN)])
    kind: Kind = "share" if is_share(measure) else "number"
    apart: Kind = "points" if kind == "share" else "number"
    columns = (
        Column("group", dimension_word(dimension, view)),
        Column("value", measure_word(measure, view), kind),
        Column("interval", words("column.interval"), kind, interval=True),
        Column("others", words("audit.column.others"), kind),
        Column("difference", words("audit.column.difference" + ("_in_points" if kind == "share" else "")), apart),
        Column("difference_interval", words("column.interval"), apart, interval=True),
        Column("notable", words("audit.column.notable")),
        Column("units", words("audit.column.units"), "count"),
        Column("positives", words("audit.column.positives"), "count"),
        Column("negatives", words("audit.column.negatives"), "count"),
        Column("status", words("column.status")),
    )
    title = words("audit.figures.title", step=step_word(step, view), measure=measure_word(measure, view),
                  by=within_sentence(dimension_word(dimension, view)), law=view.law)  # fmt: skip
    lines = tuple(_line(row, dimension, view, in_points=kind == "share") for row in rows)
    return Sheet("audit_figures", title, words("audit.figures.about"), view.audited, columns, lines)


def _line(row: Row, dimension: str, view: View, *, in_points: bool) -> tuple[Any, ...]:
    hidden = view.words("sheet.hidden")
    names = ("difference", "difference_low", "difference_high")
    difference, low, high = (points(row[name]) if in_points else row[name] for name in names)
    told = (row["value"], row["others_value"], difference)
    value, others, difference = (hidden,) * 3 if row["status"] == "withheld" else told
    return (
        group_word(dimension, row["group"], view),
        value,
        pair(row["low"], row["high"]),
        others,
        difference,
        pair(low, high),
        None if row["difference"] is None else view.words("audit.yes" if row["notable"] else "audit.no"),
        row["units"],
        *(hidden if row[name] is None else row[name] for name in ("positives", "negatives")),
        view.words(f"status.{row['status']}"),
    )


def _plot(view: View, sheet: Sheet, measure: str) -> Component:
    known = [row for row in sheet.records("group", "value", "interval") if isinstance(row[1], float)][:MOST_DRAWN]
    if not known:
        return html.P(view.words("audit.groups.few"), className="kompas-none")
    names, values, intervals = ([row[at] for row in known] for at in range(3))
    series = [plots.Series(measure_word(measure, view), names, values, intervals)]
    axis = plots.Axis(measure_word(measure, view), ".1~%" if is_share(measure) else ".3~r")
    return plots.dots("groups-plot", series, axis, sheet.title, view.words)


def _cuts(view: View, measure: str) -> Sheet:
    words, dimension = view.words, view.one_of(DIVIDED, list(view.dimensions))
    rows = audited.over_cuts(view.published, view.audited, measure, view.law, dimension)
    lines = tuple(
        (
            group_word(dimension, row["group"], view),
            row["cut"],
            words("sheet.hidden") if row["status"] == "withheld" else row["value"],
            pair(row["low"], row["high"]),
            words(f"status.{row['status']}"),
        )
        for row in rows
    )
    columns = (
        Column("group", dimension_word(dimension, view)),
        Column("cut", words("audit.column.cut"), "share"),
        Column("value", measure_word(measure, view), "share"),
        Column("interval", words("column.interval"), "share", interval=True),
        Column("status", words("column.status")),
    )
    by = within_sentence(dimension_word(dimension, view))
    title = words("audit.cuts.title", measure=measure_word(measure, view), by=by)
    return Sheet("audit_cuts", title, words("audit.cuts.about"), view.audited, columns, lines)


def _over_cuts(view: View, sheet: Sheet, measure: str) -> list[Component]:
    told = [row for row in sheet.records("group", "cut", "value", "interval") if isinstance(row[2], float)]
    groups = list(dict.fromkeys(row[0] for row in told))[:MOST_LINES]
    series = [
        plots.Series(
            group,
            [row[1] for row in told if row[0] == group],
            [row[2] for row in told if row[0] == group],
            [row[3] for row in told if row[0] == group],
            look,
        )
        for group, look in zip(groups, plots.LOOKS, strict=False)
    ]
    axis = plots.Axis(measure_word(measure, view), ".0%", places=view.words("audit.column.cut"), places_form=".0%")
    drawn = [plots.lines("cuts-plot", series, axis, sheet.title, view.words)] if series else []
    return [html.H3(sheet.title), *drawn, source_line(sheet, view.words), sheet_fold(sheet, view.words, PAGE_NAME)]
