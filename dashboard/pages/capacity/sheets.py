"""The tables of the page: each can be read on the screen and taken along as a file, with the same cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.tables import table
from dashboard.export import csv_text
from dashboard.pages.view import View
from dashboard.texts import Words

EXPORT_TYPE = "capacity-export"


@dataclass(frozen=True)
class Sheet:
    """A table: its name in exports, what it holds, its header and cells as text, and which columns hold numbers."""

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = field(default_factory=frozenset)


def sheet_part(sheet: Sheet, words: Words, kind: str = EXPORT_TYPE) -> Component:
    """Return a table with the button that takes it along, whose id has a type by the page it is on."""
    button = dmc.Button(
        words("export.button"),
        id={"type": kind, "name": sheet.name},
        variant="outline",
        size="compact-sm",
        mt="xs",
        **aria(label=words("export.label", table=sheet.caption)),
    )
    return html.Div([table(sheet.caption, sheet.header, sheet.rows, sheet.numbers), button])


def sheet_file(sheet: Sheet, view: View) -> str:
    """Return a table as CSV; every row says its plan, its date and its snapshot, and that it is synthetic if it is."""
    words, manifest = view.words, view.plan.manifest
    fixed = {
        words("export.plan"): view.published.plan_name(view.plan),
        words("export.as_of"): formats.day(view.as_of, words.language) if manifest.as_of else formats.MISSING,
        words("export.snapshot"): manifest.snapshot_id,
    }
    if manifest.synthetic:
        fixed[words("export.data")] = words("export.data.synthetic")
    return csv_text([*sheet.header, *fixed], ([*row, *fixed.values()] for row in sheet.rows), words.language)


def take_along(sheet: Sheet, view: View, action: str) -> tuple[str, str]:
    """Return a table as a CSV file (its name, its content), and record that it left the building.

    Args:
        sheet: The table.
        view: The view that is on the screen.
        action: The word of the log.

    Raises:
        KompasError: The export cannot be logged.
    """
    content = sheet_file(sheet, view)
    detail = {"table": sheet.name, "rows": len(sheet.rows)}
    view.context.log(action, "plan", view.plan.manifest.snapshot_id, detail)
    return view.words("export.file", table=sheet.name, plan=view.published.plan_name(view.plan)), content
