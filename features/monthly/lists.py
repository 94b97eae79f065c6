"""The columns of the monthly pre-aggregates: the select lists of all families, put together into one scan."""

import re
from functools import cache
from pathlib import Path

import duckdb

from data_contracts.errors import KompasError
from features.engine import FEATURES_FOLDER, sql_file, without_comments

FAMILIES_FOLDER = FEATURES_FOLDER / "families"
CORE = FEATURES_FOLDER / "monthly" / "core.sql"
LIST_FILE = "monthly.sql"
AMOUNT = re.compile(r"_(cents|minutes|days|\d+ths)$")
"""A column with a unit at the end of its name adds up amounts; every other one counts lines."""


def list_files(families: Path = FAMILIES_FOLDER) -> tuple[Path, ...]:
    """Return the files with a select list, that of the core first."""
    return (CORE, *sorted(families.glob(f"*/{LIST_FILE}")))


def select_list(families: Path = FAMILIES_FOLDER) -> str:
    """Return the select lists of all families as one."""
    return ",\n".join(_list_of(path) for path in list_files(families))


@cache
def monthly_columns(families: Path = FAMILIES_FOLDER) -> tuple[str, ...]:
    """Return the names of all monthly columns, in order.

    Raises:
        KompasError: A list does not run on ``pay_lines``, or a name occurs twice.
    """
    with duckdb.connect() as connection:
        connection.execute(sql_file("families/relations.sql"))
        columns = [name for path in list_files(families) for name in _columns_of(connection, path)]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise KompasError(
            f"Two monthly lists name the same column: {', '.join(twice)}.",
            str(families),
            "Give it once, and let both families' features.sql read it.",
        )
    return tuple(columns)


def column_type(name: str) -> str:
    """Return the SQL type in which a monthly column is kept: half the width for a count, which stays far below it."""
    return "BIGINT" if AMOUNT.search(name) else "INTEGER"


def whole(name: str, expression: str) -> str:
    """Return an item of a select list: an expression in the type of a monthly column and under its name."""
    return f"CAST({expression} AS {column_type(name)}) AS {name}"


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    try:
        rows = connection.execute(f"DESCRIBE SELECT {_list_of(path)} FROM pay_lines").fetchall()  # noqa: S608
    except duckdb.Error as error:
        raise KompasError(
            f"A monthly list does not run: {error}", str(path), "Write additive expressions over pay_lines."
        ) from error
    return [str(name) for name, *_ in rows]


def _list_of(path: Path) -> str:
    return without_comments(path.read_text(encoding="utf-8")).rstrip(",")
