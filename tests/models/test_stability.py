"""Stability of reasons: shared strongest reasons by hand, and two models of one seed and of two."""

import lightgbm as lgb
import numpy as np
import pytest

from models.explaining.stability import reason_stability, shared_reasons
from models.inputs import ModelInput
from models.learning.calibration import IDENTITY
from models.learning.ranking_model import RankingModel

NAMES = tuple(f"x{number}" for number in range(12))
INPUTS = [ModelInput(name) for name in NAMES]


def trained(seed: int) -> RankingModel:
    generator = np.random.default_rng(1)
    matrix = generator.normal(size=(1_500, 12))
    outcomes = (generator.random(1_500) < 1 / (1 + np.exp(-matrix[:, 0]))).astype(float)
    parameters = {
        "objective": "binary",
        "num_leaves": 7,
        "feature_fraction": 0.4,
        "seed": seed,
        "verbosity": -1,
        "num_threads": 1,
    }
    booster = lgb.train(parameters, lgb.Dataset(matrix, outcomes), num_boost_round=30)
    return RankingModel(booster.model_to_string(), NAMES, IDENTITY)


@pytest.fixture(scope="module")
def matrix() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(600, 12))


def test_shared_reasons_by_hand() -> None:
    first = np.array([[5.0, -4.0, 3.0, 0.1], [1.0, 2.0, 3.0, 4.0]])
    second = np.array([[0.0, -4.0, 3.0, 5.0], [1.0, 2.0, 3.0, 4.0]])
    assert shared_reasons(first, second, 2).tolist() == [1, 2]
    assert shared_reasons(first, second, 3).tolist() == [2, 3]


def test_a_model_agrees_with_itself(matrix: np.ndarray) -> None:
    found = reason_stability(trained(1), trained(1), matrix, INPUTS, seed=1)
    assert found is not None
    assert (found.top, found.employers, found.overlap, found.mostly_same) == (5, 600, 1.0, 1.0)
    assert found.mostly_same_low == pytest.approx(600 / (600 + 1.96**2), abs=1e-4)  # Wilson's bound at one


def test_two_seeds_agree_in_part_and_the_interval_holds_the_figure_of_all(matrix: np.ndarray) -> None:
    first, second = trained(1), trained(2)
    everybody = reason_stability(first, second, matrix, INPUTS, seed=1)
    sample = reason_stability(first, second, matrix, INPUTS, seed=1, employers=200)
    assert everybody is not None
    assert sample is not None
    assert sample.employers == 200
    shared = shared_reasons(*(model.contributions(matrix)[:, :-1] for model in (first, second)), 5)
    assert everybody.overlap == pytest.approx(shared.mean() / 5)
    assert everybody.mostly_same == pytest.approx((shared >= 4).mean())
    assert 0.1 < everybody.mostly_same < everybody.overlap < 0.99
    assert sample.overlap_low < everybody.overlap < sample.overlap_high
    assert sample.mostly_same_low < everybody.mostly_same < sample.mostly_same_high
    assert everybody.overlap_high - everybody.overlap_low < sample.overlap_high - sample.overlap_low
    assert sample.as_json()["overlap"] == [sample.overlap, sample.overlap_low, sample.overlap_high]


def test_without_employers_nothing_is_said(matrix: np.ndarray) -> None:
    assert reason_stability(trained(1), trained(1), matrix[:0], INPUTS, seed=1) is None
