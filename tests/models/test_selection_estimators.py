"""What chosen cases say of everybody: estimates by hand, and what each does when people choose by what they know."""

from dataclasses import replace

import numpy as np
import pytest

from models.selection.estimators import METHODS, SelectedSample, estimate, trust_in_predictions
from models.selection.rows import cell_row

SMALL = SelectedSample(
    outcomes=np.array([1.0, 0, 1, 1]),
    drawn=np.array([True, True, False, False]),
    probability=np.array([0.5, 0.25, 1, 1]),
    maturity=np.ones(4),
    intensity=np.array([0.5, 0.5, 1.0, 1.0]),
    clusters=np.arange(4),
    predicted=np.array([0.5, 0.2, 0.8, 0.9]),
    everybody=np.array([0.1, 0.2, 0.3, 0.4]),
)


def value(method: str, sample: SelectedSample = SMALL, trust: float = 1.0) -> float:
    return estimate(sample, method, trust).value


def test_each_estimate_by_hand() -> None:
    """Random weights 2 and 4, all weights 2, 2, 1 and 1; predictions for everybody 0.25 on average."""
    assert value("inspected") == pytest.approx(3 / 4)
    assert value("random_arm") == pytest.approx(2 / 6)
    # 0.25 + (2 x 0.5 + 4 x -0.2) / 6
    assert value("anchored") == pytest.approx(0.25 + 0.2 / 6)
    # Half trust: 0.125 + (2 x 0.75 + 4 x -0.1) / 6
    assert value("anchored", trust=0.5) == pytest.approx(0.125 + 1.1 / 6)
    assert value("inverse_probability") == pytest.approx((2 + 0 + 1 + 1) / 6)
    # 0.25 + (2 x 0.5 + 2 x -0.2 + 0.2 + 0.1) / 6
    assert value("doubly_robust") == pytest.approx(0.25 + 0.9 / 6)


def test_the_variance_of_the_anchored_estimate_is_that_of_the_corrections() -> None:
    """Corrections 0.5 and -0.2 with weights 2 and 4 have mean 1/30; influence 2 (0.5 - 1/30) / 6 = 0.1556 and its
    opposite; 2 x 0.1556^2 times 2/1."""
    assert estimate(SMALL, "anchored", 1.0).variance == pytest.approx(4 * (2 * (0.5 - 1 / 30) / 6) ** 2)


def test_no_trust_is_the_random_arm_alone() -> None:
    assert estimate(SMALL, "anchored", 0.0) == estimate(SMALL, "random_arm", 1.0)


def test_a_case_that_stands_for_two_counts_twice() -> None:
    older = replace(SMALL, maturity=np.array([2.0, 1, 1, 1]))
    assert value("random_arm", older) == pytest.approx(4 / 8)


def test_trust_is_the_slope_of_outcome_on_prediction_between_nothing_and_all() -> None:
    """Predictions 0.2 and 0.6 (two each), outcomes 0, 0, 0, 1: slope (0.5 - 0) / 0.4 = 1.25, so 1.

    With predictions twice as far apart 0.625; turned around 0.
    """
    sample = replace(
        SMALL,
        outcomes=np.array([0.0, 0, 0, 1]),
        drawn=np.ones(4, dtype=bool),
        probability=np.full(4, 0.1),
        predicted=np.array([0.2, 0.2, 0.6, 0.6]),
    )
    assert trust_in_predictions(sample) == 1.0
    assert trust_in_predictions(replace(sample, predicted=2 * sample.predicted)) == pytest.approx(0.625)
    assert trust_in_predictions(replace(sample, predicted=-sample.predicted)) == 0.0
    assert trust_in_predictions(replace(sample, predicted=np.full(4, 0.3))) == 0.0


