"""The block of signals about an employer over the years, with those marked that repeat an earlier one."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.tables import table
from dashboard.pages.employer.signals_query import REPEATED_WITHIN
from dashboard.published import Row
from dashboard.texts import Words

SIGNALS = "signals"
SHOWN_AT_ONCE = 12


def signals_block(rows: Sequence[Row], words: Words) -> Component:
    """Return the signals, the latest first, the older ones folded away."""
    heading, lead = words("signals.heading"), words("signals.lead", months=REPEATED_WITHIN)
    if not rows:
        return section(SIGNALS, heading, lead, html.P(words("signals.none"), className="kompas-none"))
    older = rows[SHOWN_AT_ONCE:]
    folded = html.Details(
        [html.Summary(words("signals.older", count=formats.number(len(older), words.language))), _table(older, words)],
        className="kompas-fold",
    )
    shown = [html.P(_told(rows, words)), _table(rows[:SHOWN_AT_ONCE], words), *([folded] if older else [])]
    return section(SIGNALS, heading, lead, *shown)


def _told(rows: Sequence[Row], words: Words) -> str:
    repeated = sum(1 for row in rows if row["before"])
    since = formats.month(min(row["month"] for row in rows), words.language)
    if len(rows) == 1:
        return words("signals.one", since=since)
    figures = {"count": formats.number(len(rows), words.language), "since": since}
    if not repeated:
        return words("signals.not_repeated", **figures)
    return words("signals.repeated", repeated=formats.number(repeated, words.language), **figures)


def _table(rows: Sequence[Row], words: Words) -> Component:
    names = ("month", "topic", "again")
    heads = [words(f"signals.column.{name}") for name in names]
    return table(words("signals.heading"), heads, [_row(row, words) for row in rows])


def _row(row: Row, words: Words) -> list[object]:
    again = formats.month(row["before"], words.language) if row["before"] else ""
    mark = html.Span(words("signals.again", month=again), className="kompas-again") if again else ""
    return [formats.month(row["month"], words.language), words.of_code("topic", row["topic"]), mark]
