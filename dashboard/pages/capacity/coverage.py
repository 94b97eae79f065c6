"""How many employers, and workers of theirs, a case has reached, by year and group."""

from datetime import date
from functools import lru_cache
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.comparison import percent
from dashboard.components.groups import DIMENSIONS, FEW, SMALL, group_name, group_order, small_groups
from dashboard.pages.capacity.cases import Source, hidden, shown_count
from dashboard.pages.capacity.chance_section import period_name
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.pages.view import View
from dashboard.published import Published, Row
from dashboard.texts import Words
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot

ALL = "all"
BY = "by"
DIMENSIONS_HERE = tuple(name for name in DIMENSIONS if name != "kind")
SHOWN_YEARS = 2
_GROUPS = {"sector": "sector", "size_class": "size_class", "region": "regions.region", ALL: "'all'"}
_COVERAGE = """
WITH cases AS (
    SELECT employer_id, year(opened_on) AS year FROM ({inspections}) WHERE opened_on <= $as_of GROUP BY ALL
),
everybody AS (
    SELECT employer_id, coalesce(workers, 0) AS workers, coalesce({group}, '') AS "group"
    FROM read_parquet($current) AS employer
    LEFT JOIN (SELECT unnest($provinces) AS province, unnest($regions) AS region) AS regions USING (province)
),
sizes AS (SELECT "group", count(*) AS employers, sum(workers) AS workers FROM everybody GROUP BY "group"),
reached AS (
    SELECT "group", year, count(*) AS employers, sum(workers) AS workers
    FROM everybody JOIN cases USING (employer_id) GROUP BY "group", year
)
SELECT sizes."group", years.year, sizes.employers::BIGINT AS employers, sizes.workers::BIGINT AS workers,
    coalesce(reached.employers, 0)::BIGINT AS reached, coalesce(reached.workers, 0)::BIGINT AS workers_reached
FROM sizes
CROSS JOIN (SELECT DISTINCT year FROM cases) AS years
LEFT JOIN reached ON reached."group" = sizes."group" AND reached.year = years.year
ORDER BY years.year DESC, sizes."group"
"""


def coverage(published: Published, features: Snapshot, warehouse: Snapshot, as_of: date, dimension: str) -> list[Row]:
    """Return how much of each group a visit or desk check that was begun in a year has reached.

    Employers and their workers are those in the register now; who has gone is counted nowhere.

    Args:
        published: Where to read.
        features: The features snapshot, of everybody now.
        warehouse: The register of cases.
        as_of: Until when cases are known.
        dimension: ``sector``, ``size_class``, ``region`` or ``all``.

    Returns:
        ``group, year, employers, workers, reached, workers_reached``, the latest year first; small groups together.
    """
    return _coverage(Source.of(published, as_of, features, warehouse), dimension)


@lru_cache(maxsize=8)
def _coverage(source: Source, dimension: str) -> list[Row]:
    query = _COVERAGE.format(
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
        group=_GROUPS[dimension],
    )
    regions = region_of_province()
    values: dict[str, Any] = {
        "inspections": source.snapshots["warehouse"].table("inspections"),
        "current": source.snapshots["features"].table("current"),
        "as_of": source.as_of,
        "provinces": list(regions),
        "regions": list(regions.values()),
    }
    rows = source.published.rows(query, values)
    return _together(rows, dimension) if dimension != ALL else rows


def _together(rows: list[Row], dimension: str) -> list[Row]:
    small = small_groups(rows)
    told: dict[tuple[int, str], Row] = {}
    for row in rows:
        group = SMALL if row["group"] in small else row["group"]
        entry = told.setdefault((row["year"], group), {"group": group, "year": row["year"]})
        for name in ("employers", "workers", "reached", "workers_reached"):
            entry[name] = entry.get(name, 0) + row[name]
    return sorted(told.values(), key=lambda row: (-row["year"], group_order(dimension, row["group"])))


