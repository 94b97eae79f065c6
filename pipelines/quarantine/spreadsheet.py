"""A spreadsheet file with one sheet of text cells, which no program runs or rewrites."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import xlsxwriter
from duckdb import DuckDBPyConnection

MOST_ROWS = 1_048_575
"""What a sheet can hold below its header."""
SHEET = "quarantine"
_ONLY_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_spreadsheet(connection: DuckDBPyConnection, query: str, names: Sequence[str], path: Path) -> None:
    """Write the result of a query, whose columns ``names`` are text, below a header with these names."""
    rows = pl.DataFrame(connection.sql(query).to_arrow_table()).select(names)
    with xlsxwriter.Workbook(path, _ONLY_TEXT) as workbook:
        rows.write_excel(workbook, SHEET, autofit=True)
