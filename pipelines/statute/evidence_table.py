"""The rows behind a fact as a table for people: no pseudonym whole, no column that holds nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table

from features.formatting import NOTHING, SentenceFormatter, euros
from features.statute.explain import Explanation
from features.statute.values import name_text
from pipelines.statute.words import Language, day_text, words

SHOWN_DIGITS = 6
"""Of a pseudonym so many digits are shown: enough to tell the rows of one employer apart."""
HIDDEN = "…"
OBSTACLE = "why_not"
"""The column of evidence that names what stood in the way, as the rule's clauses do."""
GAP = 2
PIPED_WIDTH = 1_000
"""Wide enough for every rule's columns."""


def print_rows(explanation: Explanation, most: int, console: Console, language: Language) -> None:
    """Print the first rows of evidence as a table; on no terminal as wide as they are.

    Args:
        explanation: Whose evidence it is.
        most: How many rows to print at most.
        console: Where to print.
        language: The language.
    """
    rows = explanation.evidence.head(most)
    columns = {name: [_cell(explanation, name, value, language) for value in rows[name]] for name in _shown(rows)}
    labels = {name: _label(explanation, name, language) for name in columns}
    widths = {name: _width(labels[name], cells) for name, cells in columns.items()}
    console = console if console.is_terminal else Console(width=PIPED_WIDTH)
    fits = sum(widths.values()) + GAP * len(widths) <= console.width
    table = Table(header_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=(0, GAP, 0, 0))
    for name in columns:
        width = widths[name] if fits else None  # on a narrow screen cells are folded: nothing is cut off
        table.add_column(labels[name], min_width=width, max_width=width, overflow="fold")
    for row in zip(*columns.values(), strict=True):
        table.add_row(*row)
    console.print(table)


def _shown(rows: pl.DataFrame) -> list[str]:
    """Return the columns that tell something: not the employer, nor what is empty in every row."""
    same = rows["period_from"].equals(rows["period_to"])
    left_out = {"employer_id", *(["period_to"] if same else [])}
    return [name for name in rows.columns if name not in left_out and rows[name].null_count() < rows.height]


def _width(label: str, cells: Sequence[str]) -> int:
    """Return how wide a column must be for its longest cell and the longest word above it."""
    return max(map(len, [*label.split(), *cells]))


def _cell(explanation: Explanation, name: str, value: Any, language: Language) -> str:
    clause = explanation.rule.obstacles.clauses.get(value) if name == OBSTACLE else None
    return clause[language] if clause else cell_text(name, value, language)


def _label(explanation: Explanation, name: str, language: Language) -> str:
    labels: Mapping[str, str] | None = explanation.rule.columns.get(name)
    return labels[language] if labels else words(f"column.{name}", language)


def cell_text(name: str, value: Any, language: Language) -> str:
    """Return one figure of a row as people read it; of a pseudonym only its last digits.

    Args:
        name: The column, whose ending says what it holds: ``_cents``, ``_minutes`` or ``_pid``.
        value: What it holds.
        language: The language.
    """
    match value:
        case None:
            return NOTHING
        case bool():
            return words(f"value.{str(value).lower()}", language)
        case date():
            return day_text(value, language)
        case str():
            text = words(f"status.{value}", language) if name == "status" else name_text(value, language)
            return text.replace("[", r"\[")
        case _:
            return _figure_text(name, value, language)


def _figure_text(name: str, value: float, language: Language) -> str:
    if name.endswith("_pid"):
        return HIDDEN + str(value)[-SHOWN_DIGITS:]
    if name.endswith("_cents"):
        return euros(value, language)
    template = "{value:hours}" if name.endswith("_minutes") else "{value}"
    return SentenceFormatter(language).fill(template, {"value": value})
