"""``kompas decisions score``: how decisions otherwise than the plan turned out, in groups and never by person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store.item_state import ItemState, RecordedDecision
from data_contracts.store.outcome import Outcome, RecordedOutcome
from data_contracts.store.outcomes import Outcomes
from models.labels.response import random_arm_response
from models.planning.overrides import (
    KEPT,
    LEAST_CASES,
    LEAST_PEOPLE,
    TOO_FEW_PEOPLE,
    Override,
    accepted_by_view,
    override_scores,
)
from pipelines.outcomes.cases import PlanRecord, looked_at
from pipelines.outcomes.delivering import plan_record
from pipelines.outcomes.plans import plan_snapshots
from pipelines.store import store_of

_OUT = {"dropped": "dropped", "swapped": "swapped_out", "deferred": "deferred"}


@dataclass(frozen=True)
class Scores:
    """The tables of ``models.planning.overrides``, and the response of the random arm by law."""

    overrides: pl.DataFrame
    views: pl.DataFrame
    response: pl.DataFrame


def score(settings: KompasSettings, today: date) -> Scores:
    """Score the decisions about all plans about which something was decided or told.

    Args:
        settings: The run's settings.
        today: What the registers hold on this day counts for the response of the random arm.

    Raises:
        KompasError: There is no warehouse, or the store cannot be read.
    """
    url = store_of(settings)
    outcomes = Outcomes(url).all()
    everything = [plan_record(url, snapshot) for snapshot in plan_snapshots(settings).values()]
    records = [record for record in everything if record.decisions or record.outcomes]
    warehouse = SnapshotFolder(settings.snapshots_dir).latest("warehouse")
    tables = {name: warehouse.table(name) for name in ("inspections", "findings")}
    numbers = _Numbers()
    return Scores(
        override_scores(found for record in records for found in overrides_of(record, outcomes, numbers)),
        accepted_by_view(first for record in records for first in _first_decisions(record.decisions, numbers)),
        random_arm_response(tables, today),
    )


class _Numbers(dict[str, int]):
    """A number for each person, made anew for each score, so that no name goes further than this."""

    def of(self, row: RecordedDecision) -> int:
        """Return the number of who decided; of an erased name that of the user of the system."""
        return self.setdefault(" ".join((row.by or row.system_user).casefold().split()), len(self))


def overrides_of(
    record: PlanRecord, outcomes: Sequence[RecordedOutcome], numbers: _Numbers | None = None
) -> Iterator[Override]:
    """Yield a plan's items with what was decided and found.

    What was taken out is held against later cases about the same employer, of any plan; all else against its own case.
    Kept are only items that the model chose: what lot drew could not have been dropped for a reason of taste, and
    would make the comparison unfair.
    """
    looked, decided = looked_at(outcomes), _deciders(record.decisions, numbers if numbers is not None else _Numbers())
    own = {row.outcome.employer_id: row for row in looked.values() if row.outcome.plan_id == record.roll.plan_id}
    for employer_id, state in record.states.items():
        reason = _reason_of(record, employer_id, state)
        if not state.stays(record.roll.months):
            found = _found_later(employer_id, state, looked)
            yield Override(_OUT[state.state], reason, found, decided.get(employer_id))
        elif state.by_hand:
            kind = "swapped_in" if state.other_employer_id is not None else "added"
            yield Override(kind, reason, _found(own.get(employer_id)), decided.get(employer_id))
    for employer_id, item in record.items.items():
        kept = employer_id not in record.states or record.states[employer_id].stays(record.roll.months)
        if kept and item.ground == "model":
            yield Override(KEPT, "", _found(own.get(employer_id)))


def score_lines(scores: Scores, reason_words: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of overrides as people read them.

    Args:
        scores: The scores.
        reason_words: What people read for each reason.
    """
    for row in scores.overrides.iter_rows(named=True):
        kind = row["kind"].replace("_", " ")
        yield (
            kind if not row["reason"] else "",
            reason_words.get(row["reason"], row["reason"]) if row["reason"] else "all",
            count_words(row["decided"]),
            count_words(row["looked_at"]),
            rate_words(row),
        )


def view_lines(scores: Scores) -> Iterator[tuple[str, ...]]:
    """Yield how often the plan was followed, blind and open."""
    for row in scores.views.iter_rows(named=True):
        yield row["view"], count_words(row["decided"]), rate_words(row)


def response_lines(scores: Scores) -> Iterator[tuple[str, ...]]:
    """Yield of each law at how many cases of the random arm somebody looked."""
    for row in scores.response.iter_rows(named=True):
        few = row["closed"] < LEAST_CASES
        told = rate_words(row | {"rate": None if few else row["rate"]})
        yield row["law"], f"{row['closed']:,}", f"{row['examined']:,}", told


def count_words(count: int | None) -> str:
    """Return a count as it may be shown."""
    return "1 to 4" if count is None else f"{count:,}"


def rate_words(row: Mapping[str, Any]) -> str:
    """Return a rate with its interval, or that there is none."""
    if row.get("status") == TOO_FEW_PEOPLE:
        return f"not told (it could be about fewer than {LEAST_PEOPLE} people)"
    if row["rate"] is None:
        return f"not estimable (fewer than {LEAST_CASES})"
    return f"{row['rate']:.0%} ({row['low']:.0%} to {row['high']:.0%})"


def has_finding(outcome: Outcome) -> bool:
    """Tell whether a case found something that still stands."""
    return any(finding.violation and finding.objection != "upheld" for finding in outcome.findings)


def _found(row: RecordedOutcome | None) -> bool | None:
    return None if row is None else has_finding(row.outcome)


def _found_later(employer_id: str, state: ItemState, looked: Mapping[str, RecordedOutcome]) -> bool | None:
    """Return what the first case found that was opened about an employer after it was taken out; ``None``: no case."""
    since = state.latest.at[:10] if state.latest is not None else ""
    later = [
        row.outcome
        for row in looked.values()
        if row.outcome.employer_id == employer_id
        and row.outcome.opened_on is not None
        and row.outcome.opened_on.isoformat() >= since
    ]
    return has_finding(min(later, key=lambda outcome: str(outcome.opened_on))) if later else None


def _reason_of(record: PlanRecord, employer_id: str, state: ItemState) -> str:
    """Return the reason of what stands: of an added item why it was added, else that of its last decision."""
    if state.by_hand and state.stays(record.roll.months):
        added = [row for row in record.decisions if row.employer_id == employer_id and row.kind == "add"]
        return added[-1].reason
    return state.latest.reason if state.latest is not None else ""


def _deciders(rows: Sequence[RecordedDecision], numbers: _Numbers) -> dict[str, int]:
    """Return of each item the number of who decided or asked last; who answered did not choose it."""
    return {row.employer_id: numbers.of(row) for row in rows if row.state in ("done", "asked")}


def _first_decisions(rows: Sequence[RecordedDecision], numbers: _Numbers) -> Iterator[tuple[str, bool, int]]:
    """Yield of each item of the plan itself, of its first decision, the view, whether it was accepted, and who."""
    seen: set[str] = set()
    for row in rows:
        if row.employer_id not in seen and row.kind != "add":
            yield row.view, row.kind == "accept", numbers.of(row)
        seen.add(row.employer_id)
