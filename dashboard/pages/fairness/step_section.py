"""Step by step: who is put at a disadvantage that what was known does not explain."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.commands import with_commands
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.fairness import audited
from dashboard.pages.fairness.group_words import dimension_word, group_word, part_word, step_word
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.published import Row
from models.small_cells import FEW

TRAIT = "trait"
WIDEST = 50.0
"""An interval that is wider says nothing, and would push all others together in a plot."""


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return all tests, the trait that is shown first, and how gaps grow from step to step."""
    if view.audit is None:
        return ()
    rows = audited.everything(view.published, view.audited, "step_tests")
    return (_tests(view, rows), _growth(view)) if rows else ()


def step_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the verdict in words, the odds of every step as dots, and the table."""
    words, told = view.words, view.told
    if not made:
        return section(
            "steps", words("audit.steps"), words("audit.steps.lead"), html.P(with_commands(words("audit.steps.none")))
        )
    sheet, growing = made
    traits = [item["name"] for item in told["dimensions"] if item["protected"]]
    trait = view.one_of(TRAIT, traits)
    options = [(name, dimension_word(name, view)) for name in traits]
    return section(
        "steps",
        words("audit.steps"),
        words("audit.steps.lead"),
        html.P(_verdict(view), className="kompas-problem" if told["accused"] else "kompas-lead"),
        choices(TRAIT, options, trait, view.address, words("audit.choose_trait")),
        _plot(view, sheet, dimension_word(trait, view)),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
        sheet_fold(growing, words, PAGE_NAME),
    )


def _verdict(view: View) -> str:
    tests = view.told["tests"]
    counted = {"tests": sum(tests.values()), **tests}
    accused = [
        view.words(
            "audit.accused",
            test=_name(row, view),
            group=group_word(row["dimension"], row["group"], view),
            dimension=dimension_word(row["dimension"], view),
            odds=formats.number(row["odds_ratio"], view.words.language, 2),
        )
        for row in view.told["accused"]
    ]
    return " ".join(accused or [view.words("audit.nobody")]) + " " + view.words("audit.counted", **counted)


def _plot(view: View, sheet: Sheet, trait: str) -> Component:
    told = [
        row
        for row in sheet.records("test", "odds_ratio", "interval", "trait")
        if row[3] == trait and row[1] is not None and row[2][1] < WIDEST
    ]
    if not told:
        return html.P(view.words("audit.steps.few"), className="kompas-none")
    names, values, intervals = ([row[at] for row in told] for at in range(3))
    series = [plots.Series(trait, names, values, intervals)]
    axis = plots.Axis(view.words("audit.axis.odds"), ".2f", 1.0, ratio=True)
    return plots.dots("steps-plot", series, axis, view.words("audit.steps.plot"), view.words)


def _name(row: Row, view: View) -> str:
    parts = (step_word(row["step"], view), part_word(row["part"], view), row["law"])
    return ", ".join(part for part in parts if part)


def _tests(view: View, rows: Sequence[Row]) -> Sheet:
    words = view.words
    lines = [_line(row, view) for row in rows]
    columns = (
        Column("test", words("audit.column.test")),
        Column("trait", words("audit.column.dimension")),
        Column("group", words("audit.column.group")),
        Column("reference", words("audit.column.reference")),
        Column("odds_ratio", words("audit.column.odds_ratio"), "number"),
        Column("interval", words("column.interval"), "number", interval=True),
        Column("verdict", words("audit.column.verdict")),
        Column("unseen_cause", words("audit.column.unseen_cause"), "number"),
        Column("raw", words("audit.column.raw"), "number"),
        Column("units", words("audit.column.units"), "count"),
        Column("chosen", words("audit.column.chosen"), "count"),
        Column("p_adjusted", words("audit.column.p_adjusted"), "number", filed=True),
        Column("method", words("audit.column.method"), filed=True),
    )
    about = words("audit.steps.about", few=FEW)
    return Sheet("audit_steps", words("audit.steps.title"), about, view.audited, columns, tuple(lines))


def _line(row: Row, view: View) -> tuple[Any, ...]:
    interval = None if row["odds_ratio"] is None else (row["low"], row["high"])
    return (
        _name(row, view),
        dimension_word(row["dimension"], view),
        group_word(row["dimension"], row["group"], view),
        group_word(row["dimension"], row["reference"], view),
        row["odds_ratio"],
        interval,
        view.words(f"audit.verdict.{row['verdict']}"),
        row["unseen_cause_low"],
        row["raw_odds_ratio"],
        row["units"],
        view.words("sheet.hidden") if row["chosen"] is None else row["chosen"],
        row["p_adjusted"],
        row["method"],
    )


def _growth(view: View) -> Sheet:
    words = view.words
    rows = audited.everything(view.published, view.audited, "growth")
    lines = tuple(
        (
            step_word(row["step"], view),
            row["law"] or words("audit.all_laws"),
            dimension_word(row["dimension"], view),
            group_word(row["dimension"], row["group"], view),
            row["ratio"],
            row["cumulative"],
            row["odds_ratio"],
            words("audit.yes") if row["arises"] else words("audit.no"),
        )
        for row in rows
    )
    columns = (
        Column("step", words("audit.column.step")),
        Column("law", words("audit.column.law")),
        Column("trait", words("audit.column.dimension")),
        Column("group", words("audit.column.group")),
        Column("ratio", words("audit.column.ratio"), "number"),
        Column("cumulative", words("audit.column.cumulative"), "number"),
        Column("odds_ratio", words("audit.column.odds_ratio"), "number"),
        Column("arises", words("audit.column.arises")),
    )
    return Sheet("audit_growth", words("audit.growth.title"), words("audit.growth.about"), view.audited, columns, lines)
