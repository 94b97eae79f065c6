"""What people type: short, one line, and without what may be a citizen's number (BSN)."""

import re

import duckdb

from data_contracts.enforcement.formats import FORMATS

LONGEST_REMARK = 500
LONGEST_NAME = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NINE_DIGITS = re.compile(r"\d(?:[ .-]?\d){8}")


def one_line(text: str) -> str:
    """Return the text with line ends and other control characters as one space, trimmed."""
    return _CONTROL.sub(" ", text).strip()


def holds_citizen_number(text: str) -> bool:
    """Tell whether nine digits in the text pass the 11-test as a BSN does, by the rule that register tables keep to."""
    if not _NINE_DIGITS.search(text):
        return False
    query = f"SELECT {FORMATS['no_citizen_number']('given')} FROM (SELECT ? AS given)"  # noqa: S608 -- our own rule
    with duckdb.connect() as connection:
        found = connection.execute(query, [text]).fetchone()
    return found is None or not found[0]
