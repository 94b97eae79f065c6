"""Cells that a spreadsheet neither runs nor rewrites, and reading them back.

An apostrophe in front makes text of a cell. It is put before what begins like a formula (OWASP, "CSV injection") or
with an apostrophe, and in CSV also before numbers and dates: a spreadsheet that opens and saves ``2026-01-01``,
``0123`` or the nineteen digits of a pseudonym writes something else.
"""

_FORMULA = r"(?s)[=+\-@\t\r\n''＝＋－＠].*"
_REWRITTEN = r"[0-9][0-9.,:/-]*"
_SHORT_NUMBER = r"[1-9][0-9]{0,9}|0"


def safe_sql(value: str, *, numbers: bool) -> str:
    """Return the expression of a cell for a value (SQL, VARCHAR); ``numbers``: keep numbers and dates as they are."""
    unsafe = f"regexp_full_match({value}, '{_FORMULA}')"
    if numbers:
        rewritten = f"regexp_full_match({value}, '{_REWRITTEN}') AND NOT regexp_full_match({value}, '{_SHORT_NUMBER}')"
        unsafe = f"{unsafe} OR ({rewritten})"
    return f"CASE WHEN {unsafe} THEN '''' || {value} ELSE {value} END"


def read_back_sql(value: str) -> str:
    """Return the expression of the value of a cell; an empty cell is NULL."""
    return f"nullif(trim(CASE WHEN {value} LIKE '''%' THEN substr({value}, 2) ELSE {value} END), '')"
