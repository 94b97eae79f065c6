"""Hiding citizens' numbers (BSN) in what people get to read: quarantine and error texts.

Columns that should hold such a number are pseudonyms by now (see ``door.py``), but a bad delivery can have one in any
column, in a line that could not be cut, or in what should have been its header. A bad row is found again by its file
and its line, so nothing that may be such a number needs to be shown: a run of nine digits or more is a mask, unless
the contract's own pattern asks for more digits than a BSN has.
"""

import re

from data_contracts.contract import Column

MASK = "*" * 9
_TWELVE_DIGITS = r"\d{12}"
"""The number of an establishment, longer than a BSN."""
_RUN = r"\p{Nd}{9,}"
_SPACED_RUN = r"\p{Nd}(?:[^\p{L}\p{Nd},;|\t]?\p{Nd}){8,}"
"""With at most one sign between two digits (``1234.56.782``), but no separator of fields."""
_RUN_IN_LINE = rf"{_SPACED_RUN}|\p{{Nd}}{{8,}}"
"""A number that lost its leading zero has eight digits; in a line that is no record nothing tells it from others."""
_RUN_IN_WORDS = re.compile(r"\d(?:[^\w,;|\t]?\d){8,}|\d{8,}")


def masked_value_sql(column: Column, text: str) -> str:
    """Return the expression that shows a column's value after the door (``text``, SQL) without what may be a BSN."""
    if column.pseudonym is not None:
        return text
    masked = _replaced(text, _SPACED_RUN if column.type == "string" else _RUN)
    if column.pattern == _TWELVE_DIGITS:
        return f"CASE WHEN regexp_full_match({text}, '{_TWELVE_DIGITS}') THEN {text} ELSE {masked} END"
    return masked


def masked_line_sql(text: str) -> str:
    """Return the expression that shows a line that is no record (``text``, SQL) without what may be a BSN."""
    return _replaced(text, _RUN_IN_LINE)


def masked_words(words: str) -> str:
    """Return words that quote what was delivered, without what may be a BSN."""
    return _RUN_IN_WORDS.sub(MASK, words)


def _replaced(text: str, pattern: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '{MASK}', 'g')"
