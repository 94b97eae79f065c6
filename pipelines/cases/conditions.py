"""Conditions of a case: which rows meet them. A column is compared in the kind of the value that the YAML gives."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import and_, eq, ge, lt, or_

import polars as pl

from data_contracts.errors import KompasError
from pipelines.cases import values
from pipelines.cases.definition import Condition, Scalar


def all_of(rows: pl.DataFrame, conditions: Sequence[Condition], date_format: str) -> pl.Series:
    """Return, a row, whether it meets all conditions; an empty value meets none.

    Args:
        rows: The columns of the file under ``values.source``, and ``line``.
        conditions: The conditions.
        date_format: How text writes a date.

    Raises:
        KompasError: A column does not hold the kind of value that it is compared with.
    """
    everything = pl.repeat(True, len(rows), dtype=pl.Boolean, eager=True)
    return reduce(and_, (_meets(rows, item, date_format) for item in conditions), everything)


def _meets(rows: pl.DataFrame, condition: Condition, date_format: str) -> pl.Series:
    def compared(bound: Scalar, comparison: Callable[[pl.Series, Scalar], pl.Series]) -> pl.Series:
        column = _in_kind_of(bound, rows, condition.column, date_format)
        return comparison(column, bound).fill_null(value=False)

    parts = []
    if condition.equals is not None:
        parts.append(compared(condition.equals, eq))
    if condition.one_of is not None:
        parts.append(reduce(or_, (compared(value, eq) for value in condition.one_of)))
    if condition.from_ is not None:
        parts.append(compared(condition.from_, ge))
    if condition.before is not None:
        parts.append(compared(condition.before, lt))
    return reduce(and_, parts)


def _in_kind_of(bound: Scalar, rows: pl.DataFrame, column: str, date_format: str) -> pl.Series:
    use = f"a condition that compares it with {bound!r}" if isinstance(bound, str) else f"a condition with {bound}"
    if isinstance(bound, bool):
        return values.flags(rows, column, use).cast(pl.Boolean)
    if isinstance(bound, int | float):
        return values.numbers(rows, column, use)
    if isinstance(bound, date):
        return values.dates(rows, column, use, date_format)
    held = rows[values.source(column)]
    if held.dtype not in {pl.String, pl.Categorical, pl.Enum}:
        raise KompasError(
            f"The condition on '{column}' compares it with the text {bound!r}, but the file holds {held.dtype}.",
            f"column '{column}'",
            "Write the value in the case as the file has it, without quotes: a number, true or false, or a date.",
        )
    return held.cast(pl.String).str.strip_chars()
