"""From what a browser hands in to a decision in the store, and back: what the store refuses, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dash.development.base_component import Component

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.decided import name_in, named_by
from dashboard.employers import employers_named
from dashboard.pages.plan import form, ids, panel
from dashboard.planned import plan_id_of
from dashboard.regions import require_region
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store.audit_log import AuditFilter
from data_contracts.store.decisions import DecisionConflictError
from data_contracts.store.item_state import PLANNED, ItemState, View
from data_contracts.store.plan_decision import PlanDecision, same_person
from data_contracts.store.plan_roll import plan_roll
from data_contracts.store.reasons import KINDS, Kind
from data_contracts.store.reasons import words_of as store_word
from data_contracts.store.refusal import RefusalError

OPENED = "open_dossier"
"""The log's word for opening a dossier, in which the chances stand unless its view was blind."""
# Where the store says that something is wrong, and the field that holds it.
_FIELD_OF = {
    "remark": ids.REMARK,
    "reason": ids.REASON,
    "month": ids.MONTH,
    "team": ids.TEAM,
    "ground": ids.GROUND,
    "other_employer_id": ids.OTHER,
}


@dataclass(frozen=True)
class Given:
    """What a person filled in.

    ``employer_id`` is empty when an employer is added by hand; ``unseen``: the chances were hidden from this person.
    """

    employer_id: str
    version: int
    kind: Kind | None
    fields: Mapping[str, str]
    undone: bool
    unseen: bool

    @classmethod
    def of_browser(cls, item: Mapping[str, Any], fields: Mapping[str, Any], *, undone: bool) -> "Given":
        """Read what a browser handed back, which can be anything."""
        version = item.get("version")
        kind = next((known for known in KINDS if known == fields.get(ids.KIND)), None)
        return cls(
            employer_id=str(item.get("employer_id") or ""),
            version=version if isinstance(version, int) else 0,
            kind=kind,
            fields={name: value.strip() for name, value in fields.items() if isinstance(value, str)},
            undone=undone,
            unseen=item.get("unseen") is True,
        )


@dataclass(frozen=True)
class Done:
    """What was recorded: what to tell, and its place among the decisions."""

    notice: str
    sequence: int


class RefusedError(Exception):
    """What was not recorded, and why.

    Args:
        problem: What to say below the form.
        errors: What to say beside which field.
        item: With a conflict: the item as it stands now, to decide again on top.
        history: With a conflict: what was decided about it.
    """

    def __init__(
        self,
        problem: Any = "",
        errors: Mapping[str, str] | None = None,
        item: dict[str, Any] | None = None,
        history: Component | None = None,
    ) -> None:
        self.problem = problem
        self.errors = dict(errors or {})
        self.item = item
        self.history = history
        super().__init__(str(problem))


def recorded(context: Context, plan: Snapshot, given: Given, words: Words) -> Done:
    """Record a decision, by whoever has signed in.

    Raises:
        RefusedError: It was not recorded, for a reason that the person can act on.
        OutsideRegionsError: An employer lies outside the regions of the account.
        KompasError: Something cannot be read or written.
    """
    plan_id = plan_id_of(context.published, plan)
    refuse_replaced(context, plan, words)
    _refuse_gaps(given, words)
    if given.kind == "accept" and not given.undone and context.published.withheld(plan):
        raise RefusedError(words("wrong.on_hold"))
    for employer_id in {given.employer_id, _other_of(given)} - {""}:
        require_region(context, plan, employer_id)
    before = context.decisions.state_of(plan_id).get(given.employer_id, PLANNED)
    try:
        by = context.actor
        given = replace(given, unseen=given.unseen and not _has_seen_chances(context, plan, given.employer_id))
        decision = _undoing(before, plan, plan_id, given, by) if given.undone else _decision(plan_id, given, by)
        row = context.decisions.record(decision, context.actor, plan_roll(plan))
    except DecisionConflictError as conflict:
        raise _conflict(context, plan, given, conflict, words) from conflict
    except KompasError as error:
        raise _refusal(error, words) from error
    if row.state == "asked":
        return Done(words("done.asked"), row.sequence)
    if row.kind == "accept" and before.state == "swapped":
        return Done(_swapped_back(context, plan, str(before.other_employer_id), words), row.sequence)
    return Done(words("done.added") if row.kind == "add" else words("done"), row.sequence)


def answered(context: Context, plan: Snapshot, pressed: Mapping[str, Any], words: Words) -> Done:
    """Record what a second person, who is whoever has signed in, answers to a question of another account.

    Args:
        context: Where to read and record.
        plan: The plan.
        pressed: Which button: the employer, the version of the question, and the answer (leaves, stays).
        words: The page's words.

    Raises:
        RefusedError: It was not recorded, for a reason that the person can act on.
        OutsideRegionsError: The employer lies outside the regions of the account.
        KompasError: Something cannot be read or written.
    """
    plan_id = plan_id_of(context.published, plan)
    refuse_replaced(context, plan, words)
    employer_id, version = str(pressed.get("employer")), pressed.get("version")
    require_region(context, plan, employer_id)
    asked = context.decisions.state_of(plan_id).get(employer_id, PLANNED).asked
    if asked is not None and same_person(asked.by, context.actor):
        raise RefusedError(words("wrong.same_person"))
    try:
        row = context.decisions.answer(
            plan_id,
            employer_id,
            leaves=pressed.get("answer") == "leaves",
            by=context.actor,
            version=version if isinstance(version, int) else 0,
            system_user=context.actor,
            roll=plan_roll(plan),
        )
    except DecisionConflictError as conflict:
        raise RefusedError(conflict.words(words.language)) from conflict
    except KompasError as error:
        raise _refusal(error, words) from error
    name = panel.title_of(context, plan, employer_id)
    answer = store_word("answers", row.state, words.language)
    return Done(words("done.answered", name=name, answer=answer), row.sequence)


