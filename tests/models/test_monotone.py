"""What the catalogue says more of never lowers (or raises) an estimate does not, in a model with every input."""

from datetime import date

import lightgbm as lgb
import numpy as np
import pytest

from features.catalogue import load_catalogue
from models.inputs import ModelInput
from models.learning.calibration import IDENTITY, sigmoid
from models.learning.ranking_model import RankingModel
from models.learning.training import Cases, TrainingPlan, train_ranking_model

CASES = 1_200
ROWS = 40
QUANTILES = np.linspace(0, 1, 11)
PLAN = TrainingPlan(trees=150, seed=1)


def catalogue_inputs() -> list[ModelInput]:
    return [ModelInput(feature.name, feature.direction) for feature in load_catalogue().features]


def made_cases(inputs: list[ModelInput]) -> Cases:
    """Cases in which every constrained input pulls against its direction, so that constraints must bind."""
    generator = np.random.default_rng(4)
    matrix = generator.gamma(1.5, size=(CASES, len(inputs)))
    matrix[generator.random(matrix.shape) < 0.1] = np.nan
    known = np.nan_to_num(matrix, nan=1.5) - 1.5
    against = -np.array([item.direction for item in inputs], dtype=float)
    free = generator.normal(size=len(inputs)) * (against == 0)
    outcomes = (generator.random(CASES) < sigmoid(known @ (0.25 * against + 0.2 * free))).astype(float)
    decided = np.datetime64(date(2024, 1, 1)) + np.sort(generator.integers(0, 700, CASES)).astype("timedelta64[D]")
    return Cases(matrix, outcomes, decided, decided + np.timedelta64(60, "D"))


def moved(matrix: np.ndarray, column: int) -> np.ndarray:
    """The rows with one input at each of its quantiles, shape (quantiles * rows, inputs)."""
    at = np.nanquantile(matrix[:, column], QUANTILES)
    rows = np.tile(matrix[:ROWS], (len(at), 1))
    rows[:, column] = np.repeat(at, ROWS)
    return rows


def worst_fall(model: RankingModel, cases: Cases, column: int, direction: int) -> float:
    scores = model.log_odds(moved(cases.matrix, column)).reshape(len(QUANTILES), ROWS)
    return float((direction * np.diff(scores, axis=0)).min())


@pytest.fixture(scope="module")
def cases() -> Cases:
    return made_cases(catalogue_inputs())


def test_no_constrained_input_moves_an_estimate_the_wrong_way(cases: Cases) -> None:
    inputs = catalogue_inputs()
    model = train_ranking_model(cases, inputs, PLAN, {"name": "test"})
    constrained = [(column, item) for column, item in enumerate(inputs) if item.direction]
    assert {item.direction for _, item in constrained} == {1, -1}
    wrong = [item.name for column, item in constrained if worst_fall(model, cases, column, item.direction) < -1e-12]
    assert not wrong


def test_the_same_cases_would_move_it_without_the_constraints(cases: Cases) -> None:
    # Otherwise the test above would pass whatever the constraints are.
    inputs = catalogue_inputs()
    free = [ModelInput(item.name) for item in inputs]
    parameters = PLAN.lightgbm_parameters(free)
    booster = lgb.train(parameters, lgb.Dataset(cases.matrix, cases.outcomes, params=parameters), num_boost_round=60)
    model = RankingModel(booster.model_to_string(), tuple(item.name for item in free), IDENTITY)
    constrained = [(column, item) for column, item in enumerate(inputs) if item.direction]
    wrong = [item.name for column, item in constrained if worst_fall(model, cases, column, item.direction) < -1e-12]
    assert len(wrong) > len(constrained) / 2
