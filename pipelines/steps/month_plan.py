"""What there is to do for each month of wage records: take its sums over, add what came later, or sum it up anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data_contracts.query import query_frame
from data_contracts.snapshots import Snapshot, SnapshotFile
from features.window import month_before

WAGE_RECORDS = "wage_records/"
NO_MONTH = date(2024, 1, 1)
"""Stands for the months of a warehouse without wage records, so that its sums are there without rows."""


@dataclass(frozen=True)
class MonthPlan:
    """One month of wage records.

    Attributes:
        month: First day of the month.
        files: Its files in the warehouse.
        taken: Those of them whose sums are taken over.
        parts: The files of earlier sums that are taken over.
        keeps_moves: Whether the moves of the month are taken over too.
    """

    month: date
    files: tuple[SnapshotFile, ...]
    taken: tuple[SnapshotFile, ...] = ()
    parts: tuple[str, ...] = ()
    keeps_moves: bool = False

    @property
    def new(self) -> tuple[SnapshotFile, ...]:
        """The files that have to be summed up."""
        return tuple(file for file in self.files if file not in self.taken)

    @property
    def next_part(self) -> str:
        """The name of the file with what is added now."""
        return f"months/{self.month:%Y-%m}.{len(self.parts)}.parquet"

    @property
    def moves(self) -> str:
        """The name of the file with the month's moves."""
        return f"moves/{self.month:%Y-%m}.parquet"


def plan_months(warehouse: Snapshot, base: Snapshot | None) -> tuple[MonthPlan, ...]:
    """Return what to do for each month of a warehouse, in order.

    Args:
        warehouse: The warehouse snapshot.
        base: The last pre-aggregates, made by the same code; ``None`` when there are none.
    """
    before: Mapping[str, Any] = base.manifest.notes["months"] if base is not None else {}
    files: dict[str, list[SnapshotFile]] = {}
    records = [file for file in warehouse.manifest.files if file.path.startswith(WAGE_RECORDS)]
    for file in records:
        if file.rows:
            files.setdefault(file.path.removeprefix(WAGE_RECORDS)[:7], []).append(file)
    if not files:
        return (MonthPlan(NO_MONTH, tuple(records)),)
    plans = [_plan_month(warehouse, name, tuple(files[name]), before.get(name)) for name in sorted(files)]
    unchanged = {plan.month for plan in plans if not plan.new}
    return tuple(replace(plan, keeps_moves=_keeps_moves(plan, unchanged, {*files, *before})) for plan in plans)


def month_note(plan: MonthPlan, parts: Sequence[str]) -> dict[str, Any]:
    """Return what the manifest keeps of a month, for the next time."""
    return {"inputs": sorted(file.sha256 for file in plan.files), "parts": list(parts)}


def _plan_month(
    warehouse: Snapshot, name: str, files: tuple[SnapshotFile, ...], before: Mapping[str, Any] | None
) -> MonthPlan:
    month = date.fromisoformat(f"{name}-01")
    if before is None or not set(before["inputs"]) <= {file.sha256 for file in files}:
        return MonthPlan(month, files)
    taken = tuple(file for file in files if file.sha256 in before["inputs"])
    plan = MonthPlan(month, files, taken, tuple(before["parts"]))
    return plan if not plan.new or _came_later(warehouse, plan) else MonthPlan(month, files)


def _came_later(warehouse: Snapshot, plan: MonthPlan) -> bool:
    """Tell whether all that is new became known after all that was summed up; only then it can simply be added."""
    known = "SELECT {} AS day FROM read_parquet($files)"
    taken, new = ([str(warehouse.file(file.path)) for file in part] for part in (plan.taken, plan.new))
    last = query_frame(known.format("max(known_at)"), {"files": taken})["day"][0]
    first = query_frame(known.format("min(known_at)"), {"files": new})["day"][0]
    return bool(last < first)


def _keeps_moves(plan: MonthPlan, unchanged: set[date], known: set[str]) -> bool:
    """Tell whether neither the month's own files nor those of the month before it changed."""
    earlier = month_before(plan.month)
    return plan.month in unchanged and (earlier in unchanged or f"{earlier:%Y-%m}" not in known)
