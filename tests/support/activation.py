"""Models put in use without asking the gates, for tests of what comes after."""

from pathlib import Path

from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import Decision, ModelEvents, sqlite_url
from pipelines.registry.models import models_of


def put_in_use(data: Path, models: Snapshot | None = None) -> None:
    """Record that somebody put the models of a snapshot in use; of the one last made when none is given."""
    events = ModelEvents(sqlite_url(data))
    for model in models_of(models or SnapshotFolder(data / "snapshots").latest("models")):
        events.record(Decision("activated", model.law, model.model_id, "a tester", "a test"), "tester")
