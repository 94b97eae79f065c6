"""The engine of a build: DuckDB with bounded threads and memory, running SQL texts with the values that they name.

``features.spark.engine`` has an engine with the same methods for more than one machine.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import duckdb
import polars as pl

FEATURES_FOLDER = Path(__file__).parent
PARAMETER = re.compile(r"\$(\w+)")
Values = Mapping[str, Any]
ROW_GROUP = 20_480
"""Rows a group in the files we write: they are sorted, so that who asks for a part of the rows reads few groups."""


class Engine(Protocol):
    """What a build asks of an engine. Tables and views are temporary and go with the engine."""

    def run(self, sql: str, values: Values | None = None) -> None:
        """Run a statement with those of the values that it names as ``$name``."""

    def make_table(self, name: str, sql: str, values: Values | None = None) -> None:
        """Make a temporary table of a query's rows, in place of an earlier one of that name."""

    def make_view(self, name: str, sql: str, values: Values | None = None) -> None:
        """Give a query a name; it runs where it is read. Its values are dates and whole numbers."""

    def parquet_view(self, name: str, paths: str | Sequence[str]) -> None:
        """Give Parquet files a name to select from: a path, a glob, or several of them."""

    def frame_table(self, name: str, frame: pl.DataFrame) -> None:
        """Make a temporary table of a data frame."""

    def read_frame(self, sql: str, values: Values | None = None) -> pl.DataFrame:
        """Return a query's rows as a data frame."""

    def write_parquet(self, sql: str, order: str, out: Path, values: Values | None = None) -> int:
        """Write a query's rows to one Parquet file in a fixed order and return how many there are."""


class DuckDBEngine:
    """The engine of one machine; see ``Engine``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Work on a connection."""
        self.connection = connection

    def run(self, sql: str, values: Values | None = None) -> None:
        """Run a statement with those of the values that it names as ``$name``."""
        self.connection.execute(sql, named_values(sql, values))

    def make_table(self, name: str, sql: str, values: Values | None = None) -> None:
        """Make a temporary table of a query's rows, in place of an earlier one of that name."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", values)

    def drop_table(self, name: str) -> None:
        """Let go of a temporary table."""
        self.run(f"DROP TABLE {name}")

    def make_view(self, name: str, sql: str, values: Values | None = None) -> None:
        """Give a query a name; it runs where it is read. Its values are dates and whole numbers."""
        self.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {with_literals(sql, values)}")

    def parquet_view(self, name: str, paths: str | Sequence[str]) -> None:
        """Give Parquet files a name to select from: a path, a glob, or several of them."""
        listed = [paths] if isinstance(paths, str) else list(paths)
        quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in listed)  # a view takes no parameters
        self.make_view(name, f"SELECT * FROM read_parquet([{quoted}])")  # noqa: S608 -- quoted above

    def frame_table(self, name: str, frame: pl.DataFrame) -> None:
        """Make a temporary table of a data frame."""
        self.connection.register("handed_in", frame.to_arrow())
        self.make_table(name, "SELECT * FROM handed_in")
        self.connection.unregister("handed_in")

    def read_frame(self, sql: str, values: Values | None = None) -> pl.DataFrame:
        """Return a query's rows as a data frame."""
        return pl.DataFrame(self.connection.sql(sql, params=named_values(sql, values)).to_arrow_table())

    def write_parquet(self, sql: str, order: str, out: Path, values: Values | None = None) -> int:
        """Write a query's rows to one Parquet file in a fixed order and return how many there are."""
        options = f"FORMAT PARQUET, COMPRESSION ZSTD, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP}"
        copy = f"COPY (SELECT * FROM ({sql}) ORDER BY {order}) TO $out ({options})"  # noqa: S608 -- our own texts
        found = self.connection.execute(copy, {**named_values(sql, values), "out": str(out)}).fetchall()
        return int(found[0][0])


@contextmanager
def open_engine(threads: int, memory_limit: str) -> Iterator[DuckDBEngine]:
    """Yield an empty in-memory database that spills to a folder of its own, which is removed afterwards.

    Args:
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``; what does not fit is spilled to disk.
    """
    with tempfile.TemporaryDirectory(prefix="kompas-features-") as spill:
        connection = duckdb.connect(config={"threads": threads, "memory_limit": memory_limit, "temp_directory": spill})
        try:
            connection.execute("SET preserve_insertion_order = false")
            connection.execute("SET parquet_metadata_cache = true")
            yield DuckDBEngine(connection)
        finally:
            connection.close()


def sql_file(path: str | Path) -> str:
    """Return the text of an SQL file below ``features/``, its comments left out."""
    return without_comments((FEATURES_FOLDER / path).read_text(encoding="utf-8"))


def without_comments(sql: str) -> str:
    """Return SQL text without its ``--`` comments; none of our texts holds two dashes inside quotes."""
    return "\n".join(line.split("--")[0].rstrip() for line in sql.splitlines()).strip()


def named_values(sql: str, values: Values | None) -> dict[str, Any]:
    """Return the values that a statement names; the engine refuses any that it does not."""
    return {name: (values or {})[name] for name in set(PARAMETER.findall(sql))}


def with_literals(sql: str, values: Values | None) -> str:
    """Return a query with the dates and whole numbers that it names written into it.

    Raises:
        TypeError: A value is neither; other values are handed to the engine apart, never written into a query.
    """
    named = named_values(sql, values)
    return PARAMETER.sub(lambda found: _literal(named[found.group(1)]), sql)


def _literal(value: Any) -> str:
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"no date and no whole number: {type(value).__name__}")
