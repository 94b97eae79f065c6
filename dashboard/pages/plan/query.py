"""What the plan page reads: the visits of a plan and the hours of its teams.

Nothing here selects on, sorts by or returns the ground of selection, nor anything of one visit from which it could be
told (the plan's own order, chances, expected findings): until a case closes nobody should know which visits were drawn
at random. Whoever must know an employer's chances opens its dossier, which is logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.components.grid_query import ListColumn, list_query, row_window
from dashboard.published import Published, Row
from dashboard.texts import Language
from data_contracts.reference_data import sections
from data_contracts.snapshots import Snapshot
from models.labels import LAWS

COLUMNS: dict[str, ListColumn] = {
    "trade_name": ListColumn("trade_name", sorts_by="strip_accents(lower(trade_name))"),
    "sector": ListColumn("sector", also=("sector_elsewhere",)),
    "size_class": ListColumn("size_class", sorts_by="CAST(regexp_extract(size_class, '^[0-9]+') AS INTEGER)"),
    "province": ListColumn("province"),
    "team": ListColumn("team"),
    "expected_hours": ListColumn("expected_hours", "number"),
}
DEFAULT_ORDER = "team, strip_accents(lower(trade_name)), employer_id"

_VISITS = """
WITH sectors AS (
    SELECT unnest($sector_codes) AS code, unnest($sector_names) AS name, unnest($sector_names_elsewhere) AS elsewhere
),
visits AS (
    SELECT item.employer_id, item.trade_name, coalesce(sectors.name, item.sector) AS sector,
           sectors.elsewhere AS sector_elsewhere, item.size_class, item.province, item.team, item.region,
           item.expected_hours
    FROM read_parquet($items) AS item LEFT JOIN sectors ON sectors.code = item.sector
    WHERE ($region IS NULL OR item.region = $region) AND ($team IS NULL OR item.team = $team)
)
"""


@dataclass(frozen=True)
class Selection:
    """The part of the plan on the screen; ``None`` is all."""

    region: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Summary:
    """The plan's figures for a selection.

    Findings are expected of the whole plan only: of a small selection the sum would be an employer's own chances.
    """

    visits: int
    first_month: date | None
    last_month: date | None
    expected_findings: float | None
    hours_planned: float
    hours_available: float
    hours_reserved: float


def teams(published: Published, plan: Snapshot) -> list[tuple[str, str]]:
    """Return (region, team) of every team that has hours or visits, in order."""
    rows = published.rows(
        "SELECT DISTINCT region, team FROM (SELECT region, team FROM read_parquet($teams) "
        "UNION ALL SELECT region, team FROM read_parquet($items)) ORDER BY ALL",
        {"teams": plan.table("teams"), "items": plan.table("items")},
    )
    return [(row["region"], row["team"]) for row in rows]


def summary(published: Published, plan: Snapshot, selection: Selection) -> Summary:
    """Return the figures at the head of the page."""
    chosen = "($region IS NULL OR region = $region) AND ($team IS NULL OR team = $team)"
    findings = " + ".join(f"coalesce(p_{law}, 0)" for law in LAWS)
    rows = published.rows(
        "WITH item AS (SELECT count(*) AS visits, min(month) AS first_month, max(month) AS last_month, "  # noqa: S608 -- our own words; values are parameters
        f"CASE WHEN $region IS NULL AND $team IS NULL THEN coalesce(sum({findings}), 0) END AS expected_findings, "
        "coalesce(sum(expected_hours), 0) AS hours_planned "
        f"FROM read_parquet($items) WHERE {chosen}), "
        "team AS (SELECT coalesce(sum(hours_available), 0) AS hours_available, "
        f"coalesce(sum(hours_reserved), 0) AS hours_reserved FROM read_parquet($teams) WHERE {chosen}) "
        "SELECT * FROM item, team",
        {"items": plan.table("items"), "teams": plan.table("teams"), **_of_selection(selection)},
    )
    return Summary(**rows[0])


def visits(
    published: Published, plan: Snapshot, selection: Selection, request: Mapping[str, Any], language: Language
) -> tuple[list[Row], int]:
    """Return the rows that the list asks for, and how many there are in all.

    Args:
        published: Where to read.
        plan: The plan.
        selection: The part of the plan on the screen.
        request: AG Grid's request: ``startRow``, ``endRow``, ``filterModel``, ``sortModel``.
        language: In which the sectors' names are shown, filtered and sorted.
    """
    asked = list_query(request.get("filterModel"), request.get("sortModel"), COLUMNS, DEFAULT_ORDER)
    first, length = row_window(request)
    values = _base(plan, selection, language) | dict(asked.parameters)
    matching = f"{_VISITS} SELECT * FROM visits WHERE {asked.where}"  # noqa: S608 -- our own words; values are parameters
    counted = published.rows(f"SELECT count(*) AS n FROM ({matching})", values)  # noqa: S608 -- our own words; values are parameters
    window = f"{matching} ORDER BY {asked.order} LIMIT $length OFFSET $first"
    return published.rows(window, values | {"length": length, "first": first}), counted[0]["n"]


def all_visits(
    published: Published, plan: Snapshot, selection: Selection, request: Mapping[str, Any], language: Language
) -> list[Row]:
    """Return every row that the list would show, in its order."""
    asked = list_query(request.get("filterModel"), request.get("sortModel"), COLUMNS, DEFAULT_ORDER)
    return published.rows(
        f"{_VISITS} SELECT * FROM visits WHERE {asked.where} ORDER BY {asked.order}",  # noqa: S608 -- our own words; values are parameters
        _base(plan, selection, language) | dict(asked.parameters),
    )


def _base(plan: Snapshot, selection: Selection, language: Language) -> dict[str, Any]:
    dutch, english = [item.name_nl for item in sections()], [item.name_en for item in sections()]
    return {
        "items": plan.table("items"),
        "sector_codes": [item.code for item in sections()],
        "sector_names": dutch if language == "nl" else english,
        "sector_names_elsewhere": english if language == "nl" else dutch,
        **_of_selection(selection),
    }


def _of_selection(selection: Selection) -> dict[str, str | None]:
    return {"region": selection.region, "team": selection.team}
