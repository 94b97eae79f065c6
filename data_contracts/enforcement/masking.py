"""Hiding citizens' numbers (BSN) in what people get to read: quarantine and error texts.

Columns that should hold such a number are pseudonyms by now (see ``door.py``), but a bad delivery can have one in any
column, in a line that could not be cut, or in what should have been its header. A bad row is found again by its file
and its line, so nothing that may be such a number needs to be shown: a run of nine digits or more is a mask, unless
the contract's own pattern asks for more digits than a BSN has.
"""

import re
from collections.abc import Sequence

from data_contracts.as_known import quoted
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


def masked_values_sql(columns: Sequence[Column], passed: str) -> str:
    """Return the query that adds to rows after the door what people may see of them, without what may be a BSN.

    DuckDB compiles a pattern for each place where it stands in a query, which takes longer than masking thousands of
    values; so all values that one pattern goes over are in one list.

    Args:
        columns: The columns to show, as they are after the door.
        passed: The query for the rows.

    Returns:
        A query for all columns of ``passed`` and ``shown``, a JSON object of texts by the names of the columns.
    """
    kinds = {"masked_texts": _SPACED_RUN, "masked_others": _RUN}
    held: dict[str, list[str]] = {kind: [] for kind in kinds}
    shown = []
    for column in columns:
        text = f"CAST({quoted(column.name)} AS VARCHAR)"
        kind = "masked_texts" if column.type == "string" else "masked_others"
        held[kind].append(text)
        shown.append(f"{quoted(column.name)}: {_shown_sql(column, text, f'{kind}[{len(held[kind])}]')}")
    lists = ", ".join(
        f"list_transform(CAST([{', '.join(held[kind])}] AS VARCHAR[]), lambda each: {_replaced('each', pattern)}) "
        f"AS {kind}"
        for kind, pattern in kinds.items()
    )
    return (
        f"SELECT * EXCLUDE ({', '.join(kinds)}), to_json({{{', '.join(shown)}}}) AS shown "  # noqa: S608 -- our own names
        f"FROM (SELECT *, {lists} FROM ({passed}))"
    )


def masked_line_sql(text: str) -> str:
    """Return the expression that shows a line that is no record (``text``, SQL) without what may be a BSN."""
    return _replaced(text, _RUN_IN_LINE)


def masked_words(words: str) -> str:
    """Return words that quote what was delivered, without what may be a BSN."""
    return _RUN_IN_WORDS.sub(MASK, words)


def _shown_sql(column: Column, text: str, masked: str) -> str:
    if column.pseudonym is not None:
        return text
    if column.pattern == _TWELVE_DIGITS:
        return f"CASE WHEN regexp_full_match({text}, '{_TWELVE_DIGITS}') THEN {text} ELSE {masked} END"
    return masked


def _replaced(text: str, pattern: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '{MASK}', 'g')"
