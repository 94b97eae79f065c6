"""CSV files that a spreadsheet opens as text, whatever a name in them begins with."""

import csv
import io
from collections.abc import Iterable, Sequence

from dashboard.formats import NO_BREAK
from dashboard.texts import Language

# What a spreadsheet takes for the beginning of a formula or a command (OWASP, "CSV injection"), in the full-width
# forms too, which some spreadsheets read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A spreadsheet set to Dutch expects semicolons, because its decimals have commas.
_DELIMITERS: dict[Language, str] = {"nl": ";", "en": ","}
BYTE_ORDER_MARK = "\ufeff"


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet will run: one that begins like a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _as_text(cell: str) -> str:
    """Return a cell as a spreadsheet takes it: with plain spaces, for what a reader types to find it has no others."""
    return neutral(cell.replace(NO_BREAK, " "))


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]], language: Language) -> str:
    """Return a CSV file with neutralised cells, every one in quotes, marked as UTF-8 for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=_DELIMITERS[language], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_as_text(cell) for cell in header])
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()
