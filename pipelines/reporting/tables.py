"""The report's tables as rows of text: what the terminal and the HTML page both show."""

from collections.abc import Collection

from models.inputs import Language
from pipelines.reporting.report import Section, TextTable
from pipelines.reporting.words import figure_of, metric_name, with_interval, words

SCHEDULE_METRICS = ("first_half_capture", "days_earlier")
SHOWN_APART = frozenset({"regret"})
"""Measures with a table of their own."""
Key = tuple[str, float | None]
"""A measure and its cut."""


def measures(section: Section) -> list[Key]:
    """Return the measures of a section in the order in which they were taken; the schedule's always come last."""
    taken = list(dict.fromkeys((item.metric, item.cut) for item in section.figures))
    apart = SHOWN_APART | set(SCHEDULE_METRICS)
    return [key for key in taken if key[0] not in apart] + [(name, None) for name in SCHEDULE_METRICS]


def figure_table(section: Section, language: Language) -> TextTable:
    """Return the figures of a section: a row a measure, a column a ranking."""
    return _table(section, list(section.rankings), language, differences=False)


def difference_table(section: Section, language: Language, only: Collection[Key] = ()) -> TextTable:
    """Return the model's difference with each other ranking, on the same resamples; of all measures unless named."""
    table = _table(section, list(section.rankings)[1:], language, differences=True)
    keep = [not only or key in only for key in measures(section)]
    return TextTable(table.head, [row for row, kept in zip(table.rows, keep, strict=True) if kept])


def _table(section: Section, rankings: list[str], language: Language, *, differences: bool) -> TextTable:
    head = [words("measure", language), *(section.rankings[name][language] for name in rankings)]
    rows = []
    for metric, cut in measures(section):
        cells = [metric_name(metric, cut, language)]
        for name in rankings:
            figure = figure_of(section.figures, name, metric, cut)
            shown = None if figure is None else figure.difference if differences else figure.estimate
            cells.append(
                words("not_applicable", language)
                if shown is None
                else with_interval(metric, shown, language, signed=differences)
            )
        rows.append(cells)
    return TextTable(head, rows)
