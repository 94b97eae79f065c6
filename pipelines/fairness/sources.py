"""What is audited: the snapshots of a run, and the models whose list is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data_contracts.errors import MissingSnapshotError
from data_contracts.query import query_frame
from data_contracts.reference_data import region_of_province
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from models.labels import LAWS
from pipelines.registry.evidence import plan_cut_of
from pipelines.registry.models import models_of


@dataclass(frozen=True)
class AuditSources:
    """The snapshots that are audited; ``models`` holds of each law with a model its snapshot."""

    features: Snapshot
    warehouse: Snapshot
    monthly: Snapshot
    as_of: date
    models: Mapping[str, Snapshot]
    backtest: Snapshot | None
    plan: Snapshot | None

    @property
    def before_plan(self) -> tuple[Snapshot, ...]:
        """All of them but the plan, each once."""
        found = (self.features, self.warehouse, self.monthly, *self.models.values(), self.backtest)
        return tuple({item.path: item for item in found if item is not None}.values())

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """All of them, each once."""
        return self.before_plan if self.plan is None else (*self.before_plan, self.plan)

    @property
    def cut(self) -> float | None:
        """The share of employers at which the plan cuts, as the backtest has it."""
        return None if self.backtest is None else plan_cut_of(self.backtest)

    def employers(self) -> pl.DataFrame:
        """Return the feature matrix of today, with ``unit, region, start_date`` added."""
        return self.with_places(pl.read_parquet(self.features.table("current")).with_columns(unit="employer_id"))

    def cases(self) -> pl.DataFrame:
        """Return the feature matrix of cases, each as known before it was selected, with the same added."""
        return self.with_places(pl.read_parquet(self.features.table("training")).with_columns(unit="case_id"))

    def with_places(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return rows of employers with ``region`` and ``start_date`` added."""
        starts = query_frame(
            "SELECT employer_id, arg_max(start_date, known_at) AS start_date FROM read_parquet($employers) "
            "WHERE known_at <= $as_of GROUP BY employer_id",
            {"employers": self.warehouse.table("employers"), "as_of": self.as_of},
        )
        region = pl.col("province").replace_strict(region_of_province(), default=None, return_dtype=pl.String)
        return frame.with_columns(region=region).join(starts, on="employer_id", how="left", maintain_order="left")


def audited_models(
    folder: SnapshotFolder, active: Mapping[str, Snapshot], features: Snapshot, *, candidates_first: bool = False
) -> dict[str, Snapshot]:
    """Return of each law the models snapshot whose model is audited.

    A law without a model in use is audited by the newest candidate that was made from these features, if there is one.

    Args:
        folder: The published snapshots.
        active: Of each law the models snapshot whose model is in use.
        features: The features in use.
        candidates_first: Whether a candidate is audited although a model of its law is in use: before it comes in use.
    """
    newest = latest(folder, "models")
    made_here = newest is not None and newest.input_id("features") == features.manifest.snapshot_id
    candidates = {model.law: newest for model in models_of(newest)} if newest is not None and made_here else {}
    first, second = (candidates, active) if candidates_first else (active, candidates)
    return {law: models for law in LAWS if (models := first.get(law) or second.get(law)) is not None}


def latest(folder: SnapshotFolder, kind: str) -> Snapshot | None:
    """Return the snapshot of a kind in use, or None when there is none or a file of it is damaged."""
    try:
        found = folder.latest(kind)
    except MissingSnapshotError:
        return None
    return None if damaged_files(found) else found
