"""``kompas models compare``: two models snapshots on the same features, and what their backtests said."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from models.evaluation.bootstrap import Estimate
from models.labels import LAWS
from models.registry.comparison import RankComparison, compare_rankings
from models.registry.gates import Evidence, GateResult, judge
from models.registry.identity import MARK, ModelId
from pipelines.registry.evidence import evidence_of
from pipelines.registry.models import PublishedModel
from pipelines.steps.candidates import KIND as CANDIDATES
from pipelines.steps.context import intact

CUT_WITHOUT_BACKTEST = 0.05
"""What is compared as the top when no backtest says where the plan cuts."""
GROUPS = ["employer_id", "sector", "size_class"]


@dataclass(frozen=True)
class Side:
    """One of the two models of a law: its name, what its own backtest measured, and the calibration gates' figures."""

    model_id: str
    evidence: Evidence
    calibration: tuple[GateResult, ...]

    @property
    def precision(self) -> Estimate | None:
        """Precision at the plan's cut in its own backtest."""
        return self.evidence.precision


@dataclass(frozen=True)
class LawComparison:
    """Two models of one law."""

    law: str
    one: Side
    other: Side
    ranks: RankComparison


@dataclass(frozen=True)
class Comparison:
    """Two models snapshots, law by law.

    ``same`` are the laws of which both sides have the same model; ``missing`` those that only one of them scored.
    """

    as_of: str
    laws: tuple[LawComparison, ...]
    same: tuple[str, ...]
    missing: tuple[str, ...]


def compare_models(settings: KompasSettings, one: str | None, other: str | None) -> Comparison:
    """Compare the scores of two models snapshots of the features in use.

    Args:
        settings: The run's settings.
        one: A models snapshot, or one model of it, ``<law>@<snapshot id>``; ``None``: the models in use.
        other: Another; ``None``: the candidates that were scored last.

    Raises:
        KompasError: One of them has not scored the features in use, or both are the same.
    """
    folder = SnapshotFolder(settings.snapshots_dir)
    features = intact(folder.latest("features"))
    chosen = [_chosen(name) for name in (one, other)]
    first = _scores(folder, features, "scores", chosen[0].snapshot_id)
    second = _scores(folder, features, CANDIDATES, chosen[1].snapshot_id)
    named = [_models(snapshot, side) for snapshot, side in zip((first, second), chosen, strict=True)]
    both = [law for law in LAWS if law in named[0] and law in named[1]]
    differing = [law for law in both if named[0][law] != named[1][law]]
    missing = named[0].keys() ^ named[1].keys()
    if not differing and not missing:
        raise KompasError(
            "Both are the same models, so there is nothing to compare.",
            str(second.path),
            "Name two models snapshots, or score other candidates: `kompas score --candidate --models SNAPSHOT`.",
        )
    groups = pl.read_parquet(features.table("current"), columns=GROUPS)
    frames = [pl.read_parquet(snapshot.table("scores")) for snapshot in (first, second)]
    return Comparison(
        features.manifest.as_of or "",
        tuple(_law(folder, law, (named[0][law], named[1][law]), frames, groups) for law in differing),
        tuple(law for law in both if law not in differing),
        tuple(sorted(missing)),
    )


@dataclass(frozen=True)
class Chosen:
    """What was named: nothing, a models snapshot, or one law's model in it."""

    snapshot_id: str = ""
    law: str = ""


def _chosen(name: str | None) -> Chosen:
    if name is None or MARK not in name:
        return Chosen(name or "")
    model = ModelId.parse(name)
    return Chosen(model.snapshot_id, model.law)


def _scores(folder: SnapshotFolder, features: Snapshot, preferred: str, models: str) -> Snapshot:
    """Return the scores that a models snapshot gave these features, of most laws; unnamed, those in use of the kind."""
    kinds = ("scores", CANDIDATES) if models else (preferred,)
    found = [
        snapshot
        for kind in kinds
        for snapshot in folder.snapshots(kind)
        if snapshot.input_id("features") == features.manifest.snapshot_id
        and (not models or models in _made_by(snapshot))
    ]
    if not models and found:
        newest = folder.latest(preferred)
        found = [newest] if newest in found else found
    if not found:
        verb = "score" if preferred == "scores" and not models else "score --candidate"
        chosen = f" --models {models}" if models else ""
        raise KompasError(
            f"{'The models in use have' if verb == 'score' else 'These models have'} not scored the features in use.",
            str(folder.root),
            f"Run `kompas {verb}{chosen}` first.",
        )
    return intact(max(found, key=lambda snapshot: _made_by(snapshot).count(models)))


def _made_by(scores: Snapshot) -> list[str]:
    return list(scores.manifest.notes.get("models", {}).values())


def _models(scores: Snapshot, chosen: Chosen) -> Mapping[str, str]:
    named: dict[str, str] = scores.manifest.notes["models"]
    return {
        law: snapshot
        for law, snapshot in named.items()
        if chosen.snapshot_id in ("", snapshot) and chosen.law in ("", law)
    }


def _law(
    folder: SnapshotFolder, law: str, ids: tuple[str, str], frames: list[pl.DataFrame], groups: pl.DataFrame
) -> LawComparison:
    one, other = (_side(folder, law, snapshot_id) for snapshot_id in ids)
    cut = other.evidence.cut or one.evidence.cut or CUT_WITHOUT_BACKTEST
    first, second = (frame.filter(law=law) for frame in frames)
    return LawComparison(law, one, other, compare_rankings(first, second, groups, cut))


def _side(folder: SnapshotFolder, law: str, snapshot_id: str) -> Side:
    snapshot = folder.find("models", snapshot_id)
    if snapshot is None:
        raise KompasError(
            f"The models snapshot {snapshot_id} is not there any more.",
            str(folder.root / "models"),
            "Compare others: `kompas models list` lists them.",
        )
    model = PublishedModel(law, snapshot)
    evidence = evidence_of(folder, model, {})
    calibration = tuple(result for result in judge(evidence) if result.gate.startswith("calibration"))
    return Side(model.model_id, evidence, calibration)
