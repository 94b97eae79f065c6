"""Asking for a new plan under an objective of choice: the form, and how what was asked stands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.context import Context
from dashboard.decided import moment
from dashboard.planned import plan_id_of
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store.jobs import Job, Jobs
from data_contracts.store.plan_request import KIND, MIX, OBJECTIVES, PURE, PlanRequest, work_on

OPEN, DRAWER, BODY = "plan-anew-open", "plan-anew-drawer", "plan-anew-body"
OBJECTIVE, WEIGHTS, LEAVE = "plan-anew-objective", "plan-anew-weights", "plan-anew-leave"
REASON, PROBLEM, ASK = "plan-anew-reason", "plan-anew-problem", "plan-anew-ask"
STATE, POLL, ASKED = "plan-anew-state", "plan-anew-poll", "plan-anew-asked"
POLL_MILLISECONDS = 2_000
PATIENCE_SECONDS = 15
"""After so long of waiting it seems that nobody works."""
PLAN = "plan"
"""The parameter of an address that names an earlier plan."""
_ACTIVE = ("waiting", "running")
_USUAL_WEIGHTS = {"hits": 1, "workers": 1}


class WrongRequestError(Exception):
    """A field of the form is empty or wrong; the text says which, in the reader's language."""


@dataclass(frozen=True)
class Form:
    """What a browser hands in, which can be anything.

    Attributes:
        objective: The chosen objective.
        weights: Of the mix, by objective.
        leave_work: Whether decisions may stay behind.
        reason: The reason typed.
    """

    objective: Any
    weights: Mapping[str, Any]
    leave_work: Any
    reason: Any


def weight_of(objective: str) -> str:
    """Return the name of the field for an objective's weight in the mix."""
    return f"plan-anew-weight-{objective}"


def frames(context: Context, words: Words) -> list[Component]:
    """Return the drawer of the form, closed, and what looks every two seconds while a plan is being made."""
    job = newest(context)
    return [
        dcc.Store(id=ASKED),
        dcc.Interval(id=POLL, interval=POLL_MILLISECONDS, disabled=job is None or job.state not in _ACTIVE),
        dmc.Drawer(
            html.Div(id=BODY),
            id=DRAWER,
            title=words("anew.heading"),
            position="right",
            size=580,
            opened=False,
            overlayProps={"backgroundOpacity": 0.25},
            closeButtonProps={"aria-label": words("panel.close")},
        ),
    ]


def button(context: Context, words: Words) -> list[Component]:
    """Return the way to the form, for who may have a plan made."""
    if not context.account.may("make_plan"):
        return []
    return [dmc.Button(words("anew.open"), id=OPEN, variant="outline", size="compact-md")]


def state(context: Context, plan: Snapshot, words: Words) -> Component:
    """Return how the plan that was asked for last stands."""
    return html.Div(state_block(context, plan, newest(context), words), id=STATE, role="status")


def chosen_by(context: Context, plan: Snapshot, words: Words) -> list[Component]:
    """Return who chose the plan's objective and why; nothing where the settings did."""
    told = plan.manifest.notes.get("asked")
    if not isinstance(told, dict):
        job = next(
            (job for job in Jobs(context.store_url).recent(KIND) if job.result == plan.manifest.snapshot_id), None
        )
        told = job.argument if job is not None else {}
    if not told.get("by"):
        return []
    return [html.P(words("anew.chosen_by", by=told["by"], reason=told.get("reason", "")), id="plan-chosen-by")]


