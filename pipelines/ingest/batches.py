"""Which rows are loaded together: all of a small table, or one month of a large one, over all of its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.enforcement import RawRows, month_sql
from pipelines.ingest.files import exactly
from pipelines.ingest.sources import Source

_READ = "read_parquet($paths{0}, file_row_number = true, hive_partitioning = false)"


@dataclass(frozen=True)
class Batch:
    """Rows that are loaded together, and the name of the file that the valid ones go to (without suffix)."""

    name: str
    rows: tuple[RawRows, ...]
    parameters: dict[str, object]


def make_batches(connection: DuckDBPyConnection, contract: Contract, sources: Sequence[Source]) -> list[Batch]:
    """Return the batches of a table. Every row is in exactly one; rows without a usable month are in the last."""
    if contract.partition_column is None:
        return [_batch(contract, contract.name, sources)]
    months = _months(connection, contract, sources)
    return [
        _batch(contract, f"{month:%Y-%m}" if month else "no-month", months[month], [month])
        for month in sorted(months, key=lambda month: month or date.max)
    ]


def bad_lines(source: Source) -> tuple[str, dict[str, object]]:
    """Return the relation (and its parameters) of the lines of a staged file that are no record."""
    relation = (
        "(SELECT CAST($number AS INTEGER) AS source_file, source_line, problem AS rule_number, text "
        "FROM read_parquet($path) WHERE problem IS NOT NULL)"
    )
    return relation, {"number": source.number, "path": exactly(source.path)}


def _groups(sources: Sequence[Source]) -> list[list[Source]]:
    ordered = sorted(sources, key=lambda source: (source.staged, source.types, source.number))
    return [list(group) for _, group in groupby(ordered, key=lambda source: (source.staged, source.types))]


def _batch(contract: Contract, name: str, sources: Sequence[Source], month: Sequence[date | None] = ()) -> Batch:
    parameters: dict[str, object] = {"month": month[0]} if month and month[0] else {}
    rows = []
    for place, group in enumerate(_groups(sources)):
        conditions = ["problem IS NULL"] if group[0].staged else []
        conditions += [_in_month(contract, group[0], only) for only in month]
        rows.append(_raw_rows(contract, place, group[0], " AND ".join(conditions) or "true"))
        parameters[f"paths{place}"] = [exactly(source.path) for source in group]
        parameters[f"numbers{place}"] = [source.number for source in group]
    return Batch(name, tuple(rows), parameters)


def _raw_rows(contract: Contract, place: int, like: Source, condition: str) -> RawRows:
    columns = ", ".join(quoted(name) for name in contract.column_names)
    line = "source_line" if like.staged else "file_row_number + 1"
    number = f"CAST(list_extract($numbers{place}, CAST(file_index AS BIGINT) + 1) AS INTEGER)"
    origin = f"{number} AS source_file, {line} AS source_line"
    relation = f"(SELECT {columns}, {origin} FROM {_READ.format(place)} WHERE {condition})"  # noqa: S608
    return RawRows(relation, dict(zip(contract.column_names, like.types, strict=True)))


def _in_month(contract: Contract, like: Source, month: date | None) -> str:
    name = contract.partition_column or ""
    source_type = dict(zip(contract.column_names, like.types, strict=True))[name]
    value = month_sql(contract.column(name), source_type)
    if month is None:
        return f"{value} IS NULL"
    if source_type == "DATE":
        return f"{quoted(name)} >= $month AND {quoted(name)} < $month + INTERVAL 1 MONTH"
    return f"{value} = $month"


def _months(
    connection: DuckDBPyConnection, contract: Contract, sources: Sequence[Source]
) -> dict[date | None, list[Source]]:
    months: dict[date | None, list[Source]] = {}
    name = contract.partition_column or ""
    for group in _groups(sources):
        source_type = dict(zip(contract.column_names, group[0].types, strict=True))[name]
        month = month_sql(contract.column(name), source_type)
        records = " WHERE problem IS NULL" if group[0].staged else ""
        query = f"SELECT DISTINCT file_index, {month} FROM {_READ.format(0)}{records}"  # noqa: S608
        for index, value in connection.execute(
            query, {"paths0": [exactly(source.path) for source in group]}
        ).fetchall():
            months.setdefault(value, []).append(group[index])
    return months
