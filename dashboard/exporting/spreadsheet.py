"""A list as an Excel file (XLSX): real numbers and dates, and no text in it that is a formula, link or number."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import xlsxwriter

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Whatever a name begins with, it stays the text that it is (OWASP, "CSV injection").
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_LONGEST_NAME = 31  # of a sheet, and without these signs
_NOT_IN_A_NAME = str.maketrans("[]:*?/\\", "       ")
_LONGEST_COMMENT = 255
_FORMATS = {"number": "#,##0", "day": "d mmm yyyy", "month": "mmmm yyyy", "text": "@"}


@dataclass(frozen=True)
class SheetColumn:
    """One column: its heading, what it holds, and how wide it is in characters."""

    header: str
    kind: Literal["text", "number", "day", "month"] = "text"
    width: int = 16


def spreadsheet(
    name: str,
    columns: Sequence[SheetColumn],
    rows: Sequence[Sequence[Any]],
    about_name: str,
    about: Mapping[str, str],
) -> bytes:
    """Return the file: a sheet with the list under a heading that stays in sight, and one that says what it is.

    Args:
        name: Of the sheet with the list.
        columns: Its columns.
        rows: A value for each column: text, a number, or a date; ``None`` leaves the cell empty.
        about_name: Of the sheet that says what it is.
        about: What it says: label to text.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _AS_TEXT) as book:
        told = " · ".join(f"{label}: {text}" for label, text in about.items())
        book.set_properties({"title": name, "comments": told[:_LONGEST_COMMENT]})
        _write_list(book, _sheet_name(name), columns, rows)
        _write_about(book, _sheet_name(about_name), about)
    return target.getvalue()


def _write_list(book: Any, name: str, columns: Sequence[SheetColumn], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "bg_color": "#e6edf3", "border": 1, "text_wrap": True, "valign": "top"})
    styles = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, heading)
        style = styles[column.kind]
        for line, row in enumerate(rows, start=1):
            _write(sheet, line, place, row[place], style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, style)
    elif value is not None:
        sheet.write_string(line, place, str(value), style)


def _write_about(book: Any, name: str, about: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(name)
    label = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "num_format": "@"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for line, (heading, told) in enumerate(about.items()):
        sheet.write_string(line, 0, heading, label)
        sheet.write_string(line, 1, told, text)


def _sheet_name(name: str) -> str:
    return " ".join(name.translate(_NOT_IN_A_NAME).split()).strip("'")[:_LONGEST_NAME]
