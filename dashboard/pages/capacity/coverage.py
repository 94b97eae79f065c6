"""How many employers, and their workers, are in the plan, have a case now, or had one in the last years, by group."""

from datetime import date
from functools import lru_cache
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.comparison import percent
from dashboard.components.groups import DIMENSIONS, FEW, SMALL, group_name, group_order, small_groups
from dashboard.pages.capacity.cases import Source
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.pages.view import View
from dashboard.published import Published, Row
from dashboard.texts import Words
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot
from models.labels import LAWS
from models.small_cells import small_cells

ALL = "all"
BY = "by"
DIMENSIONS_HERE = tuple(name for name in DIMENSIONS if name != "kind")
YEARS = 3
"""How far a look back goes."""
STATES = ("planned", "opened", "closed")
"""In the plan in use; a case begun and not closed yet; a case closed. Of the last two those of the last years."""
_CLOSED_OF = tuple(f"closed_{law}" for law in LAWS)
_GROUPS = {"sector": "sector", "size_class": "size_class", "region": "regions.region", ALL: "'all'"}
_COVERAGE = """
WITH cases AS (
    SELECT case_id, employer_id,
        closed_on <= $as_of AND closed_on > $as_of::DATE - to_months($months) AS closed,
        opened_on <= $as_of AND opened_on > $as_of::DATE - to_months($months)
            AND (closed_on IS NULL OR closed_on > $as_of) AS opened
    FROM ({inspections})
),
laws AS (SELECT case_id, list(DISTINCT law) AS laws FROM ({findings}) WHERE examined GROUP BY case_id),
of_employer AS (
    SELECT employer_id, bool_or(closed) AS closed, bool_or(opened) AS opened, {of_laws}
    FROM cases LEFT JOIN laws USING (case_id) GROUP BY employer_id
),
planned AS (SELECT DISTINCT employer_id, true AS planned FROM read_parquet($items)),
everybody AS (
    SELECT coalesce({group}, '') AS "group", coalesce(workers, 0) AS workers,
        planned.planned, of_employer.* EXCLUDE (employer_id)
    FROM read_parquet($current) AS employer
    LEFT JOIN (SELECT unnest($provinces) AS province, unnest($regions) AS region) AS regions USING (province)
    LEFT JOIN of_employer USING (employer_id)
    LEFT JOIN planned USING (employer_id)
)
SELECT "group", count(*)::BIGINT AS employers, sum(workers)::BIGINT AS workers, {counts}
FROM everybody GROUP BY "group" ORDER BY "group"
"""
_OF_LAW = "bool_or(closed AND list_contains(laws, '{law}')) AS closed_{law}"
_COUNTED = (
    "count(*) FILTER ({state})::BIGINT AS {state}, "
    "coalesce(sum(workers) FILTER ({state}), 0)::BIGINT AS {state}_workers"
)


def coverage(
    published: Published, snapshots: tuple[Snapshot, Snapshot, Snapshot], as_of: date, dimension: str
) -> list[Row]:
    """Return how much of each group is planned, has a case that is open, and had one that was closed.

    Employers and their workers are those in the register now; who has gone is counted nowhere. Cases count when they
    were opened, or closed, in the last ``YEARS``.

    Args:
        published: Where to read.
        snapshots: The plan, the features (of everybody now) and the warehouse (the register of cases).
        as_of: Until when cases are known.
        dimension: ``sector``, ``size_class``, ``region`` or ``all``.

    Returns:
        ``group, employers, workers`` and of each of ``STATES``, and of closed cases that examined a law
        (``closed_WML``...), the number of employers and ``_workers``; small groups together.
    """
    return _coverage(Source.of(published, as_of, *snapshots), dimension)


@lru_cache(maxsize=8)
def _coverage(source: Source, dimension: str) -> list[Row]:
    query = _COVERAGE.format(
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
        findings=as_known_sql("read_parquet($findings)", load_contract("findings").as_known_key),
        of_laws=", ".join(_OF_LAW.format(law=law) for law in LAWS),
        counts=", ".join(_COUNTED.format(state=state) for state in (*STATES, *_CLOSED_OF)),
        group=_GROUPS[dimension],
    )
    regions = region_of_province()
    values: dict[str, Any] = {
        "inspections": source.snapshots["warehouse"].table("inspections"),
        "findings": source.snapshots["warehouse"].table("findings"),
        "current": source.snapshots["features"].table("current"),
        "items": source.snapshots["plan"].table("items"),
        "as_of": source.as_of,
        "months": 12 * YEARS,
        "provinces": list(regions),
        "regions": list(regions.values()),
    }
    rows = source.published.rows(query, values)
    return _together(rows, dimension) if dimension != ALL else rows


