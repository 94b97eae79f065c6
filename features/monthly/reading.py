"""Reading the monthly pre-aggregates as known on a date: by employer, for a chunk or for the whole country."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from features.engine import Engine, Values, sql_file
from features.monthly.lists import monthly_columns, whole


@dataclass(frozen=True)
class MonthlyFiles:
    """Where the pre-aggregates lie: paths or globs of the months and of the moves between employers."""

    months: tuple[str, ...]
    moves: tuple[str, ...]


def view_months(engine: Engine, files: MonthlyFiles) -> None:
    """Give the pre-aggregates names to select from: ``raw_months`` and ``raw_moves``."""
    engine.parquet_view("raw_months", files.months)
    engine.parquet_view("raw_moves", files.moves)


def stage_country_months(engine: Engine, values: Values, columns: Sequence[str]) -> None:
    """Make ``year_sums`` and ``own_hours`` of all employers, as known on the as-of date.

    Args:
        engine: Where ``numbers`` and the views of ``view_months`` stand.
        values: The dates of the build.
        columns: The monthly columns to add up over the window; see ``year_columns``.
    """
    engine.make_view("country_months", _country_months("numbers"), values)
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in columns)
    engine.make_table("year_sums", _query("year_sums").format(sums=sums))
    engine.make_view("own_hours", _query("own_hours"))


def stage_moved_workers(engine: Engine, values: Values) -> None:
    """Make ``moved_workers`` of the employers in ``population``, as known on the as-of date."""
    engine.make_table("moved_workers", _query("moved_workers"), values)


def year_columns(texts: Iterable[str]) -> list[str]:
    """Return the monthly columns that some SQL texts name, and those that everybody needs, in their order."""
    named = set(re.findall(r"\w+", " ".join([*texts, _query("own_hours")])))
    return [name for name in monthly_columns() if name in named]


def stage_employer_months(engine: Engine, values: Values) -> None:
    """Make ``employer_months`` of the employers in ``chunk``: one row an employer and month of the window."""
    engine.make_table("chunk_numbers", "SELECT numbers.* FROM numbers SEMI JOIN chunk USING (employer_id)")
    engine.make_table("chunk_months", _country_months("chunk_numbers"), values)
    engine.make_table("repeated_months", _query("repeated_months"))
    sums = ", ".join(whole(name, f"sum({name})") for name in monthly_columns())
    engine.make_table(
        "employer_months", _query("employer_months").format(sums=sums, columns=", ".join(monthly_columns()))
    )


def _country_months(numbers: str) -> str:
    columns = ", ".join(f"sums.{name}" for name in monthly_columns())
    return _query("country_months").format(numbers=numbers, columns=columns)


def _query(name: str) -> str:
    return sql_file(f"monthly/queries/{name}.sql")
