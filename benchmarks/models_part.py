"""One part of the benchmark of models, in a process of its own: ``python -m benchmarks.models_part PART FOLDER``.

Each part writes ``FOLDER/<part>.json`` with the seconds of what it measures, without start-up and reading. The numbers
are generated and mean nothing; only their amount is a country's.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl

from features.catalogue import load_catalogue
from features.peers import peer_medians
from models.explaining.families import explain_employers, write_reasons
from models.inputs import ModelInput, input_names
from models.labels import LAWS
from models.law_models import LawModels
from models.learning.calibration import Platt
from models.learning.ranking_model import RankingModel, load_model
from models.learning.training import Cases, TrainingPlan, train_ranking_model
from models.scoring import score_law

EMPLOYERS = int(os.environ.get("EMPLOYERS", "450000"))
CASES = int(os.environ.get("CASES", "80000"))
TREES = 600
SAMPLE = 20_000
"""Rows on which the slow ways are measured."""
COMPARED = 10_000
SECTORS, SIZES = 20, 8


def inputs() -> list[ModelInput]:
    """Return every feature of the catalogue as an input."""
    return [ModelInput(feature.name, feature.direction) for feature in load_catalogue().features]


def numbers(rows: int, seed: int) -> np.ndarray:
    """Return generated inputs: rounded, skewed, one in ten missing."""
    generator = np.random.default_rng(seed)
    columns = []
    for _ in inputs():
        column = np.round(generator.gamma(1.5, size=rows), 2)
        column[generator.random(rows) < 0.1] = np.nan
        columns.append(column)
    return np.column_stack(columns)


def cases(seed: int, count: int = CASES) -> Cases:
    """Return generated cases whose outcomes depend a little on every input."""
    generator = np.random.default_rng(seed)
    matrix = numbers(count, seed)
    weights = generator.normal(0.15, 0.1, matrix.shape[1]) * [item.direction or 1 for item in inputs()]
    chance = 1 / (1 + np.exp(-(np.nan_to_num(matrix, nan=1.5) - 1.5) @ weights + 0.5))
    outcomes = (generator.random(count) < chance).astype(float)
    decided = np.datetime64(date(2022, 1, 1)) + np.sort(generator.integers(0, 1400, count)).astype("timedelta64[D]")
    return Cases(matrix, outcomes, decided, decided + np.timedelta64(90, "D"))


class Bench:
    """The folder of the benchmark and what is read from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def frame(self) -> pl.DataFrame:
        """All employers with their inputs."""
        return pl.read_parquet(self.folder / "current.parquet")

    @cached_property
    def matrix(self) -> np.ndarray:
        """The inputs of all employers."""
        return np.load(self.folder / "matrix.npy")

    @cached_property
    def models(self) -> dict[str, RankingModel]:
        """The models of all laws."""
        return {law: load_model(self.folder, law, input_names(inputs())) for law in LAWS}

    def timed(self, part: str, work: Callable[[], dict[str, Any] | None]) -> None:
        """Do the work and write its seconds down, with what it returns."""
        started = time.perf_counter()
        told = work() or {}
        seconds = time.perf_counter() - started
        (self.folder / f"{part}.json").write_text(json.dumps({"seconds": seconds, **told}), encoding="utf-8")


def prepare(bench: Bench) -> None:
    """Make the employers and three models of 600 trees; not measured."""
    matrix = numbers(EMPLOYERS, 1)
    np.save(bench.folder / "matrix.npy", matrix)
    generator = np.random.default_rng(2)
    columns: dict[str, Any] = {
        "employer_id": [f"E{number:07}" for number in range(EMPLOYERS)],
        "as_of": [date(2026, 10, 31)] * EMPLOYERS,
        "sector": generator.integers(0, SECTORS, EMPLOYERS).astype(str),
        "size_class": generator.integers(0, SIZES, EMPLOYERS).astype(str),
    }
    columns |= {name: matrix[:, position] for position, name in enumerate(input_names(inputs()))}
    pl.DataFrame(columns).fill_nan(None).write_parquet(bench.folder / "current.parquet")
    for number, law in enumerate(LAWS):
        learnt, parameters = cases(number + 10, SAMPLE), TrainingPlan(seed=number).lightgbm_parameters(inputs())
        booster = lgb.train(parameters, lgb.Dataset(learnt.matrix, learnt.outcomes), num_boost_round=TREES)
        model = RankingModel(booster.model_to_string(), tuple(input_names(inputs())), Platt(0.9, -0.1))
        model.save(bench.folder, law)