def form(context: Context, plan: Snapshot, words: Words) -> list[Component]:
    """Return the form, filled in with how the plan on the screen was made.

    Raises:
        KompasError: The store cannot be read.
    """
    notes, name = plan.manifest.notes, plan_id_of(context.published, plan)
    now = str(notes.get("objective") or OBJECTIVES[0])
    count = work_on(context.store_url, name)
    return [
        html.P(words("anew.lead", plan=name), className="kompas-lead kompas-after"),
        html.Div(
            [
                _objectives(now, words),
                html.Div(_weights(notes.get("mix") or _USUAL_WEIGHTS, words), id=WEIGHTS, style=weights_style(now)),
                html.Div(
                    dmc.Checkbox(
                        id=LEAVE,
                        label=words("anew.leave", count=formats.number(count, words.language), plan=name),
                        description=words("anew.leave.explanation"),
                    ),
                    style={} if count else {"display": "none"},
                ),
                dmc.Textarea(
                    id=REASON,
                    label=words("anew.reason"),
                    description=words("anew.reason.explanation"),
                    autosize=True,
                    minRows=1,
                ),
                html.P(id=PROBLEM, className="kompas-problem", role="alert"),
                html.Div(dmc.Button(words("anew.ask"), id=ASK), className="kompas-buttons"),
            ],
            className="kompas-form",
        ),
    ]


def weights_style(objective: Any) -> dict[str, str]:
    """Return the style of the weights: they are there for a mix only."""
    return {} if objective == MIX else {"display": "none"}


def ask(context: Context, plan: Snapshot, given: Form, words: Words) -> str:
    """Ask for the plan, in the name of whoever has signed in, and return the job's name; asking is logged.

    Raises:
        WrongRequestError: A field is empty or wrong, or decisions would be left behind without saying so.
        KompasError: The store cannot be read or written.
    """
    name = plan_id_of(context.published, plan)
    request = _request(given, name, context.actor, words)
    if plan_id_of(context.published, context.published.plan()) != name:
        raise WrongRequestError(words("anew_wrong.other_plan"))
    if not request.leave_work and (count := work_on(context.store_url, name)):
        raise WrongRequestError(words("anew_wrong.leave", count=formats.number(count, words.language)))
    job = newest(context)
    if job is not None and job.state in _ACTIVE:
        raise WrongRequestError(words("anew_wrong.active"))
    return Jobs(context.store_url).ask(KIND, request.as_argument(), context.actor)


def newest(context: Context) -> Job | None:
    """Return the plan that was asked for last."""
    return next(iter(Jobs(context.store_url).recent(KIND, 1)), None)


def is_active(job: Job | None) -> bool:
    """Whether it is still to be made."""
    return job is not None and job.state in _ACTIVE


def state_block(
    context: Context, plan: Snapshot, job: Job | None, words: Words, *, asked_here: bool = False
) -> list[Component]:
    """Return how the plan that was asked for last stands, when it tells the reader of this plan anything.

    Args:
        context: What the page works with.
        plan: The plan on the screen.
        job: What was asked for last.
        words: The page's words.
        asked_here: Whether this screen asked for it.
    """
    if job is None or not (asked_here or _is_news(context, plan, job)):
        return []
    objective = words.of_code("objective", job.argument.get("objective"))
    about = words(
        "anew.about", objective=objective, by=job.argument.get("by") or job.asked_by, at=moment(job.asked_at, words)
    )
    return [html.P([html.Strong(about), " ", *_told(plan, job, words)], className="kompas-anew")]


def earlier_plans(context: Context, plan: Snapshot, words: Words) -> list[Component]:
    """Return the way to plans that were in use before and about which something was recorded."""
    found = _worked_on(context)
    mine = plan_id_of(context.published, plan)
    links: dict[str, Component] = {}
    for other in context.published.folder.snapshots("plan"):
        name = str(other.manifest.notes.get("plan_id", ""))
        if name != mine and found.get(name):
            address = Address(words.language, "plan", parameters={PLAN: other.manifest.snapshot_id})
            label = words("earlier.one", plan=name, count=formats.number(found[name], words.language))
            links.setdefault(name, html.A(label, href=address.href))
    if not links:
        return []
    parts: list[Any] = [words("earlier.lead")]
    for link in links.values():
        parts += [" ", link]
    return [html.P(parts, id="plan-earlier")]


