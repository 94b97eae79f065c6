"""Work through the population in chunks of employers, so that a national build fits in little memory."""

from collections.abc import Iterator

from features.engine import Engine, sql_file

PAY_CHUNK = 5_000
"""Employers whose lines are held at once: about a million lines of twelve periods."""
MONTHS_CHUNK = 50_000
"""Employers whose pre-aggregates are held at once: about half a million rows of twelve months."""


def each_chunk(engine: Engine, size: int) -> Iterator[int]:
    """Make the table ``chunk`` of each chunk of the table ``population`` in turn.

    Args:
        engine: Where ``population`` and ``numbers`` stand.
        size: Employers a chunk.

    Yields:
        The number of the chunk, while its table stands.
    """
    engine.make_table("chunks", sql_file("queries/chunks.sql"), {"size": size})
    for number in engine.read_frame("SELECT DISTINCT chunk FROM chunks ORDER BY chunk")["chunk"].to_list():
        engine.make_table("chunk", "SELECT employer_id FROM chunks WHERE chunk = $number", {"number": number})
        yield int(number)
