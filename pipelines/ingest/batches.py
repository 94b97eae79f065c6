"""Which rows are loaded together: all of a small table, or one month of a large one, over all of its files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.enforcement import RawRows, month_sql
from pipelines.ingest.files import exactly
from pipelines.ingest.sources import Source

ROWS_PER_BATCH = 3_000_000
"""Rows of wage records that are checked and sorted at once: about 700 MB."""
ALL_MONTHS = "all"
NO_MONTH = "no-month"
_READ = "read_parquet($paths{0}, file_row_number = true, hive_partitioning = false)"


@dataclass(frozen=True)
class Batch:
    """Rows that are loaded together; ``month`` and ``part`` name the file that the valid ones go to."""

    month: str
    part: int
    rows: tuple[RawRows, ...]
    parameters: dict[str, object]


@dataclass(frozen=True)
class _Limits:
    """Which rows belong to a batch: of a month (``None``: none that can be used), a stretch of the first key column."""

    month: date | None
    low: str | None = None
    high: str | None = None


def make_batches(connection: DuckDBPyConnection, contract: Contract, sources: Sequence[Source]) -> list[Batch]:
    """Return the batches of a table. Every row is in exactly one; rows without a usable month are in the last.

    A month of more than ``ROWS_PER_BATCH`` rows is cut in stretches of the first key column, so that memory is bounded
    and rows with one key stay together.
    """
    if contract.partition_column is None:
        return [_batch(contract, ALL_MONTHS, 0, sources, None)]
    months = _months(connection, contract, sources)
    return [
        batch
        for month in sorted(months, key=lambda month: month or date.max)
        for batch in _month_batches(connection, contract, month, months[month])
    ]


def _month_batches(
    connection: DuckDBPyConnection, contract: Contract, month: date | None, found: "_Month"
) -> Iterator[Batch]:
    name = f"{month:%Y-%m}" if month else NO_MONTH
    # Files past the door (CSV) and before it (Parquet) spell one number in two ways, and then a cut could part it.
    alike = len({source.shape for source in found.sources}) == 1
    cuts = _cuts(connection, contract, found) if found.rows > ROWS_PER_BATCH and alike else []
    for part, (low, high) in enumerate(zip([None, *cuts], [*cuts, None], strict=True)):
        yield _batch(contract, name, part, found.sources, _Limits(month, low, high))


def _cuts(connection: DuckDBPyConnection, contract: Contract, found: "_Month") -> list[str]:
    """Return the values of the first key column that cut a month in parts of about ``ROWS_PER_BATCH`` rows."""
    parts = -(-found.rows // ROWS_PER_BATCH)
    shares = [part / parts for part in range(1, parts)]
    column = quoted(contract.key[0])
    # A sample of whole vectors is enough: the parts need not be equal, only bounded.
    query = (
        f"SELECT DISTINCT unnest(quantile_disc(CAST({column} AS VARCHAR), {shares})) AS cut "  # noqa: S608
        "FROM read_parquet($paths, union_by_name = true) USING SAMPLE 10 PERCENT (system, 1) ORDER BY cut"
    )
    paths = [exactly(source.path) for source in found.sources]
    return [row[0] for row in connection.execute(query, {"paths": paths}).fetchall() if row[0] is not None]


def bad_lines(source: Source) -> tuple[str, dict[str, object]]:
    """Return the relation (and its parameters) of the lines of a staged file that are no record."""
    relation = (
        "(SELECT CAST($number AS INTEGER) AS source_file, source_line, problem AS rule_number, text "
        "FROM read_parquet($path) WHERE problem IS NOT NULL)"
    )
    return relation, {"number": source.number, "path": exactly(source.path)}


def _groups(sources: Sequence[Source]) -> list[list[Source]]:
    ordered = sorted(sources, key=lambda source: (source.shape, source.number))
    return [list(group) for _, group in groupby(ordered, key=lambda source: source.shape)]


def _batch(contract: Contract, month: str, part: int, sources: Sequence[Source], limits: _Limits | None) -> Batch:
    parameters: dict[str, object] = {}
    if limits is not None:
        given = {"month": limits.month, "low": limits.low, "high": limits.high}
        parameters |= {name: value for name, value in given.items() if value is not None}
    rows = []
    for place, group in enumerate(_groups(sources)):
        conditions = ["problem IS NULL"] if group[0].staged else []
        conditions += [] if limits is None else _within(contract, group[0], limits)
        rows.append(_raw_rows(contract, place, group[0], " AND ".join(conditions) or "true"))
        parameters[f"paths{place}"] = [exactly(source.path) for source in group]
        parameters[f"numbers{place}"] = [source.number for source in group]
    return Batch(month, part, tuple(rows), parameters)


def _raw_rows(contract: Contract, place: int, like: Source, condition: str) -> RawRows:
    columns = ", ".join(quoted(name) for name, _ in like.delivered_types)
    line = "source_line" if like.staged else "file_row_number + 1"
    number = f"CAST(list_extract($numbers{place}, CAST(file_index AS BIGINT) + 1) AS INTEGER)"
    origin = f"{number} AS source_file, {line} AS source_line"
    relation = f"(SELECT {columns}, {origin} FROM {_READ.format(place)} WHERE {condition})"  # noqa: S608
    return RawRows(relation, like.door(contract), like.types(contract))


def _within(contract: Contract, like: Source, limits: _Limits) -> list[str]:
    first = f"CAST({quoted(contract.key[0])} AS VARCHAR)"
    conditions = [_in_month(contract, like, limits.month)]
    if limits.low is not None:
        conditions.append(f"{first} >= $low")
    if limits.high is not None:
        below = f"{first} < $high"
        conditions.append(below if limits.low is not None else f"({below} OR {first} IS NULL)")
    return conditions


def _in_month(contract: Contract, like: Source, month: date | None) -> str:
    name = contract.partition_column or ""
    source_type = dict(like.delivered_types)[name]
    value = month_sql(contract.column(name), source_type)
    if month is None:
        return f"{value} IS NULL"
    if source_type == "DATE":
        # Compared as dates, so that stretches of a file without rows of the month are not read.
        return f"{quoted(name)} BETWEEN CAST($month AS DATE) AND last_day(CAST($month AS DATE))"
    return f"{value} = $month"


@dataclass
class _Month:
    """The files with rows of a month, and how many rows they are together."""

    sources: list[Source]
    rows: int


def _months(connection: DuckDBPyConnection, contract: Contract, sources: Sequence[Source]) -> dict[date | None, _Month]:
    months: dict[date | None, _Month] = {}
    name = contract.partition_column or ""
    for group in _groups(sources):
        month = month_sql(contract.column(name), dict(group[0].delivered_types)[name])
        records = " WHERE problem IS NULL" if group[0].staged else ""
        query = f"SELECT file_index, {month}, count(*) FROM {_READ.format(0)}{records} GROUP BY ALL"  # noqa: S608
        for index, value, rows in connection.execute(
            query, {"paths0": [exactly(source.path) for source in group]}
        ).fetchall():
            found = months.setdefault(value, _Month([], 0))
            found.sources.append(group[index])
            found.rows += rows
    return months
