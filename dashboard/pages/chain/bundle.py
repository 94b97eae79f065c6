"""A joint visit: who would be added to the plan and who is in it already, and recording that by hand.

The store knows no joint visit by hand. Each employer gets a decision of its own, with the same month, team, ground and
remark; the remark names the chain, so that they can be found together. Each stands at once or is refused by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.chains import Party, parties_named
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.chain import query
from dashboard.pages.chain.given import text_of
from dashboard.pages.chain.view import as_of_date, employers_seen, planned_in_words
from dashboard.planned import plan_id_of
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store.decisions import DecisionConflictError
from data_contracts.store.item_state import PLANNED
from data_contracts.store.plan_decision import PlanDecision, checked_remark
from data_contracts.store.plan_roll import plan_roll
from data_contracts.store.reasons import codes

MOST = 10
"""How many employers a joint visit may take here."""
_REASONS = {"signal": "report_received", "follow_up": "follow_up_due", "project": "part_of_project"}
"""Why an employer is added, by the ground of its selection."""


class RefusedError(Exception):
    """What was filled in will not do, in words."""


@dataclass(frozen=True)
class Asked:
    """What a person filled in, read from a browser that can hand in anything.

    ``plan`` is the snapshot of the plan on the screen; ``party`` the party in the middle of the chain.
    """

    plan: str
    party: str
    ticked: tuple[str, ...]
    month: date
    team: str
    ground: str
    remark: str | None


@dataclass(frozen=True)
class Visit:
    """One employer of the joint visit.

    ``hours`` are those that a visit is expected to take; ``planned`` how it stands in the plan, in words, when it does;
    ``version`` the last decision about it that is on the screen.
    """

    party: Party
    employer_id: str
    hours: float | None
    planned: str | None
    version: int


@dataclass(frozen=True)
class Proposal:
    """A joint visit as it would be recorded."""

    asked: Asked
    visits: tuple[Visit, ...]

    @property
    def added(self) -> tuple[Visit, ...]:
        """Who would be added to the plan; the others are in it and stay."""
        return tuple(visit for visit in self.visits if visit.planned is None)


def read_asked(context: Context, lineage: Lineage, given: Mapping[str, Any], words: Words) -> Asked:
    """Return what a person filled in.

    Args:
        context: Where to read.
        lineage: The plan in use.
        given: ``plan, party, ticked, month, team, ground, remark`` as the browser hands them in.
        words: The page's words.

    Raises:
        RefusedError: It will not do.
    """
    ticked = given.get("ticked")
    names = sorted({text_of(name) for name in ticked} - {""}) if isinstance(ticked, list) else []
    if not names:
        raise RefusedError(words("wrong.nobody"))
    if len(names) > MOST:
        raise RefusedError(words("wrong.many", most=MOST))
    month = next((item for item in plan_roll(lineage.plan).months if item.isoformat() == given.get("month")), None)
    teams = [row["team"] for row in query.teams_of(context.published, lineage.plan)]
    team = next((name for name in teams if name == given.get("team")), None)
    ground = next((code for code in codes("grounds") if code == given.get("ground")), None)
    if month is None or team is None or ground is None:
        raise RefusedError(words("wrong.fields"))
    try:
        told = checked_remark(text_of(given.get("remark")))
    except KompasError as error:
        raise RefusedError(words("wrong.remark")) from error
    if given.get("plan") != lineage.plan.manifest.snapshot_id:
        raise RefusedError(words("wrong.other_plan"))
    return Asked(str(given["plan"]), text_of(given.get("party")), tuple(names), month, team, ground, told)


def proposed(context: Context, lineage: Lineage, asked: Asked, words: Words) -> Proposal:
    """Return what would be recorded; who is not in the chain, or not for this account to see, is left out.

    Raises:
        RefusedError: Nobody is left.
        KompasError: Something cannot be read.
    """
    published, warehouse = context.published, lineage.snapshot("warehouse")
    as_of = as_of_date(lineage)
    around = query.near(published, warehouse, asked.party, asked.ticked, as_of)
    parties = parties_named(published, warehouse, around, as_of)
    seen = employers_seen(context, parties.values())
    planned = planned_in_words(context, lineage.plan, seen, words)
    states = context.decisions.state_of(plan_id_of(published, lineage.plan))
    hours = query.expected_hours(published, lineage.snapshot("scores"), seen)
    roll = plan_roll(lineage.plan)
    visits = []
    for party in sorted(parties.values(), key=lambda item: (item.party_id != asked.party, item.name, item.party_id)):
        employer_id = party.employer_id
        if employer_id is None or employer_id not in seen:
            continue
        state = states.get(employer_id, PLANNED)
        stands = employer_id in roll or (state.by_hand and state.stays(roll.months))
        told = planned.get(employer_id, "") if stands else None
        visits.append(Visit(party, employer_id, hours.get(employer_id), told, state.version))
    if not visits:
        raise RefusedError(words("wrong.nobody"))
    return Proposal(asked, tuple(visits))


def record(context: Context, plan: Snapshot, proposal: Proposal, words: Words) -> str:
    """Add every employer of a joint visit that is not in the plan yet, and return what to tell of it.

    Raises:
        RefusedError: There is nothing to add, or one of them was refused; those before it are recorded, and the words
            say how many.
    """
    plan_id, roll = plan_id_of(context.published, plan), plan_roll(plan)
    added = proposal.added
    if not added:
        raise RefusedError(words("bundle.confirm.nothing"))
    for done, visit in enumerate(added):
        try:
            context.decisions.record(_decision(plan_id, proposal.asked, visit, context.actor), context.actor, roll)
        except KompasError as error:
            told = _told(error, words)
            name = visit.party.name
            raise RefusedError(words("bundle.stopped", done=done, all=len(added), name=name, problem=told)) from error
    return words("bundle.done.one") if len(added) == 1 else words("bundle.done.many", count=len(added))


def hours_of(visits: Sequence[Visit]) -> tuple[float, int]:
    """Return how many hours some visits are expected to take, and of how many of them that is not known."""
    known = [visit.hours for visit in visits if visit.hours is not None]
    return sum(known), len(visits) - len(known)


def _decision(plan_id: str, asked: Asked, visit: Visit, actor: str) -> PlanDecision:
    return PlanDecision(
        plan_id=plan_id,
        employer_id=visit.employer_id,
        kind="add",
        reason=_REASONS[asked.ground],
        by=actor,
        version=visit.version,
        remark=asked.remark,
        month=asked.month,
        ground=asked.ground,
        team=asked.team,
    )


def _told(error: KompasError, words: Words) -> str:
    return error.words(words.language) if isinstance(error, DecisionConflictError) else problem_in_words(error, words)
