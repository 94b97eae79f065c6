"""What ``kompas models list`` and ``show`` say: plain lines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import EventKind, ModelEvent, ModelRefusal
from models.inputs import Language
from models.registry.gates import GateResult, kept_out_by, may_be_activated
from pipelines.columns import aligned
from pipelines.registry.activating import judge_model
from pipelines.registry.models import (
    PublishedModel,
    active_events,
    events_in,
    published_models,
    refusals_in,
    suspended_events,
)

HEAD = ("model", "as of", "data", "cases", "gates", "")
NUMBERS = frozenset({"cases"})
SIGNS: Mapping[str, str] = {"passed": "passed", "failed": "FAILED", "not_estimable": "NOT ESTIMABLE", "not_asked": "-"}
WORDS_OF: Mapping[EventKind, str] = {
    "activated": "put in use",
    "rolled_back": "gone back to",
    "suspended": "suspended",
    "resumed": "resumed with",
}
INDENT = "  "


def list_lines(settings: KompasSettings) -> Iterator[str]:
    """Yield a line a model, the newest first: what it learnt from, what its gates say today, whether it is in use."""
    models = list(published_models(SnapshotFolder(settings.snapshots_dir)))
    if not models:
        yield "There are no models yet. What to do: run `kompas train`, then `kompas backtest`."
        return
    active = active_events(settings)
    earlier = {event.model_id for event in events_in(settings)}
    yield from aligned(HEAD, [_row(settings, model, active, earlier) for model in models], NUMBERS)
    suspended = suspended_events(settings)
    for law in sorted({model.law for model in models} - active.keys() - suspended.keys()):
        yield f"No model of {law} is in use."
    yield from suspension_lines(suspended)


def show_lines(settings: KompasSettings, model: PublishedModel, language: Language) -> Iterator[str]:
    """Yield what is known of one model: what it learnt from, each gate in words, and who put it in use when and why."""
    manifest, card = model.snapshot.manifest, model.card()
    about, calibration = card["card"], card["calibration"]
    yield f"{model.model_id}"
    yield f"{INDENT}files        {model.snapshot.path}"
    yield f"{INDENT}learnt from  what was known on {manifest.as_of}, {_data(manifest.synthetic)} data"
    yield f"{INDENT}cases        {_cases(model):,}, {about['training']['positives']:,} with a finding"
    one_way = len(about.get("monotone", {}))
    yield f"{INDENT}inputs       {len(card['inputs']):,}, {one_way:,} of them in one direction only"
    yield f"{INDENT}trees        {about['trees']:,}"
    yield f"{INDENT}calibration  {', '.join(f'{name} {_short(value)}' for name, value in calibration.items())}"
    yield ""
    yield from gate_lines(judge_model(settings, model), language)
    event = suspended_events(settings).get(model.law)
    if event is not None:
        yield from suspension_lines({model.law: event})
    yield ""
    yield from _history(settings, model)


def gate_lines(results: Sequence[GateResult], language: Language) -> Iterator[str]:
    """Yield a line a gate, and whether the model may be put in use."""
    rows = [(result.gate.replace("_", " "), SIGNS[result.status], result.sentence[language]) for result in results]
    yield from aligned(("gate", "result", ""), rows)
    if may_be_activated(results):
        yield "The gates let this model be put in use."
    else:
        yield "The gates keep this model out: what failed or cannot be estimated must first be mended."


def event_line(event: ModelEvent) -> str:
    """Return what happened, when (local time), by whom and why, on one line."""
    what = WORDS_OF[event.event]
    who = f"{event.responsible} (as {event.system_user})"
    named = f"all models of {event.law}" if event.event == "suspended" else f"no model of {event.law}"
    return f"{_moment(event.at)}  {what}  {event.model_id or named}  by {who}: {event.reason}"


def suspension_lines(suspended: Mapping[str, ModelEvent]) -> Iterator[str]:
    """Yield a line a suspended law: since when (local time), by whom and why; it goes by rules and lot."""
    for law, event in suspended.items():
        since = f"since {_moment(event.at)} by {event.responsible}"
        yield f"SUSPENDED: all models of {law}, {since}; it goes by rules and lot until resumed. Why: {event.reason}"


def refusal_line(refusal: ModelRefusal) -> str:
    """Return that a model was kept out, when (local time), at whose request and by which gates, on one line."""
    gates = ", ".join(str(gate["gate"]).replace("_", " ") for gate in kept_out_by(refusal.gates))
    who = f"{refusal.responsible} (as {refusal.system_user})"
    return f"{_moment(refusal.at)}  kept out    {refusal.model_id}  asked by {who}: {refusal.reason}; gates: {gates}"


def _history(settings: KompasSettings, model: PublishedModel) -> Iterator[str]:
    events = [
        event
        for event in events_in(settings)
        if event.model_id == model.model_id or (event.event == "suspended" and event.law == model.law)
    ]
    refusals = [refusal for refusal in refusals_in(settings) if refusal.model_id == model.model_id]
    lines = [(event.at, event_line(event)) for event in events]
    lines += [(refusal.at, refusal_line(refusal)) for refusal in refusals]
    yield from (line for _, line in sorted(lines))
    if not any(event.model_id for event in events):
        yield "Nobody has put this model in use."


def _moment(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def _row(
    settings: KompasSettings, model: PublishedModel, active: Mapping[str, ModelEvent], earlier: set[str | None]
) -> tuple[str, ...]:
    manifest, event = model.snapshot.manifest, active.get(model.law)
    in_use = event is not None and event.model_id == model.model_id
    results = judge_model(settings, model)
    kept_out = [result.gate for result in results if result.keeps_out]
    state = f"in use, by {event.responsible}" if event and in_use else "was in use" if model.model_id in earlier else ""
    return (
        model.model_id,
        manifest.as_of or "-",
        _data(manifest.synthetic),
        f"{_cases(model):,}",
        "passed" if not kept_out else f"{len(kept_out)} of {len(results)} keep it out",
        state,
    )


def _data(synthetic: bool) -> str:
    return "SYNTHETIC" if synthetic else "REAL"


def _cases(model: PublishedModel) -> int:
    return int(model.card()["card"]["training"]["cases"])


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{len(value)} points" if isinstance(value, list) else str(value)
