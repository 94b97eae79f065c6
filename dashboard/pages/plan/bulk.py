"""One decision about many items at once, and taking it back: for each item by the rules of a single decision.

What each item's row had seen is checked, so that nobody's work is overwritten; what does not fit is left as it is, with
the reason why. Each row stands by itself, and is told by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.pages.plan.panel import plan_months
from dashboard.pages.plan.recording import refuse_replaced
from dashboard.planned import plan_id_of
from dashboard.regions import seen_among
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store.decisions import DecisionConflictError
from data_contracts.store.item_state import PLANNED, TAKEN_BACK, ItemState, RecordedDecision, View
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import PlanRoll, plan_roll
from data_contracts.store.reasons import Kind, reasons_for
from data_contracts.store.refusal import RefusalError

MOST = 500
KINDS: tuple[Kind, ...] = ("accept", "drop", "defer")
"""What can be decided about many at once: a swap or an addition names another employer, so it goes one by one."""
Outcome = Literal["done", "asked", "left"]


@dataclass(frozen=True)
class Picked:
    """An item that somebody ticked, with the last decision about it that the row showed (0: none)."""

    employer_id: str
    version: int


@dataclass(frozen=True)
class Wish:
    """What is to be decided about all: ``problem`` names the field that is missing or wrong, if one is."""

    kind: Kind
    reason: str
    remark: str
    month: date | None

    @classmethod
    def of_browser(cls, fields: Mapping[str, Any]) -> "Wish":
        """Read what a browser handed in under ``kind, reason, remark`` and ``month``, which can be anything."""
        kind = next((known for known in KINDS if known == fields.get("kind")), KINDS[0])
        fitting = [reason.code for reason in reasons_for(kind) if not reason.added_only]
        reason = next((code for code in fitting if code == fields.get("reason")), "")
        remark = fields.get("remark")
        month = _month(fields.get("month")) if kind == "defer" else None
        return cls(kind, reason, remark.strip() if isinstance(remark, str) else "", month)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are still to be filled in."""
        gaps = {"reason": not self.reason, "month": self.kind == "defer" and self.month is None}
        return tuple(name for name, gap in gaps.items() if gap)


@dataclass(frozen=True)
class BulkRow:
    """What came of one item: ``done``, ``asked`` of a second person, or ``left`` as it was and ``why``.

    ``version`` is its newest decision when something was recorded; ``was`` how it stood before.
    """

    employer_id: str
    name: str
    outcome: Outcome
    why: str = ""
    version: int = 0
    was: str = ""


@dataclass(frozen=True)
class _Desk:
    """What every row needs."""

    context: Context
    words: Words
    plan_id: str
    roll: PlanRoll
    states: Mapping[str, ItemState]
    months: tuple[date, ...]
    items: Mapping[str, tuple[str, date]]
    seen: Collection[str]
    on_hold: bool

    @classmethod
    def over(cls, context: Context, plan: Snapshot, employer_ids: Sequence[str], words: Words) -> "_Desk":
        refuse_replaced(context, plan, words)
        plan_id = plan_id_of(context.published, plan)
        return cls(
            context,
            words,
            plan_id,
            plan_roll(plan),
            context.decisions.state_of(plan_id),
            plan_months(plan),
            _items(context, plan, employer_ids),
            seen_among(context.published, plan, employer_ids),
            bool(context.published.withheld(plan)),
        )

    def decision(
        self, employer_id: str, kind: Kind, reason: str, version: int, view: View, **more: Any
    ) -> "PlanDecision | BulkRow":
        """Return a decision to record, or why there is none."""
        if employer_id not in self.seen:
            return self.left(employer_id, self.words("bulk.left.region"))
        actor = self.context.actor
        return PlanDecision(self.plan_id, employer_id, kind, reason, actor, view=view, version=version, **more)

    def record(self, steps: Sequence["PlanDecision | BulkRow"]) -> list[BulkRow]:
        """Record the decisions among some steps, and return what came of each step, in their order."""
        decisions = [step for step in steps if isinstance(step, PlanDecision)]
        came = iter(self.context.decisions.record_each(decisions, self.context.actor, self.roll))
        return [self.told(step, next(came)) if isinstance(step, PlanDecision) else step for step in steps]

    def told(self, decision: PlanDecision, came: RecordedDecision | DecisionConflictError | RefusalError) -> BulkRow:
        """Return what came of one decision."""
        employer_id = decision.employer_id
        if isinstance(came, DecisionConflictError):
            return self.left(employer_id, came.words(self.words.language))
        if isinstance(came, RefusalError):
            return self.left(employer_id, problem_in_words(came, self.words))
        outcome: Outcome = "asked" if came.state == "asked" else "done"
        was = self.states.get(employer_id, PLANNED).state
        return BulkRow(employer_id, self.name(employer_id), outcome, version=came.sequence, was=was)

    def left(self, employer_id: str, why: str) -> BulkRow:
        """Return a row about which nothing was recorded."""
        return BulkRow(employer_id, self.name(employer_id), "left", why)

    def name(self, employer_id: str) -> str:
        """Return the name of an item that may be seen."""
        known = self.items.get(employer_id)
        return known[0] if known and employer_id in self.seen else employer_id


