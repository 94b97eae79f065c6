"""``kompas outcomes responses``: what a letter, a desk check and a visit brought, where lot chose between them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from data_contracts.query import query_frame
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot
from data_contracts.store.outcome import RecordedOutcome
from data_contracts.store.outcomes import Outcomes, standing
from models.planning.outcome_table import response_table
from pipelines.outcomes.plans import plan_snapshots
from pipelines.outcomes.scoring import count_words, has_finding
from pipelines.store import store_of

HEAD = ("topic", "capacity to comply", "instrument", "cases", "brought something", "against a visit")
NUMBERS = frozenset({"cases"})
SCHEMA = {
    "topic": pl.String,
    "capacity_to_comply": pl.String,
    "instrument": pl.String,
    "success": pl.Boolean,
}


def compared(settings: KompasSettings) -> pl.DataFrame:
    """Return the table of responses, from closed cases of the comparison in all plans (see ``response_table``).

    A case counts under the instrument that lot gave it, whatever was done in the end; one at which nothing could be
    done brought nothing. So the comparison stays one by lot.

    Raises:
        KompasError: The store cannot be read.
    """
    told = standing(Outcomes(store_of(settings)).all()).values()
    closed = {(row.outcome.plan_id, row.outcome.employer_id): row for row in told if row.outcome.closed_on is not None}
    rows = [row for plan_id, snapshot in plan_snapshots(settings).items() for row in _rows(plan_id, snapshot, closed)]
    return response_table(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def response_lines(table: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table as people read them."""
    for row in table.iter_rows(named=True):
        names = tuple(str(row[name]).replace("_", " ") for name in ("topic", "capacity_to_comply", "instrument"))
        yield (*names, _cases(row["cases"]), _share(row), _difference(row))


def _rows(
    plan_id: str, snapshot: Snapshot, closed: Mapping[tuple[str, str], RecordedOutcome]
) -> Sequence[tuple[Any, ...]]:
    items = query_frame("SELECT * FROM read_parquet($items)", {"items": snapshot.table("items")})
    if "comparison" not in items.columns:
        return []
    drawn = items.filter(pl.col("comparison"))
    return [
        (item.get("topic"), item.get("capacity_to_comply"), item["instrument"], _brought(outcome))
        for item in drawn.iter_rows(named=True)
        if (outcome := closed.get((plan_id, item["employer_id"]))) is not None
    ]


def _brought(row: RecordedOutcome) -> bool:
    """Tell whether something was put right or found."""
    return row.outcome.response == "corrected" or has_finding(row.outcome)


def _cases(cases: int) -> str:
    return count_words(cases if cases >= 5 else None)


def _share(row: Mapping[str, Any]) -> str:
    if row["share"] is None:
        return "not estimable"
    return f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})"


def _difference(row: Mapping[str, Any]) -> str:
    if row["difference"] is None:
        return ""
    return f"{row['difference']:+.0%} ({row['difference_low']:+.0%} to {row['difference_high']:+.0%})"
