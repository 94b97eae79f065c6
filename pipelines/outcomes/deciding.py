"""``kompas decisions list``, ``approve``, ``refuse``: what was decided about a plan, and a second person's answer."""

from collections.abc import Iterator
from datetime import datetime
from getpass import getuser

from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.item_state import PLANNED, ItemState, RecordedDecision
from data_contracts.store.plan_roll import plan_roll
from data_contracts.store.reasons import Language, words_of
from pipelines.outcomes.plans import find_plan
from pipelines.store import store_of

HEAD = ("employer", "name", "team", "state", "reason", "by", "when", "view", "remark")


def decision_rows(
    settings: KompasSettings, plan_id: str | None, *, waiting: bool, language: Language
) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return the plan's name and a row for each item with a decision; that they were read is logged.

    Args:
        settings: The run's settings.
        plan_id: The plan; ``None``: the one in use.
        waiting: Whether only what waits for a second person is asked for.
        language: Of the words.

    Raises:
        KompasError: There is no such plan, or the store cannot be used.
    """
    snapshot = find_plan(settings, plan_id)
    roll = plan_roll(snapshot)
    decisions = PlanDecisions(store_of(settings))
    states = decisions.state_of(roll.plan_id)
    chosen = {name: state for name, state in states.items() if state.asked is not None or not waiting}
    decisions.log_reading(getuser(), roll.plan_id, len(chosen))
    names = _names(snapshot)
    rows = [
        (name, names.get(name, ""), roll.teams.get(name) or state.team or "", *_told(state, language))
        for name, state in chosen.items()
    ]
    return roll.plan_id, tuple(sorted(rows, key=lambda row: (row[2], row[1], row[0])))


def answer(
    settings: KompasSettings, plan_id: str | None, employer_id: str, *, leaves: bool, by: str
) -> RecordedDecision:
    """Answer the question about an item, as it stands now.

    Args:
        settings: The run's settings.
        plan_id: The plan; ``None``: the one in use.
        employer_id: The item's employer.
        leaves: Whether this person agrees that it leaves the plan.
        by: The second person, by name.

    Raises:
        KompasError: There is no such plan or question, the same person asked it, or the store cannot be written.
    """
    roll = plan_roll(find_plan(settings, plan_id))
    decisions = PlanDecisions(store_of(settings))
    state = decisions.state_of(roll.plan_id).get(employer_id, PLANNED)
    if state.asked is None:
        raise KompasError(
            "Nothing waits for an answer here.", employer_id, "`kompas decisions list --waiting` lists what does."
        )
    return decisions.answer(
        roll.plan_id, employer_id, leaves=leaves, by=by, version=state.version, system_user=getuser(), roll=roll
    )


def _names(snapshot: Snapshot) -> dict[str, str]:
    items = query_frame("SELECT employer_id, trade_name FROM read_parquet($items)", {"items": snapshot.table("items")})
    return dict(items.iter_rows())


def _told(state: ItemState, language: Language) -> Iterator[str]:
    row = state.asked or state.latest
    if row is None:
        return
    when = datetime.fromisoformat(row.at).astimezone()
    month = f" {state.month:%Y-%m}" if state.state == "deferred" and state.month is not None else ""
    answered = f" ({words_of('answers', 'refused', language).lower()})" if row.state == "refused" else ""
    yield words_of("states", state.state, language) + month + answered
    yield words_of("reasons", row.reason, language)
    yield row.by
    yield f"{when:%Y-%m-%d %H:%M}"
    yield words_of("views", row.view, language)
    yield row.remark or ""
