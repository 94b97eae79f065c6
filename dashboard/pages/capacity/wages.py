"""Whether declared pay below the minimum became rarer after visits, beside employers without a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.comparison import percent
from dashboard.pages.capacity import cases as past
from dashboard.pages.capacity.ratios import TOO_FEW, Z
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.published import Published
from dashboard.texts import Words
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.snapshots import Snapshot
from models.small_cells import FEW

MONTHS = 3
"""So many whole months before a case was chosen are held against as many after it was closed."""
GROUPS = ("found", "not_found", "random")
_SCHEMA: dict[str, Any] = {
    "case_id": pl.String,
    "tested_before": pl.Int64,
    "below_before": pl.Int64,
    "others_before": pl.Float64,
    "tested_after": pl.Int64,
    "below_after": pl.Int64,
    "others_after": pl.Float64,
}
_WAGES = """
WITH known AS ({inspections}),
mine AS (
    SELECT loonheffingennummer, employer_id FROM ({numbers})
    WHERE valid_from <= $as_of
    QUALIFY row_number() OVER (PARTITION BY loonheffingennummer ORDER BY valid_from DESC) = 1
),
cases AS (
    SELECT case_id, employer_id, date_trunc('month', selected_on)::DATE AS chosen,
        date_trunc('month', closed_on)::DATE AS closed
    FROM known WHERE closed_on IS NOT NULL AND closed_on <= $as_of
),
looked_at AS (
    SELECT DISTINCT loonheffingennummer, employer_id FROM mine WHERE employer_id IN (SELECT employer_id FROM known)
),
paid AS (
    SELECT looked_at.employer_id, date_trunc('month', months.from_day)::DATE AS month,
        sum(wages_tested)::BIGINT AS tested, sum(wages_below)::BIGINT AS below
    FROM read_parquet($months) AS months
    LEFT JOIN looked_at USING (loonheffingennummer)
    WHERE months.known_at <= $as_of
    GROUP BY ALL
),
others AS (
    SELECT month, sum(below) / nullif(sum(tested), 0) AS rate FROM paid WHERE employer_id IS NULL GROUP BY month
),
last AS (SELECT max(month) AS month FROM paid),
beside AS (
    SELECT cases.case_id, paid.month > cases.closed AS after, paid.tested, paid.below, others.rate
    FROM cases
    JOIN paid USING (employer_id)
    JOIN others USING (month)
    WHERE (paid.month >= cases.chosen - to_months($span) AND paid.month < cases.chosen)
        OR (paid.month > cases.closed AND paid.month <= cases.closed + to_months($span))
),
sums AS (
    SELECT case_id,
        coalesce(sum(tested) FILTER (NOT after), 0)::BIGINT AS tested_before,
        coalesce(sum(below) FILTER (NOT after), 0)::BIGINT AS below_before,
        coalesce(sum(tested * rate) FILTER (NOT after), 0)::DOUBLE AS others_before,
        coalesce(sum(tested) FILTER (after), 0)::BIGINT AS tested_after,
        coalesce(sum(below) FILTER (after), 0)::BIGINT AS below_after,
        coalesce(sum(tested * rate) FILTER (after), 0)::DOUBLE AS others_after
    FROM beside GROUP BY case_id
)
SELECT sums.* FROM sums JOIN cases USING (case_id)
WHERE tested_before > 0 AND tested_after > 0
    AND cases.closed + to_months($span) <= (SELECT month FROM last)
