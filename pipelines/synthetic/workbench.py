"""The database in which a synthetic Netherlands is made: one file, one notion of SQL at a time.

Values reach the SQL as DuckDB variables (``getvariable``), never as text. Random numbers come from DuckDB's hash
of the seed and a key, so that a result depends neither on threads nor on the order of rows; another release of DuckDB
may hash otherwise, and then gives another, equally good, synthetic Netherlands.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data_contracts.as_known import quoted

SQL_FOLDER = Path(__file__).parent / "sql"

# Of the formats that were tried on wage records this is among the quickest to write and to read, and the smallest. The
# order must be asked for: after a join DuckDB does not keep it by itself, and then each number of threads has its own.
# Such a file is written by one thread.
FORMAT = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, PRESERVE_ORDER true"


class Workbench:
    """A DuckDB database on disk with the random-number macros in it."""

    def __init__(self, folder: Path, *, threads: int, memory_limit: str) -> None:
        folder.mkdir(parents=True)
        self._connection = duckdb.connect(
            folder / "workbench.duckdb",
            config={"threads": threads, "memory_limit": memory_limit, "temp_directory": str(folder / "spill")},
        )
        self._variables: dict[str, Any] = {}
        self.run("world/random")

    @contextmanager
    def beside(self) -> Iterator["Workbench"]:
        """Give another connection to the same database, for another thread.

        It begins with the variables that were set so far; later ones, and temporary tables and macros, are its own.
        """
        other = copy.copy(self)
        other._connection, other._variables = self._connection.cursor(), {}
        other.set(**self._variables)
        try:
            yield other
        finally:
            other.close()

    @property
    def threads(self) -> int:
        """Threads of the database engine."""
        return int(self.value("SELECT current_setting('threads')"))

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def set(self, **values: Any) -> None:
        """Set variables that the SQL reads with ``getvariable``."""
        self._variables.update(values)
        for name, value in values.items():
            self._connection.execute(f"SET VARIABLE {quoted(name)} = ?", [value])

    def run(self, *notions: str) -> None:
        """Run the SQL files of these names, in order."""
        for notion in notions:
            self._connection.execute(_sql(notion))

    def table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make a table of a few rows."""
        frame = pl.DataFrame(rows, infer_schema_length=None).to_arrow()
        self._connection.register("given", frame)
        self._connection.execute(f"CREATE TABLE {quoted(name)} AS FROM given")
        self._connection.unregister("given")

    def write(self, notion: str, path: Path) -> int:
        """Write what the SQL file of this name selects to a Parquet file, in that order, and return how many rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        target = str(path).replace("'", "''")
        counted = self._connection.execute(f"COPY ({_sql(notion)}) TO '{target}' ({FORMAT})")
        return int(counted.fetchall()[0][0])

    def frame(self, notion: str) -> pl.DataFrame:
        """Return what the SQL file of this name selects."""
        return pl.DataFrame(self._connection.sql(_sql(notion)).to_arrow_table())

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back all that is done to the tables in the block, so that the same world can go on in another way."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def value(self, query: str) -> Any:
        """Return the first value that a query gives; None when it gives no rows."""
        rows = self._connection.execute(query).fetchall()
        return rows[0][0] if rows else None


def _sql(notion: str) -> str:
    return (SQL_FOLDER / f"{notion}.sql").read_text(encoding="utf-8")
