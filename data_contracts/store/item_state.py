"""How an item of a plan stands: nothing but its decisions, one after another, says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from data_contracts.store.reasons import Kind

StateName = Literal["planned", "accepted", "drop_asked", "dropped", "deferred", "swapped", "added"]
RowState = Literal["done", "asked", "approved", "refused"]
View = Literal["blind", "open"]
TAKEN_BACK = "taken_back"
"""The reason of an acceptance that takes decisions back: the item then stands as the plan has it."""


@dataclass(frozen=True)
class RecordedDecision:
    """A decision as it was recorded; see ``PlanDecision`` for what was decided.

    Attributes:
        sequence: Its place among all decisions; the item's newest is its ``version``.
        at: When, ISO 8601, UTC.
        state: ``done`` (stands), ``asked`` (of a second person), ``approved`` or ``refused`` (what came of it).
        by: Who decided, asked or answered.
        version: The sequence of the item's last decision that this person had seen; 0: none.
    """

    sequence: int
    at: str
    plan_id: str
    employer_id: str
    kind: Kind
    state: RowState
    reason: str
    remark: str | None
    month: date | None
    other_employer_id: str | None
    ground: str | None
    team: str | None
    by: str
    view: View
    version: int
    system_user: str
    audit_hash: str


@dataclass(frozen=True)
class ItemState:
    """How an item stands.

    Attributes:
        state: ``planned`` until somebody decides.
        version: The sequence of its newest decision; 0: none. Hand it back with the next decision.
        month: To which month it was deferred, or in which it was added.
        other_employer_id: What it was swapped for; of an added one, what it came in the place of.
        ground: Why it was added by hand; empty for an item of the plan itself.
        team: The team of what was added by hand.
        asked: What waits for a second person.
        latest: Its newest decision.
    """

    state: StateName = "planned"
    version: int = 0
    month: date | None = None
    other_employer_id: str | None = None
    ground: str | None = None
    team: str | None = None
    asked: RecordedDecision | None = None
    latest: RecordedDecision | None = None
    before: "ItemState | None" = None

    @property
    def by_hand(self) -> bool:
        """Whether a person added it."""
        return self.ground is not None

    def stays(self, months: Sequence[date]) -> bool:
        """Tell whether it is still to be done in the months of the plan."""
        if self.state in ("dropped", "swapped"):
            return False
        return self.state != "deferred" or self.month in months

    def after(self, row: RecordedDecision) -> "ItemState":
        """Return how the item stands after one more decision."""
        seen = replace(self, version=row.sequence, latest=row)
        if row.state == "asked":
            return replace(seen, state="drop_asked", asked=row, before=replace(self, asked=None, before=None))
        if row.state == "refused":
            before = self.before or self
            return replace(before, version=row.sequence, latest=row, asked=None, before=None)
        return replace(_settled(seen, row), asked=None, before=None)


PLANNED = ItemState()


def item_state(rows: Iterable[RecordedDecision]) -> ItemState:
    """Return how one item stands after its decisions, given in the order in which they were recorded."""
    state = PLANNED
    for row in rows:
        state = state.after(row)
    return state


def item_states(rows: Iterable[RecordedDecision]) -> dict[str, ItemState]:
    """Return how every item with a decision stands, by employer; all others are ``PLANNED``."""
    states: dict[str, ItemState] = {}
    for row in rows:
        states[row.employer_id] = states.get(row.employer_id, PLANNED).after(row)
    return states


def _settled(seen: ItemState, row: RecordedDecision) -> ItemState:
    """Return the state that a decision brings about; what an item was added for stays with it."""
    if row.kind == "accept":
        as_planned = seen if seen.by_hand else replace(seen, month=None, other_employer_id=None)
        if row.reason == TAKEN_BACK:
            return replace(as_planned, state="added" if seen.by_hand else "planned")
        return replace(as_planned, state="accepted")
    if row.kind == "drop":
        return replace(seen, state="dropped")
    if row.kind == "defer":
        return replace(seen, state="deferred", month=row.month)
    if row.kind == "swap":
        return replace(seen, state="swapped", other_employer_id=row.other_employer_id)
    added = replace(seen, state="added", month=row.month, other_employer_id=row.other_employer_id)
    return replace(added, ground=row.ground, team=row.team)