"""


@dataclass(frozen=True)
class Repaired:
    """Pay below the minimum before and after the cases of a group; shares of jobs a month.

    Args:
        group: ``found`` (under the Wml), ``not_found`` (the Wml was examined) or ``random`` (drawn by lot).
        cases: How many cases, with pay to test on both sides.
        employers: Of how many employers.
        before: The share below before the case was chosen; ``None`` where the cases are too few.
        after: The share below after it was closed.
        change: After less before, with its 95% interval by employer: value, low, high.
        others: The change at employers without any case, over the same months and as many jobs in each.
    """

    group: str
    cases: int
    employers: int
    before: float | None = None
    after: float | None = None
    change: tuple[float, float | None, float | None] | None = None
    others: float | None = None


def repaired(published: Published, warehouse: Snapshot, monthly: Snapshot, as_of: date) -> list[Repaired]:
    """Return the change in declared pay below the minimum around closed cases, by group.

    What an employer declares is a fact about its return, and no finding. A case counts when there is pay to test in
    the ``MONTHS`` whole months before it was chosen and in those after it was closed, and the latter are all known.

    Args:
        published: Where to read.
        warehouse: The registers of cases and of wage tax numbers.
        monthly: The wages counted by month and wage tax number.
        as_of: Until when anything is known.
    """
    cases = past.closed_cases(published, warehouse, as_of)
    wages = _wages_beside(past.Source.of(published, as_of, warehouse, monthly))
    joined = cases.join(wages, on="case_id")
    examined, found = pl.col("examined_WML"), pl.col("found_WML")
    chosen = {"found": found, "not_found": examined & ~found, "random": pl.col("ground") == "random"}
    return [_repaired(joined.filter(which), group) for group, which in chosen.items()]


def repaired_sheet(rows: Sequence[Repaired], words: Words) -> Sheet:
    """Return the groups as a table."""
    names = ("group", "cases", "employers", "before", "after", "change", "interval", "others")
    return Sheet(
        "wages",
        words("wages.caption"),
        [words(f"wages.{name}") for name in names],
        [_cells(row, words) for row in rows],
        frozenset(range(1, len(names))),
    )


def wage_section(rows: Sequence[Repaired], words: Words) -> Component:
    """Return the section."""
    if not any(row.cases for row in rows):
        return section("wages", words("wages.heading"), "", html.P(words("wages.none"), className="kompas-none"))
    return section(
        "wages",
        words("wages.heading"),
        words("wages.lead", months=MONTHS),
        sheet_part(repaired_sheet(rows, words), words),
        html.P(words("wages.note"), className="kompas-problem", role="note"),
        html.P(words("wages.random"), className="kompas-lead"),
    )


@lru_cache(maxsize=2)
def _wages_beside(source: past.Source) -> pl.DataFrame:
    query = _WAGES.format(
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
        numbers=as_known_sql("read_parquet($numbers)", load_contract("wage_tax_numbers").as_known_key),
    )
    warehouse = source.snapshots["warehouse"]
    values: dict[str, Any] = {
        "inspections": warehouse.table("inspections"),
        "numbers": warehouse.table("wage_tax_numbers"),
        "months": source.snapshots["monthly"].table("months"),
        "as_of": source.as_of,
        "span": MONTHS,
    }
    return past.frame(source.published, query, values, _SCHEMA)


def _repaired(cases: pl.DataFrame, group: str) -> Repaired:
    employers = cases["employer_id"].n_unique()
    sums = cases.select(pl.col(name).sum() for name in _SCHEMA if name != "case_id").row(0, named=True)
    few = any(0 < sums[f"below_{when}"] < FEW for when in ("before", "after"))
    if few or len(cases) < TOO_FEW:
        return Repaired(group, len(cases), employers)
    before, after = (sums[f"below_{when}"] / sums[f"tested_{when}"] for when in ("before", "after"))
    others = sums["others_after"] / sums["tested_after"] - sums["others_before"] / sums["tested_before"]
    half = _half_width(cases, sums, before, after)
    value = after - before
    change = (value, None, None) if half is None else (value, value - half, value + half)
    return Repaired(group, len(cases), employers, before, after, change, others)


def _half_width(cases: pl.DataFrame, sums: dict[str, float], before: float, after: float) -> float | None:
    """Return half the 95% interval of the change: each employer's influence on it, added up as a variance."""
    of = {
        when: (pl.col(f"below_{when}") - rate * pl.col(f"tested_{when}")) / sums[f"tested_{when}"]
        for when, rate in (("before", before), ("after", after))
    }
    influence = cases.group_by("employer_id").agg((of["after"] - of["before"]).sum().alias("u"))["u"]
    count = len(influence)
    squares = sum(value * value for value in influence)
    return float(Z * (count / (count - 1) * squares) ** 0.5) if count > 1 else None


def _cells(row: Repaired, words: Words) -> list[str]:
    language = words.language
    few = words("fewer", few=FEW)
    counts = [few if 0 < count < FEW else formats.number(count, language) for count in (row.cases, row.employers)]
    told = [words(f"wages.group.{row.group}"), *counts]
    if row.change is None:
        return [*told, *[words("not_estimable")] * 3, formats.MISSING, formats.MISSING]
    value, low, high = row.change
    interval = (
        formats.MISSING
        if low is None or high is None
        else words("rates.from_to", low=_signed(low, words), high=_signed(high, words))
    )
    shares = [percent(row.before, language), percent(row.after, language)]
    return [*told, *shares, _points(value, words), interval, _points(row.others, words)]


def _points(value: float | None, words: Words) -> str:
    return formats.MISSING if value is None else words("wages.points", points=_signed(value, words))


def _signed(share: float, words: Words) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    told = formats.number(share * 100, words.language, 2)
    return ("+" if share > 0 and told.strip("0,.") else "") + told
