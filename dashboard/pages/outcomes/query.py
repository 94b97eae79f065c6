"""What the outcomes page reads: the plans that were made, their employers, and grounds once a case is closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.context import Context
from dashboard.decided import Standings, name_in, standings
from dashboard.employers import LEAST_LETTERS, MOST_FOUND
from dashboard.planned import plan_id_of
from dashboard.published import Published
from dashboard.regions import seen_among
from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import PLANNED
from data_contracts.store.outcome import RecordedOutcome
from data_contracts.store.outcomes import standing


@dataclass(frozen=True)
class Told:
    """An outcome that stands, the employer's name, and the ground of its case, which is empty until that is closed."""

    recorded: RecordedOutcome
    trade_name: str
    ground: str | None


def plans(published: Published, in_use: Snapshot) -> dict[str, Snapshot]:
    """Return the plans that were made by name, the one in use first; of one made again the version in use, or the last.

    Cases close long after their plan was followed by the next, so outcomes of all plans can be told.
    """
    found = {plan_id_of(published, in_use): in_use}
    for plan in published.folder.snapshots("plan"):
        found.setdefault(plan_id_of(published, plan), plan)
    return found


def find_items(context: Context, plan: Snapshot, typed: str) -> list[tuple[str, str]]:
    """Return (employer_id, trade_name) of employers of a plan, also of those added by hand, by a part of their name.

    Who may see the employers of some regions only finds nobody elsewhere.
    """
    wanted = typed.strip()
    if len(wanted) < LEAST_LETTERS:
        return []
    rows = context.published.rows(
        "SELECT employer_id, trade_name FROM read_parquet($items) WHERE (employer_id = $typed "
        "OR contains(strip_accents(lower(trade_name)), strip_accents(lower($typed)))) "
        "AND (len($within::VARCHAR[]) = 0 OR list_contains($within::VARCHAR[], region)) "
        "ORDER BY trade_name, employer_id LIMIT $most",
        {"items": plan.table("items"), "typed": wanted, "most": MOST_FOUND, "within": list(context.published.regions)},
    )
    by_hand = [(employer_id, name) for employer_id, name, *_ in standings(context, plan).come_in]
    added = [(number, name) for number, name in by_hand if wanted.casefold() in f"{number} {name}".casefold()]
    return [*added, *((row["employer_id"], row["trade_name"]) for row in rows)][:MOST_FOUND]


def told_of(context: Context, plan: Snapshot, plan_id: str) -> list[Told]:
    """Return what was told of a plan, the last told first, of the employers that whoever looks may see."""
    every = standing(context.outcomes.of_plan(plan_id)).values()
    seen = seen_among(context.published, plan, {row.outcome.employer_id for row in every})
    recorded = sorted((row for row in every if row.outcome.employer_id in seen), key=lambda row: -row.sequence)
    stand = standings(context, plan)
    names = _names(context, plan, [row.outcome.employer_id for row in recorded], stand)
    closed = [row.outcome.employer_id for row in recorded if row.outcome.closed_on]
    grounds = grounds_of_closed(context, plan, closed, stand)
    return [
        Told(row, names.get(row.outcome.employer_id, row.outcome.employer_id), grounds.get(row.outcome.employer_id))
        for row in recorded
    ]


def grounds_of_closed(context: Context, plan: Snapshot, closed: Iterable[str], stand: Standings) -> Mapping[str, str]:
    """Return on which ground employers were selected; only ever of those whose case is closed."""
    wanted = list(closed)
    rows = context.published.rows(
        "SELECT employer_id, selection_ground FROM read_parquet($items) "
        "WHERE employer_id IN (SELECT unnest($ids::VARCHAR[]))",
        {"items": plan.table("items"), "ids": wanted},
    )
    by_hand = {number: state.ground for number, state in stand.states.items() if number in wanted and state.ground}
    return by_hand | {row["employer_id"]: row["selection_ground"] for row in rows}


def is_known(context: Context, plan: Snapshot, plan_id: str, employer_id: str) -> bool:
    """Tell whether an employer has an item in a plan, or was added to it by hand."""
    if context.decisions.state_of(plan_id).get(employer_id, PLANNED).by_hand:
        return True
    rows = context.published.rows(
        "SELECT 1 FROM read_parquet($items) WHERE employer_id = $employer_id LIMIT 1",
        {"items": plan.table("items"), "employer_id": employer_id},
    )
    return bool(rows)


def _names(context: Context, plan: Snapshot, employer_ids: list[str], stand: Standings) -> dict[str, str]:
    rows = context.published.rows(
        "SELECT employer_id, trade_name FROM read_parquet($items) "
        "WHERE employer_id IN (SELECT unnest($ids::VARCHAR[]))",
        {"items": plan.table("items"), "ids": employer_ids},
    )
    by_hand = {number: name_in(stand.employers, number) for number in employer_ids if number in stand.states}
    return by_hand | {row["employer_id"]: row["trade_name"] for row in rows}
