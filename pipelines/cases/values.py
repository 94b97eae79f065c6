"""Strict conversion of a table's columns by what the case uses them for; nothing is guessed.

A CSV's columns arrive as text and Parquet's in their own kind. Whatever does not fit is refused with the column, an
example and the number of its row (1 is the first below the head).
"""

import polars as pl

from data_contracts.errors import KompasError

ISO_DATE = "%Y-%m-%d"
YEARS = (1900, 2100)
"""Dates written in text lie in these years; ``04-01-21`` read with a four-digit year would be the year 21."""
FLAG_WORDS = {"true": 1.0, "false": 0.0}


def source(column: str) -> str:
    """Return what a column of the file is called among the rows, so that no name of ours can hide or replace it."""
    return f"column:{column}"


def dates(rows: pl.DataFrame, column: str, use: str, date_format: str = ISO_DATE) -> pl.Series:
    """Return a column as dates; text must be written in ``date_format``, empty stays empty.

    Args:
        rows: The columns of the file under ``source(column)``, and ``line``, the row's number in the file.
        column: Which column.
        use: What the case needs it for.
        date_format: How text writes a date (strftime); in the default, month and day have two digits.

    Raises:
        KompasError: A value is no such date, or the column is of another kind.
    """
    values = rows[source(column)]
    if isinstance(values.dtype, pl.Datetime | pl.Date):
        return values.dt.date()
    if values.dtype != pl.String:
        raise _wrong_kind(rows, column, use, "dates")
    text = values.str.strip_chars()
    converted = text.str.to_date(date_format, strict=False)
    fits = converted.dt.year().is_between(*YEARS)
    if date_format == ISO_DATE:
        fits &= text.str.len_chars() == len("2021-01-31")
    _refuse_others(
        rows,
        column,
        use,
        fits,
        f"dates written as {date_format} in the years {YEARS[0]}-{YEARS[1]}",
        "Say in table.date_format how the file writes its dates (e.g. '%d-%m-%Y'), or correct the file; "
        "leave a date that is not there empty.",
    )
    return converted


def numbers(rows: pl.DataFrame, column: str, use: str) -> pl.Series:
    """Return a column as floating-point numbers; no number (NaN) is an empty value.

    Raises:
        KompasError: A value is no finite number, or the column is of another kind.
    """
    values = rows[source(column)]
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return values.cast(pl.Float64).fill_nan(None)
    if values.dtype != pl.String:
        raise _wrong_kind(rows, column, use, "numbers")
    converted = _text_number(values)
    remedy = "Write numbers with a point and without thousands separators, or give an attribute kind: category."
    _refuse_others(rows, column, use, converted.is_finite(), "numbers", remedy)
    return converted


def flags(rows: pl.DataFrame, column: str, use: str) -> pl.Series:
    """Return a column as 1.0 (yes) and 0.0 (no), written as true/false or 1/0.

    Raises:
        KompasError: A value is something else, or the column is of another kind.
    """
    values = rows[source(column)]
    if values.dtype == pl.String:
        converted = _flag_words(values).fill_null(_text_number(values))
    elif values.dtype.is_numeric() or values.dtype == pl.Boolean:
        converted = values.cast(pl.Float64).fill_nan(None)
    else:
        raise _wrong_kind(rows, column, use, "true/false or 1/0")
    fits = converted.is_in([0.0, 1.0])
    _refuse_others(rows, column, use, fits, "true/false or 1/0", "Correct the file, or give another kind.")
    return converted


def outcomes(rows: pl.DataFrame, column: str) -> pl.Series:
    """Return the outcome's column as numbers; a column of true and false counts as 1 and 0.

    Raises:
        KompasError: A value is neither.
    """
    values = rows[source(column)]
    if values.dtype == pl.String and (values.is_null() | _flag_words(values).is_not_null()).all():
        return flags(rows, column, "outcome")
    return numbers(rows, column, "outcome")


def identifiers(rows: pl.DataFrame, column: str) -> pl.Series:
    """Return an identifier as text; one that was stored as a floating-point number loses its ``.0``."""
    values = rows[source(column)]
    if values.dtype.is_float() and (values.is_null() | (values == values.round())).all():
        values = values.cast(pl.Int64)
    return values.cast(pl.String)


def _text_number(values: pl.Series) -> pl.Series:
    return values.str.strip_chars().cast(pl.Float64, strict=False)


def _flag_words(values: pl.Series) -> pl.Series:
    text = values.str.strip_chars().str.to_lowercase()
    return text.replace_strict(FLAG_WORDS, default=None, return_dtype=pl.Float64)


def _refuse_others(rows: pl.DataFrame, column: str, use: str, fits: pl.Series, expected: str, remedy: str) -> None:
    failed = rows.filter(rows[source(column)].is_not_null() & ~fits.fill_null(value=False))
    if failed.is_empty():
        return
    raise KompasError(
        f"Column '{column}' must hold {expected} (for {use}), but {len(failed)} rows do not, "
        f"for instance '{failed[source(column)][0]}' in row {failed['line'][0]}.",
        f"column '{column}'",
        remedy,
    )


def _wrong_kind(rows: pl.DataFrame, column: str, use: str, expected: str) -> KompasError:
    first = rows.filter(rows[source(column)].is_not_null()).head(1)
    example = f", for instance '{first[source(column)][0]}' in row {first['line'][0]}" if len(first) else ""
    return KompasError(
        f"Column '{column}' must hold {expected} (for {use}), not {rows.schema[source(column)]}{example}.",
        f"column '{column}'",
        "Name another column, or write the value in the case as the file has it.",
    )
