"""Looking up employers in the register by what a person types, and by their numbers."""

from collections.abc import Collection
from datetime import date

from dashboard.lineage import GoneSnapshotError, Lineage
from dashboard.published import Published, Row
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot

LEAST_LETTERS = 3
MOST_FOUND = 20
NOWHERE = "-"
"""The code of no province."""


def find_employers(published: Published, plan: Snapshot, typed: str) -> list[Row]:
    """Return ``employer_id, trade_name, sbi_code, size_class, province`` of employers that still go on.

    Who may see the employers of some regions only finds nobody elsewhere.

    Args:
        published: Where to read.
        plan: The plan whose registers are searched, as known on its as-of date.
        typed: A part of the trade name, or a whole employer or KVK number; too short a text finds nobody.

    Raises:
        GoneSnapshotError: The plan was made from a snapshot that is not there any more.
    """
    if len(typed.strip()) < LEAST_LETTERS:
        return []
    wanted = (
        "SELECT employer_id FROM read_parquet($employers) WHERE known_at <= $as_of AND (employer_id = $typed "
        "OR kvk_number = $typed OR contains(strip_accents(lower(trade_name)), strip_accents(lower($typed))))"
    )
    within = "(len($provinces::VARCHAR[]) = 0 OR list_contains($provinces::VARCHAR[], province))"
    values = {"typed": typed.strip(), "most": MOST_FOUND, "provinces": provinces_within(published)}
    ending = f"AND end_date IS NULL AND {within} ORDER BY trade_name, employer_id LIMIT $most"
    return _valid(published, plan, wanted, ending, values)


def provinces_within(published: Published) -> list[str]:
    """Return the provinces of the regions of whoever asks; none when all regions may be seen.

    Regions that hold no province are a province where nobody is, so that a region with a wrong name opens nothing.
    """
    provinces = sorted(province for province, region in region_of_province().items() if region in published.regions)
    return provinces or ([NOWHERE] if published.regions else [])


def employers_named(published: Published, plan: Snapshot, employer_ids: Collection[str]) -> dict[str, Row]:
    """Return the same of the employers with these numbers, by number.

    One that is not in the register is left out, and so is everybody when the register behind an old plan is gone: what
    was decided about them is still shown, by number.
    """
    if not employer_ids:
        return {}
    wanted = "SELECT unnest($ids::VARCHAR[])"
    try:
        found = _valid(published, plan, wanted, "ORDER BY employer_id", {"ids": sorted(employer_ids)})
    except GoneSnapshotError:
        return {}
    return {row["employer_id"]: row for row in found}


def _valid(published: Published, plan: Snapshot, wanted: str, ending: str, values: dict[str, object]) -> list[Row]:
    """Return the version of each wanted employer that was valid on the plan's as-of date, as known then."""
    warehouse = Lineage(published.folder, plan, None).snapshot("warehouse")
    known = as_known_sql("mine", load_contract("employers").as_known_key)
    as_of = date.fromisoformat(plan.manifest.as_of) if plan.manifest.as_of else date.max
    return published.rows(
        f"WITH mine AS (SELECT * FROM read_parquet($employers) WHERE employer_id IN ({wanted})), "  # noqa: S608 -- our own words; values are parameters
        f"known AS ({known}), "
        "latest AS (SELECT DISTINCT ON (employer_id) employer_id, trade_name, sbi_code, size_class, province, end_date "
        "FROM known ORDER BY employer_id, valid_from <= $as_of DESC, valid_from DESC) "
        f"SELECT employer_id, trade_name, sbi_code, size_class, province FROM latest WHERE TRUE {ending}",
        {"employers": warehouse.table("employers"), "as_of": as_of, **values},
    )
