"""The engine of a build on Apache Spark: the same methods as the one of DuckDB, for more than one machine."""

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors
from pyarrow import fs as files
from pyarrow import parquet

from features.engine import Values
from features.spark.session import local_session
from features.spark.transpile import spark_sql


class SparkEngine:
    """The engine of more than one machine; see ``features.engine.Engine``.

    Every text is DuckDB SQL and is carried to Spark by ``spark_sql``. A table is computed once and kept in Parquet
    below the folder: most are read more than once, and no plan grows over the hundred tables of a build.
    """

    def __init__(self, session: Any, folder: str) -> None:
        """Work in a Spark session.

        Args:
            session: A session with the settings of ``features.spark.session.SETTINGS``.
            folder: Where the tables are kept: a path or address that all machines of the cluster can reach.
        """
        self.session = session
        self.folder = folder
        self._numbers = itertools.count()
        self._kept: dict[str, str] = {}

    def run(self, sql: str, values: Values | None = None) -> None:
        """Run a statement with those of the values that it names as ``$name``."""
        self.session.sql(spark_sql(sql, values))

    def make_table(self, name: str, sql: str, values: Values | None = None) -> None:
        """Make a temporary table of a query's rows, in place of an earlier one of that name."""
        self._keep(name, self.session.sql(spark_sql(sql, values)))

    def make_view(self, name: str, sql: str, values: Values | None = None) -> None:
        """Give a query a name; it runs where it is read, on the tables that then have the names it reads."""
        self.session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {spark_sql(sql, values)}")

    def parquet_view(self, name: str, paths: str | Sequence[str]) -> None:
        """Give Parquet files a name to select from: a path, a glob, or several of them."""
        listed = [paths] if isinstance(paths, str) else list(paths)
        self.session.read.parquet(*listed).createOrReplaceTempView(name)

    def frame_table(self, name: str, frame: pl.DataFrame) -> None:
        """Make a temporary table of a data frame."""
        self._name(name, self.session.createDataFrame(_for_spark(frame).to_arrow()))

    def read_frame(self, sql: str, values: Values | None = None) -> pl.DataFrame:
        """Return a query's rows as a data frame."""
        return pl.DataFrame(self.session.sql(spark_sql(sql, values)).toArrow())

    def write_parquet(self, sql: str, order: str, out: Path, values: Values | None = None) -> int:
        """Write a query's rows to one Parquet file in a fixed order and return how many there are."""
        ordered = spark_sql(f"SELECT * FROM ({sql}) AS written ORDER BY {order}", values)  # noqa: S608 -- our own texts
        folder = self._new_folder("written")
        self.session.sql(ordered).coalesce(1).write.parquet(folder)
        system, path = files.FileSystem.from_uri(folder)
        (part,) = (info.path for info in system.get_file_info(files.FileSelector(path)) if info.extension == "parquet")
        files.copy_files(part, str(out), source_filesystem=system, destination_filesystem=files.LocalFileSystem())
        system.delete_dir(path)
        return int(parquet.read_metadata(out).num_rows)

    def _keep(self, name: str, rows: Any) -> None:
        folder = self._new_folder(name)
        rows.write.parquet(folder)
        self._name(name, self.session.read.schema(rows.schema).parquet(folder), folder)

    def _name(self, name: str, rows: Any, folder: str | None = None) -> None:
        """Give rows a name, and remove what was kept under that name before."""
        rows.createOrReplaceTempView(name)
        earlier = self._kept.pop(name, None)
        if folder is not None:
            self._kept[name] = folder
        if earlier is not None:
            system, path = files.FileSystem.from_uri(earlier)
            system.delete_dir(path)

    def _new_folder(self, name: str) -> str:
        return f"{self.folder}/{next(self._numbers)}_{name}"


@contextmanager
def open_spark_engine(cores: int, memory: str) -> Iterator[SparkEngine]:
    """Yield an engine on a Spark session of this machine, whose files are removed afterwards.

    Args:
        cores: Number of cores.
        memory: Memory of the session, e.g. ``"1GB"``.

    Raises:
        KompasError: PySpark is not installed, or there is no Java that Spark runs on.
    """
    with (
        tempfile.TemporaryDirectory(prefix="kompas-spark-") as folder,
        local_session(cores, memory, Path(folder)) as session,
    ):
        yield SparkEngine(session, f"{folder}/tables")


def _for_spark(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in the types that Spark has: whole numbers with a sign."""
    return frame.with_columns(selectors.unsigned_integer().cast(pl.Int64))
