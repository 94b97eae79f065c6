"""What people decided about the items of a plan: rows that are only ever added, each beside its line in the log."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from data_contracts.errors import KompasError
from data_contracts.store.audit_log import AuditLog
from data_contracts.store.extracts import Content, freeze, with_item
from data_contracts.store.item_state import PLANNED, ItemState, RecordedDecision, View, item_states
from data_contracts.store.plan_decision import PlanDecision, checked_name, refuse_planned, same_person, settle
from data_contracts.store.plan_roll import PlanRoll
from data_contracts.store.reasons import Language, conflict_words, words_of
from data_contracts.store.recorded import Recorded, append, forged
from data_contracts.store.refusal import RefusalError
from data_contracts.store.tables import PLAN_DECISIONS

DECIDED, ANSWERED = "decide_plan_item", "answer_plan_question"
"""The audit log's words for a decision and for what a second person answered."""
READ = "read_plan_decisions"
"""The audit log's word for reading decisions with the persons who took them."""
SWAP_UNDONE = "swap_undone"
"""Why what a swap brought in leaves again; nobody chooses this reason."""

RECORDED = Recorded(
    PLAN_DECISIONS,
    noun="decision",
    actions=frozenset({DECIDED, ANSWERED}),
    action=lambda row: DECIDED if row["state"] in ("done", "asked") else ANSWERED,
    told=("sequence", "plan_id", "kind", "state", "reason", "month", "ground", "team", "view", "version"),
    about="employer_id",
    erased={"by": "", "remark": None},
    naming="other_employer_id",
)
"""How the log tells a decision: all but employers, names and remarks, which stand in the digest only."""


class DecisionConflictError(KompasError):
    """Somebody else has decided on the item since the person looked; nothing was lost and nothing was overruled.

    Attributes:
        latest: The decision that the person had not seen; its ``sequence`` is the ``version`` to decide again with.
    """

    def __init__(self, latest: RecordedDecision) -> None:
        self.latest = latest
        super().__init__(
            self.words("en"),
            f"plan {latest.plan_id}",
            "Look at what was decided, and decide again if you still want to.",
        )

    def words(self, language: Language) -> str:
        """Return who decided what and when, in one sentence."""
        when = datetime.fromisoformat(self.latest.at).astimezone()
        return conflict_words(
            language, by=self.latest.by, at=f"{when:%d-%m-%Y %H:%M}", **decision_words(self.latest, language)
        )


def decision_words(row: RecordedDecision, language: Language) -> dict[str, str]:
    """Return ``what`` a row says and its ``reason``, as people read them; who or what answered makes no difference."""
    answered = row.state in ("approved", "refused")
    what = words_of("answers", row.state, language) if answered else words_of("kinds", row.kind, language)
    waits = f", {words_of('states', 'drop_asked', language).lower()}" if row.state == "asked" else ""
    return {"what": what + waits, "reason": words_of("reasons", row.reason, language)}


