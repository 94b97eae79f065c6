"""What the rules of decisions must know of a plan: its employers, its months, and which of them lot drew."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.snapshots import Snapshot
from data_contracts.store.extracts import ExtractBasis


@dataclass(frozen=True)
class PlanRoll:
    """A plan's roll, read from its snapshot at the moment of a decision.

    Attributes:
        plan_id: The plan.
        months: First days of its months, in order.
        selected_on: The day of selection: the day after the plan's as-of date, so that the features of its cases are
            those of the last month-end that the plan knew.
        teams: The team of each of its employers.
        random: Which employers lot drew. Never shown, logged or handed on before a case is closed.
        basis: What the extract of a decision is frozen from; without it nothing is frozen.
    """

    plan_id: str
    months: tuple[date, ...]
    selected_on: date
    teams: dict[str, str]
    random: frozenset[str] = field(default=frozenset(), repr=False)
    basis: ExtractBasis | None = field(default=None, repr=False)

    def __contains__(self, employer_id: object) -> bool:
        """Tell whether the plan has an item of an employer."""
        return employer_id in self.teams


def plan_roll(snapshot: Snapshot) -> PlanRoll:
    """Return the roll of a plan snapshot.

    Raises:
        KompasError: The snapshot does not say of which plan it is.
    """
    manifest = snapshot.manifest
    if "plan_id" not in manifest.notes or manifest.as_of is None:
        raise KompasError("This plan does not say its name or date.", str(snapshot.path), "Run `kompas plan` again.")
    items = query_frame(
        "SELECT employer_id, team, month, selection_ground = 'random' AS drawn FROM read_parquet($items)",
        {"items": snapshot.table("items")},
    )
    named = [date.fromisoformat(month) for month in manifest.notes.get("months", ())]
    return PlanRoll(
        plan_id=str(manifest.notes["plan_id"]),
        months=tuple(sorted(named or items["month"].unique().to_list())),
        selected_on=date.fromisoformat(manifest.as_of) + timedelta(days=1),
        teams=dict(items.select("employer_id", "team").iter_rows()),
        random=frozenset(items.filter(items["drawn"])["employer_id"]),
        basis=ExtractBasis(snapshot),
    )
