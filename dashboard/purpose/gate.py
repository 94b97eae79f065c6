"""The gate before a dossier: it opens for a purpose that the role may use and that is true as far as can be checked."""

from dataclasses import replace
from pathlib import Path

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.states import state
from dashboard.context import Context
from dashboard.decided import name_in
from dashboard.employers import employers_named
from dashboard.lineage import Lineage
from dashboard.planned import among_planned, plan_id_of, planned_item
from dashboard.purpose.purposes import PARAMETER, Purpose, purpose_named, purposes
from dashboard.refusals import log_refused
from dashboard.regions import require_region
from dashboard.routing import Address
from dashboard.texts import Words, words_of
from data_contracts.store.item_state import PLANNED

FOLDER = Path(__file__).parent


def gate(context: Context, lineage: Lineage, address: Address, page_words: Words) -> Component | None:
    """Return the question for what the dossier is opened; ``None`` when its address carries a purpose that will do.

    Nothing of the employer but its name is on that screen. A purpose that is claimed and does not hold is refused, and
    the refusal recorded. A purpose of another role, as in a link that a planner shared, is asked again and no more.

    Raises:
        OutsideRegionsError: The employer lies outside the regions of the account.
        KompasError: Something cannot be read, or a refusal cannot be logged.
    """
    require_region(context, lineage.plan, address.argument)
    words = words_of(FOLDER, page_words.language)
    asked = address.parameters.get(PARAMETER)
    purpose = purpose_named(asked)
    if asked is None or (purpose is not None and not purpose.is_for(context.account)):
        return _question(context, lineage, address, words)
    wrong = _wrong(context, lineage, address.argument, purpose)
    if not wrong:
        return None
    subject = context.audit_log.reference("employer", address.argument)
    log_refused(context, subject, {"why": f"purpose_{wrong}", "purpose": purpose.code if purpose else "unknown"})
    return _question(context, lineage, address, words, wrong, purpose)


def purpose_of(address: Address) -> str:
    """Return the code of the purpose that an address carries, for the audit log; behind the gate it is one of ours."""
    found = purpose_named(address.parameters.get(PARAMETER))
    return found.code if found else ""


def opened_for(address: Address, page_words: Words) -> Component:
    """Return for what the dossier on the screen was opened, and the way to another purpose."""
    words = words_of(FOLDER, page_words.language)
    purpose = purpose_named(address.parameters.get(PARAMETER))
    told = purpose.told(words.language) if purpose else ""
    again = replace(address, parameters=_without_purpose(address))
    return html.P(
        [words("opened.for", purpose=told), " ", dcc.Link(words("opened.other"), href=again.href)],
        className="kompas-lead",
        id="employer-purpose",
    )


def _wrong(context: Context, lineage: Lineage, employer_id: str, purpose: Purpose | None) -> str:
    """Return why a purpose will not do, as the key of a text; empty when it will."""
    if purpose is None:
        return "unknown"
    if purpose.check == "item" and not _has_item(context, lineage, employer_id):
        return "item"
    if purpose.check == "joint":
        item = planned_item(context.published, lineage.plan, employer_id)
        return "" if item and item.partners else "joint"
    return ""


def _has_item(context: Context, lineage: Lineage, employer_id: str) -> bool:
    """Return whether an employer has an item in the plan in use or an earlier one, or was added to it by hand."""
    plan_id = plan_id_of(context.published, lineage.plan)
    if among_planned(context.published, lineage.plan, [employer_id]):
        return True
    if context.decisions.state_of(plan_id).get(employer_id, PLANNED).by_hand:
        return True
    plans = [plan.table("items") for plan in context.published.folder.snapshots("plan")]
    rows = context.published.rows(
        "SELECT 1 FROM read_parquet($items, union_by_name = true) WHERE employer_id = $employer_id LIMIT 1",
        {"items": plans, "employer_id": employer_id},
    )
    return bool(rows)


def _question(
    context: Context, lineage: Lineage, address: Address, words: Words, wrong: str = "", purpose: Purpose | None = None
) -> Component:
    name = name_in(employers_named(context.published, lineage.plan, {address.argument}), address.argument)
    told = words(f"refused.{wrong}", purpose=purpose.told(words.language) if purpose else "") if wrong else ""
    offered = [item for item in purposes() if item.is_for(context.account)]
    return state(
        "purpose-question",
        words("ask.heading", name=name),
        *([html.P(told, className="kompas-problem", role="alert", id="purpose-refused")] if told else []),
        html.P(words("ask.lead") if offered else words("ask.none")),
        html.Ul(
            [html.Li(_choice(item, address, words)) for item in offered],
            className="kompas-purposes",
            **aria(label=words("ask.label")),
        ),
    )


def _choice(purpose: Purpose, address: Address, words: Words) -> Component:
    chosen = replace(address, parameters={**_without_purpose(address), PARAMETER: purpose.code})
    told = purpose.told(words.language)
    return dcc.Link(told[:1].upper() + told[1:], href=chosen.href)


def _without_purpose(address: Address) -> dict[str, str]:
    return {name: value for name, value in address.parameters.items() if name != PARAMETER}
