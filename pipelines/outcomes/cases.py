"""From what was decided and what was told to cases: one inspections row a case, and a findings row an examined law."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from data_contracts.store.item_state import PLANNED, ItemState, RecordedDecision, item_states
from data_contracts.store.outcome import EXAMINED, LawFinding, RecordedOutcome, case_of
from data_contracts.store.plan_roll import PlanRoll

VISITS = frozenset({"visit", "joint_visit"})
INSPECTED = frozenset({"visited", "done_at_desk", "not_found", "no_access"})
"""Somebody inspected, or tried to. A letter is no inspection, and what was not done is none either."""


@dataclass(frozen=True)
class PlanItem:
    """What a case takes from the plan's snapshot."""

    ground: str
    random_probability: float
    establishment_id: str | None


@dataclass(frozen=True)
class PlanRecord:
    """All that is known of a plan: its roll and items, what was decided about them, and what came of them.

    Attributes:
        roll: The plan's roll.
        items: Its items, by employer.
        decisions: What was decided about them, in order.
        outcomes: What was told of them, in order.
    """

    roll: PlanRoll
    items: Mapping[str, PlanItem]
    decisions: Sequence[RecordedDecision]
    outcomes: Sequence[RecordedOutcome]

    @cached_property
    def states(self) -> Mapping[str, ItemState]:
        """How the items stand; those without a decision are ``PLANNED``."""
        return item_states(self.decisions)

    @cached_property
    def added_on(self) -> Mapping[str, date]:
        """On which day each employer that is no item of the plan itself was first added."""
        return {row.employer_id: _day(row.at) for row in reversed(self.decisions) if row.kind == "add"}


@dataclass(frozen=True)
class Case:
    """One case for the registers.

    Attributes:
        case_id: The same for ever.
        ground: Why it was selected; ``probability`` is that of the lot, for what lot drew only.
        findings: Laws that were examined; those that an earlier delivery said and that were not, after all, too.
        outcomes: Sequences of all outcomes that it rests on.
        decisions: Sequences of the decisions that it rests on.
        history: Sequences of all decisions about its item.
    """

    case_id: str
    employer_id: str
    establishment_id: str | None
    ground: str
    probability: float | None
    selected_on: date
    opened_on: date
    closed_on: date | None
    team: str
    minutes: int | None
    findings: tuple[LawFinding, ...]
    outcomes: tuple[int, ...]
    decisions: tuple[int, ...] = ()
    history: tuple[int, ...] = ()

    @property
    def looked(self) -> bool:
        """Whether a law was examined; a closed case that looked at nothing is non-response."""
        return any(finding.examined for finding in self.findings)


def cases_of(record: PlanRecord, today: date) -> Iterator[Case]:
    """Yield the cases of a plan that the registers can hold truthfully.

    A letter, and what was not done, is no inspection and makes no case. An item that lot drew always makes one when it
    ends, whatever became of it: one at which nobody looked is then a closed case that examined nothing, which is how
    non-response reads in the registers. A decision ends an item only when the months of the plan are over: before that
    somebody could take an item out, read in the registers whether lot drew it, and bring it back.

    Args:
        record: All that is known of the plan.
        today: The day of delivery.
    """
    over, made = is_over(record.roll, today), set()
    told: dict[str, list[RecordedOutcome]] = {}
    for row in record.outcomes:
        told.setdefault(row.outcome.employer_id, []).append(row)
    for employer_id, rows in told.items():
        case = _told_case(record, employer_id, rows)
        if case is not None:
            made.add(employer_id)
            yield _closed_by_decision(record, case) if over else case
    for employer_id in sorted(record.roll.random - made) if over else ():
        state = record.states.get(employer_id, PLANNED)
        if not state.stays(record.roll.months) and state.latest is not None:
            yield _undone(record, employer_id, state)


