"""What was stored beside what was made again, row by row: for one employer in full, for all others in numbers."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot

RELATIVE = 1e-9
"""How far two numbers may be apart and still count as the same: sums in another order differ in the last digits."""
NOT_COMPARED = frozenset({"plan_id"})
"""The name of the plan holds a hash of what it was made from, down to the bytes of the files."""
THEN, NOW = "then.", "now."


@dataclass(frozen=True)
class Table:
    """A table of a snapshot and the columns that name a row of an employer."""

    kind: str
    name: str
    keys: tuple[str, ...]


TABLES = (
    Table("features", "current", ("employer_id",)),
    Table("features", "facts", ("employer_id", "law", "rule", "status", "article", "period_from")),
    Table("scores", "scores", ("employer_id", "law")),
    Table("scores", "reasons", ("employer_id", "law", "direction", "position")),
    Table("scores", "reason_families", ("employer_id", "law", "family")),
    Table("scores", "flags", ("employer_id", "law", "feature", "above")),
    Table("plan", "items", ("employer_id",)),
    Table("plan", "inclusion", ("employer_id",)),
    Table("plan", "below_the_cut", ("employer_id", "law")),
)


@dataclass(frozen=True)
class Difference:
    """One value that is another now than then; ``row`` names it within the table, and a whole row has no column."""

    table: str
    row: str
    column: str
    then: Any
    now: Any


@dataclass(frozen=True)
class Comparison:
    """One table compared.

    Attributes:
        table: ``<kind>/<table>``.
        rows: Rows of the employer that were compared; those that are in one only count too.
        differences: What is another now, for the employer.
        others: How many other employers have a row that differs.
        problem: Why it could not be compared; empty when it was.
    """

    table: str
    rows: int = 0
    differences: tuple[Difference, ...] = ()
    others: int = 0
    problem: str = ""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs, for this employer and for everybody."""
        return not self.problem and not self.differences and not self.others


def compare(table: Table, stored: Snapshot, made: Snapshot, employer_id: str) -> Comparison:
    """Compare one table of two snapshots.

    Args:
        table: Which table.
        stored: The snapshot as it was published.
        made: The snapshot made again.
        employer_id: The employer whose rows are told.
    """
    name = f"{table.kind}/{table.name}"
    try:
        then, now = (pl.read_parquet(snapshot.table(table.name)) for snapshot in (stored, made))
        return _compared(name, then, now, table.keys, employer_id)
    except (OSError, KompasError, pl.exceptions.PolarsError) as error:
        return Comparison(name, problem=str(error).splitlines()[0])


def _compared(name: str, then: pl.DataFrame, now: pl.DataFrame, keys: tuple[str, ...], employer_id: str) -> Comparison:
    keyed = [key for key in keys if key in then.columns and key in now.columns]
    columns = sorted({*then.columns, *now.columns} - {*keyed} - NOT_COMPARED)
    floats = {column for column in columns if _is_float(then, column) and _is_float(now, column)}
    beside = _beside(then, now, keyed, columns)
    differing = beside.filter(pl.any_horizontal(_differs(column, column in floats) for column in (*columns, "")))
    mine = pl.col("employer_id") == employer_id
    return Comparison(
        name,
        beside.filter(mine).height,
        tuple(_told(name, differing.filter(mine), keyed, columns)),
        differing.filter(~mine)["employer_id"].n_unique(),
    )


def _is_float(frame: pl.DataFrame, column: str) -> bool:
    return column in frame.columns and frame.schema[column].is_float()


def _beside(then: pl.DataFrame, now: pl.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
    """Return both tables side by side; the columns ``then.`` and ``now.`` say in which a row is."""
    parts = [
        frame.select(
            *keys,
            pl.lit(value=True).alias(prefix),
            *(
                (pl.col(column) if column in frame.columns else pl.lit(None)).alias(prefix + column)
                for column in columns
            ),
        )
        for frame, prefix in ((then, THEN), (now, NOW))
    ]
    return parts[0].join(parts[1], on=list(keys), how="full", coalesce=True, nulls_equal=True)


def _differs(column: str, is_float: bool) -> pl.Expr:
    then, now = pl.col(THEN + column), pl.col(NOW + column)
    if not is_float:
        return then.ne_missing(now)
    near = (then - now).abs() <= RELATIVE * pl.max_horizontal(then.abs(), now.abs())
    return then.ne_missing(now) & ~near.fill_null(value=False)


def _told(name: str, rows: pl.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> Iterator[Difference]:
    for row in rows.iter_rows(named=True):
        place = ", ".join(str(row[key]) for key in keys if key != "employer_id")
        if row[THEN] is None or row[NOW] is None:
            yield Difference(name, place, "", bool(row[THEN]), bool(row[NOW]))
            continue
        for column in columns:
            then, now = row[THEN + column], row[NOW + column]
            if not _is_same(then, now):
                yield Difference(name, place, column, then, now)


def _is_same(then: Any, now: Any) -> bool:
    if isinstance(then, float) and isinstance(now, float):
        return math.isclose(then, now, rel_tol=RELATIVE) or (math.isnan(then) and math.isnan(now))
    return bool(then == now)
