"""How the data page looks: what there is and how old it is first, how it came about below."""

from datetime import UTC, date, datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.states import state
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.data import contracts, jobs, query, registers, snapshots
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.contract import contract_names
from data_contracts.snapshots import Snapshot
from data_contracts.snapshots.reader import VERB_OF_KIND

PAGE_ID = "data-page"


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the page, or the contract of the table that the address names."""
    return _of_contract(address, words) or _overview(context, lineage, words)


def without_plan(context: Context, address: Address, words: Words) -> Component:
    """Return the same page while there is no plan: it is the one that tells how far the steps have come."""
    return _of_contract(address, words) or _overview(context, None, words)


def _of_contract(address: Address, words: Words) -> Component | None:
    if not address.argument:
        return None
    if address.argument in contract_names():
        return contracts.contract_page(address.argument, words)
    home = Address(words.language, "data")
    return state(
        "unknown-table",
        words("unknown_table.heading"),
        html.P(words("unknown_table.explanation", name=address.argument)),
        dcc.Link(words("back"), href=home.href),
    )


def _overview(context: Context, lineage: Lineage | None, words: Words) -> Component:
    used = query.in_use(context.published, lineage)
    warehouse = next((item for item in used if item.manifest.kind == "warehouse"), None)
    as_of = _as_of(used)
    return html.Div(
        [
            html.Div([html.H1(words("title")), html.P(_lead(as_of, words), className="kompas-lead")]),
            *([] if lineage else [_no_plan(used, words)]),
            *(registers.sections(context.published, warehouse, as_of, datetime.now(UTC).date(), words)),
            snapshots.used_section(used, words),
            snapshots.others_section(query.others(context.published, used), words),
            jobs.jobs_section(context, words),
            contracts.contracts_section(words),
        ],
        className="kompas-page",
        id=PAGE_ID,
    )


def _lead(as_of: date | None, words: Words) -> str:
    if as_of is None:
        return words("lead")
    return words("lead.as_of", day=formats.day(as_of, words.language))


def _as_of(used: list[Snapshot]) -> date | None:
    days = [date.fromisoformat(item.manifest.as_of) for item in used if item.manifest.as_of]
    return max(days, default=None)


def _no_plan(used: list[Snapshot], words: Words) -> Component:
    """Return how far the steps have come, and what to run next."""
    present = {item.manifest.kind for item in used}
    missing = next((kind for kind in VERB_OF_KIND if kind not in present), "plan")
    return section(
        "no-plan",
        words("missing.heading", kind=words.of_code("kind", "plan")),
        words("missing.explanation"),
        html.P(words("missing.all_steps")),
        html.Pre("kompas run", className="kompas-command"),
        html.P(words("missing.one_step", kind=words.of_code("kind", missing))),
        html.Pre(f"kompas {VERB_OF_KIND[missing]}", className="kompas-command"),
        html.P(words("missing.without_restart")),
    )
