"""The report in the terminal."""

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from models.inputs import Language
from pipelines.reporting import prose
from pipelines.reporting.report import Extra, Report, Section, TextTable
from pipelines.reporting.tables import difference_table, figure_table
from pipelines.reporting.words import number, percent, words

MOST_IMPORTANT = 8
HEADLINE_MEASURES = frozenset({("auc", None), ("precision", 0.10), ("days_earlier", None)})
"""The differences worth reading on a screen; the HTML and JSON reports hold all of them."""


def print_report(report: Report, console: Console, language: Language) -> None:
    """Print the whole report: figures, differences, calibration and reasons of every model."""
    console.print()
    console.print(report.title[language], style="bold", highlight=False, markup=False)
    for line in prose.opening(report, language):
        console.print(line, highlight=False, markup=False)
    intervals = "intervals" if report.sections else "intervals_of_groups"
    console.print(words(intervals, language, rounds=report.rounds), style="dim", highlight=False)
    for figure in report.quoted:
        console.print(f"{words('quoted', language)}: {prose.quoted(figure, language)}", highlight=False, markup=False)
    for extra in report.extras:
        _print_extra(extra, console, language)
    for section in report.sections:
        _print_section(section, console, language)


def _print_extra(extra: Extra, console: Console, language: Language) -> None:
    console.print()
    console.print(extra.title[language], style="bold", highlight=False, markup=False)
    for line in ([extra.note] if extra.note else []) + [*extra.lines]:
        console.print(line[language], highlight=False, markup=False)
    if extra.tables:
        console.print(_table(extra.tables[language]))


def _print_section(section: Section, console: Console, language: Language) -> None:
    console.print()
    console.print(Panel.fit(section.label[language], style="bold"))
    for line in prose.counts(section, language):
        console.print(line, highlight=False)
    console.print(_table(figure_table(section, language)))
    visited = prose.as_visited(section, language)
    if visited:
        console.print(visited, highlight=False)
    console.print(words("differences", language), style="bold", highlight=False)
    console.print(_table(difference_table(section, language, HEADLINE_MEASURES)))
    _print_calibration(section, console, language)
    _print_reasons(section, console, language)


def _print_calibration(section: Section, console: Console, language: Language) -> None:
    console.print(words("calibration", language), style="bold")
    head = [words(key, language) for key in ("cases", "predicted", "observed")]
    rows = [
        [
            number(band.cases, language, 0),
            percent(band.predicted, language),
            f"{percent(band.observed, language)} ({percent(band.low, language)} – {percent(band.high, language)})",
        ]
        for band in section.calibration["model"].bands
    ]
    console.print(_table(TextTable(head, rows)))
    console.print(prose.brier_scores(section, language), highlight=False)


def _print_reasons(section: Section, console: Console, language: Language) -> None:
    console.print(words("importance", language), style="bold", highlight=False)
    for name, value in list(section.importance.items())[:MOST_IMPORTANT]:
        console.print(
            f"  {number(value, language)}  {section.importance_labels[name][language]}", highlight=False, markup=False
        )
    console.print(words("examples", language), style="bold", highlight=False)
    for example in section.examples:
        console.print(f"  {prose.example_head(example, language)}", highlight=False, markup=False)
        for reason in example.reasons:
            console.print(f"    {reason.sentence[language]}", highlight=False, markup=False)
        console.print(f"    {prose.example_sum(example, language)}", highlight=False, markup=False)


def _table(content: TextTable) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="bold", box=None, padding=(0, 2, 0, 0))
    for position, cell in enumerate(content.head):
        table.add_column(cell, justify="left" if position == 0 else "right", no_wrap=position == 0)
    for row in content.rows:
        table.add_row(*row)
    return table
