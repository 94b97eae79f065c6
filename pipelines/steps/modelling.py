"""What training, backtest and scoring share: inputs, labels, and the recipe of a snapshot made by models."""

from datetime import date
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.snapshots.reader import VERB_OF_KIND
from features.catalogue import load_catalogue
from models.inputs import ModelInput
from models.labels import labelled_cases
from models.learning.training import TrainingPlan
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import NothingToLearnError, StepContext, carried_notes, intact

MODEL_ROOMS = ("data_contracts", "features", "models", "pipelines.planning", "pipelines.steps", "pipelines.reporting")


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
        NothingToLearnError: No case is closed yet.
    """
    labels = labels_of(warehouse, as_of)
    if labels.is_empty():
        raise NothingToLearnError(
            "No inspection case with findings is closed yet, so there is nothing to learn from.",
            f"the warehouse snapshot {warehouse.manifest.snapshot_id}, as known on {as_of}",
            "Deliver inspections and findings, or set a later as_of.",
        )
    return labels


def labels_of(warehouse: Snapshot, as_of: date) -> pl.DataFrame:
    """Return the labels known on the as-of date, of however few cases (``models.labels.labelled_cases``)."""
    return labelled_cases({name: warehouse.table(name) for name in ("inspections", "findings")}, as_of)


def input_pair(context: StepContext) -> tuple[Snapshot, Snapshot, date]:
    """Return the features in use, the warehouse that they were made from, and their as-of date.

    Raises:
        MissingSnapshotError: There are no features yet.
        KompasError: The warehouse that they were made from is gone, a file is damaged, or the settings ask for
            another as-of date than the features have.
    """
    features = intact(context.folder.latest("features"))
    warehouse = intact(context.folder.input_of(features, "warehouse"))
    as_of = date.fromisoformat(features.manifest.as_of or "")
    asked = context.settings.as_of
    if asked is not None and asked != as_of:
        raise KompasError(
            f"The settings ask for {asked} as as-of date, and the features are as known on {as_of}.",
            str(features.path),
            "Run `kompas features` for that date first, or `kompas run`.",
        )
    return features, warehouse, as_of


def made_from(context: StepContext, kind: str, features: Snapshot) -> Snapshot:
    """Return the snapshot in use of a kind, once it is certain that it was made from these features.

    Without this, models that learnt from later cases could score an earlier date.

    Raises:
        KompasError: It was made from other features, or a file of it is damaged.
    """
    snapshot = intact(context.folder.latest(kind))
    if snapshot.input_id("features") != features.manifest.snapshot_id:
        raise KompasError(
            f"The {kind} snapshot was made from other features than the ones in use "
            f"({snapshot.input_id('features')}, not {features.manifest.snapshot_id}).",
            str(snapshot.path),
            f"Run `kompas {VERB_OF_KIND[kind]}` again, or `kompas run`.",
        )
    return snapshot


def model_recipe(
    kind: str,
    inputs: tuple[Snapshot, ...],
    as_of: date,
    configuration: dict[str, Any],
    seed: int,
) -> Recipe:
    """Return the recipe of a snapshot that models made; synthetic as soon as one input is."""
    notes: dict[str, Any] = {}
    for snapshot in inputs:
        notes |= carried_notes(snapshot)
    return Recipe(
        kind=kind,
        code_version=code_version(MODEL_ROOMS),
        inputs=tuple(as_input(snapshot) for snapshot in inputs),
        configuration=configuration,
        seeds={"seed": seed},
        as_of=as_of,
        synthetic=any(snapshot.manifest.synthetic for snapshot in inputs),
        notes=notes,
    )