def earlier_plan(context: Context, in_use: Snapshot, asked: str | None) -> Snapshot | None:
    """Return the earlier plan that an address names, if something was recorded about it.

    Of one about which nothing was, nothing is shown: held beside the plan in use it would tell who stays in both, and
    these are mostly employers that lot drew.
    """
    found = context.published.folder.find("plan", asked) if asked else None
    if found is None or plan_id_of(context.published, found) == plan_id_of(context.published, in_use):
        return None
    return found if work_on(context.store_url, plan_id_of(context.published, found)) else None


def earlier_head(plan: Snapshot, in_use: Snapshot, words: Words) -> list[Component]:
    """Return what to know of an earlier plan, and the way to the plan in use."""
    names = {"plan": plan.manifest.notes.get("plan_id"), "other": in_use.manifest.notes.get("plan_id")}
    link = html.A(words("earlier.back"), href=Address(words.language, "plan").href)
    return [html.P([words("earlier.told", **names), " ", link], className="kompas-clash", id="plan-is-earlier")]


def _request(given: Form, plan_id: str, by: str, words: Words) -> PlanRequest:
    objective = given.objective if isinstance(given.objective, str) else ""
    weights = {name: given.weights.get(name) or 0 for name in PURE} if objective == MIX else {}
    reason = given.reason if isinstance(given.reason, str) else ""
    try:
        return PlanRequest(objective, by, reason, weights, plan_id, leave_work=given.leave_work is True)
    except KompasError as error:
        raise WrongRequestError(words.of_code("anew_wrong", error.where)) from error


def _objectives(now: str, words: Words) -> Component:
    radios = [
        dmc.Radio(label=words(f"anew.{name}"), description=words(f"anew.{name}.explanation"), value=name)
        for name in OBJECTIVES
    ]
    group: Component = dmc.RadioGroup(
        dmc.Stack(radios, gap="xs", mt="xs"), id=OBJECTIVE, label=words("anew.objective"), value=now
    )
    return group


def _weights(mix: Mapping[str, Any], words: Words) -> list[Component]:
    fields = [
        dmc.NumberInput(
            id=weight_of(name),
            label=words(f"anew.{name}"),
            value=mix.get(name, 0),
            min=0,
            max=100,
            decimalSeparator="," if words.language == "nl" else ".",
        )
        for name in PURE
    ]
    return [html.P(words("anew.weights"), className="kompas-lead"), html.Div(fields, className="kompas-fields")]


def _is_news(context: Context, plan: Snapshot, job: Job) -> bool:
    if job.state in _ACTIVE:
        return True
    if job.state == "done":
        in_use = context.published.plan().manifest.snapshot_id
        return job.result == in_use and in_use != plan.manifest.snapshot_id
    return datetime.fromisoformat(job.asked_at) > datetime.fromisoformat(plan.manifest.created_at)


def _told(plan: Snapshot, job: Job, words: Words) -> list[Any]:
    if job.state == "failed":
        told = job.problem.get(words.language) if isinstance(job.problem, dict) else None
        return [html.Span(words("anew.state.failed", problem=told or "?"), className="kompas-failed")]
    if job.state == "done" and job.result != plan.manifest.snapshot_id:
        # A link of the browser's own: the address stays the same, and the page must come anew.
        link = html.A(words("anew.look"), href=Address(words.language, "plan").href)
        return [words("anew.state.done"), " ", link]
    waited = (datetime.now(UTC) - datetime.fromisoformat(job.asked_at)).total_seconds()
    if job.state == "waiting" and waited > PATIENCE_SECONDS:
        return [words("anew.nobody"), " ", html.Code("kompas work")]
    return [words("anew.state.same") if job.state == "done" else words(f"anew.state.{job.state}")]


def _worked_on(context: Context) -> Counter[str]:
    decided = Counter(row.plan_id for row in context.decisions.all())
    return decided + Counter(row.outcome.plan_id for row in context.outcomes.all())
