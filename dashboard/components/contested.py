"""The mark of an employer of which a record is contested, until a named person has decided on that."""

from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.context import Context
from dashboard.employers import employers_named
from dashboard.regions import seen_among
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store import has_store
from data_contracts.store.corrections import Corrections, RecordedRequest


def contested_mark(context: Context, employer_id: str, words: Words) -> list[Component]:
    """Return that a record of an employer is contested, for each request that nobody has decided; else nothing.

    Raises:
        KompasError: The store cannot be read.
    """
    if not has_store(context.store_url):
        return []
    return [_mark(request, words) for request in Corrections(context.store_url).open_requests(employer_id)]


def contested_line(context: Context, plan: Snapshot, words: Words) -> list[Component]:
    """Return which employers of a plan, of those that whoever looks may see, are contested; nothing when none is.

    Raises:
        KompasError: The store, or the register that the plan was made from, cannot be read.
    """
    if not has_store(context.store_url):
        return []
    contested = Corrections(context.store_url).contested_employers()
    if not contested:
        return []
    items = {row["employer_id"] for row in context.published.rows(_PLANNED, {"items": plan.table("items")})}
    seen = seen_among(context.published, plan, contested & items)
    known = employers_named(context.published, plan, seen)
    names = sorted(str(known[name]["trade_name"] or name) if name in known else name for name in seen)
    if not names:
        return []
    return [html.P(words("contested.plan", names=", ".join(names)), className="kompas-flag", id="plan-contested")]


def _mark(request: RecordedRequest, words: Words) -> Component:
    day = formats.day(datetime.fromisoformat(request.at).astimezone().date(), words.language)
    mark: Component = html.P(words("contested", request=request.request_id, day=day), className="kompas-flag")
    return mark


_PLANNED = "SELECT employer_id FROM read_parquet($items)"
