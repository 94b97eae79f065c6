"""The model card of each law: what it learnt from, what it had to show, who put it in use, and what it cannot do."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.problems import problem_in_words
from dashboard.components.tables import definitions, table
from dashboard.context import Context
from dashboard.decided import moment
from dashboard.pages.about.texts_of import paragraphs
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store import ModelEvent, active_in, has_store
from models.evidence.limits import limits
from models.labels import LAWS
from models.registry.identity import ModelId

_CASES = """
SELECT count(*) AS cases, count(*) FILTER (violation) AS findings, min(known_on) AS first, max(known_on) AS last
FROM read_parquet($cases) WHERE law = $law
"""


def part(context: Context, _address: Address, words: Words) -> list[Component]:
    """Return the model cards, and what holds for all models."""
    try:
        events = events_of(context)
    except KompasError as error:
        problem = html.P(problem_in_words(error, words), className="kompas-problem", role="alert")
        return [section("models-problem", words("models.heading"), "", problem)]
    return [
        section(
            "models",
            words("models.heading"),
            "",
            *paragraphs(words(f"models.text.{number}") for number in (1, 2)),
            _links(words),
        ),
        *[_card(context.published, law, events, words) for law in LAWS],
        section("limits", words("limits.heading"), "", html.Ul([html.Li(limit[words.language]) for limit in limits()])),
    ]


def events_of(context: Context) -> tuple[ModelEvent, ...]:
    """Return all events of models that were put in use; none when there is no store yet.

    Raises:
        KompasError: The store cannot be read.
    """
    return context.model_events.events() if has_store(context.store_url) else ()


def in_use(events: Sequence[ModelEvent]) -> dict[str, ModelEvent]:
    """Return by law the event that put its present model in use."""
    return active_in(events)


def card_of(snapshot: Snapshot, law: str) -> Mapping[str, Any]:
    """Return the card that the training step wrote beside a model; empty when there is none that can be read."""
    try:
        content = json.loads(snapshot.file(f"{law}.card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    card = content.get("card") if isinstance(content, dict) else None
    return card | {"inputs": content.get("inputs")} if isinstance(card, dict) else {}


def _links(words: Words) -> Component:
    pages = ("model", "fairness")
    return html.Div(
        [dcc.Link(words.of_code("see", page), href=Address(words.language, page).href) for page in pages],
        className="kompas-links",
    )


def _card(published: Published, law: str, events: Sequence[ModelEvent], words: Words) -> Component:
    event = in_use(events).get(law)
    name = words.of_code("law", law)
    if event is None or event.model_id is None:
        nothing = html.P(words("card.no_model"), className="kompas-none")
        return section(f"card-{law}", name, "", nothing)
    snapshot = published.folder.find("models", ModelId.parse(event.model_id).snapshot_id)
    return section(
        f"card-{law}",
        name,
        words("card.lead", model=event.model_id),
        *(_learnt(published, snapshot, law, words) if snapshot else [html.P(words("card.gone"))]),
        html.H3(words("card.who")),
        definitions(
            [
                (words("card.responsible"), event.responsible),
                (words("card.since"), moment(event.at, words)),
                (words("card.reason"), event.reason),
                (words("card.user"), event.system_user),
            ]
        ),
        html.H3(words("card.gates")),
        html.P(words("card.gates.lead"), className="kompas-lead"),
        _gates(event.gates, name, words),
        *_history([item for item in events if item.law == law], name, words),
    )


def _learnt(published: Published, snapshot: Snapshot, law: str, words: Words) -> list[Component]:
    language = words.language
    counted = published.rows(_CASES, {"cases": snapshot.table("cases"), "law": law})[0]
    card = card_of(snapshot, law)
    as_of = snapshot.manifest.as_of
    first, last = (formats.day(counted[name], language) for name in ("first", "last"))
    entries = [
        (words("card.cases"), formats.number(counted["cases"], language)),
        (words("card.findings"), formats.number(counted["findings"], language)),
        (words("card.period"), words("card.from_to", first=first, last=last)),
        (words("card.as_of"), formats.day(date.fromisoformat(as_of) if as_of else None, language)),
    ]
    inputs, trees = card.get("inputs"), card.get("trees")
    if isinstance(inputs, list):
        entries.append((words("card.inputs"), formats.number(len(inputs), language)))
    if isinstance(card.get("monotone"), dict):
        entries.append((words("card.monotone"), formats.number(len(card["monotone"]), language)))
    if isinstance(trees, int):
        entries.append((words("card.form"), words("card.trees", trees=trees)))
    if snapshot.manifest.synthetic:
        entries.append((words("card.data"), words("card.synthetic")))
    missing = [] if card else [html.P(words("card.no_card"), className="kompas-none")]
    return [definitions(entries), *missing]


def _gates(gates: Sequence[Mapping[str, Any]], name: str, words: Words) -> Component:
    if not gates:
        return html.P(words("card.no_gates"), className="kompas-none")
    rows = [
        [
            words.of_code("gate", gate.get("gate")),
            words.of_code("gate_status", gate.get("status")),
            _sentence(gate, words),
        ]
        for gate in gates
    ]
    header = [words("card.gate"), words("card.result"), words("card.figures")]
    return table(f"{words('card.gates')}: {name}", header, rows)


def _sentence(gate: Mapping[str, Any], words: Words) -> str:
    sentence = gate.get("sentence")
    return str(sentence.get(words.language, "")) if isinstance(sentence, dict) else ""


def _history(events: Sequence[ModelEvent], name: str, words: Words) -> list[Component]:
    if len(events) < 2:
        return []
    rows = [
        [moment(item.at, words), words.of_code("event", item.event), item.model_id or formats.MISSING,
         item.responsible, item.reason]
        for item in reversed(events)
    ]  # fmt: skip
    header = [words(f"history.{column}") for column in ("at", "event", "model", "by", "reason")]
    caption = f"{words('history.heading')}: {name}"
    return [html.H3(words("history.heading")), table(caption, header, rows)]
