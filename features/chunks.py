"""Work through the population in chunks of employers, so that a national build fits in little memory."""

from collections.abc import Iterator, Mapping

import duckdb

from features.engine import make_table, sql_file
from features.staging import stage_chunk
from features.window import Window

EMPLOYERS_PER_CHUNK = 5_000
"""Employers whose payroll lines are held at once: about a million lines of twelve periods."""


def each_chunk(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], window: Window) -> Iterator[int]:
    """Stage each chunk of the table ``population`` in turn: ``chunk``, ``wage_lines`` and ``pay_lines``.

    Yields:
        The number of the chunk, while its tables stand.
    """
    make_table(connection, "chunks", sql_file("queries/chunks.sql"), {"size": EMPLOYERS_PER_CHUNK})
    numbers = connection.execute("SELECT DISTINCT chunk FROM chunks ORDER BY chunk").fetchall()
    for (number,) in numbers:
        make_table(connection, "chunk", "SELECT employer_id FROM chunks WHERE chunk = $number", {"number": number})
        stage_chunk(connection, tables, window)
        yield number