class PlanDecisions:
    """The decisions in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def record(self, decision: PlanDecision, system_user: str, roll: PlanRoll) -> RecordedDecision:
        """Add a decision; one that would take an item out for a reason of taste is only *asked*.

        A swap that stands at once brings the other employer in with a row of its own; taking that swap back takes it
        out again with another, unless somebody decided about it since.

        Args:
            decision: What was decided.
            system_user: Under which user of the system it was done.
            roll: The plan's roll, read from its snapshot.

        Returns:
            The row; ``state`` says ``done`` or ``asked``.

        Raises:
            DecisionConflictError: The item has a newer decision than the person had seen.
            KompasError: The decision does not fit how the item stands, or the store cannot be written.
        """
        with self._log.transaction(writing=True) as connection:
            states = item_states(_rows(connection, decision.plan_id))
            _refuse_old(states.get(decision.employer_id, PLANNED), decision.version)
            state = settle(decision, states, roll)
            writer = _Writer(connection, system_user, states, _extracts(roll, _named((decision,), states)))
            row = writer.append(asdict(decision) | {"state": state})
            if state == "done":
                _bring_in(writer, row, states, roll)
                _take_out(writer, row, states)
            return row

    def record_each(
        self, decisions: Sequence[PlanDecision], system_user: str, roll: PlanRoll
    ) -> "list[RecordedDecision | DecisionConflictError | RefusalError]":
        """Add decisions about different items of a plan, each by the rules of `record`, and return what came of each.

        One that is refused leaves its item as it was, and the others stand; the plan's decisions are read once only.

        Args:
            decisions: To accept, drop or defer; what names another employer goes one by one.
            system_user: Under which user of the system it was done.
            roll: The plan's roll, read from its snapshot.

        Raises:
            KompasError: A decision is never possible in this plan, or the store cannot be written; then none stands.
        """
        with self._log.transaction(writing=True) as connection:
            states = item_states(_rows(connection, roll.plan_id))
            writer = _Writer(connection, system_user, states, _extracts(roll, _named(decisions, states)))
            return [_record_one(writer, decision, states, roll) for decision in decisions]

    def answer(
        self,
        plan_id: str,
        employer_id: str,
        *,
        leaves: bool,
        by: str,
        version: int,
        system_user: str,
        roll: PlanRoll,
        view: View = "open",
    ) -> RecordedDecision:
        """Answer what was asked of a second person: whether the item leaves the plan.

        An item that lot drew stays, whatever is answered: it may only go for a structured impossibility. Its row, its
        line in the log and all words are those of an item that the person kept.

        Args:
            plan_id: The plan.
            employer_id: The item's employer.
            leaves: Whether this person agrees that it leaves.
            by: The second person, by name; another than who asked.
            version: The sequence of the question.
            system_user: Under which user of the system it was done.
            roll: The plan's roll, read from its snapshot at this moment.
            view: Whether the estimate was in view.

        Returns:
            The row; ``state`` says ``approved`` (it leaves) or ``refused`` (it stays).

        Raises:
            DecisionConflictError: The item has a newer decision than the person had seen.
            KompasError: Nothing was asked, the same person asked it, or the store cannot be written.
        """
        if plan_id != roll.plan_id:
            raise RefusalError("other_plan", f"This answer is about plan {plan_id}.", roll.plan_id, "Open that plan.")
        with self._log.transaction(writing=True) as connection:
            states = item_states(_rows(connection, plan_id))
            state = states.get(employer_id, PLANNED)
            _refuse_old(state, version)
            asked = _question(state, employer_id, by)
            if asked.kind == "swap":
                refuse_planned(asked.other_employer_id or "", states, roll)
            agreed = leaves and employer_id not in roll.random
            answer = replace(asked, state="approved" if agreed else "refused", by=checked_name(by), version=version)
            writer = _Writer(connection, system_user, states, _extracts(roll, _named((answer,), states)))
            row = writer.append(asdict(answer) | {"view": view, "remark": None})
            if agreed:
                _bring_in(writer, row, states, roll)
            return row

    def of_plan(self, plan_id: str) -> tuple[RecordedDecision, ...]:
        """Return all decisions about a plan in the order in which they were recorded.

        They name persons: who shows them logs that (`log_reading`).

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return _rows(connection, plan_id)

    def state_of(self, plan_id: str) -> Mapping[str, ItemState]:
        """Return how every item with a decision stands, by employer; all others are ``PLANNED``.

        Raises:
            KompasError: The store cannot be read.
        """
        return item_states(self.of_plan(plan_id))

    def of_employer(self, employer_id: str) -> tuple[RecordedDecision, ...]:
        """Return the decisions about an employer under all plans, in order; who shows them logs that, plan by plan.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return _rows(connection, None, employer_id)

    def all(self) -> tuple[RecordedDecision, ...]:
        """Return the decisions about all plans, in order.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return _rows(connection, None)

    def log_reading(self, actor: str, plan_id: str, shown: int) -> None:
        """Log that somebody was shown decisions with the persons who took them.

        Raises:
            KompasError: The store cannot be written; then they must not be shown.
        """
        self._log.record(actor, READ, f"plan:{plan_id}", {"decisions": shown})

    def forged(self) -> tuple[str, ...]:
        """Return, in words, which decisions are not what the audit log says of them; empty when all are.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return tuple(forged(connection, RECORDED))


@dataclass(frozen=True)
class _Writer:
    """Adds decisions within one transaction, each with the extract of its employer frozen beside it."""

    connection: Connection
    system_user: str
    states: Mapping[str, ItemState]
    extracts: Mapping[str, Content]

    def append(self, values: Mapping[str, Any]) -> RecordedDecision:
        row = _append(self.connection, values, self.system_user)
        if row.employer_id in self.extracts:
            state = self.states.get(row.employer_id, PLANNED).after(row)
            content = with_item(self.extracts[row.employer_id], state.month, state.team)
            freeze(self.connection, content, row.sequence, self.system_user)
        return row


def _extracts(roll: PlanRoll, employers: Collection[str]) -> Mapping[str, Content]:
    return {} if roll.basis is None else roll.basis.contents(employers)


def _named(decisions: Iterable[PlanDecision | RecordedDecision], states: Mapping[str, ItemState]) -> frozenset[str]:
    """Return all employers of which rows can come of some decisions: a swap, or its undoing, makes one of another."""
    rows = tuple(decisions)
    swapped = (states.get(row.employer_id, PLANNED).other_employer_id for row in rows)
    others = (*(row.other_employer_id for row in rows), *swapped)
    return frozenset((*(row.employer_id for row in rows), *(other for other in others if other)))


def _record_one(
    writer: _Writer, decision: PlanDecision, states: Mapping[str, ItemState], roll: PlanRoll
) -> RecordedDecision | DecisionConflictError | RefusalError:
    try:
        _refuse_old(states.get(decision.employer_id, PLANNED), decision.version)
        state = settle(decision, states, roll)
    except (DecisionConflictError, RefusalError) as refused:
        return refused
    row = writer.append(asdict(decision) | {"state": state})
    if state == "done":
        _take_out(writer, row, states)
    return row


def _rows(connection: Connection, plan_id: str | None, employer_id: str | None = None) -> tuple[RecordedDecision, ...]:
    query = select(PLAN_DECISIONS).order_by(PLAN_DECISIONS.c.sequence)
    query = query if plan_id is None else query.where(PLAN_DECISIONS.c.plan_id == plan_id)
    query = query if employer_id is None else query.where(PLAN_DECISIONS.c.employer_id == employer_id)
    return tuple(_as_decision(dict(row)) for row in connection.execute(query).mappings())


def _as_decision(row: Mapping[str, Any]) -> RecordedDecision:
    month = row["month"]
    return RecordedDecision(**dict(row) | {"month": date.fromisoformat(month) if month else None})


def _append(connection: Connection, values: Mapping[str, Any], system_user: str) -> RecordedDecision:
    own = {name: value for name, value in values.items() if name in RECORDED.own_columns() and name != "sequence"}
    month = own.get("month")
    return _as_decision(append(connection, RECORDED, own | {"month": month and month.isoformat()}, system_user))


def _refuse_old(state: ItemState, version: int) -> None:
    if state.latest is not None and version != state.version:
        raise DecisionConflictError(state.latest)
    if state.latest is None and version:
        raise RefusalError(
            "seen_otherwise", f"This item has no decision {version}.", "version", "Look at the item again."
        )


def _question(state: ItemState, employer_id: str, by: str) -> RecordedDecision:
    if state.asked is None:
        raise RefusalError(
            "nothing_asked", "Nothing waits for an answer here.", employer_id, "`kompas decisions list` says what does."
        )
    if same_person(state.asked.by, checked_name(by)):
        raise RefusalError(
            "same_person",
            "Who asks cannot answer.",
            state.asked.by,
            "Have another person with the role of manager answer.",
        )
    return state.asked


def _bring_in(writer: _Writer, row: RecordedDecision, states: Mapping[str, ItemState], roll: PlanRoll) -> None:
    """Add the employer that comes in the place of a swapped one: chosen by a person, so with a ground of its own."""
    if row.kind != "swap" or row.other_employer_id is None:
        return
    swapped, other = states.get(row.employer_id, PLANNED), states.get(row.other_employer_id, PLANNED)
    values = asdict(row) | {
        "employer_id": row.other_employer_id,
        "other_employer_id": row.employer_id,
        "kind": "add",
        "state": "done",
        "remark": None,
        "team": swapped.team or roll.teams[row.employer_id],
        "version": other.version,
    }
    writer.append(values)


def _take_out(writer: _Writer, row: RecordedDecision, states: Mapping[str, ItemState]) -> None:
    """Take out what a swap brought in when the swap is undone; what somebody decided about since then stays."""
    swapped = states.get(row.employer_id, PLANNED)
    other = states.get(swapped.other_employer_id or "", PLANNED)
    if row.kind != "accept" or swapped.state != "swapped" or other.state != "added":
        return
    if other.other_employer_id != row.employer_id:
        return
    values = asdict(row) | {
        "employer_id": swapped.other_employer_id,
        "other_employer_id": None,
        "kind": "drop",
        "reason": SWAP_UNDONE,
        "remark": None,
        "version": other.version,
    }
    writer.append(values)
