"""How an employer stands in a plan, what was decided about it since, and whether its ground may be told yet."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.query import query_frame
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import has_store
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.extracts import READS_AS
from data_contracts.store.item_state import RecordedDecision, item_state
from data_contracts.store.outcome import case_of
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.plan_roll import plan_roll

TELLING = frozenset(
    {
        "selection_ground",
        "comparison",
        "instrument",
        "instrument_probability",
        "random_probability",
        "inclusion_probability",
        "letter_probability",
        "expected_yield",
        "main_law",
        "bundle_id",
        "drawn",
        "stratum",
    }
)
"""Columns of a plan from which it could be told whether lot chose an item; not shown before its case is closed."""


@dataclass(frozen=True)
class Closed:
    """Where it stands that the case of an item is closed: the store or the register, and since when."""

    where: str
    case_id: str
    closed_on: date


@dataclass(frozen=True)
class Selection:
    """How an employer stands in a plan.

    Attributes:
        plan_id: The plan.
        item: Its row among the items; ``None`` when the plan has none of it.
        chances: Its row in the frame of everybody; ``None`` when it was not in it.
        closed: Where its case is closed; ``None`` while it is open, or where there is none.
        decisions: What was decided about it, in order.
    """

    plan_id: str
    item: dict[str, Any] | None
    chances: dict[str, Any] | None
    closed: Closed | None
    decisions: tuple[RecordedDecision, ...]

    @property
    def is_added(self) -> bool:
        """Whether a person brought the employer in, and it is still to be done or was done."""
        return self.item is None and item_state(self.decisions).state not in ("planned", "dropped")

    @property
    def may_tell(self) -> bool:
        """Whether the ground and the chances may be told: it was not chosen in any way, or its case is closed."""
        return (self.item is None and not self.is_added) or self.closed is not None

    @property
    def instrument(self) -> str | None:
        """The item's instrument as it may be told."""
        given = None if self.item is None else str(self.item.get("instrument", "visit"))
        return given if given is None or self.closed else READS_AS.get(given, given)


def selection_of(folder: SnapshotFolder, plan: Snapshot, employer_id: str, url: str) -> Selection:
    """Return how an employer stands in a plan.

    Args:
        folder: Where snapshots are; the warehouse in use says which cases have closed since.
        plan: The plan.
        employer_id: The employer.
        url: The address of the store.
    """
    plan_id = str(plan.manifest.notes["plan_id"])
    decisions: tuple[RecordedDecision, ...] = ()
    if has_store(url):
        decisions = tuple(row for row in PlanDecisions(url).of_plan(plan_id) if row.employer_id == employer_id)
    found = Selection(plan_id, _row(plan, "items", employer_id), _row(plan, "inclusion", employer_id), None, decisions)
    if found.item is None and not found.is_added:
        return found
    return replace(found, closed=_closed(folder, plan, employer_id, url))


def _row(plan: Snapshot, table: str, employer_id: str) -> dict[str, Any] | None:
    found = pl.scan_parquet(plan.table(table)).filter(pl.col("employer_id") == employer_id).collect().to_dicts()
    return found[0] if found else None


def _closed(folder: SnapshotFolder, plan: Snapshot, employer_id: str, url: str) -> Closed | None:
    plan_id = str(plan.manifest.notes["plan_id"])
    told = Outcomes(url).latest_of(plan_id, employer_id) if has_store(url) else None
    if told is not None and told.outcome.closed_on is not None:
        return Closed("store", told.case_id, told.outcome.closed_on)
    return _closed_in_the_register(folder, plan, employer_id)


def _closed_in_the_register(folder: SnapshotFolder, plan: Snapshot, employer_id: str) -> Closed | None:
    """Return the closed case of the item: the one with its number, or one that the plan led to in its months."""
    if next(folder.snapshots("warehouse"), None) is None:
        return None
    roll, warehouse = plan_roll(plan), folder.latest("warehouse")
    known = as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key)
    found = query_frame(
        f"SELECT case_id, closed_on FROM ({known}) "  # noqa: S608 -- our own names
        "WHERE employer_id = $employer_id AND closed_on IS NOT NULL AND (case_id = $case_id OR "
        "(selection_ground IN ('random', 'model') AND selected_on BETWEEN $first AND last_day($last))) "
        "ORDER BY case_id = $case_id DESC, selected_on LIMIT 1",
        {
            "inspections": warehouse.table("inspections"),
            "as_of": date.max,  # all that has become known since
            "employer_id": employer_id,
            "case_id": case_of(roll.plan_id, employer_id),
            "first": roll.selected_on,
            "last": roll.months[-1],
        },
    )
    return None if found.is_empty() else Closed("register", found["case_id"][0], found["closed_on"][0])
