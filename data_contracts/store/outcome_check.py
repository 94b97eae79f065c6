"""Holding an outcome against its rules: the same for a row of a file and for the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_contracts.store.item_state import PLANNED, ItemState
from data_contracts.store.outcome import EXAMINED, LawFinding, Outcome
from data_contracts.store.outcome_columns import (
    LAWS,
    OutcomeColumn,
    Texts,
    choices,
    law_field,
    outcome_columns,
    problem,
)
from data_contracts.store.outcome_values import UnreadableValueError, Value, read_value
from data_contracts.store.plan_roll import PlanRoll

_DETAILS = ("article", "workers", "underpaid_eur", "sanction")
_NEEDS_ARTICLE = frozenset({"Waadi"})
"""Of these laws only some articles are a finding, so that a violation without its article says nothing."""
_NOTHING_LEFT = frozenset({"not_done"})
Problems = dict[str, Texts]


@dataclass(frozen=True)
class KnownPlan:
    """A plan whose outcomes can be told: its roll, and how its items stand (``PlanDecisions.state_of``)."""

    roll: PlanRoll
    states: Mapping[str, ItemState] = field(default_factory=dict)

    def has(self, employer_id: str) -> bool:
        """Tell whether an employer is, or was, one of its items."""
        return employer_id in self.roll or self.states.get(employer_id, PLANNED).by_hand


@dataclass(frozen=True)
class OutcomeCheck:
    """What came of the check.

    Attributes:
        outcome: The outcome; ``None`` when there are problems.
        problems: What is wrong with which field (a column's name), in both languages; in the order of the columns.
    """

    outcome: Outcome | None
    problems: Mapping[str, Texts]


def check_outcome(fields: Mapping[str, object], *, today: date, plans: Mapping[str, KnownPlan]) -> OutcomeCheck:
    """Read the fields of one outcome and hold them against all rules.

    Args:
        fields: What was typed, by the names of ``outcome_columns()``; what is left out is empty.
        today: No day may lie after it.
        plans: The plans whose outcomes can be told, by their identifier.
    """
    values: dict[str, Any] = {}
    problems: Problems = {}
    for column in outcome_columns():
        values[column.name] = _read(column, fields.get(column.name), problems)
    for found in (_plan_problems(values, plans), _status_problems(values), _day_problems(values, today, plans)):
        _add(problems, found)
    for law in LAWS:
        _add(problems, _law_problems(values, law))
    _add(problems, _look_problems(values))
    if problems:
        order = [column.name for column in outcome_columns()]
        return OutcomeCheck(None, {name: problems[name] for name in sorted(problems, key=order.index)})
    return OutcomeCheck(_outcome(values), {})


def _read(column: OutcomeColumn, given: object, problems: Problems) -> Value:
    try:
        value = read_value(column, given)
    except UnreadableValueError as error:
        problems[column.name] = error.texts
        return None
    if value is None and column.required:
        problems[column.name] = problem("required")
    return value


def _add(problems: Problems, found: Problems) -> None:
    """Add problems; the first one of a field stands."""
    for name, texts in found.items():
        problems.setdefault(name, texts)


def _plan_problems(values: Mapping[str, Any], plans: Mapping[str, KnownPlan]) -> Problems:
    plan_id, employer_id = values["plan_id"], values["employer_id"]
    if plan_id is None:
        return {}
    if plan_id not in plans:
        return {"plan_id": problem("unknown_plan", given=plan_id)}
    if employer_id is not None and not plans[plan_id].has(employer_id):
        return {"employer_id": problem("not_in_plan", plan=plan_id)}
    return {}


def _status_problems(values: Mapping[str, Any]) -> Problems:
    instrument, status = values["instrument"], values["status"]
    if instrument is None or status is None:
        return {}
    fitting = [choice for choice in choices("statuses") if instrument in choice.instruments]
    if status in {choice.code for choice in fitting}:
        return {}
    named = {language: ", ".join(choice.words[language] for choice in fitting) for language in ("nl", "en")}
    return {
        "status": {
            language: problem("status_of_instrument", choices=named[language])[language] for language in ("nl", "en")
        }
    }


def _day_problems(values: Mapping[str, Any], today: date, plans: Mapping[str, KnownPlan]) -> Problems:
    found: Problems = {}
    opened, closed, status = values["opened_on"], values["closed_on"], values["status"]
    for name in ("closed_on", "opened_on"):
        day = values[name]
        if day is not None and day > today:
            found[name] = problem("in_the_future")
        elif day is not None and _before_the_plan(values, day, plans):
            first = plans[values["plan_id"]].roll.selected_on
            found[name] = problem("before_the_plan", first=f"{first:%d-%m-%Y}")
    if status in _NOTHING_LEFT and closed is None:
        found.setdefault("closed_on", problem("needs_closing"))
    if status is not None and status not in _NOTHING_LEFT and opened is None:
        found.setdefault("opened_on", problem("closed_unopened" if closed else "needs_day"))
    if opened is not None and closed is not None and closed < opened:
        found.setdefault("closed_on", problem("closed_before_opened"))
    return found


def _before_the_plan(values: Mapping[str, Any], day: date, plans: Mapping[str, KnownPlan]) -> bool:
    plan = plans.get(values["plan_id"])
    return plan is not None and values["employer_id"] in plan.roll and day < plan.roll.selected_on


def _law_problems(values: Mapping[str, Any], law: str) -> Problems:
    """Return what is wrong with what is told of one law: details need a violation, and that needs an examination."""
    examined, violation = values[law_field(law, "examined")], values[law_field(law, "violation")]
    given = [name for name in (*_DETAILS, "objection") if values[law_field(law, name)] not in (None, 0, "none")]
    if not examined:
        told = [*given, *(["violation"] if violation is not None else [])]
        return {law_field(law, name): problem("not_examined") for name in told}
    if violation is None:
        return {law_field(law, "violation"): problem("needs_violation")}
    if not violation:
        return {law_field(law, name): problem("without_violation") for name in given if name in _DETAILS}
    if law in _NEEDS_ARTICLE and values[law_field(law, "article")] is None:
        return {law_field(law, "article"): problem("needs_article")}
    return {}


def _look_problems(values: Mapping[str, Any]) -> Problems:
    """Return what is wrong between the status and the laws: only who looked can have examined one."""
    status = values["status"]
    examined = [law_field(law, "examined") for law in LAWS if values[law_field(law, "examined")]]
    if status is None:
        return {}
    if status not in EXAMINED:
        return {name: problem("examined_without_look") for name in examined}
    if values["closed_on"] is not None and not examined:
        return {law_field(LAWS[0], "examined"): problem("nothing_examined")}
    return {}


def _outcome(values: Mapping[str, Any]) -> Outcome:
    findings = tuple(_finding(values, law) for law in LAWS if values[law_field(law, "examined")])
    own = ("plan_id", "employer_id", "instrument", "status", "by", "opened_on", "closed_on", "establishment_id")
    return Outcome(
        **{name: values[name] for name in own},
        hours_minutes=values["hours"],
        response=values["response"],
        findings=findings,
    )


def _finding(values: Mapping[str, Any], law: str) -> LawFinding:
    told = {name: values[law_field(law, name)] for name in ("violation", "article", "workers", "sanction", "objection")}
    return LawFinding(law=law, examined=True, underpaid_cents=values[law_field(law, "underpaid_eur")], **told)
