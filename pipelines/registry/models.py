"""The models that are published, and which of them is in use for each law."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import (
    ModelEvent,
    ModelEvents,
    ModelRefusal,
    active_in,
    has_store,
    models_in_use,
    suspended_in,
)
from models.labels import LAWS
from models.registry.identity import ModelId
from pipelines.store import store_of


@dataclass(frozen=True)
class PublishedModel:
    """One law's model in one published models snapshot."""

    law: str
    snapshot: Snapshot

    @property
    def model_id(self) -> str:
        """Its name, ``<law>@<snapshot id>``."""
        return str(ModelId(self.law, self.snapshot.manifest.snapshot_id))

    @property
    def card_file(self) -> Path:
        """The file of its card."""
        return self.snapshot.file(f"{self.law}.card.json")

    def card(self) -> dict[str, Any]:
        """Return its card: inputs, calibration, and what people must know.

        Raises:
            KompasError: The file is missing or is no card.
        """
        try:
            content: dict[str, Any] = json.loads(self.card_file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise KompasError(
                f"The card of the model {self.model_id} cannot be read.", str(self.card_file), "Run `kompas train`."
            ) from error
        return content

    def inputs(self) -> tuple[str, ...]:
        """Return the names of its inputs, in model order."""
        return tuple(self.card()["inputs"])


def models_of(snapshot: Snapshot) -> tuple[PublishedModel, ...]:
    """Return the models that a models snapshot holds, in the order of the laws; too few cases leave a law without."""
    models = (PublishedModel(law, snapshot) for law in LAWS)
    return tuple(model for model in models if model.card_file.is_file())


def published_models(folder: SnapshotFolder) -> Iterator[PublishedModel]:
    """Yield all models, those of the newest snapshot first."""
    for snapshot in folder.snapshots("models"):
        yield from models_of(snapshot)


def find_model(folder: SnapshotFolder, name: str) -> PublishedModel:
    """Return the model of a name: ``<law>@<snapshot id>``, or a law for its model in the models snapshot in use.

    Raises:
        KompasError: There is no such law, snapshot or model.
        MissingSnapshotError: There are no models yet.
    """
    if name in LAWS:
        return _model_in(folder.latest("models"), name)
    wanted = ModelId.parse(name)
    snapshot = folder.find("models", wanted.snapshot_id)
    if snapshot is None or wanted.law not in LAWS:
        raise KompasError(f"There is no model {name}.", str(folder.root / "models"), "`kompas models list` lists them.")
    return _model_in(snapshot, wanted.law)


def _model_in(snapshot: Snapshot, law: str) -> PublishedModel:
    model = PublishedModel(law, snapshot)
    if not model.card_file.is_file():
        raise KompasError(
            f"The models snapshot {snapshot.manifest.snapshot_id} holds no model of {law}: there were too few cases.",
            str(snapshot.path),
            "`kompas models list` lists what there is.",
        )
    return model


def events_in(settings: KompasSettings) -> tuple[ModelEvent, ...]:
    """Return all events of a run's store; looking makes no store where there is none."""
    url = store_of(settings)
    return ModelEvents(url).events() if has_store(url) else ()


def refusals_in(settings: KompasSettings) -> tuple[ModelRefusal, ...]:
    """Return all models that a gate kept out when somebody asked; looking makes no store where there is none."""
    url = store_of(settings)
    return ModelEvents(url).refusals() if has_store(url) else ()


def active_events(settings: KompasSettings) -> dict[str, ModelEvent]:
    """Return of each law with a model in use the event that put it there; a suspended law has none."""
    active = active_in(events_in(settings))
    return {law: active[law] for law in LAWS if law in active}


def suspended_events(settings: KompasSettings) -> dict[str, ModelEvent]:
    """Return of each suspended law the event that suspended it."""
    suspended = suspended_in(events_in(settings))
    return {law: suspended[law] for law in LAWS if law in suspended}


def models_to_keep(settings: KompasSettings) -> frozenset[str]:
    """Return the models in use, and those that a resumption would bring back into use."""
    events = events_in(settings)
    returning = (stack[-1] for law in suspended_in(events) if (stack := models_in_use(events, law)))
    return frozenset({event.model_id or "" for event in active_in(events).values()} | set(returning))
