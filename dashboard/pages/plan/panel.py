"""What stands beside the list: one item with what was decided about it, adding by hand, and what waits for a second."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.contested import contested_mark
from dashboard.components.decisions import decision_list, told
from dashboard.components.suspension import held
from dashboard.components.tables import definitions
from dashboard.context import Context
from dashboard.decided import name_in, named_by, standings, state_in_words
from dashboard.employers import employers_named
from dashboard.pages.plan import form, ids
from dashboard.planned import PlannedItem, chances_of, plan_id_of, planned_item
from dashboard.published import Row
from dashboard.purpose.purposes import carried
from dashboard.routing import Address
from dashboard.site import place_of, seen_in_words
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import PLANNED, TAKEN_BACK, ItemState, RecordedDecision

READ_CHANCES = "read_chances"


def frames(words: Words, *, decides: bool) -> list[Component]:
    """Return the drawer in which all this opens, closed, and what tells the list that something was decided."""
    return [
        dcc.Store(id=ids.CHANGED),
        dmc.Drawer(
            [_steps(words, decides=decides), html.Div(id=ids.BODY)],
            id=ids.DRAWER,
            position="right",
            size=580,
            opened=False,
            overlayProps={"backgroundOpacity": 0.25},
            closeButtonProps={"aria-label": words("panel.close")},
        ),
    ]


def _steps(words: Words, *, decides: bool) -> Component:
    """Return the way to the rows before and after, and what was recorded about the row that was just left."""
    return html.Div(
        [
            html.P(id=ids.TOLD, className="kompas-done", tabIndex=-1),
            html.Div(
                [
                    dmc.Button(words("panel.previous"), id=ids.PREVIOUS, variant="outline", size="compact-md"),
                    dmc.Button(words("panel.next"), id=ids.NEXT, variant="outline", size="compact-md"),
                    *([_advance(words)] if decides else []),
                ],
                className="kompas-steps",
            ),
        ],
        id="plan-steps",
    )


def _advance(words: Words) -> Component:
    """Return whether the next row opens after a decision; this browser remembers it."""
    switch: Component = dmc.Switch(
        id=ids.ADVANCE, label=words("panel.advance"), checked=True, persistence=True, persistence_type="local"
    )
    return switch


def item_panel(
    context: Context,
    plan: Snapshot,
    employer_id: str,
    words: Words,
    *,
    blind: bool,
    notice: str = "",
    earlier: bool = False,
) -> list[Component]:
    """Return one item: what is planned, what was decided, the form, and the chances unless they are to stay hidden.

    Of a plan that was in use before there is no form: nothing is decided about it any more.

    Raises:
        KompasError: Something cannot be read, or the reading cannot be logged.
    """
    plan_id = plan_id_of(context.published, plan)
    stand = standings(context, plan)
    rows = [row for row in context.decisions.of_plan(plan_id) if row.employer_id == employer_id]
    state = stand.states.get(employer_id, PLANNED)
    item = planned_item(context.published, plan, employer_id)
    months = plan_months(plan)
    hidden = blind and not rows
    decides = not earlier and context.account.may("decide")
    sees_chances = context.account.may("see_dossier") and bool(carried(context.account, "planned"))
    return [
        _notice(notice),
        *([held(words)] if context.published.withheld(plan) else []),
        *contested_mark(context, employer_id, words),
        html.Div(
            [
                *(_planned(item, words) if item else _by_hand(state, words)),
                _links(context, plan_id, employer_id, words, blind=blind),
                html.H3(words("panel.state", state=state_in_words(state, stand.employers, words))),
                html.Div(history(context, plan_id, rows, named_by(context, plan, rows), words), id=ids.HISTORY),
                *(_deciding(item, employer_id, state, months, words, hidden=hidden) if decides else []),
                *(_chances(context, plan, employer_id, words, hidden=hidden) if sees_chances else []),
            ],
            className="kompas-panel",
        ),
    ]


def _deciding(
    item: PlannedItem | None,
    employer_id: str,
    state: ItemState,
    months: tuple[date, ...],
    words: Words,
    *,
    hidden: bool,
) -> list[Component]:
    kinds = form.possible_kinds(state, months)
    return [
        _undo(state, months, words),
        html.H3(words("panel.decide") if len(kinds) > 1 else words("panel.bring_back")),
        form.form(
            form.as_item(employer_id, state, unseen=hidden),
            kinds,
            form.months_to_defer_to(months, item.month if item else state.month),
            (),
            words,
        ),
    ]


def add_panel(
    plan: Snapshot, teams: tuple[str, ...], words: Words, *, blind: bool, notice: str = ""
) -> list[Component]:
    """Return the form to add an employer by hand."""
    return [
        _notice(notice),
        html.P(words("add.lead"), className="kompas-lead kompas-after"),
        html.Div(id=ids.HISTORY, hidden=True),
        _undo(PLANNED, (), words),
        form.form(form.as_item("", PLANNED, unseen=blind), ("add",), plan_months(plan), teams, words),
    ]


def approvals_panel(context: Context, plan: Snapshot, words: Words, *, notice: str = "") -> list[Component]:
    """Return what waits for a second person, with the way to answer.

    Raises:
        KompasError: Something cannot be read, or the reading cannot be logged.
    """
    plan_id = plan_id_of(context.published, plan)
    waiting = [row for state in standings(context, plan).states.values() if (row := state.asked)]
    names = employers_named(
        context.published,
        plan,
        {row.employer_id for row in waiting} | {row.other_employer_id for row in waiting if row.other_employer_id},
    )
    if waiting:
        context.decisions.log_reading(context.actor, plan_id, len(waiting))
    return [
        _notice(notice),
        html.P(words("approvals.lead"), className="kompas-lead kompas-after"),
        html.P(id=ids.ANSWER_PROBLEM, className="kompas-problem", role="alert"),
        *([] if waiting else [html.P(words("approvals.none"), className="kompas-none")]),
        html.Ul([_question(row, names, words) for row in waiting], className="kompas-decisions"),
    ]


def _notice(text: str) -> Component:
    """Return what was recorded; it takes the focus when it appears, since the button that was pressed is gone."""
    told: Component = html.P(text, className="kompas-done", role="status", tabIndex=-1)
    return told


def history(
    context: Context, plan_id: str, rows: list[RecordedDecision], employers: Mapping[str, Row], words: Words
) -> Component:
    """Return what was decided about an item, and record that it was read: it names persons."""
    if rows:
        context.decisions.log_reading(context.actor, plan_id, len(rows))
    return decision_list(rows, employers, words)


def title_of(context: Context, plan: Snapshot, employer_id: str) -> str:
    """Return the name of an employer of the plan, or else of the register."""
    item = planned_item(context.published, plan, employer_id)
    if item:
        return item.trade_name
    return name_in(employers_named(context.published, plan, {employer_id}), employer_id)


def plan_months(plan: Snapshot) -> tuple[date, ...]:
    """Return the first days of a plan's months, in order."""
    return tuple(sorted(date.fromisoformat(month) for month in plan.manifest.notes.get("months", ())))


