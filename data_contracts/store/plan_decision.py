"""A decision of a person about an item of a plan, and the rules that it must keep to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from data_contracts.errors import KompasError
from data_contracts.store.free_text import LONGEST_NAME, LONGEST_REMARK, holds_citizen_number, one_line
from data_contracts.store.item_state import PLANNED, ItemState, View
from data_contracts.store.plan_roll import PlanRoll
from data_contracts.store.reasons import Kind, codes, reasons, reasons_for
from data_contracts.store.refusal import RefusalError

Settled = Literal["done", "asked"]


@dataclass(frozen=True)
class PlanDecision:
    """What a person decides about one item.

    Attributes:
        plan_id: The plan.
        employer_id: The item's employer; with ``add`` the employer that is added.
        kind: ``accept, drop, defer, swap`` or ``add``.
        reason: A code of ``decision_reasons.yaml`` that goes with the kind.
        by: The person, by name.
        view: ``blind`` when the person decided before the estimate was shown, else ``open``.
        version: The sequence of the item's last decision that the person had seen; 0: none.
        remark: In own words, at most 500 characters, without citizens' numbers.
        month: First day of the month to defer to, or to add in.
        other_employer_id: With ``swap``: the employer that comes in its place.
        ground: With ``add`` and ``swap``: why that employer (signal, follow_up, project).
        team: With ``add``: which team visits it.

    Raises:
        KompasError: Something is missing, does not belong to the kind, or may not be written.
    """

    plan_id: str
    employer_id: str
    kind: Kind
    reason: str
    by: str
    view: View = "open"
    version: int = 0
    remark: str | None = None
    month: date | None = None
    other_employer_id: str | None = None
    ground: str | None = None
    team: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", checked_name(self.by))
        object.__setattr__(self, "remark", checked_remark(self.remark))
        if self.view not in codes("views"):
            raise KompasError("A decision says whether it was taken blind or open.", "view", "Give blind or open.")
        _check_reason(self)
        for field, kinds in _BELONGS.items():
            _check_given(field, getattr(self, field), self.kind in kinds)
        if self.ground is not None and self.ground not in codes("grounds"):
            raise KompasError(
                f"'{self.ground}' is no ground.", "ground", f"Give one of: {', '.join(codes('grounds'))}."
            )
        if self.month is not None and self.month.day != 1:
            raise KompasError("A month is given by its first day.", "month", "Give e.g. 2026-12-01.")
        if self.other_employer_id == self.employer_id:
            raise KompasError("An employer cannot be swapped for itself.", "other_employer_id", "Choose another one.")


_BELONGS: Mapping[str, tuple[Kind, ...]] = {
    "month": ("defer", "add"),
    "other_employer_id": ("swap",),
    "ground": ("add", "swap"),
    "team": ("add",),
}
"""Which fields go with which kinds: given with those, and with no other."""


def settle(decision: PlanDecision, states: Mapping[str, ItemState], roll: PlanRoll) -> Settled:
    """Return whether a decision stands at once (``done``) or is asked of a second person (``asked``).

    Whatever takes an item out of the plan for another reason than a structured impossibility is asked, whether lot drew
    it or not: so nobody can tell from what is asked which items are random.

    Args:
        decision: The decision.
        states: How the plan's items stand (``item_states``).
        roll: The plan's roll.

    Raises:
        KompasError: The decision does not fit how the item stands.
    """
    state = states.get(decision.employer_id, PLANNED)
    if decision.plan_id != roll.plan_id:
        raise RefusalError(
            "other_plan", f"This decision is about plan {decision.plan_id}.", roll.plan_id, "Open that plan."
        )
    _check_place(decision, state, roll)
    if decision.month is not None:
        _check_month(decision, decision.month, roll)
    if decision.kind == "swap":
        refuse_planned(decision.other_employer_id or "", states, roll)
    reason = reasons()[decision.reason]
    if reason.added_only and not state.by_hand:
        raise RefusalError(
            "added_only", "This reason is only for what was added by hand.", decision.reason, "Give another reason."
        )
    leaves = decision.kind in ("drop", "swap") or (decision.kind == "defer" and decision.month not in roll.months)
    return "asked" if leaves and not reason.impossible and not reason.added_only else "done"


def refuse_planned(employer_id: str, states: Mapping[str, ItemState], roll: PlanRoll) -> None:
    """Refuse to bring in an employer that has an item of its own.

    Raises:
        KompasError: It is in the plan, or was decided out of it.
    """
    state = states.get(employer_id, PLANNED)
    if employer_id in roll or (state.by_hand and state.stays(roll.months)):
        raise RefusalError(
            "planned_already",
            "This employer has an item in the plan already.",
            employer_id,
            "Decide about that item, or choose another.",
        )


def checked_name(name: str) -> str:
    """Return a person's name on one line.

    Raises:
        KompasError: There is none, or it is too long to be one.
    """
    given = one_line(name)
    if not 0 < len(given) <= LONGEST_NAME or holds_citizen_number(given):
        raise KompasError("No person is named.", "by", "Say who decides, by name; it is recorded.")
    return given


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are the same but for capitals and spaces."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def checked_remark(remark: str | None) -> str | None:
    """Return a remark on one line, ``None`` when there is none.

    Raises:
        KompasError: It is too long, or holds what may be a citizen's number.
    """
    given = one_line(remark or "")
    if len(given) > LONGEST_REMARK:
        raise KompasError(f"A remark has at most {LONGEST_REMARK} characters.", "remark", "Say it in fewer words.")
    if holds_citizen_number(given):
        raise KompasError("A remark may not hold a citizen's number (BSN).", "remark", "Leave the number out.")
    return given or None


def _check_reason(decision: PlanDecision) -> None:
    reason = reasons().get(decision.reason)
    if reason is None or decision.kind not in reason.kinds:
        fitting = ", ".join(item.code for item in reasons_for(decision.kind))
        raise KompasError(
            f"'{decision.reason}' is no reason to {decision.kind} an item.", "reason", f"Give one of: {fitting}."
        )
    if reason.needs_remark and decision.remark is None:
        raise KompasError("This reason says too little by itself.", "remark", "Say in a remark what the reason is.")


def _check_given(field: str, value: object, belongs: bool) -> None:
    if (value is not None and value != "") != belongs:
        what = "needs" if belongs else "takes no"
        raise KompasError(f"This decision {what} {field.replace('_', ' ')}.", field, "Give what the decision asks for.")


def _check_place(decision: PlanDecision, state: ItemState, roll: PlanRoll) -> None:
    """Refuse what does not fit where the item is: not in the plan, out of it already, or waiting for somebody."""
    if decision.kind == "add":
        refuse_planned(decision.employer_id, {decision.employer_id: state}, roll)
        return
    if decision.employer_id not in roll and not state.by_hand:
        raise RefusalError(
            "not_in_plan", "This employer has no item in the plan.", decision.employer_id, "Add it by hand first."
        )
    if decision.kind != "accept" and not state.stays(roll.months):
        raise RefusalError(
            "out_already",
            "This item is out of the plan already.",
            decision.employer_id,
            "Accept it first to bring it back.",
        )
    if state.state == "drop_asked" and decision.kind != "accept" and not reasons()[decision.reason].impossible:
        raise RefusalError(
            "waits_already",
            "This item waits for a second person already.",
            decision.employer_id,
            "Accept it to take the question back.",
        )


def _check_month(decision: PlanDecision, month: date, roll: PlanRoll) -> None:
    if decision.kind == "add" and month not in roll.months:
        raise KompasError("This month is not in the plan.", "month", "Choose a month of the plan.")
    if month < roll.months[0]:
        raise KompasError("This month lies before the plan.", "month", "Choose a later month.")
