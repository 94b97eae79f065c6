"""What training, backtest and scoring share: inputs, labels, and the recipe of a snapshot made by models."""

from datetime import date
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from models.inputs import ModelInput
from models.labels import labelled_cases
from models.learning.training import TrainingPlan
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import StepContext, register_tables
from pipelines.steps.features import carried_notes

MODEL_ROOMS = ("data_contracts", "features", "models")


def catalogue_inputs() -> list[ModelInput]:
    """Return every feature of the catalogue as a model input, with its monotone constraint."""
    return [ModelInput(feature.name, feature.direction) for feature in load_catalogue().features]


def training_plan(context: StepContext) -> TrainingPlan:
    """Return how models are trained under the settings."""
    settings = context.settings
    return TrainingPlan(trees=settings.model.trees, seed=settings.seed)


def known_labels(warehouse: Snapshot, as_of: date) -> pl.DataFrame:
    """Return the labels known on the as-of date.

    Raises:
        KompasError: No case is closed yet, so that there is nothing to learn from.
    """
    labels = labelled_cases(register_tables(warehouse), as_of)
    if labels.is_empty():
        raise KompasError(
            "No inspection case with findings is closed yet, so there is nothing to learn from.",
            f"the warehouse snapshot {warehouse.manifest.snapshot_id}, as known on {as_of}",
            "Deliver inspections and findings, or set a later as_of.",
        )
    return labels


def input_pair(context: StepContext) -> tuple[Snapshot, Snapshot, date]:
    """Return the latest features, the warehouse that they were made from, and their as-of date.

    Raises:
        MissingSnapshotError: There are no features yet.
        KompasError: The warehouse that the features were made from is gone.
    """
    features = context.folder.latest("features")
    named = features.manifest.inputs[0].snapshot_id
    warehouse = next(
        (item for item in context.folder.snapshots("warehouse") if item.manifest.snapshot_id == named), None
    )
    if warehouse is None:
        raise KompasError(
            f"The features were made from the warehouse snapshot {named}, which is gone.",
            str(features.path),
            "Run `kompas features` again.",
        )
    return features, warehouse, date.fromisoformat(features.manifest.as_of or "")


def model_recipe(
    kind: str,
    inputs: tuple[Snapshot, ...],
    as_of: date,
    configuration: dict[str, Any],
    seed: int,
    rooms: tuple[str, ...] = MODEL_ROOMS,
) -> Recipe:
    """Return the recipe of a snapshot that models made; synthetic as soon as one input is."""
    notes: dict[str, Any] = {}
    for snapshot in inputs:
        notes |= carried_notes(snapshot)
    return Recipe(
        kind=kind,
        code_version=code_version(rooms),
        inputs=tuple(as_input(snapshot) for snapshot in inputs),
        configuration=configuration,
        seeds={"seed": seed},
        as_of=as_of,
        synthetic=any(snapshot.manifest.synthetic for snapshot in inputs),
        notes=notes,
    )