def world(seed: int, people_know: float) -> tuple[SelectedSample, float]:
    """Ten thousand employers, 300 drawn and some 900 chosen by a feature and by what no register holds.

    The outcome model has learnt from chosen cases: it says half as much again as is so.
    """
    generator = np.random.default_rng(seed)
    size = 10_000
    feature, unseen = generator.normal(size=(2, size))
    chance = 1 / (1 + np.exp(2.2 - feature - unseen))
    outcome = (generator.random(size) < chance).astype(float)
    given_feature = 1 / (1 + np.exp(1.9 - 0.85 * feature))
    drawn = np.zeros(size, dtype=bool)
    drawn[generator.permutation(size)[:300]] = True
    targeted = ~drawn & (generator.random(size) < np.minimum(1, 0.07 * np.exp(0.6 * feature + people_know * unseen)))
    seen = drawn | targeted
    sample = SelectedSample(
        outcomes=outcome[seen],
        drawn=drawn[seen],
        probability=np.full(int(seen.sum()), 300 / size),
        maturity=np.ones(int(seen.sum())),
        intensity=300 / size + 0.07 * np.exp(0.6 * feature[seen]),
        clusters=np.arange(int(seen.sum())),
        predicted=1.5 * given_feature[seen],
        everybody=1.5 * given_feature,
    )
    return sample, float(outcome.mean())


@pytest.mark.parametrize(
    ("people_know", "right", "wrong"),
    [
        (0.0, {"random_arm", "anchored", "inverse_probability", "doubly_robust"}, {"inspected"}),
        (0.9, {"random_arm", "anchored"}, {"inspected", "inverse_probability", "doubly_robust"}),
    ],
)
def test_only_what_rests_on_the_lot_is_right_when_people_choose_by_what_they_know(people_know, right, wrong) -> None:
    """Over 60 worlds: the mean error of the right ones lies within three standard errors of 0, the others' far off."""
    errors: dict[str, list[float]] = {method: [] for method in METHODS}
    for seed in range(60):
        sample, really = world(seed, people_know)
        for method in METHODS:
            errors[method].append(estimate(sample, method, trust_in_predictions(sample)).value - really)
    off = {name: np.mean(found) / (np.std(found) / np.sqrt(60)) for name, found in errors.items()}
    assert {name for name in METHODS if abs(off[name]) < 3} == right
    assert {name for name in METHODS if off[name] > 6} == wrong


def test_predictions_narrow_the_interval_and_nine_in_ten_and_more_hold() -> None:
    held, narrower = [], []
    for seed in range(100):
        sample, really = world(seed, 0.9)
        trust = trust_in_predictions(sample)
        plain, anchored = (cell_row(sample, method, trust) for method in ("random_arm", "anchored"))
        held.append(anchored["low"] <= really <= anchored["high"])
        narrower.append((anchored["high"] - anchored["low"]) / (plain["high"] - plain["low"]))
    assert np.mean(held) >= 0.9
    assert np.mean(narrower) < 0.97


@pytest.mark.parametrize(
    ("drawn", "outcomes", "status"),
    [
        (0, [0.0, 1.0] * 50, "no_random_sample"),
        (29, [0.0, 1.0] * 50, "too_few"),
        (30, [0.0, 1.0] * 50, "estimated"),
        (60, [0.0] * 100, "bounds_only"),
    ],
)
def test_what_cannot_be_estimated_says_so_and_is_never_zero(drawn: int, outcomes: list[float], status: str) -> None:
    sample = SelectedSample(
        outcomes=np.array(outcomes),
        drawn=np.arange(100) < drawn,
        probability=np.full(100, 0.1),
        maturity=np.ones(100),
        intensity=np.full(100, 0.2),
        clusters=np.arange(100),
        predicted=np.zeros(100),
        everybody=np.zeros(10),
    )
    for method in ("random_arm", "anchored", "inverse_probability", "doubly_robust"):
        row = cell_row(sample, method, 0.0)
        assert row["status"] == status
        assert ("estimate" in row) == (status == "estimated")
        assert ("high" in row) == (status in ("estimated", "bounds_only"))
