"""Figures as data: one table in raw values, that a screen shows in words and numbers and a file holds as they are."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dashboard import formats
from dashboard.export import BYTE_ORDER_MARK, neutral
from dashboard.texts import Language, Words
from data_contracts.snapshots import Snapshot

Kind = Literal["text", "count", "share", "number", "points", "day"]
NUMERIC: frozenset[Kind] = frozenset({"count", "share", "number", "points"})


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its header, and how its values read.

    ``points`` are per 100 of something, percentage points among them. ``interval`` columns hold a pair (low, high), or
    ``None``; a file has two columns of them. What is ``filed`` stands in files only: codes, and figures that a screen
    shows in words.
    """

    code: str
    header: str
    kind: Kind = "text"
    interval: bool = False
    filed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table of one figure: what a plot draws, and what is taken along.

    Args:
        name: Its name in files.
        title: What it holds.
        about: Whom it speaks of, on how many, and what its intervals are.
        source: The snapshot that it was made from.
        columns: The columns; the first names the row.
        rows: The values: text, numbers, dates, pairs in interval columns; ``None`` is *not estimable* in a column of
            numbers.
    """

    name: str
    title: str
    about: str
    source: Snapshot
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, code: str) -> list[Any]:
        """Return the values of one column."""
        at = next(position for position, column in enumerate(self.columns) if column.code == code)
        return [row[at] for row in self.rows]

    def records(self, *codes: str) -> list[tuple[Any, ...]]:
        """Return the values of some columns, row by row."""
        return list(zip(*(self.column(code) for code in codes), strict=True))


def holds(snapshot: Snapshot | None, table: str) -> bool:
    """Tell whether a snapshot has a table; one that an earlier version of the program made may lack it."""
    return snapshot is not None and (snapshot.path / f"{table}.parquet").is_file()


def shown(value: Any, column: Column, words: Words) -> str:
    """Return a value as people read it."""
    if value is None:
        return words("sheet.not_estimable") if column.kind in NUMERIC else formats.MISSING
    if column.interval:
        # Both bounds with as many decimals, and none that is not zero reads as zero.
        finest = max(_decimals(part, column.kind) for part in value) if column.kind == "points" else None
        low, high = (_one(part, column.kind, words.language, finest) for part in value)
        return words("sheet.from_to", low=low, high=high)
    return _one(value, column.kind, words.language)


def csv_of(sheet: Sheet, words: Words) -> str:
    """Return a sheet as CSV: numbers in full, text neutralised; every row says its snapshot, date and mark."""
    comma = formats.plot_separators(words.language)[0]
    fixed = {words("sheet.snapshot"): sheet.source.manifest.snapshot_id, words("sheet.as_of"): _as_of(sheet)}
    if sheet.source.manifest.synthetic:
        fixed[words("sheet.data")] = words("sheet.synthetic")
    header = [*(name for column in sheet.columns for name in _headers(column, words)), *fixed]
    rows = ([*_cells(row, sheet.columns), *fixed.values()] for row in sheet.rows)
    delimiter = ";" if comma == "," else ","
    lines = [delimiter.join(_written(cell, comma) for cell in line) for line in (header, *rows)]
    return BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)


def json_of(page: str, sheets: Sequence[Sheet], words: Words, about: dict[str, Any]) -> str:
    """Return all sheets of a page in one document, with the snapshots behind them.

    Args:
        page: The name of the page.
        sheets: Its sheets.
        words: For the language.
        about: What else is to be said of all of them, e.g. the law.
    """
    manifests = {sheet.source.manifest.kind: sheet.source.manifest for sheet in sheets}
    document = {
        "page": page,
        "language": words.language,
        "synthetic": any(manifest.synthetic for manifest in manifests.values()),
        **about,
        "snapshots": {
            kind: {
                "snapshot_id": manifest.snapshot_id,
                "content_hash": manifest.content_hash,
                "as_of": manifest.as_of,
                "synthetic": manifest.synthetic,
            }
            for kind, manifest in manifests.items()
        },
        "tables": {sheet.name: _as_json(sheet) for sheet in sheets},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _one(value: Any, kind: Kind, language: Language, decimals: int | None = None) -> str:
    if isinstance(value, str):
        return value
    match kind:
        case "count":
            return formats.number(value, language)
        case "share":
            return formats.number(value * 100, language, 0 if abs(value) >= 0.1 or not value else 1) + "%"
        case "number" | "points":
            return formats.number(value, language, _decimals(value, kind) if decimals is None else decimals)
        case "day":
            return formats.day(value, language)
        case _:
            return str(value)


def _decimals(value: float, kind: Kind) -> int:
    """Return two decimals, and of a small number as many as its first two figures take, but four at most.

    Of points one, and two where one would leave nothing of a small number.
    """
    if kind == "points":
        return 1 if not value or abs(value) >= 0.05 else 2
    return 2 if not value or abs(value) >= 0.1 else min(4, 1 - math.floor(math.log10(abs(value))))


def _headers(column: Column, words: Words) -> list[str]:
    if not column.interval:
        return [column.header]
    return [f"{column.header}, {side}" for side in (words("sheet.low"), words("sheet.high"))]


def _cells(row: Sequence[Any], columns: Sequence[Column]) -> list[Any]:
    cells: list[Any] = []
    for value, column in zip(row, columns, strict=True):
        cells += [value] if not column.interval else (value or (None, None))
    return cells


def _written(cell: Any, comma: str) -> str:
    """Return a cell of a file. What we counted ourselves is a number, and no spreadsheet takes that for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        quoted = neutral(cell.isoformat() if isinstance(cell, date) else str(cell)).replace('"', '""')
        return f'"{quoted}"'
    return f"{cell:.6g}".replace(".", comma) if isinstance(cell, float) else str(cell)


def _as_json(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "about": sheet.about,
        "snapshot_id": sheet.source.manifest.snapshot_id,
        "columns": {column.code: column.header for column in sheet.columns},
        "rows": [
            {column.code: _plain(value, column) for column, value in zip(sheet.columns, row, strict=True)}
            for row in sheet.rows
        ],
    }


def _plain(value: Any, column: Column) -> Any:
    if column.interval and value is not None:
        return {"low": value[0], "high": value[1]}
    return value.isoformat() if isinstance(value, date) else value


def _as_of(sheet: Sheet) -> str:
    return sheet.source.manifest.as_of or formats.MISSING
