"""``kompas outcomes deliver``: what came of plans becomes a drop for the registers, with its ground and probability."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from getpass import getuser
from pathlib import Path

from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.deliveries import Deliveries, Delivery
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.plan_roll import plan_roll
from pipelines.outcomes.cases import Case, PlanItem, PlanRecord, cases_of, is_over
from pipelines.outcomes.drop_files import next_drop, write_drop
from pipelines.outcomes.plans import plan_snapshots
from pipelines.store import store_of


@dataclass(frozen=True)
class Delivered:
    """What a delivery did.

    Attributes:
        drop: The new drop; ``None`` when there was nothing to deliver.
        cases: Its cases, and how many of them are closed.
        findings: Its findings rows.
        waiting: Cases held until later: they went into a drop of today already, or have a day that has yet to come.
        unknown_employers: Employers that the registers do not have, so that their cases wait.
        unknown_sites: Sites that the registers do not have; their cases went without a site.
        lost_plans: Plans with outcomes whose snapshot is gone, so that nobody can tell the grounds.
    """

    drop: Path | None
    cases: int = 0
    closed: int = 0
    findings: int = 0
    waiting: int = 0
    unknown_employers: tuple[str, ...] = ()
    unknown_sites: tuple[str, ...] = ()
    lost_plans: tuple[str, ...] = ()


def deliver(settings: KompasSettings, today: date) -> Delivered:
    """Write the cases of all plans that changed since they were last delivered as a drop; ``kompas ingest`` loads it.

    Delivering twice adds nothing. A case that changed on the day on which it went into a drop waits for the next day,
    because two versions of a row that became known on one day cannot be told apart.

    Args:
        settings: The run's settings.
        today: The day of delivery, on which all its rows become known.

    Raises:
        KompasError: There is no warehouse, a plan and the registers are not both real or both synthetic, or the store
            or the register folder cannot be written.
    """
    warehouse = SnapshotFolder(settings.snapshots_dir).latest("warehouse")
    url = store_of(settings)
    deliveries = Deliveries(url)
    before = deliveries.all()
    records, lost = _records(settings, url, warehouse)
    changed = [case for record in records for case in cases_of(record, today) if not stands(case, before)]
    ready = [case for case in changed if _may_go(case, before, today)]
    cases, employers, sites = _known_only(ready, warehouse)
    told = Delivered(
        None, waiting=len(changed) - len(ready), unknown_employers=employers, unknown_sites=sites, lost_plans=lost
    )
    if not cases:
        return told
    drop = next_drop(settings.register_dir, {delivery.drop for delivery in before})
    write_drop(drop, cases, warehouse, today)
    _log(deliveries, drop, cases, today)
    return replace(
        told,
        drop=drop,
        cases=len(cases),
        closed=sum(case.closed_on is not None for case in cases),
        findings=sum(len(case.findings) for case in cases),
    )


def untold(settings: KompasSettings, today: date) -> int:
    """Return how many items of plans that are over have no outcome, although nobody took them out.

    Raises:
        KompasError: The store cannot be read.
    """
    url = store_of(settings)
    records = [plan_record(url, snapshot) for snapshot in plan_snapshots(settings).values()]
    return sum(
        len(_staying(record) - {row.outcome.employer_id for row in record.outcomes})
        for record in records
        if is_over(record.roll, today) and (record.decisions or record.outcomes)
    )


def _staying(record: PlanRecord) -> set[str]:
    of_people = {name for name, state in record.states.items() if state.stays(record.roll.months)}
    return (record.items.keys() - record.states.keys()) | of_people


def plan_record(url: str, snapshot: Snapshot) -> PlanRecord:
    """Return all that is known of a plan.

    Args:
        url: The address of the store.
        snapshot: The plan's snapshot.
    """
    roll = plan_roll(snapshot)
    decisions = PlanDecisions(url).of_plan(roll.plan_id)
    return PlanRecord(roll, _items(snapshot), decisions, Outcomes(url).of_plan(roll.plan_id))


def _records(settings: KompasSettings, url: str, warehouse: Snapshot) -> tuple[list[PlanRecord], tuple[str, ...]]:
    """Return what is known of each plan about which something was decided or told, and which of these are gone."""
    snapshots = plan_snapshots(settings)
    told = {row.outcome.plan_id for row in Outcomes(url).all()}
    decided = {row.plan_id for row in PlanDecisions(url).all()}
    for plan_id in sorted((told | decided) & snapshots.keys()):
        if snapshots[plan_id].manifest.synthetic != warehouse.manifest.synthetic:
            raise KompasError(
                "A plan and the registers are not both real or both synthetic.",
                plan_id,
                "Deliver in the data folder in which the plan was made.",
            )
    named = sorted((told | decided) & snapshots.keys())
    return [plan_record(url, snapshots[name]) for name in named], tuple(sorted(told - snapshots.keys()))


def _items(snapshot: Snapshot) -> Mapping[str, PlanItem]:
    rows = query_frame("SELECT * FROM read_parquet($items)", {"items": snapshot.table("items")})
    site = "establishment_id" in rows.columns
    return {
        row["employer_id"]: PlanItem(
            row["selection_ground"], row["random_probability"], row["establishment_id"] if site else None
        )
        for row in rows.iter_rows(named=True)
    }


def stands(case: Case, before: Sequence[Delivery]) -> bool:
    """Tell whether all that a case rests on was delivered."""
    outcomes = frozenset[int]().union(*(delivery.outcomes for delivery in before))
    decisions = frozenset[int]().union(*(delivery.decisions for delivery in before))
    return outcomes >= set(case.outcomes) and decisions >= set(case.decisions)


def _may_go(case: Case, before: Sequence[Delivery], today: date) -> bool:
    """Tell whether a case can go into a drop of this day: none of its days is later, nor an earlier drop with it."""
    went_already = any(
        delivery.known_at >= today
        and (delivery.outcomes & set(case.outcomes) or delivery.decisions & set(case.history))
        for delivery in before
    )
    return (case.closed_on or case.opened_on) <= today and not went_already


def _known_only(cases: Sequence[Case], warehouse: Snapshot) -> tuple[list[Case], tuple[str, ...], tuple[str, ...]]:
    """Leave out what the registers would refuse: employers and sites that they do not have."""
    employers = _known(warehouse, "employers", "employer_id", {case.employer_id for case in cases})
    named = {case.establishment_id for case in cases if case.establishment_id is not None}
    sites = _known(warehouse, "establishments", "establishment_id", named)
    kept = [
        replace(case, establishment_id=case.establishment_id if case.establishment_id in sites else None)
        for case in cases
        if case.employer_id in employers
    ]
    lacking = {case.employer_id for case in cases} - employers
    return kept, tuple(sorted(lacking)), tuple(sorted(named - sites))


def _known(warehouse: Snapshot, table: str, key: str, asked: set[str]) -> set[str]:
    query = f"SELECT DISTINCT {key} FROM read_parquet($rows) WHERE list_contains($asked, {key})"  # noqa: S608
    return set(query_frame(query, {"rows": warehouse.table(table), "asked": sorted(asked)})[key])


def _log(deliveries: Deliveries, drop: Path, cases: Sequence[Case], today: date) -> None:
    """Log the drop; one that cannot be logged is removed."""
    outcomes = set(_sequences(case.outcomes for case in cases))
    decisions = set(_sequences(case.decisions for case in cases))
    try:
        deliveries.record(getuser(), drop.name, today, outcomes, decisions)
    except KompasError:
        shutil.rmtree(drop)
        raise


def _sequences(parts: Iterator[tuple[int, ...]]) -> Iterator[int]:
    for part in parts:
        yield from part
