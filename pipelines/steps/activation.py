"""Which models score: those that a named person put in use, and that fit the features in use."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store import ModelEvent, masked
from features.catalogue import load_catalogue
from models.labels import LAWS
from models.registry.identity import ModelId
from pipelines.registry.activating import Activation, activate
from pipelines.registry.models import PublishedModel, active_events, models_of, suspended_events
from pipelines.steps.context import StepContext, StepResult, intact
from pipelines.store import store_of

ACTIVATE = 'kompas models activate {models} --by "NAME" --reason "WHY"'


FIRST_RUN = "first run"
"""The reason that is recorded when a run puts models in use and none was given."""


def activation_step(context: StepContext, responsible: str, reason: str = FIRST_RUN) -> StepResult:
    """Put the models of the models snapshot in use that pass their gates; a suspended law is left as it is.

    Args:
        context: The run.
        responsible: The person who answers for it, by name.
        reason: Why.

    Raises:
        KompasError: No person or reason is named.
    """
    models = models_of(context.folder.latest("models"))
    suspended = suspended_events(context.settings)
    done = [activate(context.settings, model, responsible, reason) for model in models if model.law not in suspended]
    made = sum(item.event is not None for item in done)
    left = (f"{law}: suspended by {event.responsible}, so no model is put in use." for law, event in suspended.items())
    remarks = (*(_said(item) for item in done), *left)
    return StepResult(Path(masked(store_of(context.settings))), made, reused=made == 0, remarks=remarks)


def _said(done: Activation) -> str:
    if done.event is not None:
        return f"{done.model.law}: {done.model.model_id} is now in use; {done.event.responsible} answers for it."
    if not done.kept_out:
        return f"{done.model.law}: {done.model.model_id} is in use already."
    reasons = " ".join(result.sentence["en"] for result in done.results if result.keeps_out)
    return f"{done.model.law}: {done.model.model_id} is not put in use. {reasons}"


def active_models(context: StepContext, features: Snapshot) -> dict[str, Snapshot]:
    """Return of each law the models snapshot whose model is in use, in the order of the laws.

    A model may be older than the features. One that was put in use for another series of registers does not count for
    these: it learnt from other employers. A law without one, as when its models are suspended, goes by rules.

    Args:
        context: The run.
        features: The features that are to be scored.

    Raises:
        KompasError: A model in use is gone or damaged, learnt from later days than the features know, learnt from
            synthetic registers and the features are real (or the other way round), or has other inputs.
    """
    return dict(_usable(context, features))


def laws_by_rules(active: Mapping[str, Snapshot]) -> tuple[str, ...]:
    """Return the laws without a model in use, which go by rules; ``active`` is as `active_models` gives it."""
    return tuple(law for law in LAWS if law not in active)


def _usable(context: StepContext, features: Snapshot) -> Iterator[tuple[str, Snapshot]]:
    names = load_catalogue().names
    for law, event in active_events(context.settings).items():
        snapshot = active_snapshot(context, event)
        if _of_another_series(context, features, snapshot):
            continue
        intact(snapshot)
        refuse_unfit(PublishedModel(law, snapshot), features, names)
        yield law, snapshot


def active_snapshot(context: StepContext, event: ModelEvent) -> Snapshot:
    """Return the models snapshot of the model that an event put in use.

    Raises:
        KompasError: It is not there any more.
    """
    found = context.folder.find("models", ModelId.parse(event.model_id or "").snapshot_id)
    if found is None:
        raise KompasError(
            f"The model in use for {event.law}, {event.model_id}, is not there any more.",
            str(context.folder.root / "models"),
            f"Activate another one: `{ACTIVATE.format(models=event.law)}`.",
        )
    return found


def refuse_unfit(model: PublishedModel, features: Snapshot, names: tuple[str, ...]) -> None:
    """Refuse a model that cannot score these features.

    Args:
        model: The model.
        features: The features that it is to score.
        names: The inputs that the catalogue gives today, in order.

    Raises:
        KompasError: It learnt from later days, from registers of another kind, or from other inputs.
    """
    own, other = model.snapshot.manifest, features.manifest
    another = f"Activate another one: `{ACTIVATE.format(models=model.law)}`; `kompas models list` lists them."
    place = str(model.snapshot.path)
    if (own.as_of or "") > (other.as_of or ""):
        raise KompasError(
            f"The model {model.model_id} learnt from what was known on {own.as_of}, and the features are as known on "
            f"{other.as_of}: it would know what was not known then.",
            place,
            another,
        )
    if own.synthetic != other.synthetic:
        kinds = {True: "synthetic", False: "real"}
        raise KompasError(
            f"The model {model.model_id} learnt from {kinds[own.synthetic]} registers, and the features are of "
            f"{kinds[other.synthetic]} ones.",
            place,
            another,
        )
    if model.inputs() != tuple(names):
        differing = sorted(set(model.inputs()) ^ set(names))
        raise KompasError(
            f"The model {model.model_id} has other inputs than the features give now "
            f"({', '.join(differing[:5]) or 'in another order'}).",
            place,
            f"Run `kompas train` and `kompas backtest`. {another}",
        )


def _of_another_series(context: StepContext, features: Snapshot, models: Snapshot) -> bool:
    """Tell whether both were made from warehouses that are still there, of two series of drops (docs/registers.md)."""
    warehouses = [_warehouse(context, snapshot) for snapshot in (features, models)]
    series = [item.manifest.configuration.get("series") for item in warehouses if item is not None]
    return len(series) == len(warehouses) and series[0] != series[1]


def _warehouse(context: StepContext, snapshot: Snapshot) -> Snapshot | None:
    named = snapshot.input_id("warehouse")
    return context.folder.find("warehouse", named) if named else None


def newer_candidates(context: StepContext, active: Mapping[str, Snapshot]) -> tuple[str, ...]:
    """Return a line for people when the models snapshot in use holds models that are not in use, or none.

    Args:
        context: The run.
        active: As `active_models` gives it.
    """
    suspended = suspended_events(context.settings)
    newest = next(context.folder.snapshots("models"), None)
    if newest is None:
        return ()
    newest = context.folder.latest("models")
    candidates = [model.law for model in models_of(newest) if model.law not in suspended]
    waiting = [law for law in candidates if active.get(law) != newest]
    if not waiting:
        return ()
    kept = ", ".join(str(ModelId(law, snapshot.manifest.snapshot_id)) for law, snapshot in active.items())
    return (
        f"In use: {kept or 'none'}.",
        f"Newer models that nobody put in use: {', '.join(waiting)} of {newest.manifest.snapshot_id}. "
        f"See `kompas models compare`, then `{ACTIVATE.format(models=' '.join(waiting))}`.",
    )


def refuse_other_models(context: StepContext, scores: Snapshot, features: Snapshot) -> None:
    """Refuse scores that were made with other models than the ones in use.

    Args:
        context: The run.
        scores: The scores.
        features: The features that they were made from.

    Raises:
        KompasError: They were made with other models.
    """
    active = {law: snapshot.manifest.snapshot_id for law, snapshot in active_models(context, features).items()}
    if scores.manifest.notes.get("models") != active:
        raise KompasError(
            "The scores were made with other models than the ones in use.",
            str(scores.path),
            "Run `kompas score` again, or `kompas run`.",
        )
