"""What the page reads of an audit: figures of groups. Its snapshot holds nothing of one employer."""

from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot

SINGLE = "NOT contains(dimension, ' x ')"


def measured_pairs(published: Published, audit: Snapshot) -> list[tuple[str, str]]:
    """Return each step and measure that the audit has figures of."""
    rows = published.rows(
        "SELECT DISTINCT step, measure FROM read_parquet($figures)", {"figures": audit.table("group_figures")}
    )
    return [(row["step"], row["measure"]) for row in rows]


def figures(published: Published, audit: Snapshot, step: str, measure: str, law: str, dimension: str) -> list[Row]:
    """Return the figures of one measure at one step by one dimension, of the law or of no law in particular."""
    return published.rows(
        "SELECT * FROM read_parquet($figures) WHERE step = $step AND measure = $measure AND dimension = $dimension "
        'AND (law IS NULL OR law = $law) ORDER BY "group"',
        {
            "figures": audit.table("group_figures"),
            "step": step,
            "measure": measure,
            "dimension": dimension,
            "law": law,
        },
    )


def over_cuts(published: Published, audit: Snapshot, measure: str, law: str, dimension: str) -> list[Row]:
    """Return one measure at all cuts by one dimension."""
    return published.rows(
        "SELECT * FROM read_parquet($cuts) WHERE measure = $measure AND dimension = $dimension AND law = $law "
        'ORDER BY "group", cut',
        {"cuts": audit.table("over_cuts"), "measure": measure, "dimension": dimension, "law": law},
    )


def everything(published: Published, audit: Snapshot, table: str) -> list[Row]:
    """Return all rows of one of the audit's tables."""
    return published.rows("SELECT * FROM read_parquet($table)", {"table": audit.table(table)})


def power(published: Published, audit: Snapshot, law: str, measure: str) -> list[Row]:
    """Return how many random visits would show a gap in a measure, by the single dimensions."""
    return published.rows(
        f"SELECT * FROM read_parquet($power) WHERE law = $law AND measure = $measure AND {SINGLE} "  # noqa: S608
        'ORDER BY dimension, "group"',
        {"power": audit.table("power"), "law": law, "measure": measure},
    )
