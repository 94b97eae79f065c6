"""Hiding citizens' numbers (BSN) in what people get to read: quarantine and error texts.

The wage tax number or rsin of a natural person holds a BSN, and a bad delivery can have one in any column, in a line
that could not be cut, or in what should have been its header. A bad row is found again by its file and its line, so
nothing that may be such a number needs to be shown: a column that the contract calls masked shows its length and the
part after the number (``*********L01``), and elsewhere a run of nine digits or more is a mask.
"""

import re

from data_contracts.contract import Column

MASK = "*" * 9
_SUFFIX = r"L\d{2}"
_RUN = r"\p{Nd}{9,}"
_SPACED_RUN = r"\p{Nd}(?:[^\p{L}\p{Nd},;|\t]?\p{Nd}){8,}"
"""With at most one sign between two digits (``1234.56.782``), but no separator of fields."""
_RUN_IN_LINE = rf"{_SPACED_RUN}|\p{{Nd}}{{8,}}"
"""A number that lost its leading zero has eight digits; in a line that is no record nothing tells it from others."""
_RUN_IN_WORDS = re.compile(r"\d(?:[^\w,;|\t]?\d){8,}|\d{8,}")


def masked_value_sql(column: Column, text: str) -> str:
    """Return the expression that shows a column's delivered value (``text``, SQL) without what may be a BSN."""
    if column.masked:
        suffix = f"regexp_extract({text}, '{_SUFFIX}$')"
        return f"repeat('*', length({text}) - length({suffix})) || {suffix}"
    return _replaced(text, _SPACED_RUN if column.type == "string" else _RUN)


def masked_line_sql(text: str) -> str:
    """Return the expression that shows a line that is no record (``text``, SQL) without what may be a BSN."""
    return _replaced(text, _RUN_IN_LINE)


def masked_words(words: str) -> str:
    """Return words that quote what was delivered, without what may be a BSN."""
    return _RUN_IN_WORDS.sub(MASK, words)


def _replaced(text: str, pattern: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '{MASK}', 'g')"
