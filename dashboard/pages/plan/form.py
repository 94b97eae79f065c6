"""The form by which a person decides: what and why; by whom is who has signed in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.pages.plan import ids
from dashboard.texts import Words
from data_contracts.store.item_state import ItemState
from data_contracts.store.reasons import KINDS, Kind, codes, reasons_for
from data_contracts.store.reasons import words_of as store_word

MONTHS_AFTER = 12
FIELDS_OF: dict[str, tuple[str, ...]] = {
    "accept": (),
    "drop": (),
    "defer": (ids.MONTH,),
    "swap": (ids.OTHER, ids.GROUND),
    "add": (ids.OTHER, ids.MONTH, ids.TEAM, ids.GROUND),
}
"""Which fields belong to a kind of decision, beside the reason and the remark."""
OPTIONAL = (ids.OTHER, ids.MONTH, ids.TEAM, ids.GROUND)
_SHOWN, _HIDDEN = {"display": "block"}, {"display": "none"}


def form(
    item: dict[str, Any],
    kinds: Sequence[Kind],
    months: Sequence[date],
    teams: Sequence[str],
    words: Words,
) -> Component:
    """Return the form for the decisions that are possible about an item.

    Args:
        item: What the browser hands back, from `as_item`.
        kinds: The kinds of decision to choose from; the first is chosen.
        months: The months to choose from.
        teams: The teams to choose from when an employer is added.
        words: The page's words.
    """
    first = kinds[0]
    month = words("form.month.add") if first == "add" else words("form.month")
    other = words("form.other.add") if first == "add" else words("form.other")
    chosen = [{"value": kind, "label": store_word("kinds", kind, words.language)} for kind in kinds]
    return html.Div(
        [
            dcc.Store(id=ids.ITEM, data=item),
            html.Div(
                dmc.SegmentedControl(id=ids.KIND, data=chosen, value=first, fullWidth=True),
                style=_SHOWN if len(kinds) > 1 else _HIDDEN,
                role="group",
                **aria(label=words("form.kind")),
            ),
            _framed(ids.OTHER, first, _employer(other, words)),
            _framed(ids.MONTH, first, _select(ids.MONTH, month, month_options(months, words), words)),
            _framed(ids.TEAM, first, _select(ids.TEAM, words("form.team"), [_plain(team) for team in teams], words)),
            _framed(ids.GROUND, first, _select(ids.GROUND, words("form.ground"), _grounds(words), words)),
            _select(
                ids.REASON, words("form.reason"), reason_options(first, item, words), words, usual_reason(first, item)
            ),
            dmc.Textarea(
                id=ids.REMARK,
                label=words("form.remark"),
                description=words("form.remark.explanation"),
                autosize=True,
                minRows=1,
            ),
            html.P(id=ids.DECIDE_PROBLEM, className="kompas-problem", role="alert"),
            html.Div(dmc.Button(words("form.record"), id=ids.RECORD), className="kompas-buttons"),
        ],
        className="kompas-form",
    )


def as_item(employer_id: str, state: ItemState, *, unseen: bool) -> dict[str, Any]:
    """Return what the browser hands back of an item.

    Args:
        employer_id: The employer; empty when one is to be added.
        state: How its item stands.
        unseen: Whether its chances are hidden from who decides now.
    """
    return {
        "employer_id": employer_id,
        "version": state.version,
        "by_hand": state.by_hand,
        "waits": state.asked is not None,
        "unseen": unseen,
        "out": state.state in ("dropped", "swapped", "deferred"),
    }


def possible_kinds(state: ItemState, months: Sequence[date]) -> tuple[Kind, ...]:
    """Return which decisions can be taken about an item that stands like this."""
    if not state.stays(months):
        return ("accept",)
    return tuple(kind for kind in KINDS if kind != "add")


def months_to_defer_to(months: Sequence[date], planned: date | None) -> list[date]:
    """Return the later months of the plan, and a year of months after them."""
    if not months:
        return []
    after = months[-1].year * 12 + months[-1].month  # months since the year 0, of the month after the last
    beyond = (divmod(after + step, 12) for step in range(MONTHS_AFTER))
    all_months = [*months, *(date(year, month + 1, 1) for year, month in beyond)]
    return [month for month in all_months if planned is None or month > planned]


def month_options(months: Sequence[date], words: Words) -> list[dict[str, str]]:
    """Return months as options of a field."""
    return [{"value": month.isoformat(), "label": formats.month(month, words.language)} for month in months]


def reason_options(kind: Kind, item: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """Return the reasons that a decision about an item can have, as options of a field.

    Args:
        kind: The kind of decision.
        item: ``by_hand``: it was added by hand; ``waits``: it waits for a second person, so that only an impossibility
            can still take it out.
        words: The page's words.
    """
    fitting = [
        reason
        for reason in reasons_for(kind)
        if (item.get("by_hand") or not reason.added_only)
        and (kind == "accept" or reason.impossible or not item.get("waits"))
    ]
    return [{"value": reason.code, "label": reason.words[words.language]} for reason in fitting]


def usual_reason(kind: str, item: Mapping[str, Any]) -> str | None:
    """Return the reason that goes without saying: accepted as planned, or after all when it was to leave."""
    if kind != "accept":
        return None
    return "stays_after_all" if item.get("waits") or item.get("out") else "as_planned"


def frames_for(kind: str) -> list[dict[str, str]]:
    """Return the style of the frame of each optional field: shown when it belongs to the kind of decision."""
    return [_SHOWN if field in FIELDS_OF.get(kind, ()) else _HIDDEN for field in OPTIONAL]


def _framed(field: str, kind: str, inner: Component) -> Component:
    return html.Div(inner, id=ids.frame_of(field), style=_SHOWN if field in FIELDS_OF[kind] else _HIDDEN)


def _select(
    identifier: str, label: str, options: list[dict[str, str]], words: Words, value: str | None = None
) -> Component:
    select: Component = dmc.Select(
        id=identifier,
        label=label,
        placeholder=words("choose"),
        data=options,
        checkIconPosition="right",
        maxDropdownHeight=320,
        value=value,
    )
    return select


def _employer(label: str, words: Words) -> Component:
    select: Component = dmc.Select(
        id=ids.OTHER,
        label=label,
        description=words("form.other.explanation"),
        data=[],
        value=None,
        searchable=True,
        clearable=True,
        nothingFoundMessage=words("form.other.none"),
        filter={"function": "everyOption"},
        maxDropdownHeight=320,
    )
    return select


def _grounds(words: Words) -> list[dict[str, str]]:
    return [{"value": code, "label": store_word("grounds", code, words.language)} for code in codes("grounds")]


def _plain(value: str) -> dict[str, str]:
    return {"value": value, "label": value}
