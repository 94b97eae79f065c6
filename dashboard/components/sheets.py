"""A figure on a screen: its plot, whom it speaks of, and one click away its table, which can be taken along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.data_export import NUMERIC, Column, Sheet, csv_of, json_of, shown
from dashboard.components.problems import problem_in_words
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.lineage import Lineage
from dashboard.routing import Address, parse_address
from dashboard.texts import Words, words_of
from data_contracts.errors import KompasError

EVERYTHING = "everything"
CSV, JSON = "text/csv;charset=utf-8", "application/json;charset=utf-8"


@dataclass(frozen=True)
class Taken:
    """What a page gives to take along: its sheets for the view that is shown, and what is said of all of them."""

    sheets: tuple[Sheet, ...]
    about: dict[str, Any]


SheetsOf = Callable[[Context, Lineage, Address, Words], Taken]


def sheet_table(sheet: Sheet, words: Words, page: str) -> Component:
    """Return the table of a sheet, with the button that takes it along."""
    kept = [column for column in sheet.columns if not column.interval and not column.filed]
    numbers = frozenset(at for at, column in enumerate(kept) if column.kind in NUMERIC)
    header = [column.header for column in kept]
    rows = [_cells(row, sheet.columns, words) for row in sheet.rows]
    return html.Div([table(sheet.title, header, rows, numbers), _button(sheet, words, page)])


def sheet_fold(sheet: Sheet, words: Words, page: str, summary: str = "") -> Component:
    """Return the same, folded away below a plot that shows it, or below other words."""
    told = summary or words("sheet.as_table", title=sheet.title)
    return html.Details(
        [html.Summary(told), sheet_table(sheet, words, page)],
        className="kompas-fold",
        id=f"{page}-{sheet.name}-table",
    )


def source_line(sheet: Sheet, words: Words) -> Component:
    """Return whom the figure speaks of, its date and its snapshot."""
    manifest = sheet.source.manifest
    as_of = formats.day(date.fromisoformat(manifest.as_of), words.language) if manifest.as_of else formats.MISSING
    kind = words.of_code("kind", manifest.kind)
    source = words("sheet.source", kind=kind, snapshot=manifest.snapshot_id, date=as_of)
    return html.P(f"{sheet.about} {source}".strip(), className="kompas-figure-remark")


def export_part(page: str, words: Words) -> Component:
    """Return the button for everything in one file, and where files and problems come."""
    return html.Div(
        [
            dmc.Button(
                words("sheet.everything"),
                id={"type": f"{page}-export", "name": EVERYTHING},
                variant="outline",
                size="compact-md",
            ),
            html.P("", id=f"{page}-problem", className="kompas-problem", role="alert"),
            dcc.Download(id=f"{page}-download"),
        ],
        className="kompas-export",
    )


def connect_export(app: Guarded, context: Context, folder: Path, sheets_of: SheetsOf) -> None:
    """Register the callback that hands out the sheets of the page in a folder; each time is logged."""
    page = folder.name

    @app.callback(
        Output(f"{page}-download", "data"),
        Output(f"{page}-problem", "children"),
        Input({"type": f"{page}-export", "name": ALL}, "n_clicks"),
        State("location", "pathname"),
        State("location", "search"),
        prevent_initial_call=True,
    )
    def take_along(_clicks: Any, pathname: Any, search: Any) -> tuple[Any, Any]:
        asked = ctx.triggered_id
        if not isinstance(asked, dict) or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        address = parse_address(pathname, search, context.language, page)
        return file_of(context, folder, str(asked.get("name")), address, sheets_of)


def file_of(context: Context, folder: Path, name: str, address: Address, sheets_of: SheetsOf) -> tuple[Any, Any]:
    """Return a sheet, or all of them, as a download, and the problem if there is one; what there is not is ignored.

    It is in the log as ``export_<page>`` before it is handed out.
    """
    page, words = folder.name, words_of(folder, address.language)
    lineage = context.published.lineage()
    if lineage is None:
        raise PreventUpdate
    try:
        taken = sheets_of(context, lineage, address, words)
        chosen = [sheet for sheet in taken.sheets if name in (sheet.name, EVERYTHING)]
        if not chosen:
            raise PreventUpdate
        _log(context, page, name, chosen, taken.about)
    except KompasError as error:
        return no_update, problem_in_words(error, words)
    stem = "-".join([page, *(str(value) for value in taken.about.values()), name])
    if name == EVERYTHING:
        content, ending, kind = json_of(page, chosen, words, taken.about), "json", JSON
    else:
        content, ending, kind = csv_of(chosen[0], words), "csv", CSV
    return {"content": content, "filename": f"{stem}.{ending}", "type": kind}, ""


def _cells(row: Sequence[Any], columns: Sequence[Column], words: Words) -> list[str]:
    """Return the cells of a row, each interval behind the figure before it: ``56% (50% to 62%)``.

    Where a column is narrow, the whole interval goes to the next line.
    """
    cells: list[str] = []
    for value, column in zip(row, columns, strict=True):
        if column.filed:
            continue
        if not column.interval:
            cells.append(shown(value, column, words))
        elif value is not None:
            cells[-1] += f" ({shown(value, column, words).replace(' ', formats.NO_BREAK)})"
    return cells


def _log(context: Context, page: str, name: str, sheets: Sequence[Sheet], about: dict[str, Any]) -> None:
    source = sheets[0].source.manifest
    detail = {"table": name, "tables": len(sheets), "rows": sum(len(sheet.rows) for sheet in sheets), **about}
    context.log(f"export_{page}", source.kind, source.snapshot_id, detail)


def _button(sheet: Sheet, words: Words, page: str) -> Component:
    button: Component = dmc.Button(
        words("sheet.csv"),
        id={"type": f"{page}-export", "name": sheet.name},
        variant="outline",
        size="compact-sm",
        mt="xs",
        **aria(label=words("sheet.csv.label", title=sheet.title)),
    )
    return button
