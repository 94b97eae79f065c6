"""One employer's item in a plan, without its ground: for the pages that show or decide about a single item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.kept import state_of
from dashboard.published import Published
from data_contracts.snapshots import Snapshot
from models.labels import LAWS

_ITEMS = """
WITH items AS (SELECT * FROM read_parquet($items)),
jointly AS (
    SELECT mine.employer_id,
           list(struct_pack(employer_id := other.employer_id, trade_name := other.trade_name)
                ORDER BY other.trade_name, other.employer_id) AS partners
    FROM items AS mine JOIN items AS other ON other.bundle_id = mine.bundle_id AND other.employer_id <> mine.employer_id
    GROUP BY mine.employer_id
)
SELECT plan_id, employer_id, trade_name, region, team, month, instrument, expected_hours, establishment_id, postcode,
       municipality_code, last_seen_active, site_doubtful, partners
FROM items LEFT JOIN jointly USING (employer_id)
ORDER BY employer_id
"""


@dataclass(frozen=True)
class PlannedItem:
    """What is planned at one employer: when, by whom, how, at which site, and jointly with whom.

    ``partners`` are (employer_id, trade_name) of the others in a joint visit.
    """

    plan_id: str
    employer_id: str
    trade_name: str
    region: str
    team: str
    month: date
    instrument: str
    expected_hours: float
    establishment_id: str | None
    postcode: str | None
    municipality_code: str | None
    last_seen_active: date | None
    site_doubtful: bool
    partners: tuple[tuple[str, str], ...]


def planned_item(published: Published, plan: Snapshot, employer_id: str) -> PlannedItem | None:
    """Return an employer's item in a plan; ``None`` when it has none."""
    rows = published.rows(
        f"SELECT * FROM {_kept(published, plan)} WHERE employer_id = $employer_id LIMIT 1",  # noqa: S608 -- our own name
        {"employer_id": employer_id},
    )
    if not rows:
        return None
    partners = tuple((other["employer_id"], other["trade_name"]) for other in rows[0].pop("partners") or ())
    return PlannedItem(partners=partners, **rows[0])


def among_planned(published: Published, plan: Snapshot, employer_ids: Sequence[str]) -> frozenset[str]:
    """Return which of some employers have an item in a plan."""
    rows = published.rows(
        f"SELECT employer_id FROM {_kept(published, plan)} WHERE employer_id IN (SELECT unnest($ids::VARCHAR[]))",  # noqa: S608 -- our own name
        {"ids": list(employer_ids)},
    )
    return frozenset(row["employer_id"] for row in rows)


def chances_of(published: Published, plan: Snapshot, employer_id: str) -> dict[str, float | None]:
    """Return the estimated chance by law with which an item was planned; empty when it has none.

    Whoever shows it records that it was read.
    """
    columns = ", ".join(f"p_{law} AS {law}" for law in LAWS)
    rows: list[dict[str, Any]] = published.rows(
        f"SELECT {columns} FROM read_parquet($items) WHERE employer_id = $employer_id LIMIT 1",  # noqa: S608 -- our own words; values are parameters
        {"items": plan.table("items"), "employer_id": employer_id},
    )
    return rows[0] if rows else {}


def plan_id_of(published: Published, plan: Snapshot) -> str:
    """Return the name under which decisions and outcomes about a plan are kept."""
    return str(plan.manifest.notes.get("plan_id") or published.plan_name(plan))


def _kept(published: Published, plan: Snapshot) -> str:
    """Return the name of the table in memory with the items of a plan, by employer: one screen asks several times."""
    return published.kept("planned", state_of(plan), _ITEMS, {"items": plan.table("items")})