def _told_case(record: PlanRecord, employer_id: str, rows: Sequence[RecordedOutcome]) -> Case | None:
    outcome = rows[-1].outcome
    inspected = outcome.instrument != "letter" and outcome.status in INSPECTED
    opened = outcome.opened_on or outcome.closed_on
    # An open case without an inspection would tell by being there that lot drew it.
    ended_by_lot = employer_id in record.roll.random and outcome.closed_on is not None
    if opened is None or not (inspected or ended_by_lot or _was_inspected(rows)):
        return None
    case = _case(record, employer_id, opened)
    item = record.items.get(employer_id)
    site = outcome.establishment_id or (item.establishment_id if item is not None else None)
    return replace(
        case,
        establishment_id=site if inspected and outcome.instrument in VISITS else None,
        closed_on=outcome.closed_on,
        minutes=outcome.hours_minutes,
        findings=_findings(rows) if outcome.closed_on is not None else (),
        outcomes=tuple(row.sequence for row in rows),
    )


def _was_inspected(rows: Sequence[RecordedOutcome]) -> bool:
    """Tell whether an earlier outcome of the case made one, so that its correction must follow."""
    return any(row.outcome.instrument != "letter" and row.outcome.status in INSPECTED for row in rows)


def _findings(rows: Sequence[RecordedOutcome]) -> tuple[LawFinding, ...]:
    """Return what the last outcome says of each law, and *not examined* of laws that an earlier one had examined."""
    last = {finding.law: finding for finding in rows[-1].outcome.findings}
    earlier = dict.fromkeys(finding.law for row in rows[:-1] for finding in row.outcome.findings)
    withdrawn = (LawFinding(law, examined=False) for law in earlier if law not in last)
    return (*last.values(), *withdrawn)


def _closed_by_decision(record: PlanRecord, case: Case) -> Case:
    """Close a case that nobody will finish, because its item was taken out of the plan after a fruitless try."""
    state = record.states.get(case.employer_id, PLANNED)
    if case.closed_on is not None or state.stays(record.roll.months) or state.latest is None:
        return case
    day = max(case.opened_on, _day(state.latest.at))
    return replace(case, closed_on=day, decisions=(state.latest.sequence,))


def _undone(record: PlanRecord, employer_id: str, state: ItemState) -> Case:
    """Return the case of a drawn item that could not be done: opened and closed on the day on which that was found."""
    latest = state.latest
    found_on = max(_day(latest.at), record.roll.selected_on) if latest is not None else record.roll.selected_on
    case = _case(record, employer_id, found_on)
    return replace(case, closed_on=found_on, decisions=(latest.sequence,) if latest is not None else ())


def _case(record: PlanRecord, employer_id: str, opened_on: date) -> Case:
    """Return an open case with what the plan, or who added it, says of it."""
    roll, item = record.roll, record.items.get(employer_id)
    state = record.states.get(employer_id, PLANNED)
    if item is not None:
        ground, selected_on = item.ground, min(roll.selected_on, opened_on)
        probability = item.random_probability if ground == "random" else None
    else:
        selected_on = min(record.added_on.get(employer_id, opened_on), opened_on)
        ground, probability = state.ground or "project", None
    return Case(
        case_id=case_of(roll.plan_id, employer_id),
        employer_id=employer_id,
        establishment_id=None,
        ground=ground,
        probability=probability,
        selected_on=selected_on,
        opened_on=opened_on,
        closed_on=None,
        team=roll.teams.get(employer_id) or state.team or "",
        minutes=None,
        findings=(),
        outcomes=(),
        history=tuple(row.sequence for row in record.decisions if row.employer_id == employer_id),
    )


def looked_at(rows: Iterable[RecordedOutcome]) -> dict[str, RecordedOutcome]:
    """Return of every case that is closed and examined a law the outcome that stands."""
    last = {row.case_id: row for row in rows}
    return {
        case_id: row
        for case_id, row in last.items()
        if row.outcome.closed_on is not None and row.outcome.status in EXAMINED
    }


def is_over(roll: PlanRoll, today: date) -> bool:
    """Tell whether the last month of a plan has passed."""
    return (today.year, today.month) > (roll.months[-1].year, roll.months[-1].month)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone().date()
