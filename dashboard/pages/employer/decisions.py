"""What people decided about the employer, now and before, and what stays hidden until somebody has."""

from dataclasses import dataclass
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.decisions import decision_list
from dashboard.context import Context
from dashboard.decided import named_by, state_in_words
from dashboard.planned import among_planned, plan_id_of
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import RecordedDecision, item_state

BLIND = "blind"


@dataclass(frozen=True)
class Decided:
    """The decisions about an employer: those under a plan, in order, and those under others, plan by plan.

    ``has_item`` says whether it has an item in the plan, also by hand.
    """

    plan_id: str
    employer_id: str
    rows: tuple[RecordedDecision, ...]
    has_item: bool
    elsewhere: tuple[tuple[str, tuple[RecordedDecision, ...]], ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to show: an item, or a decision of another plan."""
        return self.has_item or bool(self.elsewhere)


def decisions_about(context: Context, plan: Snapshot, employer_id: str) -> Decided:
    """Return what was decided about an employer; of other plans the one decided on last comes first.

    Raises:
        KompasError: The store cannot be read.
    """
    plan_id = plan_id_of(context.published, plan)
    every = context.decisions.of_employer(employer_id)
    rows = tuple(row for row in every if row.plan_id == plan_id)
    others = sorted((row for row in every if row.plan_id != plan_id), key=lambda row: row.plan_id)
    by_plan = [(name, tuple(found)) for name, found in groupby(others, key=lambda row: row.plan_id)]
    by_plan.sort(key=lambda item: item[1][-1].sequence, reverse=True)
    planned = employer_id in among_planned(context.published, plan, [employer_id])
    return Decided(plan_id, employer_id, rows, planned or item_state(rows).by_hand, tuple(by_plan))


def decisions_block(
    context: Context, plan: Snapshot, decided: Decided, address: Address, words: Words
) -> Component | None:
    """Return how the item stands and what was decided, now and before, and record that it was read: it names persons.

    Raises:
        KompasError: The reading cannot be logged.
    """
    if not decided.is_shown:
        return None
    earlier = [_of_another_plan(context, plan, name, rows, words) for name, rows in decided.elsewhere]
    if not decided.has_item:
        return section("decisions", words("decisions.heading"), words("decisions.not_planned"), *earlier)
    names = named_by(context, plan, decided.rows)
    if decided.rows:
        context.decisions.log_reading(context.actor, decided.plan_id, len(decided.rows))
    state = state_in_words(item_state(decided.rows), names, words)
    asked = {"plan": decided.plan_id, "employer": decided.employer_id, **kept_parameters(address)}
    return section(
        "decisions",
        words("decisions.heading"),
        words("decisions.state", plan=decided.plan_id, state=state),
        decision_list(decided.rows, names, words),
        _outcome(context, decided, Address(address.language, "outcomes", parameters=asked), words),
        *earlier,
    )


def _outcome(context: Context, decided: Decided, recording: Address, words: Words) -> Component:
    """Return the way to record what came of the item, or to what was recorded: nobody need do it twice."""
    if context.outcomes.latest_of(decided.plan_id, decided.employer_id) is None:
        return html.P(dcc.Link(words("decisions.outcome"), href=recording.href))
    link = dcc.Link(words("decisions.outcome.again"), href=recording.href)
    return html.P([words("decisions.outcome.told"), " ", link])


def _of_another_plan(
    context: Context, plan: Snapshot, plan_id: str, rows: tuple[RecordedDecision, ...], words: Words
) -> Component:
    context.decisions.log_reading(context.actor, plan_id, len(rows))
    shown = decision_list(rows, named_by(context, plan, rows), words)
    return html.Div([html.H3(words("decisions.of_plan", plan=plan_id)), shown], className="kompas-earlier")


def hidden_block(address: Address, words: Words) -> Component:
    """Return what stands in the place of the chances while they are hidden, with the way to see them all the same."""
    shown = {name: value for name, value in address.parameters.items() if name != BLIND}
    openly = Address(address.language, address.page, address.argument, shown)
    return section(
        "probability",
        words("probability.heading"),
        words("blind.lead"),
        html.P(dcc.Link(words("blind.end"), href=openly.href)),
    )


def kept_parameters(address: Address) -> dict[str, str]:
    """Return how the view is set, for the links that lead on from it."""
    return {BLIND: "1"} if address.parameters.get(BLIND) == "1" else {}
