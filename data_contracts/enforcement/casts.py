"""SQL that reads a delivered column as its contract's type, and that turns it into what the warehouse holds.

A delivered column is known as ``raw_<name>`` and the same column read as its type as ``<name>``. What cannot be
read becomes NULL here; the rules see the difference between that and an empty value.
"""

import re

from data_contracts.as_known import quoted
from data_contracts.contract import Column

AMOUNT_TYPE = "DECIMAL(14,2)"
_AMOUNT = r"-?\d{1,12}(\.\d{1,2}0*)?"
_AMOUNT_WITH_ANY_DECIMALS = r"-?\d{1,12}\.\d+"
_WHOLE = re.compile(r"(TINY|SMALL|BIG)?INT(EGER)?|U(TINY|SMALL)INT|UINTEGER")
_HUNDREDTHS = re.compile(r"DECIMAL\(([1-9]|1[0-4]),\s?[0-2]\)")
_NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"


def raw(column: Column) -> str:
    """Return the quoted name of the column as delivered."""
    return quoted(f"raw_{column.name}")


def raw_sql(column: Column, source_type: str) -> str:
    """Return the expression of ``raw_<name>``: an empty text is an empty value."""
    name = quoted(column.name)
    return f"nullif(CAST({name} AS VARCHAR), '')" if is_text(source_type) else name


def is_text(source_type: str) -> bool:
    """Tell whether a DuckDB type holds text."""
    return source_type.startswith(("VARCHAR", "ENUM"))


def typed_sql(column: Column, source_type: str, value: str) -> str:
    """Return the expression that reads ``value``, delivered as a DuckDB type, as the contract's type."""
    text = is_text(source_type)
    match column.type:
        case "string":
            return value
        case "date":
            return _date(value, source_type)
        case "boolean":
            return f"CASE lower({value}) WHEN 'true' THEN true WHEN 'false' THEN false END" if text else value
        case "integer" if _WHOLE.fullmatch(source_type):
            return f"CAST({value} AS BIGINT)"
        case "integer":
            whole = f"CASE WHEN regexp_full_match({value}, '-?\\d{{1,18}}') THEN TRY_CAST({value} AS BIGINT) END"
            return whole if text else f"TRY_CAST({value} AS BIGINT)"
        case "number":
            return _amount(value, source_type) if column.stored_as else _number(value, text)


def is_always_read(column: Column, source_type: str) -> bool:
    """Tell whether every value of a DuckDB type can be read as the column's type, so that no row need be tried.

    Most columns of a typed file are such, and leaving out what cannot fail is a good part of the work.
    """
    match column.type:
        case "string":
            return is_text(source_type)
        case "date":
            return source_type == "DATE"
        case "boolean":
            return source_type == "BOOLEAN"
        case "integer":
            return _WHOLE.fullmatch(source_type) is not None
        case "number":
            return column.stored_as is not None and _HUNDREDTHS.fullmatch(source_type) is not None


def too_many_decimals_sql(column: Column, source_type: str) -> str | None:
    """Return the condition under which an amount is a number, but no whole number of hundredths."""
    if column.stored_as is None:
        return None
    if is_always_read(column, source_type):
        return "false"
    value, typed = raw(column), quoted(column.name)
    if is_text(source_type):
        return f"{typed} IS NULL AND regexp_full_match({value}, '{_AMOUNT_WITH_ANY_DECIMALS}')"
    return f"{typed} IS NULL AND TRY_CAST({value} AS {AMOUNT_TYPE}) IS NOT NULL"


def stored_sql(column: Column) -> str:
    """Return the expression that turns a valid typed column into the warehouse's column of its stored name.

    Cents are exact. Hours have two decimals and minutes are whole, so that minutes are rounded to the nearest
    (half a minute away from zero). The factors are decimals, so that a product fits in 64 bits.
    """
    typed = quoted(column.name)
    match column.stored_as:
        case "cents":
            return f"CAST({typed} * CAST(100 AS DECIMAL(3,0)) AS BIGINT)"
        case "minutes":
            return f"CAST({typed} * CAST(60 AS DECIMAL(2,0)) AS BIGINT)"
        case None:
            return f"CAST({typed} AS {column.physical_type})"


def _date(value: str, source_type: str) -> str:
    if is_text(source_type):
        return f"CASE WHEN regexp_full_match({value}, '\\d{{4}}-\\d{{2}}-\\d{{2}}') THEN TRY_CAST({value} AS DATE) END"
    if source_type == "DATE":
        return value
    return f"CASE WHEN {value} = date_trunc('day', {value}) THEN TRY_CAST({value} AS DATE) END"


def _amount(value: str, source_type: str) -> str:
    if _HUNDREDTHS.fullmatch(source_type):
        return f"CAST({value} AS {AMOUNT_TYPE})"
    cast = f"TRY_CAST({value} AS {AMOUNT_TYPE})"
    if is_text(source_type):
        return f"CASE WHEN regexp_full_match({value}, '{_AMOUNT}') THEN {cast} END"
    back = f"CAST({cast} AS DOUBLE)" if source_type == "DOUBLE" else cast
    return f"CASE WHEN {back} = {value} THEN {cast} END"


def _number(value: str, text: bool) -> str:
    cast = f"TRY_CAST({value} AS DOUBLE)"
    condition = f"regexp_full_match({value}, '{_NUMBER}')" if text else f"isfinite({cast})"
    return f"CASE WHEN {condition} THEN {cast} END"
