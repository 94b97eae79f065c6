"""What people decided about the employer under the plan in use, and what stays hidden until somebody has."""

from dataclasses import dataclass

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
    """The decisions about an employer under a plan, in order, and whether it has an item there, also by hand."""

    plan_id: str
    employer_id: str
    rows: tuple[RecordedDecision, ...]
    has_item: bool


def decisions_about(context: Context, plan: Snapshot, employer_id: str) -> Decided:
    """Return what was decided about an employer.

    Raises:
        KompasError: The store cannot be read.
    """
    plan_id = plan_id_of(context.published, plan)
    rows = tuple(row for row in context.decisions.of_plan(plan_id) if row.employer_id == employer_id)
    planned = employer_id in among_planned(context.published, plan, [employer_id])
    return Decided(plan_id, employer_id, rows, planned or item_state(rows).by_hand)


def decisions_block(
    context: Context, plan: Snapshot, decided: Decided, address: Address, words: Words
) -> Component | None:
    """Return how the item stands and what was decided about it, and record that it was read: it names persons.

    Raises:
        KompasError: The reading cannot be logged.
    """
    if not decided.has_item:
        return None
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
        html.P(dcc.Link(words("decisions.outcome"), href=Address(address.language, "outcomes", parameters=asked).href)),
    )


def hidden_block(address: Address, words: Words) -> Component:
    """Return what stands in the place of the chances while they are hidden, with the way to see them all the same."""
    openly = Address(address.language, address.page, address.argument)
    return section(
        "probability",
        words("probability.heading"),
        words("blind.lead"),
        html.P(dcc.Link(words("blind.end"), href=openly.href)),
    )


def kept_parameters(address: Address) -> dict[str, str]:
    """Return how the view is set, for the links that lead on from it."""
    return {BLIND: "1"} if address.parameters.get(BLIND) == "1" else {}
