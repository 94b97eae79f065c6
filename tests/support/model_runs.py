"""A run's folder with models, backtests and outcomes that are made up in a second, for tests of the models in use.

Every employer has one figure that says how likely a finding is; the models know it. There are features of two dates,
with a model of the WML and the Wav each; the cases in between are what the first models had not seen.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl

from data_contracts.contract import register_names
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.catalogue import load_catalogue
from models.arrays import Floats
from models.inputs import input_matrix
from models.learning.calibration import Platt, sigmoid
from models.learning.ranking_model import RankingModel
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.context import StepContext
from pipelines.steps.modelling import catalogue_inputs
from tests.support.evidence import publish_pack

FIRST, SECOND = date(2026, 4, 30), date(2026, 10, 31)
EMPLOYERS, CASES = 400, 600
LAWS = ("WML", "Wav")
CUT = 0.02
SERIES = "a test"


@dataclass(frozen=True)
class ModelRun:
    """The folder ``data`` of a run."""

    data: Path

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.data / "snapshots")

    @property
    def settings(self) -> KompasSettings:
        return KompasSettings(data_dir=self.data)

    @property
    def context(self) -> StepContext:
        return StepContext.of(self.settings, lambda _: None)

    def make(
        self,
        as_of: date,
        *,
        worse: tuple[str, ...] = (),
        unknown: tuple[str, ...] = (),
        series: str = SERIES,
        cases: bool = True,
    ) -> Snapshot:
        """Publish warehouse, features, models, backtest and evidence pack as known on a date; return the models.

        Args:
            as_of: FIRST or SECOND.
            worse: Laws of which the backtest shows that the plain heuristic does better.
            unknown: Laws of which the backtest could not estimate the precision.
            series: Which registers these are.
            cases: Whether any case was closed.
        """
        warehouse = self._publish("warehouse", (), as_of, partial(_write_warehouse, cases), {"series": series})
        features = self._publish("features", (warehouse,), as_of, lambda side: _write_features(side, as_of))
        models = self._publish("models", (features, warehouse), as_of, lambda side: _write_models(side, as_of))
        self._publish(
            "backtest",
            (features, warehouse),
            as_of,
            lambda side: _write_backtest(side, worse, unknown),
            notes={"plan_cut": CUT},
        )
        publish_pack(self.data)
        return models

    def _publish(
        self,
        kind: str,
        inputs: tuple[Snapshot, ...],
        as_of: date,
        fill: Callable[[Path], dict[str, Any] | None],
        configuration: dict[str, Any] | None = None,
        notes: dict[str, Any] | None = None,
    ) -> Snapshot:
        recipe = Recipe(
            kind,
            "test",
            tuple(as_input(item) for item in inputs),
            configuration or {},
            {"seed": 1},
            as_of=as_of,
            synthetic=True,
            notes=notes or {},
        )
        return publish(self.folder, recipe, fill)


def _employers(shift: float) -> pl.DataFrame:
    generator = np.random.default_rng(2)
    names = load_catalogue().names
    risk = generator.normal(shift, 1.0, EMPLOYERS)
    columns = {name: generator.normal(size=EMPLOYERS) for name in names[1:]}
    return pl.DataFrame(
        {
            "employer_id": [f"E{number:07d}" for number in range(EMPLOYERS)],
            "sector": [("A", "F", "I", "N")[number % 4] for number in range(EMPLOYERS)],
            "size_class": [("1", "5-9", "100+")[number % 3] for number in range(EMPLOYERS)],
            "province": ["ZH"] * EMPLOYERS,
            "legal_form": ["bv"] * EMPLOYERS,
            names[0]: risk,
            **columns,
        }
    )


def _outcomes() -> pl.DataFrame:
    """Return a row a case: the employer, when it was selected and on which ground, and what it found of each law.

    The Wav is broken as the model expects until FIRST, and by nobody after it.
    """
    generator = np.random.default_rng(3)
    employers = _employers(0.0)
    chosen = generator.integers(0, EMPLOYERS, CASES)
    risk = employers[load_catalogue().names[0]].to_numpy()[chosen]
    days = np.linspace(0, 480, CASES).astype(int)
    selected = [date(2025, 3, 1) + timedelta(days=int(day)) for day in days]
    broken = generator.random(CASES) < sigmoid(2 * risk)
    return pl.DataFrame(
        {
            "case_id": [f"C{number:05d}" for number in range(CASES)],
            "employer_id": employers["employer_id"].gather(chosen),
            "selection_ground": [("model", "random", "signal")[number % 3] for number in range(CASES)],
            "selected_on": selected,
            "WML": broken,
            "Wav": [bool(one and day <= FIRST) for one, day in zip(broken, selected, strict=True)],
        }
    )


def _write_warehouse(any_case: bool, side: Path) -> None:
    cases = _outcomes().filter(pl.lit(any_case)).with_columns(closed_on=pl.col("selected_on") + pl.duration(days=20))
    inspections = cases.select(
        "case_id",
        "employer_id",
        "selection_ground",
        "selected_on",
        "closed_on",
        establishment_id=pl.lit(None, pl.String),
        selection_probability=pl.lit(None, pl.Float64),
        opened_on=pl.col("selected_on"),
        team=pl.lit("West-1"),
        spent_minutes=pl.lit(960),
        known_at=pl.col("closed_on"),
    )
    found = cases.unpivot(index=["case_id", "closed_on"], on=list(LAWS), variable_name="law", value_name="violation")
    findings = found.select(
        "case_id",
        "law",
        "violation",
        established_on=pl.col("closed_on"),
        known_at=pl.col("closed_on"),
        examined=pl.lit(value=True),
        article=pl.lit(None, pl.String),
        workers_affected=pl.lit(None, pl.Int64),
        underpaid_cents=pl.lit(None, pl.Int64),
        sanction=pl.lit(None, pl.String),
        objection=pl.lit(None, pl.String),
    )
    nothing = {name: pl.DataFrame(schema={"employer_id": pl.String}) for name in register_names()}
    for name, frame in (nothing | {"inspections": inspections, "findings": findings}).items():
        (side / name).mkdir()
        frame.write_parquet(side / name / "part-0.parquet")


def _write_features(side: Path, as_of: date) -> None:
    """The features of SECOND have moved in one of the inputs."""
    current = _employers(0.0 if as_of == FIRST else 1.0).with_columns(as_of=pl.lit(as_of))
    current.write_parquet(side / "current.parquet")
    facts = {"employer_id": pl.String, "law": pl.String, "rule": pl.String, "status": pl.String}
    pl.DataFrame([("E0000003", "WML", "minimum_wage", "below")], schema=facts, orient="row").write_parquet(
        side / "facts.parquet"
    )
    cases = _outcomes().filter(pl.col("selected_on") <= as_of).select("case_id", "employer_id")
    cases.join(_employers(0.0), on="employer_id").write_parquet(side / "training.parquet")


def _write_models(side: Path, as_of: date) -> None:
    inputs = catalogue_inputs()
    matrix = input_matrix(_employers(0.0), inputs)
    for law in LAWS:
        model = _model(matrix, seed=1 if as_of == FIRST else 2, about={"name": law, "as_of": as_of.isoformat()})
        model.save(side, law)
    learnt = pl.DataFrame({"law": list(LAWS), "case_id": ["C00001"] * len(LAWS), "known_on": [as_of] * len(LAWS)})
    learnt.write_parquet(side / "cases.parquet")


def _model(matrix: Floats, seed: int, about: dict[str, Any]) -> RankingModel:
    """Return a model that learnt the true log-odds, which is why Platt's sigmoid is the identity."""
    names = tuple(item.name for item in catalogue_inputs())
    settings = {"num_leaves": 8, "min_data_in_leaf": 5, "seed": seed, "verbosity": -1, "num_threads": 1}
    data = lgb.Dataset(matrix, 2 * matrix[:, 0])
    trees = lgb.train({"objective": "regression", "bagging_fraction": 0.7, "bagging_freq": 1} | settings, data, 60)
    card = about | {"training": {"cases": CASES, "positives": CASES // 2}, "trees": 60, "monotone": {}}
    return RankingModel(trees.model_to_string(), names, Platt(1.0, 0.0), card)


def _write_backtest(side: Path, worse: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    figures = {"precision": (0.9, 0.8, 0.95), "lift": (1.8, 1.6, 1.9)}
    rows = [
        {
            "law": law,
            "arm": "all",
            "ranking": "model",
            "metric": metric,
            "cut": CUT,
            "value": None if law in unknown else value,
            "low": None if law in unknown else low,
            "high": None if law in unknown else high,
            "cases": 300,
            "positives": 150,
            "cut_off": None,
        }
        for law in LAWS
        for metric, (value, low, high) in figures.items()
    ]
    pl.DataFrame(rows, schema_overrides={"cut_off": pl.Date}).write_parquet(side / "metrics.parquet")
    report = {"models": {law: _report(law in worse) for law in LAWS}, "notes": [{"nl": "Let op.", "en": "Mind."}]}
    (side / "report.json").write_text(json.dumps(report), encoding="utf-8")


def _report(worse: bool) -> dict[str, Any]:
    bands = [
        {"cases": 75, "predicted": chance, "observed": chance, "low": chance - 0.1, "high": chance + 0.1}
        for chance in (0.2, 0.4, 0.6, 0.8)
    ]
    difference = {"value": -0.2, "low": -0.3, "high": -0.1} if worse else {"value": 0.2, "low": 0.1, "high": 0.3}
    key = f"precision_at_{100 * CUT:g}%"
    return {
        "rankings": {
            "model": {
                "label": {"nl": "model", "en": "model"},
                "figures": {},
                "calibration": {"brier": 0.2, "bands": bands},
            },
            "heuristic": {
                "label": {"nl": "vuistregel", "en": "plain heuristic"},
                "figures": {key: {"value": 0.7, "low": 0.6, "high": 0.8, "model_minus_this": difference}},
                "calibration": "not applicable",
            },
        },
        "test": {"cases": 300, "positives": 150},
        "grounds": [{"ground": "random", "cases": 100, "positives": 4, "figures": "not estimable"}],
    }
