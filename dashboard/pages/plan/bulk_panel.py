"""The panel in which somebody decides about all ticked items at once, and reads what came of each."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.tables import table
from dashboard.pages.plan import form, ids
from dashboard.pages.plan.bulk import KINDS, MOST, BulkRow
from dashboard.texts import Words
from data_contracts.store.reasons import Kind, reasons_for
from data_contracts.store.reasons import words_of as store_word

_SHOWN, _HIDDEN = {"display": "block"}, {"display": "none"}


def frames(words: Words) -> list[Component]:
    """Return the drawer, closed, and what the browser keeps: which items are ticked."""
    return [
        dcc.Store(id=ids.PICKED, data=[]),
        dmc.Drawer(
            html.Div(id=ids.BULK_BODY),
            id=ids.BULK_DRAWER,
            title=words("bulk.heading"),
            position="right",
            size=580,
            opened=False,
            overlayProps={"backgroundOpacity": 0.25},
            closeButtonProps={"aria-label": words("panel.close")},
        ),
    ]


def question(count: int, months: Sequence[date], words: Words) -> list[Component]:
    """Return the form, or what to do first when nothing was ticked.

    Args:
        count: How many items are ticked.
        months: The months to defer to.
        words: The page's words.
    """
    if not count:
        return [html.P(words("bulk.none"), className="kompas-none")]
    first = KINDS[0]
    chosen = [{"value": kind, "label": store_word("kinds", kind, words.language)} for kind in KINDS]
    told = words("bulk.lead.one") if count == 1 else words("bulk.lead", count=formats.number(count, words.language))
    return [
        html.P(told, className="kompas-lead kompas-after"),
        html.Div(
            [
                html.Div(
                    dmc.SegmentedControl(id=ids.BULK_KIND, data=chosen, value=first, fullWidth=True),
                    role="group",
                    **aria(label=words("form.kind")),
                ),
                html.Div(
                    dmc.Select(
                        id=ids.BULK_MONTH,
                        label=words("form.month"),
                        placeholder=words("choose"),
                        data=form.month_options(months, words),
                        maxDropdownHeight=320,
                    ),
                    id=ids.frame_of(ids.BULK_MONTH),
                    style=_HIDDEN,
                ),
                dmc.Select(
                    id=ids.BULK_REASON,
                    label=words("form.reason"),
                    placeholder=words("choose"),
                    data=reason_options(first, words),
                    value=usual_reason(first),
                    maxDropdownHeight=320,
                ),
                dmc.Textarea(
                    id=ids.BULK_REMARK,
                    label=words("form.remark"),
                    description=words("form.remark.explanation"),
                    autosize=True,
                    minRows=1,
                ),
                html.P(id=ids.BULK_PROBLEM, className="kompas-problem", role="alert"),
                html.Div(dmc.Button(words("bulk.record", count=count), id=ids.BULK_RECORD), className="kompas-buttons"),
            ],
            className="kompas-form",
        ),
    ]


def month_frame(kind: Kind) -> dict[str, str]:
    """Return the style of the frame round the month, which only a deferral asks for."""
    return _SHOWN if kind == "defer" else _HIDDEN


def reason_options(kind: Kind, words: Words) -> list[dict[str, str]]:
    """Return the reasons for a kind of decision about items of the plan, as options of a field."""
    known = (reason for reason in reasons_for(kind) if not reason.added_only and reason.code != "stays_after_all")
    return [{"value": reason.code, "label": reason.words[words.language]} for reason in known]


def usual_reason(kind: Kind) -> str | None:
    """Return the reason that goes without saying."""
    return "as_planned" if kind == "accept" else None


def answer(rows: Sequence[BulkRow], words: Words, *, taken_back: bool = False) -> list[Component]:
    """Return what came of each item, with the way to take all of it back.

    Args:
        rows: What came of each.
        words: The page's words.
        taken_back: Whether this is what came of taking back, which is not taken back in turn.
    """
    recorded = [row for row in rows if row.outcome != "left"]
    undo: list[Any] = []
    if recorded and not taken_back:
        undo = [dmc.Button(words("bulk.undo"), id=ids.BULK_UNDO, variant="outline", size="compact-md")]
    header = [words("column.trade_name"), words("bulk.outcome")]
    told = [[row.name, _outcome(row, words, taken_back=taken_back)] for row in _left_first(rows)]
    return [
        html.P(_summary(rows, words, taken_back=taken_back), className="kompas-done", role="status", tabIndex=-1),
        dcc.Store(id=ids.BULK_DONE, data=[asdict(row) for row in recorded]),
        html.P(id=ids.BULK_PROBLEM, className="kompas-problem", role="alert"),
        html.Div(undo, className="kompas-buttons"),
        table(words("bulk.heading"), header, told),
    ]


def too_many(count: int, words: Words) -> str:
    """Return what to tell when more items match than can be ticked at once; empty when they do not."""
    return words("bulk.too_many", most=MOST, count=formats.number(count, words.language)) if count > MOST else ""


def _left_first(rows: Sequence[BulkRow]) -> list[BulkRow]:
    return sorted(rows, key=lambda row: row.outcome != "left")


def _summary(rows: Sequence[BulkRow], words: Words, *, taken_back: bool) -> str:
    counts = {outcome: sum(row.outcome == outcome for row in rows) for outcome in ("done", "asked", "left")}
    if taken_back:
        parts = [words("bulk.taken_back", count=counts["done"] + counts["asked"])]
    else:
        parts = [words("bulk.done", count=counts["done"])]
        parts += [words("bulk.asked", count=counts["asked"])] if counts["asked"] else []
    if counts["left"]:
        parts.append(words("bulk.left", count=counts["left"]))
    return " ".join(parts)


def _outcome(row: BulkRow, words: Words, *, taken_back: bool) -> str:
    if row.outcome == "left":
        return words("bulk.row.left", why=row.why)
    if taken_back:
        return words("bulk.row.taken_back")
    return words("bulk.row.asked") if row.outcome == "asked" else words("bulk.row.done")