def _planned(item: PlannedItem, words: Words) -> list[Component]:
    language = words.language
    instrument = words.of_code("instrument", item.instrument)
    if item.partners:
        instrument = words("jointly") + " " + ", ".join(name for _, name in item.partners)
    entries: list[tuple[str, Any]] = [
        (words("column.month"), formats.month(item.month, language)),
        (words("column.team"), item.team),
        (words("column.instrument"), instrument),
        (words("column.expected_hours"), formats.number(item.expected_hours, language)),
        (words("panel.place"), place_of(item, words)),
        (words("panel.seen"), seen_in_words(item, words)),
    ]
    flag = [html.P(words("panel.doubtful"), className="kompas-flag")] if item.site_doubtful else []
    return [definitions(entries), *flag]


def _by_hand(state: ItemState, words: Words) -> list[Component]:
    """Return what is known of an employer that a person added: when, by which team, on which ground."""
    if not state.by_hand:
        return []
    ground = words.of_code("ground", state.ground)
    entries: list[tuple[str, Any]] = [
        (words("column.month"), formats.month(state.month, words.language)),
        (words("column.team"), state.team or formats.MISSING),
        (words("panel.ground"), ground),
    ]
    return [definitions(entries)]


def _links(context: Context, plan_id: str, employer_id: str, words: Words, *, blind: bool) -> Component:
    account = context.account
    kept = {"blind": "1"} if blind else {}  # whatever is opened from here, the chances stay hidden
    dossier = Address(words.language, "employer", employer_id, kept | carried(account, "planned"))
    outcome = Address(words.language, "outcomes", parameters={"plan": plan_id, "employer": employer_id, **kept})
    told = account.may("record_outcomes") and context.outcomes.latest_of(plan_id, employer_id)
    record = words("panel.outcome.told") if told else words("panel.outcome")
    return html.Div(
        [
            *([dcc.Link(words("panel.dossier"), href=dossier.href)] if account.may("see_dossier") else []),
            *([dcc.Link(record, href=outcome.href)] if account.may("record_outcomes") else []),
        ],
        className="kompas-links",
    )