def train(bench: Bench) -> None:
    """Train and calibrate three models."""
    learnt = [cases(number) for number, _ in enumerate(LAWS)]

    def work() -> dict[str, Any]:
        trained = [train_ranking_model(own, inputs(), TrainingPlan(), {}) for own in learnt]
        return {"trees": [model.card["trees"] for model in trained]}

    bench.timed("train", work)


def train_plain(bench: Bench) -> None:
    """Train as many trees on the same cases with the library alone."""
    learnt = [cases(number) for number, _ in enumerate(LAWS)]
    trees = json.loads((bench.folder / "train.json").read_text(encoding="utf-8"))["trees"]
    parameters = TrainingPlan().lightgbm_parameters(inputs())

    def work() -> None:
        for own, count in zip(learnt, trees, strict=True):
            lgb.train(parameters, lgb.Dataset(own.matrix, own.outcomes, params=parameters), num_boost_round=count)

    bench.timed("train_plain", work)


def score(bench: Bench) -> None:
    """Score all employers for three laws, from the frame to the scores with their places."""
    frame, models = bench.frame, {law: LawModels(model) for law, model in bench.models.items()}

    def work() -> None:
        for law, model in models.items():
            score_law(frame, law, model, inputs(), ())

    bench.timed("score", work)


def score_plain(bench: Bench) -> None:
    """Let the library alone predict all employers for three laws."""
    matrix, boosters = bench.matrix, [model.booster for model in bench.models.values()]

    def work() -> None:
        for booster in boosters:
            booster.predict(matrix)

    bench.timed("score_plain", work)


def reasons(bench: Bench) -> None:
    """Explain all employers for three laws and write reasons and families, as ``kompas score`` does."""
    frame, models = bench.frame, bench.models
    family_of = {feature.name: feature.family for feature in load_catalogue().features}

    def work() -> None:
        medians = peer_medians(frame, input_names(inputs()))
        write_reasons(explain_employers(frame, medians, models, inputs(), family_of), bench.folder)

    bench.timed("reasons", work)


def contributions(bench: Bench) -> None:
    """Work out the contributions of all inputs for all employers, for three laws."""
    matrix, models = bench.matrix, bench.models

    def work() -> None:
        for model in models.values():
            model.contributions(matrix)

    bench.timed("contributions", work)


def contributions_lightgbm(bench: Bench) -> None:
    """Let LightGBM work out the contributions for one law, for a sample; and compare."""
    matrix, model = bench.matrix[:SAMPLE], bench.models[LAWS[0]]
    bench.timed("contributions_lightgbm", lambda: _nothing(model.booster.predict(matrix, pred_contrib=True)))
    theirs = np.asarray(model.booster.predict(matrix[:COMPARED], pred_contrib=True))
    mine = model.contributions(matrix[:COMPARED])
    told = {
        "apart": float(np.abs(mine - theirs).max()),
        "sum": float(np.abs(mine.sum(axis=1) - model.log_odds(matrix[:COMPARED])).max()),
    }
    (bench.folder / "agreement.json").write_text(json.dumps(told), encoding="utf-8")


def contributions_shap(bench: Bench) -> None:
    """Let shap's TreeExplainer work out the same for a sample."""
    import shap

    matrix, booster = bench.matrix[:SAMPLE], bench.models[LAWS[0]].booster
    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    bench.timed("contributions_shap", lambda: _nothing(explainer.shap_values(matrix)))


def contributions_woodelf(bench: Bench) -> None:
    """Let woodelf-explainer work out the same for all employers and one law."""
    import pandas as pd
    from woodelf import WoodelfExplainer

    names = [f"Column_{position}" for position in range(bench.matrix.shape[1])]
    table = pd.DataFrame(bench.matrix, columns=names)
    booster = bench.models[LAWS[0]].booster
    bench.timed("contributions_woodelf", lambda: _nothing(WoodelfExplainer(booster).shap_values(table)))


def _nothing(_: object) -> None:
    """Take a result that is not kept."""


PARTS = {
    part.__name__: part
    for part in (
        prepare,
        train,
        train_plain,
        score,
        score_plain,
        reasons,
        contributions,
        contributions_lightgbm,
        contributions_shap,
        contributions_woodelf,
    )
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](Bench(Path(sys.argv[2])))
