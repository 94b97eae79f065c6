"""The DuckDB engine of a build: threads, memory and room to spill, and SQL files run with the values they name."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

FEATURES_FOLDER = Path(__file__).parent
_PARAMETER = re.compile(r"\$(\w+)")


@contextmanager
def open_engine(threads: int, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an empty in-memory database that spills to a folder of its own, which is removed afterwards.

    Args:
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``; what does not fit is spilled to disk.
    """
    with tempfile.TemporaryDirectory(prefix="kompas-features-") as spill:
        connection = duckdb.connect(config={"threads": threads, "memory_limit": memory_limit, "temp_directory": spill})
        try:
            connection.execute("SET preserve_insertion_order = false")
            yield connection
        finally:
            connection.close()


def sql_file(path: str | Path) -> str:
    """Return the text of an SQL file below ``features/``, its comments left out."""
    return without_comments((FEATURES_FOLDER / path).read_text(encoding="utf-8"))


def without_comments(sql: str) -> str:
    """Return SQL text without its ``--`` comments; none of our texts holds two dashes inside quotes."""
    return "\n".join(line.split("--")[0].rstrip() for line in sql.splitlines()).strip()


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run a statement with those of the values that it names as ``$name``."""
    return connection.execute(sql, _named(sql, values))


def make_table(
    connection: duckdb.DuckDBPyConnection, name: str, sql: str, values: Mapping[str, Any] | None = None
) -> None:
    """Make a temporary table of a query's rows, in place of an earlier one of that name."""
    run(connection, f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", values)


def read_frame(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """Return a query's rows as a data frame."""
    return pl.DataFrame(connection.sql(sql, params=_named(sql, values)).to_arrow_table())


def frame_table(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Make a temporary table of a data frame."""
    connection.register("handed_in", frame.to_arrow())
    make_table(connection, name, "SELECT * FROM handed_in")
    connection.unregister("handed_in")


def write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, order: str, out: Path) -> int:
    """Write a query's rows to one Parquet file in a fixed order and return how many there are."""
    copy = f"COPY (SELECT * FROM ({sql}) ORDER BY {order}) TO $out (FORMAT PARQUET, COMPRESSION ZSTD)"  # noqa: S608
    (rows,) = connection.execute(copy, {"out": str(out)}).fetchall()[0]
    return int(rows)


def _named(sql: str, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the values that a statement names; the engine refuses any that it does not."""
    return {name: (values or {})[name] for name in set(_PARAMETER.findall(sql))}