def refuse_replaced(context: Context, plan: Snapshot, words: Words) -> None:
    """Say that another plan for the same months came into use while this one was on the screen."""
    in_use = context.published.plan()
    if plan_id_of(context.published, in_use) == plan_id_of(context.published, plan):
        return
    if set(panel.plan_months(in_use)) & set(panel.plan_months(plan)):
        raise RefusedError(words("replaced", plan=plan_id_of(context.published, in_use)))


def _refuse_gaps(given: Given, words: Words) -> None:
    """Say of every field at once what is missing; the store would name only the first."""
    wanted = () if given.undone else (*form.FIELDS_OF.get(given.kind or "", ()), ids.REASON)
    missing = {name: _wrong(name, words) for name in wanted if not given.fields.get(name)}
    if missing:
        raise RefusedError(errors=missing)


def _other_of(given: Given) -> str:
    """Return the employer that comes in by hand, if the decision brings one in."""
    fits = not given.undone and ids.OTHER in form.FIELDS_OF.get(given.kind or "", ())
    return given.fields.get(ids.OTHER, "") if fits else ""


def _decision(plan_id: str, given: Given, by: str) -> PlanDecision:
    kind = given.kind or "accept"
    own = {name: given.fields.get(name) or None for name in form.FIELDS_OF[kind]}
    other = own.get(ids.OTHER)
    return PlanDecision(
        plan_id=plan_id,
        employer_id=given.employer_id or str(other),
        kind=kind,
        reason=given.fields[ids.REASON],
        by=by,
        view=_view(unseen=given.unseen),
        version=given.version,
        remark=given.fields.get(ids.REMARK),
        month=_month(own.get(ids.MONTH)),
        other_employer_id=other if kind == "swap" else None,
        ground=own.get(ids.GROUND),
        team=own.get(ids.TEAM),
    )


def _swapped_back(context: Context, plan: Snapshot, other: str, words: Words) -> str:
    """Return what to tell of a swap that was undone: whether what had come in is still there."""
    stand = context.decisions.state_of(plan_id_of(context.published, plan))[other]
    name = name_in(employers_named(context.published, plan, {other}), other)
    if stand.stays(panel.plan_months(plan)):
        return words("done.swapped_stays", name=name)
    return words("done.swapped_back", name=name)


def _undoing(state: ItemState, plan: Snapshot, plan_id: str, given: Given, by: str) -> PlanDecision:
    back = panel.undoing(state, panel.plan_months(plan))
    if back is None or state.latest is None:
        raise RefusalError(
            "nothing_to_undo", "There is nothing to take back.", given.employer_id, "Look at the item again."
        )
    kind: Kind = "accept" if back[0] == "accept" else "drop"
    return PlanDecision(
        plan_id,
        given.employer_id,
        kind,
        back[1],
        by,
        view=_view(unseen=given.unseen),
        version=given.version,
    )


def _has_seen_chances(context: Context, plan: Snapshot, employer_id: str) -> bool:
    """Return whether the log holds that whoever decides saw the chances of an employer under this plan."""
    about = context.audit_log.reference("employer", employer_id)
    readings = AuditFilter(actions=(panel.READ_CHANCES, OPENED), actor=context.actor, subject=about)
    return any(
        line.detail.get("plan") == plan.manifest.snapshot_id and line.detail.get("view", "open") == "open"
        for line in context.audit_log.lines(readings)
    )


def _view(*, unseen: bool) -> View:
    return "blind" if unseen else "open"


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise KompasError("This is no month.", "month", "Choose a month of the list.") from error


def _conflict(
    context: Context, plan: Snapshot, given: Given, conflict: DecisionConflictError, words: Words
) -> RefusedError:
    latest = conflict.latest
    rows = [row for row in context.decisions.of_plan(latest.plan_id) if row.employer_id == latest.employer_id]
    state = context.decisions.state_of(latest.plan_id)[latest.employer_id]
    names = named_by(context, plan, rows)
    return RefusedError(
        problem=[conflict.words(words.language), " ", words("conflict.kept")],
        item=form.as_item(latest.employer_id, state, unseen=given.unseen),
        history=panel.history(context, latest.plan_id, rows, names, words),
    )


def _refusal(error: KompasError, words: Words) -> RefusedError:
    name = _FIELD_OF.get(error.where)
    if name:
        return RefusedError(errors={name: _wrong(name, words)})
    return RefusedError(problem_in_words(error, words))


def _wrong(name: str, words: Words) -> str:
    return words.of_code("wrong", name.rpartition("-")[2])
