"""The single wage rows below the minimum: shown only when asked for in an opened dossier, and logged by themselves."""

from datetime import timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.pages.employer.pay_lines_query import wage_rows
from dashboard.pages.employer.shown import Opened
from dashboard.published import Row
from dashboard.texts import Words
from features.window import next_month

OPEN, ROWS = "wage-rows-open", "wage-rows"
ROWS_OPENED = "open_wage_rows"
"""The audit log's word for showing single wage rows."""
MOST_ROWS = 500


def rows_offer(some: bool, words: Words) -> Component:
    """Return the button that shows the single rows, with what it does; without rows nothing is offered."""
    if not some:
        return html.Div(id=ROWS)
    button = dmc.Button(words("rows.open"), id=OPEN, variant="default", size="sm")
    return html.Div(
        [
            html.H3(words("rows.heading")),
            html.P(words("rows.lead"), className="kompas-lead"),
            html.Div(button, id=ROWS, role="status"),
        ],
        className="kompas-rows",
    )


def opened_rows(context: Context, opened: Opened) -> Component:
    """Return the single rows, and record that they were shown.

    Raises:
        KompasError: They cannot be read, or the opening cannot be logged; they then stay closed.
    """
    rows = wage_rows(context.published, opened.warehouse, opened.employer_id, opened.as_of, MOST_ROWS + 1)
    shown = rows[:MOST_ROWS]
    detail = {
        "purpose": opened.purpose,
        "as_of": opened.as_of.isoformat(),
        "warehouse": opened.warehouse.manifest.snapshot_id,
        "rows": len(shown),
    }
    context.log(ROWS_OPENED, "employer", opened.employer_id, detail)
    return _table(shown, len(rows) > MOST_ROWS, opened.words)


def _table(rows: list[Row], more: bool, words: Words) -> Component:
    names = ("worker", "period", "hours", "wage", "hourly", "minimum", "due", "short")
    heads = [words(f"rows.column.{name}") for name in names]
    filled = table(words("rows.heading"), heads, [_row(row, words) for row in rows], frozenset(range(2, len(names))))
    told = words("rows.more", count=MOST_ROWS) if more else words("rows.all", count=len(rows))
    return html.Div([html.P(told, className="kompas-lead"), html.Div(filled, className="kompas-scroll", tabIndex=0)])


def _row(row: Row, words: Words) -> list[Any]:
    language = words.language
    return [
        words("pseudonym", part=row["worker"]),
        _period(row, words),
        formats.number(row["paid_minutes"] / 60, language, 2),
        formats.money(row["counted_cents"], language),
        formats.money(round(row["hourly_cents"]), language),
        formats.money(row["minimum_cents"], language),
        formats.money(round(row["due_cents"]), language),
        formats.money(row["shortfall_cents"], language),
    ]


def _period(row: Row, words: Words) -> str:
    """Return a whole month by its name, and a period of weeks by its days."""
    first, last = row["from_day"], row["to_day"]
    if first.day == 1 and last + timedelta(days=1) == next_month(first):
        return formats.month(first, words.language)
    return f"{formats.day(first, words.language)} {formats.MISSING} {formats.day(last, words.language)}"