def _together(rows: list[Row], dimension: str) -> list[Row]:
    small = small_groups(rows)
    told: dict[str, Row] = {}
    for row in rows:
        group = SMALL if row["group"] in small else row["group"]
        entry = told.setdefault(group, {"group": group})
        for name in row.keys() - {"group"}:
            entry[name] = entry.get(name, 0) + row[name]
    return sorted(told.values(), key=lambda row: group_order(dimension, row["group"]))


def coverage_sheet(view: View) -> Sheet:
    """Return everybody first, then closed cases by law, then the groups by the dimension that the address names."""
    dimension, words = chosen_dimension(view), view.words
    snapshots = (view.plan, view.lineage.snapshot("features"), view.lineage.snapshot("warehouse"))
    everybody, told = (coverage(view.published, snapshots, view.as_of, name) for name in (ALL, dimension))
    rows = [_cells(group_name(ALL, ALL, words), row, hidden_by_state(everybody), words) for row in everybody]
    rows += [_of_law(law, row, words) for law in LAWS for row in everybody]
    hidden = hidden_by_state(told)
    rows += [_cells(group_name(dimension, row["group"], words), row, hidden, words) for row in told]
    columns = [
        words(f"coverage.{what}", state=words(f"coverage.state.{state}", years=YEARS))
        for state in STATES
        for what in ("reached", "share", "workers_share")
    ]
    header = [words("chances.group"), words("chances.employers"), words("coverage.workers"), *columns]
    return Sheet("coverage", words("coverage.caption"), header, rows, frozenset(range(1, len(header))))


def coverage_section(view: View) -> Component:
    """Return the section."""
    words = view.words
    chosen = words.of_code("dimension", chosen_dimension(view))
    day = formats.day(view.as_of, words.language)
    since = formats.day(_first_case(view), words.language)
    return section(
        "coverage",
        words("coverage.heading"),
        words("coverage.lead", day=day, years=YEARS, dimension=chosen.lower()),
        sheet_part(coverage_sheet(view), words),
        html.P(words("coverage.note", few=FEW, years=YEARS, since=since), className="kompas-lead"),
    )


def chosen_dimension(view: View) -> str:
    """Return the dimension that the address names, as far as everybody is known by it; else the first."""
    named = view.address.parameters.get(BY, "")
    return named if named in DIMENSIONS_HERE else DIMENSIONS_HERE[0]


def _first_case(view: View) -> date | None:
    rows = view.published.rows(
        "SELECT min(opened_on) AS first FROM read_parquet($inspections) WHERE known_at <= $as_of",
        {"inspections": view.lineage.snapshot("warehouse").table("inspections"), "as_of": view.as_of},
    )
    first: date | None = rows[0]["first"]
    return first


def hidden_by_state(rows: list[Row]) -> dict[str, frozenset[str]]:
    """Return by state the groups whose counts are not shown, by their employers or by their workers."""
    hidden = {}
    for state in STATES:
        employers, workers = ({row["group"]: row[name] for row in rows} for name in (state, f"{state}_workers"))
        of_workers = small_cells(workers, small_cells(employers))
        hidden[state] = small_cells(employers, of_workers)
    return hidden


def _cells(name: str, row: Row, hidden: dict[str, frozenset[str]], words: Words) -> list[str]:
    cells = _about(name, row, words)
    for state in STATES:
        cells += _of_state(row, state, words, hides=row["group"] in hidden[state])
    return cells


def _of_law(law: str, row: Row, words: Words) -> list[str]:
    """Return the closed cases that examined a law; of those that are planned or open, it is not settled yet."""
    state = f"closed_{law}"
    small = any(0 < row[name] < FEW for name in (state, f"{state}_workers"))
    unsettled = [formats.MISSING] * 6
    return [*_about(words("coverage.law", law=law), row, words), *unsettled, *_of_state(row, state, words, hides=small)]


def _about(name: str, row: Row, words: Words) -> list[str]:
    return [name, formats.number(row["employers"], words.language), formats.number(row["workers"], words.language)]


def _of_state(row: Row, state: str, words: Words, *, hides: bool) -> list[str]:
    if hides:
        return [formats.MISSING] * 3
    employers, workers = row[state], row[f"{state}_workers"]
    return [
        formats.number(employers, words.language),
        percent(employers / row["employers"] if row["employers"] else None, words.language),
        percent(workers / row["workers"] if row["workers"] else None, words.language),
    ]
