"""The chance of being visited (pakkans), by group: in the plan's period and in past years."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.components.groups import DIMENSIONS, SMALL, group_order, small_groups
from dashboard.published import Published
from data_contracts.snapshots import Snapshot
from models.small_cells import small_cells

PLAN = "plan"
ALL = "all"


@dataclass(frozen=True)
class Group:
    """The employers of a group in one period, and how many of them are looked at (expected, or cases of that year).

    Of a year in which few were, or from which few would follow, the share is ``hidden``: it would tell how many.
    """

    group: str
    employers: int
    looked_at: float
    hidden: bool = False

    @property
    def chance(self) -> float | None:
        """The share that is looked at, 0 to 1; none of a group without employers or one that is hidden."""
        return self.looked_at / self.employers if self.employers and not self.hidden else None


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

    @property
    def hides(self) -> bool:
        """Whether a group of some year is hidden."""
        return any(group.hidden for group in self.of.values())


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
    for period in periods:
        of |= _with_few_hidden(of, period)
    months = {row["period"]: row["months"] for row in rows}
    return Chances(dimension, periods, tuple(groups), of, months, bool(small))


def _with_few_hidden(of: Mapping[tuple[str, str], Group], period: str) -> dict[tuple[str, str], Group]:
    """Return the groups of a past year, those hidden that tell of few; what a plan expects is no count of anybody."""
    if period == PLAN:
        return {}
    told = {group: figures for (when, group), figures in of.items() if when == period}
    hidden = small_cells({group: figures.looked_at for group, figures in told.items()})
    return {(period, group): replace(told[group], hidden=True) for group in hidden}
