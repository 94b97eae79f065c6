"""The database in which a synthetic Netherlands is made: one file, one notion of SQL at a time.

Values reach the SQL as DuckDB variables (``getvariable``), never as text. Random numbers come from DuckDB's hash
of the seed and a key, so that a result depends neither on threads nor on the order of rows; another release of DuckDB
may hash otherwise, and then gives another, equally good, synthetic Netherlands.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data_contracts.as_known import quoted

SQL_FOLDER = Path(__file__).parent / "sql"


class Workbench:
    """A DuckDB database on disk with the random-number macros in it."""

    def __init__(self, folder: Path, *, threads: int, memory_limit: str) -> None:
        folder.mkdir(parents=True)
        self._connection = duckdb.connect(
            folder / "workbench.duckdb",
            config={"threads": threads, "memory_limit": memory_limit, "temp_directory": str(folder / "spill")},
        )
        self.run("random")

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def set(self, **values: Any) -> None:
        """Set variables that the SQL reads with ``getvariable``."""
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
        """Write what the SQL file of this name selects to a Parquet file and return its number of rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        target = str(path).replace("'", "''")
        counted = self._connection.execute(f"COPY ({_sql(notion)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        return int(counted.fetchall()[0][0])

    def value(self, query: str) -> Any:
        """Return the one value that a query gives."""
        row = self._connection.execute(query).fetchone()
        return None if row is None else row[0]


def _sql(notion: str) -> str:
    return (SQL_FOLDER / f"{notion}.sql").read_text(encoding="utf-8")
