"""The cases that are closed, with what they found: what every look back on this page rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.published import Published
from dashboard.texts import Words
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot
from models.labels import LAWS
from models.small_cells import FEW, small_cells

GROUNDS = ("random", "model", "signal", "follow_up", "project")

_OF_LAW = """
    bool_or(law = '{law}') AS examined_{law},
    bool_or(law = '{law}' AND stands) AS found_{law},
    coalesce(sum(workers_affected) FILTER (law = '{law}' AND stands), 0)::BIGINT AS workers_{law},
    coalesce(sum(underpaid_cents) FILTER (law = '{law}' AND stands), 0)::BIGINT AS cents_{law}
"""
_CASES = """
WITH cases AS (SELECT * FROM ({inspections}) WHERE closed_on IS NOT NULL AND closed_on <= $as_of),
found AS (
    SELECT case_id, {laws}
    FROM (
        SELECT *, coalesce(violation, false) AND objection IS DISTINCT FROM 'upheld' AS stands
        FROM ({findings}) WHERE examined AND violation IS NOT NULL
    )
    GROUP BY case_id
),
places AS (
    SELECT employer_id, arg_max(province, valid_from) AS province
    FROM read_parquet($employers)
    WHERE known_at <= $as_of AND employer_id IN (SELECT employer_id FROM cases)
    GROUP BY employer_id
)
SELECT cases.case_id, cases.employer_id, cases.selection_ground AS ground, cases.selection_probability AS probability,
    cases.selected_on, cases.closed_on, cases.team, cases.spent_minutes AS minutes, places.province,
    found.* EXCLUDE (case_id)
FROM cases
LEFT JOIN found USING (case_id)
LEFT JOIN places USING (employer_id)
ORDER BY cases.closed_on, cases.case_id
"""
_SCHEMA: dict[str, Any] = {
    "case_id": pl.String,
    "employer_id": pl.String,
    "ground": pl.String,
    "probability": pl.Float64,
    "selected_on": pl.Date,
    "closed_on": pl.Date,
    "team": pl.String,
    "minutes": pl.Int64,
    "province": pl.String,
} | {
    f"{name}_{law}": kind
    for law in LAWS
    for name, kind in (("examined", pl.Boolean), ("found", pl.Boolean), ("workers", pl.Int64), ("cents", pl.Int64))
}


def closed_cases(published: Published, warehouse: Snapshot, as_of: date) -> pl.DataFrame:
    """Return one row a case that was closed on a date, as known then.

    A snapshot never changes, so what was read of it once is kept; open cases are never read.

    Returns:
        ``case_id, employer_id, ground, probability?, selected_on, closed_on, year`` (of closing), ``team, region?,
        minutes?``, for each law ``examined_, found_, workers_, cents_``, and over all laws ``examined, found, findings,
        workers, cents`` and ``hours?``. A finding that an objection took away is none.
    """
    return _closed_cases(Source.of(published, as_of, warehouse))


@dataclass(frozen=True)
class Source:
    """Snapshots to read on a date; two are equal when the snapshots and the date are, for what was read to be kept."""

    places: tuple[str, ...]
    as_of: date
    published: Published = field(compare=False, repr=False)
    snapshots: Mapping[str, Snapshot] = field(compare=False, repr=False)

    @classmethod
    def of(cls, published: Published, as_of: date, *snapshots: Snapshot) -> "Source":
        """Return the source of some snapshots, each of another kind."""
        # What was read while a model was not suspended yet is not shown afterwards.
        places = (*(str(snapshot.path) for snapshot in snapshots), *published.suspended)
        return cls(places, as_of, published, {snapshot.manifest.kind: snapshot for snapshot in snapshots})


@lru_cache(maxsize=2)
def _closed_cases(source: Source) -> pl.DataFrame:
    query = _CASES.format(
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
        findings=as_known_sql("read_parquet($findings)", load_contract("findings").as_known_key),
        laws=", ".join(_OF_LAW.format(law=law) for law in LAWS),
    )
    paths = {name: source.snapshots["warehouse"].table(name) for name in ("inspections", "findings", "employers")}
    return _with_totals(frame(source.published, query, paths | {"as_of": source.as_of}, _SCHEMA))


def frame(published: Published, query: str, parameters: dict[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    """Return a query's rows as a frame; they come as one list a column, which many rows pass through quickly."""
    (lists,) = published.rows(f"SELECT list(COLUMNS(*)) FROM ({query})", parameters)  # noqa: S608 -- our own queries
    return pl.DataFrame({name: lists[name] or [] for name in schema}, schema=schema)


def _with_totals(cases: pl.DataFrame) -> pl.DataFrame:
    flags = [pl.col(f"{name}_{law}").fill_null(value=False) for law in LAWS for name in ("examined", "found")]
    sums = [pl.col(f"{name}_{law}").fill_null(0) for law in LAWS for name in ("workers", "cents")]
    return cases.with_columns(*flags, *sums).with_columns(
        year=pl.col("closed_on").dt.year(),
        region=pl.col("province").replace_strict(region_of_province(), default=None, return_dtype=pl.String),
        hours=pl.col("minutes") / 60,
        examined=pl.any_horizontal(f"examined_{law}" for law in LAWS),
        found=pl.any_horizontal(f"found_{law}" for law in LAWS),
        findings=pl.sum_horizontal(pl.col(f"found_{law}").cast(pl.Int64) for law in LAWS),
        workers=pl.sum_horizontal(f"workers_{law}" for law in LAWS),
        cents=pl.sum_horizontal(f"cents_{law}" for law in LAWS),
    )


def hidden(counts: Mapping[str, int]) -> frozenset[str]:
    """Return whose counts are not shown: those of fewer than ``FEW``, and so many more that none follows from a total.

    Args:
        counts: A count by name; one of 0 hides nobody.
    """
    return small_cells(counts)


def shown_count(count: int, words: Words, *, hides: bool = False) -> str:
    """Return a count, or that it is too small to show.

    Beside a total (``hides``) a small count and the one that goes along with it read alike: who could tell them apart
    could work them out.
    """
    if hides:
        return formats.MISSING
    return words("fewer", few=FEW) if 0 < count < FEW else formats.number(count, words.language)


def months_of(cases: pl.DataFrame) -> dict[int, int]:
    """Return in how many months of each year a case was closed; fewer than 12: the register holds no whole year."""
    counted = cases.group_by("year").agg(pl.col("closed_on").dt.month().n_unique().cast(pl.Int64).alias("months"))
    return dict(counted.sort("year").iter_rows())
