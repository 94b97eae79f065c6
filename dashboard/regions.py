"""Regions: an account that has some sees the employers of these only, whatever address or value its browser sends."""

from collections.abc import Collection

from dashboard.context import Context
from dashboard.employers import employers_named, provinces_within
from dashboard.published import Published
from dashboard.refusals import log_refused
from data_contracts.errors import KompasError
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot

__all__ = ["OutsideRegionsError", "provinces_within", "region_of_employer", "require_region", "seen_among"]

# The regions of an employer's item, and of all that share a joint visit with it: whoever may see one of the visit may
# open the others, since the visit cannot be prepared without.
_OF_ITEMS = """
WITH items AS (SELECT employer_id, region, bundle_id FROM read_parquet($items)),
mine AS (SELECT * FROM items WHERE employer_id IN (SELECT unnest($ids::VARCHAR[])))
SELECT mine.employer_id, any_value(mine.region) AS region,
       list(DISTINCT coalesce(other.region, mine.region)) AS regions
FROM mine LEFT JOIN items AS other ON other.bundle_id = mine.bundle_id
GROUP BY mine.employer_id
"""


class OutsideRegionsError(KompasError):
    """The employer lies outside the regions of who asks."""

    def __init__(self) -> None:
        super().__init__(
            "This employer lies outside the regions of this account.",
            "region",
            "Ask a colleague of that region, or ask the administrator for the region.",
        )


def region_of_employer(published: Published, plan: Snapshot, employer_id: str) -> str | None:
    """Return the region of an employer: of its item in a plan, or else of the province that the register holds.

    ``None`` when neither knows the employer.
    """
    rows = published.rows(_OF_ITEMS, {"items": plan.table("items"), "ids": [employer_id]})
    if rows:
        return str(rows[0]["region"])
    return _in_register(published, plan, [employer_id]).get(employer_id)


def seen_among(published: Published, plan: Snapshot, employer_ids: Collection[str]) -> frozenset[str]:
    """Return which of some employers whoever asks may see; one whose region nobody knows only without regions."""
    allowed = set(published.regions)
    if not allowed or not employer_ids:
        return frozenset(employer_ids)
    rows = published.rows(_OF_ITEMS, {"items": plan.table("items"), "ids": sorted(employer_ids)})
    planned = {row["employer_id"]: set(row["regions"]) for row in rows}
    others = _in_register(published, plan, set(employer_ids) - set(planned))
    return frozenset(
        employer_id for employer_id in employer_ids if allowed & planned.get(employer_id, {others.get(employer_id)})
    )


def require_region(context: Context, plan: Snapshot, employer_id: str) -> None:
    """Go on only when whoever asks may see an employer; a refusal is recorded.

    Raises:
        OutsideRegionsError: The employer lies outside the regions of the account.
    """
    if employer_id in seen_among(context.published, plan, [employer_id]):
        return
    log_refused(context, context.audit_log.reference("employer", employer_id), {"why": "region"})
    raise OutsideRegionsError


def _in_register(published: Published, plan: Snapshot, employer_ids: Collection[str]) -> dict[str, str | None]:
    regions = region_of_province()
    return {
        employer_id: regions.get(row["province"])
        for employer_id, row in employers_named(published, plan, employer_ids).items()
    }