def picked_of(given: Any) -> list[Picked]:
    """Return the items that a browser says were ticked: pairs of employer and version, each employer once."""
    pairs = [pair for pair in given if isinstance(pair, list) and len(pair) == 2] if isinstance(given, list) else []
    known = {str(employer_id): version for employer_id, version in pairs if _is_version(version)}
    return [Picked(employer_id, version) for employer_id, version in known.items()][:MOST]


def decide_all(
    context: Context, plan: Snapshot, picked: Sequence[Picked], wish: Wish, words: Words, *, blind: bool
) -> list[BulkRow]:
    """Record the same decision about each item, and return what came of each.

    Args:
        context: Where to read and record.
        plan: The plan.
        picked: The items.
        wish: What to decide; it has no gaps.
        words: The page's words.
        blind: Whether the chances were hidden.

    Raises:
        RefusedError: The plan is no longer the one in use.
        KompasError: The remark may not be written, or something cannot be read or written.
    """
    desk = _Desk.over(context, plan, [item.employer_id for item in picked], words)
    return desk.record([_decide(desk, item, wish, blind=blind) for item in picked])


def take_all_back(context: Context, plan: Snapshot, rows: Sequence[BulkRow], words: Words) -> list[BulkRow]:
    """Take back what was recorded about each item, by a decision of its own, unless somebody decided since.

    Raises:
        RefusedError: The plan is no longer the one in use.
        KompasError: Something cannot be read or written.
    """
    recorded = [row for row in rows if row.outcome != "left"]
    desk = _Desk.over(context, plan, [row.employer_id for row in recorded], words)
    return desk.record([_take_back(desk, row) for row in recorded])


def _decide(desk: _Desk, item: Picked, wish: Wish, *, blind: bool) -> PlanDecision | BulkRow:
    if wish.kind == "accept" and desk.on_hold:
        return desk.left(item.employer_id, desk.words("wrong.on_hold"))
    state = desk.states.get(item.employer_id, PLANNED)
    if state.version == item.version:  # else the conflict tells more
        if state.asked is not None or not state.stays(desk.months):
            return desk.left(item.employer_id, desk.words("bulk.left.single"))
        if wish.kind == "accept" and state.state == "accepted":
            return desk.left(item.employer_id, desk.words("bulk.left.accepted"))
    planned = desk.items.get(item.employer_id)
    if wish.month and planned and planned[1] >= wish.month:
        return desk.left(item.employer_id, desk.words("bulk.left.month"))
    view: View = "blind" if blind and state.latest is None else "open"
    more = {"remark": wish.remark or None, "month": wish.month}
    return desk.decision(item.employer_id, wish.kind, wish.reason, item.version, view, **more)


def _take_back(desk: _Desk, row: BulkRow) -> PlanDecision | BulkRow:
    if row.was == "deferred":
        return desk.left(row.employer_id, desk.words("bulk.left.deferred"))
    reason = "as_planned" if row.was == "accepted" else TAKEN_BACK
    return desk.decision(row.employer_id, "accept", reason, row.version, "open")


def _items(context: Context, plan: Snapshot, employer_ids: Sequence[str]) -> dict[str, tuple[str, date]]:
    rows = context.published.rows(
        "SELECT employer_id, trade_name, month FROM read_parquet($items) "
        "WHERE list_contains($ids::VARCHAR[], employer_id)",
        {"items": plan.table("items"), "ids": list(employer_ids)},
    )
    return {row["employer_id"]: (row["trade_name"] or row["employer_id"], row["month"]) for row in rows}


def _is_version(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _month(text: Any) -> date | None:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.day == 1 else None
