"""A DuckDB with the bounds that the settings set, and a folder for what it spills and for files on their way."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from data_contracts.enforcement import masked_words
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings


@contextmanager
def workspace(settings: KompasSettings) -> Iterator[tuple[DuckDBPyConnection, Path]]:
    """Give a connection and a folder beside the data; both are gone afterwards.

    Raises:
        KompasError: Memory ran out, or a file cannot be read or written.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".work-", dir=settings.data_dir) as scratch:
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": settings.threads,
            "memory_limit": settings.memory_limit,
            "temp_directory": f"{scratch}/spill",
        }
        with duckdb.connect(":memory:", config=config) as connection, _plain_words():
            yield connection, Path(scratch)


@contextmanager
def _plain_words() -> Iterator[None]:
    """Turn what DuckDB could not do into words that say what to try."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise KompasError(
            "There was not enough memory for this.", "", "Raise memory_limit in kompas.toml, or lower threads."
        ) from error
    except duckdb.IOException as error:
        raise KompasError(
            f"A file cannot be read or written: {masked_words(str(error).splitlines()[0])}",
            "",
            "See that there is room on the disk, and run `kompas verify`.",
        ) from error
