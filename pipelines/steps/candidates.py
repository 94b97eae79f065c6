"""``kompas score --candidate``: scores of models that are not in use, to compare and not to plan by."""

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from pipelines.registry.models import models_of
from pipelines.steps.activation import refuse_unfit
from pipelines.steps.context import StepContext, StepResult, intact
from pipelines.steps.modelling import input_pair
from pipelines.steps.score import publish_scores

KIND = "candidate_scores"


def candidates_step(context: StepContext, snapshot_id: str = "") -> StepResult:
    """Score all employers with the models of one snapshot.

    Args:
        context: The run.
        snapshot_id: The models snapshot; empty: the one last made.

    Raises:
        KompasError: There is no such snapshot, it is damaged, or its models cannot score these features.
    """
    features, _, _ = input_pair(context)
    snapshot = intact(_chosen(context, snapshot_id))
    models = models_of(snapshot)
    for model in models:
        refuse_unfit(model, features, load_catalogue().names)
    return publish_scores(context, KIND, features, {model.law: snapshot for model in models})


def _chosen(context: StepContext, snapshot_id: str) -> Snapshot:
    found = context.folder.find("models", snapshot_id) if snapshot_id else context.folder.latest("models")
    if found is None:
        raise KompasError(
            f"There is no models snapshot {snapshot_id}.",
            str(context.folder.root / "models"),
            "`kompas models list` lists them.",
        )
    return found
