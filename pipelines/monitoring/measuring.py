"""From snapshots to figures: which population, which cases and which backtest belong to a model in use."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from models.evaluation.bootstrap import Estimate
from models.inputs import ModelInput, input_matrix, input_names
from models.labels import labelled_cases, open_cases
from models.learning.ranking_model import RankingModel, load_model
from models.monitoring.drift import DRIFT_SCHEMA, ScoreDrift, input_drift, score_drift
from models.monitoring.outcomes import CALIBRATION_SCHEMA, LiveGap, calibration_by_ground, live_gap
from models.monitoring.rules import drift_rules, outcome_rules
from models.monitoring.stop_rule import RuleResult, advises_to_stop, hold_against
from pipelines.registry.evidence import backtest_of, estimate_of, figure_at, plan_cut_of

OUTCOME_TABLES = ("inspections", "findings")
CASE_COLUMNS = ["case_id", "law", "selection_ground", "selected_on", "violation"]


@dataclass(frozen=True)
class Watched:
    """A model in use, and what it is held against.

    Attributes:
        law: The law.
        models: Its models snapshot.
        learnt_on: What it learnt was known on this day.
        scores_since: The as-of date of the first scores that it made; ``None``: it has not scored yet.
        population: The features that it was made with; ``None``: they are gone, or are the ones in use.
        backtest: The backtest of the same features and recipe, if there is one.
    """

    law: str
    models: Snapshot
    learnt_on: date
    scores_since: date | None
    population: Snapshot | None
    backtest: Snapshot | None

    @property
    def inputs(self) -> tuple[Snapshot, ...]:
        """The snapshots that its figures are made from, besides the features and warehouse in use."""
        return tuple(item for item in (self.models, self.population, self.backtest) if item is not None)


@dataclass(frozen=True)
class Measured:
    """What was measured of one law's model."""

    law: str
    drift: pl.DataFrame
    scores: ScoreDrift | None
    calibration: pl.DataFrame
    gap: LiveGap
    rules: tuple[RuleResult, ...]
    still_open: int

    def document(self) -> dict[str, Any]:
        """Return all but the tables as JSON can hold it; what is not estimable is null."""
        return {
            "cases_still_open": self.still_open,
            "score_drift": None if self.scores is None else asdict(self.scores),
            "gap": asdict(self.gap),
            "stop": {"advised": advises_to_stop(self.rules), "rules": [asdict(rule) for rule in self.rules]},
        }


def watched_models(folder: SnapshotFolder, active: Mapping[str, Snapshot], features: Snapshot) -> tuple[Watched, ...]:
    """Return the models in use with what each is held against.

    Args:
        folder: The published snapshots.
        active: Of each law the models snapshot whose model is in use.
        features: The features in use.
    """
    return tuple(
        Watched(
            law,
            models,
            date.fromisoformat(models.manifest.as_of or ""),
            _scores_since(folder, law, models),
            _population(folder, models, features),
            backtest_of(folder, models),
        )
        for law, models in active.items()
    )


def measure(
    watched: Watched, features: Snapshot, warehouse: Snapshot, as_of: date, inputs: list[ModelInput]
) -> Measured:
    """Measure one model.

    Cases count that were selected after the day on which the model learnt, so that it has not seen them; their chances
    are those that it gives with what was known at the last month-end before each was selected.

    Args:
        watched: The model and what it is held against.
        features: The features in use.
        warehouse: The warehouse that they were made from.
        as_of: Their as-of date.
        inputs: The model's inputs.
    """
    law, rules = watched.law, outcome_rules()
    model = load_model(watched.models.path, law, input_names(inputs))
    cases = later_cases(watched, features, warehouse, as_of, model, inputs)
    calibration = calibration_by_ground(law, cases, rules)
    since = watched.scores_since
    live = cases.clear() if since is None else cases.filter(pl.col("selected_on") > since)
    gap = live_gap(law, live, *_promised(watched), rules)
    every = calibration.row(0, named=True)
    ratio = None if every["ratio"] is None else Estimate(every["ratio"], every["low"], every["high"])
    drift, scores = _drift(watched, features, model, inputs)
    still_open = open_cases(_outcome_tables(warehouse), watched.learnt_on + timedelta(days=1), as_of)
    return Measured(law, drift, scores, calibration, gap, hold_against(gap, every["cases"], ratio), still_open)


def later_cases(
    watched: Watched,
    features: Snapshot,
    warehouse: Snapshot,
    as_of: date,
    model: RankingModel,
    inputs: list[ModelInput],
) -> pl.DataFrame:
    """Return ``selection_ground, selected_on, violation, chance`` of the closed cases that the model had not seen."""
    labels = labelled_cases(_outcome_tables(warehouse), as_of).select(CASE_COLUMNS)
    later = labels.filter(pl.col("selected_on") > watched.learnt_on, law=watched.law)
    frame = later.join(pl.read_parquet(features.table("training")), on="case_id", how="inner").sort("case_id")
    chances = pl.Series("chance", [], dtype=pl.Float64)
    if len(frame):
        chances = pl.Series("chance", model.probability(input_matrix(frame, inputs)))
    return frame.select("selection_ground", "selected_on", "violation", chances)


def _outcome_tables(warehouse: Snapshot) -> dict[str, str]:
    return {name: warehouse.table(name) for name in OUTCOME_TABLES}


def no_drift() -> pl.DataFrame:
    """Return the table of drift without rows: there is no later population to compare."""
    return pl.DataFrame(schema=DRIFT_SCHEMA)


def no_calibration() -> pl.DataFrame:
    """Return the table of calibration without rows."""
    return pl.DataFrame(schema=CALIBRATION_SCHEMA)


def _scores_since(folder: SnapshotFolder, law: str, models: Snapshot) -> date | None:
    """Return the earliest as-of date of scores that the model made: what it selected was selected after it."""
    named = models.manifest.snapshot_id
    manifests = (item.manifest for item in folder.snapshots("scores"))
    made = (manifest for manifest in manifests if manifest.notes.get("models", {}).get(law) == named)
    return min((date.fromisoformat(manifest.as_of or "") for manifest in made), default=None)


def _population(folder: SnapshotFolder, models: Snapshot, features: Snapshot) -> Snapshot | None:
    named = models.input_id("features")
    found = folder.find("features", named) if named else None
    if found is None or found.manifest.snapshot_id == features.manifest.snapshot_id or damaged_files(found):
        return None
    return found


def _promised(watched: Watched) -> tuple[float | None, Estimate | None, Estimate | None]:
    """Return the plan's cut, and precision and lift there, as the model's own backtest measured them."""
    if watched.backtest is None:
        return None, None, None
    cut = plan_cut_of(watched.backtest)
    if cut is None:
        return None, None, None
    figures = [figure_at(watched.backtest, watched.law, "model", metric, cut) for metric in ("precision", "lift")]
    precision, lift = (estimate_of(figure) for figure in figures)
    return cut, precision, lift


def _drift(
    watched: Watched, features: Snapshot, model: RankingModel, inputs: list[ModelInput]
) -> tuple[pl.DataFrame, ScoreDrift | None]:
    if watched.population is None:
        return no_drift(), None
    then, now = (pl.read_parquet(item.table("current")) for item in (watched.population, features))
    before, present = (model.probability(input_matrix(frame, inputs)) for frame in (then, now))
    return input_drift(then, now, input_names(inputs), drift_rules()), score_drift(before, present, drift_rules())