def coverage_sheet(view: View) -> Sheet:
    """Return the groups by the dimension that the address names, everybody first, with the latest years beside them."""
    dimension = chosen_dimension(view)
    features, warehouse = view.lineage.snapshot("features"), view.lineage.snapshot("warehouse")
    everybody, told = (coverage(view.published, features, warehouse, view.as_of, name) for name in (ALL, dimension))
    words = view.words
    years = list(dict.fromkeys(row["year"] for row in everybody))[:SHOWN_YEARS]
    months = _months(view, warehouse)
    columns = [
        words(f"coverage.{what}", year=period_name(_part(year, months), str(year), words))
        for year in years
        for what in ("reached", "share", "workers_share")
    ]
    rows = []
    for name, found in ((ALL, everybody), (dimension, told)):
        of = {(row["year"], row["group"]): row for row in found}
        concealed = {(year, group) for year in years for group in _hidden(year, found)}
        for group in dict.fromkeys(row["group"] for row in found):
            rows.append(_cells(name, group, [of[year, group] for year in years], concealed, words))
    return Sheet(
        "coverage",
        words("coverage.caption"),
        [words("chances.group"), words("chances.employers"), words("coverage.workers"), *columns],
        rows,
        frozenset(range(1, len(columns) + 3)),
    )


def coverage_section(view: View) -> Component:
    """Return the section."""
    sheet = coverage_sheet(view)
    words = view.words
    if len(sheet.header) == 3:
        nothing = html.P(words("rates.none"), className="kompas-none")
        return section("coverage", words("coverage.heading"), "", nothing)
    chosen = words.of_code("dimension", chosen_dimension(view))
    return section(
        "coverage",
        words("coverage.heading"),
        words("coverage.lead", day=formats.day(view.as_of, words.language), dimension=chosen.lower()),
        sheet_part(sheet, words),
        html.P(words("coverage.note", few=FEW), className="kompas-lead"),
    )


def chosen_dimension(view: View) -> str:
    """Return the dimension that the address names, as far as everybody is known by it; else the first."""
    named = view.address.parameters.get(BY, "")
    return named if named in DIMENSIONS_HERE else DIMENSIONS_HERE[0]


def _months(view: View, warehouse: Snapshot) -> dict[int, int]:
    rows = view.published.rows(
        "SELECT year(opened_on) AS year, count(DISTINCT month(opened_on)) AS months FROM read_parquet($inspections) "
        "WHERE known_at <= $as_of AND opened_on <= $as_of GROUP BY 1",
        {"inspections": warehouse.table("inspections"), "as_of": view.as_of},
    )
    return {row["year"]: row["months"] for row in rows}


def _part(year: int, months: dict[int, int]) -> int | None:
    """Return how many months the register holds of a year; ``None`` when it holds all of them."""
    return months[year] if months.get(year, 12) < 12 else None


def _hidden(year: int, rows: list[Row]) -> frozenset[str]:
    """Return the groups of a year whose counts are not shown, by the employers or the workers that were reached."""
    of_year = [row for row in rows if row["year"] == year]
    return hidden({row["group"]: min(row["reached"], row["workers_reached"]) for row in of_year if row["reached"]})


def _cells(dimension: str, group: str, years: list[Row], concealed: set[tuple[int, str]], words: Words) -> list[str]:
    language = words.language
    now = years[0] if years else {"employers": None, "workers": None}
    cells = [
        group_name(dimension, group, words),
        formats.number(now["employers"], language),
        formats.number(now["workers"], language),
    ]
    for row in years:
        reached = row["reached"] / row["employers"] if row["employers"] else None
        workers = row["workers_reached"] / row["workers"] if row["workers"] else None
        if (row["year"], group) in concealed:
            cells += [shown_count(row["reached"], words, hides=True), formats.MISSING, formats.MISSING]
        else:
            cells += [formats.number(row["reached"], language), percent(reached, language), percent(workers, language)]
    return cells
