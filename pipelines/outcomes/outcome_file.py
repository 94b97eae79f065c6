"""The file of outcomes as people make it: a spreadsheet saved as CSV, the Dutch way or the English way."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import KompasError
from data_contracts.store.outcome_columns import OutcomeColumn, Texts, outcome_columns, problem
from data_contracts.store.reasons import Language

ENCODINGS = ("utf-8-sig", "cp1252")
"""What spreadsheets write: nearly every file can be read as the second."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
WITH_BOM = "utf-8-sig"
_HINT = "sep="


@dataclass(frozen=True)
class FileRow:
    """One row that is not empty.

    Attributes:
        number: Its row in the spreadsheet; the header is row 1.
        fields: Its cells by the names of the columns.
        problem: What is wrong with the row as a whole.
    """

    number: int
    fields: Mapping[str, str]
    problem: Texts | None = None


def read_rows(path: Path) -> tuple[FileRow, ...]:
    """Read the rows of a file; a column is named as in the template or by its label in either language.

    Raises:
        KompasError: The file cannot be read, has no header, or has columns that are not known, twice or missing.
    """
    lines = _lines(path)
    if not lines:
        raise KompasError("This file is empty.", str(path), "`kompas outcomes template` gives a file to fill in.")
    names = _names(lines[0], path)
    return tuple(_rows(lines[1:], names))


def template_text(language: Language) -> str:
    """Return an empty file with all columns, as spreadsheets in a language read it; without BOM."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator(language), lineterminator="\r\n")
    writer.writerow(column.name for column in outcome_columns())
    return text.getvalue()


def separator(language: Language) -> str:
    """Return what stands between columns in a spreadsheet of a language: Dutch ones need the comma for decimals."""
    return ";" if language == "nl" else ","


def described(column: OutcomeColumn, language: Language) -> str:
    """Return a column's name with its label, for whoever looks for it in a spreadsheet."""
    return f"{column.name} ({column.label[language]})"


def _lines(path: Path) -> list[list[str]]:
    text = _text(path)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith(_HINT):
        return _cells(rest, first.strip()[len(_HINT) :][:1] or ";", path)
    return _cells(text, max(";,\t", key=first.count), path)


def _cells(text: str, delimiter: str, path: Path) -> list[list[str]]:
    """Return the cells of every row; a cell that is never closed would swallow all rows after it, so it is refused."""
    reader, rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), []
    try:
        for cells in reader:
            rows.append(cells)
    except csv.Error as error:
        raise KompasError(
            "A cell cannot be read: it is far too long, or a quotation mark in it is not closed.",
            f"{path}, row {len(rows) + 1}",
            "Correct that row in the spreadsheet, and save it as CSV again. Nothing was stored.",
        ) from error
    return rows


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KompasError(f"This file cannot be read: {error.strerror}.", str(path), "Check its name.") from error
    for encoding in ("utf-16",) if content.startswith(_UTF16_MARKS) else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise KompasError("This file is no text.", str(path), "Save the spreadsheet as CSV (UTF-8).")


def _names(header: list[str], path: Path) -> list[str]:
    by_word = _names_by_word()
    names = [by_word.get(cell.strip().casefold(), "") for cell in header]
    unknown = [cell for cell, name in zip(header, names, strict=True) if not name and cell.strip()]
    if unknown:
        raise KompasError(
            problem("unknown_column", given=", ".join(unknown))["en"], f"{path}, row 1", "Correct or remove it."
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    missing = [column.name for column in outcome_columns() if column.required and column.name not in names]
    if twice or missing:
        what = f"stand there twice: {', '.join(twice)}" if twice else f"are missing: {', '.join(missing)}"
        raise KompasError(
            f"Columns {what}.", f"{path}, row 1", "`kompas outcomes template` gives a file with all columns."
        )
    return names


def _names_by_word() -> dict[str, str]:
    return {
        word.casefold(): column.name for column in outcome_columns() for word in (column.name, *column.label.values())
    }


def _rows(lines: list[list[str]], names: list[str]) -> Iterator[FileRow]:
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        fields = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        beyond = any(cell.strip() for cell in cells[len(names) :])
        yield FileRow(number, fields, problem("too_many_cells") if beyond else None)
