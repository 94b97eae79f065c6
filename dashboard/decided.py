"""How the items of a plan stand after what people decided about them, as lists and panels show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dashboard import formats
from dashboard.context import Context
from dashboard.employers import employers_named
from dashboard.planned import plan_id_of
from dashboard.published import Row
from dashboard.regions import seen_among
from dashboard.texts import Words
from data_contracts.reference_data import region_of_province, section_of_division
from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import ItemState, RecordedDecision
from data_contracts.store.reasons import reasons
from data_contracts.store.reasons import words_of as store_word

ComeIn = tuple[str, str, str | None, str | None, str | None, str | None, str | None, str | None]
"""employer_id, trade_name, sector, size_class, province, region, team, month (ISO) of an employer added by hand."""


@dataclass(frozen=True)
class Standings:
    """How every item with a decision stands, by employer; the employers that decisions name; who was added by hand."""

    states: Mapping[str, ItemState] = field(default_factory=dict)
    employers: Mapping[str, Row] = field(default_factory=dict)
    come_in: tuple[ComeIn, ...] = ()

    @property
    def waiting(self) -> int:
        """How many items wait for a second person."""
        return sum(1 for state in self.states.values() if state.asked)

    def in_words(self, employer_id: str, words: Words) -> str:
        """Return how an item stands, e.g. ``Uitgesteld naar januari 2027``."""
        return state_in_words(self.states[employer_id], self.employers, words)


def standings(context: Context, plan: Snapshot) -> Standings:
    """Return how the items of a plan stand, as far as whoever looks may see their employers.

    Raises:
        KompasError: The store, or the register that the plan was made from, cannot be read.
    """
    every = context.decisions.state_of(plan_id_of(context.published, plan))
    seen = seen_among(context.published, plan, every)
    states = {employer_id: state for employer_id, state in every.items() if employer_id in seen}
    by_hand = {employer_id: state for employer_id, state in states.items() if state.by_hand}
    others = {state.other_employer_id for state in states.values() if state.other_employer_id}
    employers = employers_named(context.published, plan, {*by_hand, *others})
    come_in = tuple(_come_in(employer_id, state, employers.get(employer_id)) for employer_id, state in by_hand.items())
    return Standings(states, employers, come_in)


def named_by(context: Context, plan: Snapshot, rows: Iterable[RecordedDecision]) -> Mapping[str, Row]:
    """Return the employers that decisions name besides their own, by number."""
    others = {row.other_employer_id for row in rows if row.other_employer_id}
    return employers_named(context.published, plan, others)


def state_in_words(state: ItemState, employers: Mapping[str, Row], words: Words) -> str:
    """Return how an item stands in words; ``employers`` are those that may be named in it."""
    if state.state == "deferred":
        return words("decided.deferred", month=formats.month(state.month, words.language))
    if state.state == "swapped":
        return words("decided.swapped", name=name_in(employers, state.other_employer_id))
    if state.state == "added" and state.other_employer_id:
        return words("decided.instead", name=name_in(employers, state.other_employer_id))
    return store_word("states", state.state, words.language)


def name_in(employers: Mapping[str, Row], employer_id: str | None) -> str:
    """Return an employer's name, or its number when the register does not hold it."""
    found = employers.get(employer_id or "")
    return str(found["trade_name"] if found and found["trade_name"] else employer_id)


def reason_in_words(code: str, words: Words) -> str:
    """Return the reason of a decision, or the answer of a second person, in words."""
    reason = reasons().get(code)
    return reason.words[words.language] if reason else store_word("answers", code, words.language)


def moment(at: str, words: Words) -> str:
    """Return when something was recorded, in this machine's time, e.g. ``29 november 2026, 14:03``."""
    local = datetime.fromisoformat(at).astimezone()
    return f"{formats.day(local.date(), words.language)}, {local:%H:%M}"


def _come_in(employer_id: str, state: ItemState, known: Row | None) -> ComeIn:
    month = state.month.isoformat() if state.month else None
    if known is None:
        return employer_id, employer_id, None, None, None, None, state.team, month
    sector = section_of_division().get((known["sbi_code"] or "")[:2])
    region = region_of_province().get(known["province"])
    return employer_id, known["trade_name"], sector, known["size_class"], known["province"], region, state.team, month
