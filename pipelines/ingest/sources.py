"""Delivered files made ready for enforcement: all are Parquet by now, with a number, a name and known types."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.enforcement import (
    check_column_names,
    check_column_types,
    door_sql,
    door_types,
    masked_words,
)
from data_contracts.errors import KompasError
from pipelines.ingest.csv_records import stage_records
from pipelines.ingest.csv_text import clean_copy, has_rows, read_header
from pipelines.ingest.files import DeliveredFile, empty_file_error, exactly

# What DuckDB raises over a query that is wrong: a mistake of ours, which must show as such and not blame the file.
_OUR_MISTAKES = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)


@dataclass(frozen=True)
class Source:
    """A delivered file in Parquet: itself, or the records staged from a CSV file, which are past the door already.

    Attributes:
        number: Its place among the files of the table.
        name: Its name for people.
        path: Where the Parquet file is.
        staged: Whether it was staged from CSV.
        pseudonymised: Whether numbers may be pseudonyms already.
        delivered_types: The names and DuckDB types of its columns, in the order of the contract.
        rows: How many rows it has.
    """

    number: int
    name: str
    path: Path
    staged: bool
    pseudonymised: bool
    delivered_types: tuple[tuple[str, str], ...]
    rows: int

    @property
    def shape(self) -> tuple[bool, bool, tuple[tuple[str, str], ...]]:
        """What files must have in common to be read together."""
        return (self.staged, self.pseudonymised, self.delivered_types)

    def door(self, contract: Contract) -> dict[str, str]:
        """Return, for each column that is kept, the expression over the file's columns that gives its value."""
        if self.staged:
            return {column.name: quoted(column.name) for column in contract.kept_columns}
        return door_sql(contract, dict(self.delivered_types), pseudonymised=self.pseudonymised)

    def types(self, contract: Contract) -> dict[str, str]:
        """Return the DuckDB type of each column after the door."""
        return dict(self.delivered_types) if self.staged else door_types(contract, dict(self.delivered_types))


def check_file(connection: DuckDBPyConnection, contract: Contract, file: DeliveredFile) -> None:
    """Check the columns of a file, their types, and that there are rows at all.

    Raises:
        KompasError: The file cannot be loaded as it is.
    """
    where = str(file.path)
    if file.kind == "csv":
        check_column_names(contract, read_header(file.path), where)
        if not has_rows(file.path):
            raise empty_file_error(where)
        return
    types = parquet_types(connection, file.path)
    check_column_names(contract, list(types), where)
    check_column_types(contract, types, where)
    if not _rows(connection, file.path):
        raise empty_file_error(where)


def open_sources(
    connection: DuckDBPyConnection,
    contract: Contract,
    files: Sequence[DeliveredFile],
    line_rules: Mapping[str, int],
    scratch: Path,
) -> tuple[Source, ...]:
    """Return the files of a table as sources; CSV files are staged as Parquet in ``scratch``, past the door.

    The connection must have an open door and the lists of numbers that the contract's door asks for.
    """
    sources = []
    for number, file in enumerate(files):
        staged = file.kind == "csv"
        base = scratch / f"{contract.name}-{number}"
        path = _stage(connection, contract, file, line_rules, base) if staged else file.path
        types = parquet_types(connection, path)
        columns = contract.kept_columns if staged else contract.columns
        shape = tuple((column.name, types[column.name]) for column in columns)
        rows = _rows(connection, path)
        sources.append(Source(number, file.name, path, staged, file.pseudonymised, shape, rows))
    return tuple(sources)


def parquet_types(connection: DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Return the DuckDB types of the columns of a Parquet file.

    Raises:
        KompasError: It is no Parquet file, or a damaged one.
    """
    with reading(str(path)):
        described = connection.execute(
            "DESCRIBE SELECT * FROM read_parquet($path, hive_partitioning = false)", {"path": exactly(path)}
        ).fetchall()
    return {row[0]: row[1] for row in described}


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Turn what DuckDB says of files that it cannot read, or of too little memory, into words for a user.

    Raises:
        KompasError: A file is damaged or not what its name says, or memory ran out.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise KompasError(
            "There was not enough memory to load this.", where, "Raise memory_limit in kompas.toml, or lower threads."
        ) from error
    except _OUR_MISTAKES:
        raise
    except duckdb.Error as error:
        raise KompasError(
            f"This cannot be read: {masked_words(str(error).splitlines()[0])}.",
            where,
            "Have it delivered again; it is damaged or not what its name says.",
        ) from error


def _stage(
    connection: DuckDBPyConnection,
    contract: Contract,
    file: DeliveredFile,
    line_rules: Mapping[str, int],
    base: Path,
) -> Path:
    """Stage a CSV file; a cleaned copy of its text, which holds the plain numbers, is gone when this returns."""
    staged, header = base.with_suffix(".parquet"), read_header(file.path)
    as_text = dict.fromkeys(header, "VARCHAR")
    door = door_sql(contract, as_text, pseudonymised=file.pseudonymised)
    with tempfile.TemporaryDirectory(prefix="text-", dir=base.parent) as folder, reading(str(file.path)):
        text = clean_copy(file.path, Path(folder) / "text.csv")
        stage_records(connection, text, header, door, line_rules, staged)
    return staged


def _rows(connection: DuckDBPyConnection, path: Path) -> int:
    query = "SELECT sum(num_rows) FROM parquet_file_metadata($path)"
    with reading(str(path)):
        return int(connection.execute(query, {"path": exactly(path)}).fetchall()[0][0])
