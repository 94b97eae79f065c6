"""The chance of being visited (pakkans), by group: in the plan's period and in past years."""

from dataclasses import dataclass

from dashboard.components.groups import DIMENSIONS, SMALL, group_order, small_groups
from dashboard.published import Published
from data_contracts.snapshots import Snapshot

PLAN = "plan"
ALL = "all"


@dataclass(frozen=True)
class Group:
    """The employers of a group in one period, and how many of them are looked at (expected, or cases of that year)."""

    group: str
    employers: int
    looked_at: float

    @property
    def chance(self) -> float | None:
        """The share that is looked at, 0 to 1; of a group without employers there is none."""
        return self.looked_at / self.employers if self.employers else None


@dataclass(frozen=True)
class Chances:
    """The chances by one dimension.

    Args:
        dimension: By what the employers are grouped.
        periods: ``plan``, and the years, the latest first.
        groups: The groups in order, with what is put together last.
        of: The figures of a group in a period; a group of which a period says nothing is not in it.
        months: How many months a period has.
        merged: Whether small groups were put together.
    """

    dimension: str
    periods: tuple[str, ...]
    groups: tuple[str, ...]
    of: dict[tuple[str, str], Group]
    months: dict[str, int]
    merged: bool


def chances(published: Published, plan: Snapshot, dimension: str) -> Chances:
    """Return the chances of the groups of a dimension, small groups put together in every period alike."""
    rows = published.rows(
        'SELECT period, months, "group", employers, looked_at FROM read_parquet($chances) WHERE dimension = $dimension '
        "ORDER BY period = $plan DESC, period DESC",
        {"chances": plan.table("chances"), "dimension": dimension, "plan": PLAN},
    )
    small = small_groups(rows) if dimension in DIMENSIONS else frozenset()
    of: dict[tuple[str, str], Group] = {}
    for row in rows:
        group = SMALL if row["group"] in small else str(row["group"] or "")
        before = of.get((row["period"], group), Group(group, 0, 0.0))
        of[row["period"], group] = Group(
            group, before.employers + row["employers"], before.looked_at + row["looked_at"]
        )
    groups = sorted({group for _, group in of}, key=lambda group: group_order(dimension, group))
    periods = tuple(dict.fromkeys(row["period"] for row in rows))
    months = {row["period"]: row["months"] for row in rows}
    return Chances(dimension, periods, tuple(groups), of, months, bool(small))
