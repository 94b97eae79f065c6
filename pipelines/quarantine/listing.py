"""``kompas quarantine list``: how many rows broke which rule, by drop and table, and what became of them."""

from collections.abc import Iterator, Sequence

from duckdb import DuckDBPyConnection

from pipelines.quarantine.places import Places
from pipelines.quarantine.rows import BAD_ROWS, open_quarantine

HEADS = ("drop", "table", "rule", "rows", "state", "by")
STATES = {
    "open": "bad, and not repaired",
    "refused": "bad, and the whole table was refused: have it delivered again",
    "waiting": "repaired, and loaded by the next `kompas ingest`",
    "repaired": "repaired and loaded",
    "replaced": "repaired, but the repair is in quarantine itself",
    "copy": "the same row is in the warehouse; nothing need be done",
}
_RIGHT = HEADS.index("rows")


def list_lines(connection: DuckDBPyConnection, places: Places) -> Iterator[str]:
    """Yield a table of counts: of each drop, table, rule and state the rows, and the drop of their repair."""
    open_quarantine(connection, places)
    counts = connection.execute(
        f"SELECT drop_name, table_name, rule, count(DISTINCT (file, line)), state, coalesce(repaired_by, '') "  # noqa: S608
        f"FROM {BAD_ROWS} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    if not counts:
        yield "There is nothing in quarantine."
        return
    yield from _aligned(
        [HEADS, *(tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in counts)]
    )
    totals = connection.execute(
        f"SELECT state, count(*) FROM (SELECT DISTINCT table_name, file, line, state FROM {BAD_ROWS}) GROUP BY state"  # noqa: S608
    ).fetchall()
    yield "A row that broke several rules stands in several lines; in all:"
    yield from (f"  {rows:,} {state}: {STATES[state]}" for state, rows in sorted(totals))


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    for row in rows:
        cells = (
            cell.rjust(widths[place]) if place == _RIGHT else cell.ljust(widths[place])
            for place, cell in enumerate(row)
        )
        yield "  ".join(cells).rstrip()
