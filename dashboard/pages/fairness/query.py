"""What the fairness page reads: whom the plan chose out of whom it could choose, and what was estimated by sector.

Chosen employers are counted all together. What lot drew and what was chosen for its expected yield is never told apart,
nor read here; the audit traits are in a store of their own, which nothing of the dashboard opens.
"""

from dashboard.published import Published, Row
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot

_COLUMNS = {"sector": "sector", "size_class": "size_class", "region": "region", "legal_form": "legal_form"}
_SELECTION = """
WITH regions AS (SELECT unnest($provinces::VARCHAR[]) AS province, unnest($regions::VARCHAR[]) AS region),
employers AS (
    SELECT sector, size_class, region, legal_form,
        employer_id IN (SELECT employer_id FROM read_parquet($items)) AS chosen
    FROM read_parquet($current) LEFT JOIN regions USING (province)
)
SELECT coalesce({column}, '') AS "group", count(*) AS employers, count(*) FILTER (chosen) AS chosen
FROM employers GROUP BY ALL ORDER BY "group"
"""
MAIN_METHOD = "anchored"


def selection(published: Published, plan: Snapshot, features: Snapshot, dimension: str) -> list[Row]:
    """Return ``group, employers, chosen``: how many of a group's employers the plan chose, whatever the reason."""
    mapping = region_of_province()
    return published.rows(
        _SELECTION.format(column=_COLUMNS[dimension]),
        {
            "items": plan.table("items"),
            "current": features.table("current"),
            "provinces": list(mapping),
            "regions": list(mapping.values()),
        },
    )


def needs(published: Published, backtest: Snapshot, law: str) -> list[Row]:
    """Return ``sector, estimate, low, high, status, cases, positives``: how often a visit to any employer would find.

    By the main method, which rests on the random arm; ``sector`` is empty for all sectors.
    """
    return published.rows(
        "SELECT sector, CASE WHEN isfinite(estimate) THEN estimate END AS estimate, "
        "CASE WHEN isfinite(low) THEN low END AS low, CASE WHEN isfinite(high) THEN high END AS high, "
        "status, cases, positives FROM read_parquet($estimates) "
        "WHERE law = $law AND method = $method ORDER BY sector NULLS FIRST",
        {"estimates": backtest.table("estimates"), "law": law, "method": MAIN_METHOD},
    )
