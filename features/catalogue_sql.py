"""What a family's SQL must keep to: it runs on empty tables, and each of its columns has an entry in the catalogue."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from data_contracts.errors import KompasError
from features.engine import named_values, sql_file
from features.family import CATALOGUE_FILE, MONTHLY_FILE, PER_MONTHS, QUERY_FILE, Family
from features.monthly.lists import column_type, monthly_columns
from features.window import Window

ANY_WINDOW = Window(date(2026, 1, 31))
"""The dates with which queries run on empty tables."""


def check_sql(families: Sequence[Family], folder: Path) -> None:
    """Run the SQL of all families on empty tables and hold its columns against the catalogue.

    Args:
        families: The families below the folder.
        folder: Where the families and their monthly lists stand.

    Raises:
        KompasError: SQL does not run, a column has no entry, an entry has no column, or a column of a monthly list is
            read nowhere.
    """
    with duckdb.connect() as connection:
        connection.execute(sql_file("families/relations.sql"))
        _check_monthly_columns_used(connection, families, folder)
        for family in families:
            _check_columns(family, _columns(connection, family, folder))


def _check_monthly_columns_used(
    connection: duckdb.DuckDBPyConnection, families: Sequence[Family], folder: Path
) -> None:
    """See that a family of the matrix reads every monthly column, for each costs time over all records."""
    monthly_columns(folder)
    reading = "\n".join(sql for family in families if family.active for sql in (*family.tables.values(), family.query))
    read = set(re.findall(r"\w+", reading))
    for family in (family for family in families if family.monthly_list):
        listed = f"DESCRIBE SELECT {family.monthly_list.rstrip(',')} FROM pay_lines"  # noqa: S608 -- our own text
        unread = sorted({str(name) for name, *_ in connection.execute(listed).fetchall()} - read)
        if unread:
            raise KompasError(
                f"The monthly list of family '{family.name}' has columns that no family of the matrix reads: "
                f"{', '.join(unread)}.",
                str(family.folder / MONTHLY_FILE),
                "Leave them out, or make a feature of them.",
            )


def _check_columns(family: Family, columns: Sequence[str]) -> None:
    names = [feature.name for feature in family.features]
    if sorted(columns) != sorted(names):
        without_entry = sorted(set(columns) - set(names))
        without_column = sorted(set(names) - set(columns))
        raise KompasError(
            f"Query and catalogue of family '{family.name}' differ: columns without an entry "
            f"{without_entry}, entries without a column {without_column}.",
            str(family.folder / CATALOGUE_FILE),
            "Give every column one entry and every entry one column.",
        )


def _columns(connection: duckdb.DuckDBPyConnection, family: Family, folder: Path) -> list[str]:
    with _undone(connection):
        connection.execute(_months_table(family, monthly_columns(folder)))
        try:
            for name, query in family.tables.items():
                _run(connection, f"CREATE TEMP TABLE {name} AS {query}")
            rows = _run(connection, f"DESCRIBE {family.query}").fetchall()
        except duckdb.Error as error:
            raise KompasError(
                f"The SQL of family '{family.name}' does not run: {error}",
                str(family.folder / QUERY_FILE),
                "Correct it; families/relations.sql and the monthly lists say what it may read.",
            ) from error
    return [str(name) for name, *_ in rows if name != "employer_id"]


def _months_table(family: Family, columns: Sequence[str]) -> str:
    """Return the statement for the empty table of monthly columns that a family may read."""
    if family.per == PER_MONTHS:
        sums = "".join(f", {column} {column_type(column)}" for column in columns)
        return f"CREATE TEMP TABLE employer_months (employer_id VARCHAR, month_no INTEGER{sums})"
    return f"CREATE TEMP TABLE year_sums (employer_id VARCHAR{''.join(f', {column} BIGINT' for column in columns)})"


@contextmanager
def _undone(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Take back whatever tables were made, so that no family can read those of another."""
    connection.begin()
    try:
        yield
    finally:
        connection.rollback()


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    return connection.execute(sql, named_values(sql, ANY_WINDOW.values))