def _undo(state: ItemState, months: tuple[date, ...], words: Words) -> Component:
    """Return the button that takes the last decision back; hidden where there is none to take back."""
    label = words("undo.question") if state.asked else words("undo")
    return html.Div(
        dmc.Button(label, id=ids.UNDO, variant="outline", size="compact-md"),
        style={} if undoing(state, months) else {"display": "none"},
    )


def undoing(state: ItemState, months: tuple[date, ...]) -> tuple[str, str] | None:
    """Return the kind and the reason of the decision that takes the last one back; ``None`` when none can."""
    if state.state in ("dropped", "swapped", "deferred", "drop_asked"):
        return "accept", "stays_after_all"
    if state.state == "accepted" and not state.by_hand:
        return "accept", TAKEN_BACK
    return ("drop", "added_in_error") if state.by_hand and state.stays(months) else None


def _chances(context: Context, plan: Snapshot, employer_id: str, words: Words, *, hidden: bool) -> list[Component]:
    heading = html.H3(words("panel.chances"))
    if hidden:
        return [heading, html.P(words("panel.blind"), className="kompas-none")]
    found = chances_of(context.published, plan, employer_id)
    if not found:
        return []
    seen = {"plan": plan.manifest.snapshot_id, "purpose": "planned"}
    context.log(READ_CHANCES, "employer", employer_id, seen)
    withheld = context.published.withheld(plan)
    entries = [
        (words("panel.law", law=law), words("suspended.short") if law in withheld else _chance(value, words))
        for law, value in found.items()
    ]
    return [heading, definitions(entries), html.P(words("panel.chances.lead"), className="kompas-lead")]


def _chance(value: float | None, words: Words) -> str:
    return words("panel.not_estimable") if value is None else formats.chance(value, words.language)


def _question(row: RecordedDecision, employers: Mapping[str, Row], words: Words) -> Component:
    def button(answer: str, label: str, variant: str) -> Component:
        identifier = {"type": ids.ANSWER, "employer": row.employer_id, "version": row.sequence, "answer": answer}
        made: Component = dmc.Button(label, id=identifier, variant=variant, size="compact-md")
        return made

    return html.Li(
        [
            html.Strong(name_in(employers, row.employer_id)),
            *told(row, employers, words),
            html.Div(
                [
                    button("leaves", words("approvals.leaves"), "filled"),
                    button("stays", words("approvals.stays"), "outline"),
                ],
                className="kompas-buttons",
            ),
        ]
    )
