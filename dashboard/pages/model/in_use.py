"""Which model made the plan's scores, who put it in use, when and why, and what its gates said then."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_fold, sheet_table
from dashboard.components.tables import definitions
from dashboard.decided import moment
from dashboard.pages.model import query
from dashboard.pages.model.view import PAGE_NAME, View
from data_contracts.snapshots import Snapshot
from data_contracts.store import ModelEvent, ModelRefusal
from models.registry.gates import kept_out_by


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return what was decided about the models of the law, and the gates of the one that is shown, if there is one."""
    events = query.events(view.context, view.law)
    history = _history(view, view.models or view.lineage.plan, events)
    return (history,) if view.models is None else (history, _gates(view, view.models, events))


def in_use_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the model in words, what was decided about it, and its gates."""
    words = view.words
    if view.models is None:
        without = words("in_use.rules") if view.goes_by_rules else words("in_use.gone")
        recorded = [sheet_table(made[0], words, PAGE_NAME)] if made[0].rows else []
        return section("in-use", words("in_use.heading"), without, *recorded)
    decided, gates = made
    event = _putting(query.events(view.context, view.law), view.model_id)
    learnt = view.models.manifest.as_of
    told = [
        (words("in_use.model"), html.Code(view.model_id)),
        (
            words("in_use.learnt"),
            formats.day(date.fromisoformat(learnt), words.language) if learnt else formats.MISSING,
        ),
        (words("in_use.by"), event.responsible if event else words("in_use.nobody")),
        (words("in_use.when"), moment(event.at, words) if event else formats.MISSING),
        (words("in_use.why"), event.reason if event else formats.MISSING),
    ]
    return section(
        "in-use",
        words("in_use.heading"),
        words("in_use.lead"),
        definitions(told),
        html.H3(words("gates.heading")),
        html.P(words("gates.lead"), className="kompas-lead"),
        sheet_table(gates, words, PAGE_NAME) if gates.rows else html.P(words("gates.none"), className="kompas-none"),
        *([sheet_fold(decided, words, PAGE_NAME, decided.title)] if decided.rows else []),
    )


def _history(view: View, models: Snapshot, events: Sequence[ModelEvent]) -> Sheet:
    """Return what was decided about the models of the law and which were kept out, the latest first."""
    words = view.words
    told: list[ModelEvent | ModelRefusal] = [*events, *query.refusals(view.context, view.law)]
    lines = tuple(
        (
            moment(item.at, words),
            words(f"event.{item.event if isinstance(item, ModelEvent) else 'refused'}"),
            item.model_id or words("event.no_model"),
            item.responsible,
            item.reason,
            _kept_out_by(item, view) if isinstance(item, ModelRefusal) else None,
        )
        for item in sorted(told, key=lambda item: item.at, reverse=True)
    )
    names = ("at", "what", "model", "by", "why", "gates")
    columns = tuple(Column(name, words(f"column.event_{name}")) for name in names)
    return Sheet("activations", words("events.title", law=view.law), "", models, columns, lines)


def _gates(view: View, models: Snapshot, events: Sequence[ModelEvent]) -> Sheet:
    words = view.words
    event = _putting(events, view.model_id)
    lines = tuple(
        (
            words.of_code("gate", gate.get("gate")),
            words.of_code("gate_status", gate.get("status")),
            str((gate.get("sentence") or {}).get(words.language, "")),
        )
        for gate in (event.gates if event else ())
    )
    columns = (
        Column("gate", words("column.gate")),
        Column("status", words("column.result")),
        Column("sentence", words("column.sentence")),
    )
    return Sheet("gates", words("gates.title", law=view.law), "", models, columns, lines)


def _putting(events: Sequence[ModelEvent], model_id: str) -> ModelEvent | None:
    """Return the last event that put a model in use, of events of which the latest comes first."""
    return next((event for event in events if event.model_id == model_id), None)


def _kept_out_by(refusal: ModelRefusal, view: View) -> str:
    """Return what the gates said that kept a model out, with their figures."""
    gates = kept_out_by(refusal.gates)
    return " ".join(str((gate.get("sentence") or {}).get(view.words.language, "")) for gate in gates)
