"""Found over expected, the calibration slope, and differences and ratios of shares, by hand and by their laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.agreement import (
    calibration_slope,
    difference_of_shares,
    found_over_expected,
    ratio_of_shares,
)
from models.evaluation.bootstrap import Estimate, wilson_interval


def test_found_over_expected_by_hand() -> None:
    # 20 of 100 found: Wilson's interval is 0.1334 to 0.2888 (Newcombe 1998); 25 were expected, a mean chance of 0.25.
    ratio = found_over_expected(20, 100, 25.0)
    assert ratio is not None
    assert ratio.value == pytest.approx(0.8)
    assert ratio.low == pytest.approx(0.1334 / 0.25, abs=5e-4)
    assert ratio.high == pytest.approx(0.2888 / 0.25, abs=5e-4)


def test_found_over_expected_of_nothing_is_not_estimable() -> None:
    assert found_over_expected(0, 0, 0.0) is None
    assert found_over_expected(0, 10, 0.0) is None


def test_nothing_found_is_a_ratio_of_nought_with_a_bound_above() -> None:
    ratio = found_over_expected(0, 50, 10.0)
    assert ratio is not None
    assert (ratio.value, ratio.low) == (0.0, pytest.approx(0.0, abs=1e-12))
    assert 0 < ratio.high < 1


def test_the_slope_of_chances_that_come_true_is_one() -> None:
    chances = np.array([0.1, 0.3, 0.5, 0.8])
    cases = np.array([1000.0] * 4)
    slope = calibration_slope(chances, cases, chances * cases)
    assert slope is not None
    assert slope.value == pytest.approx(1.0, abs=1e-8)
    assert slope.low < 1 < slope.high


def test_the_slope_between_two_groups_by_hand() -> None:
    # Two groups fit exactly: from logit 0.2 to 0.8 (2 * ln 4) the outcomes go from logit 1/3 to 2/3 (2 * ln 2).
    slope = calibration_slope(np.array([0.2, 0.8]), np.array([300.0, 300.0]), np.array([100.0, 200.0]))
    assert slope is not None
    assert slope.value == pytest.approx(0.5)
    # Variance of the difference of two logits: 2 * 1 / (300 * 1/3 * 2/3) = 0.03, over (2 ln 4)^2.
    assert slope.high - slope.value == pytest.approx(1.959964 * math.sqrt(0.03) / (2 * math.log(4)))


@pytest.mark.parametrize(
    ("chances", "hits"),
    [([0.2, 0.2], [3, 4]), ([0.2, 0.4], [0, 0]), ([0.2, 0.4], [10, 10])],
    ids=["alike", "none", "all"],
)
def test_a_slope_of_chances_all_alike_or_of_one_outcome_is_not_estimable(chances: list[float], hits: list[int]) -> None:
    assert calibration_slope(np.array(chances), np.array([10.0, 10.0]), np.array(hits, dtype=float)) is None


def test_chances_that_say_nothing_have_a_slope_of_about_nought() -> None:
    # A whole Newton step from a slope of 1 overshoots here.
    chances = np.array([0.004, 0.007, 0.01, 0.016, 0.18, 0.55, 0.61, 0.74, 0.84, 0.94])
    hits = np.array([12.0, 9.0, 3.0, 8.0, 8.0, 13.0, 7.0, 6.0, 10.0, 14.0])
    slope = calibration_slope(chances, np.full(10, 31.0), hits)
    assert slope is not None
    assert slope.low < 0.1 < slope.high < 0.25


def test_a_separated_sample_has_no_slope() -> None:
    assert calibration_slope(np.array([0.2, 0.4]), np.array([10.0, 10.0]), np.array([0.0, 10.0])) is None


def test_a_difference_of_shares_as_published() -> None:
    # Newcombe (1998), method 10, case 56/70 against 48/80: 0.2 (0.0524 to 0.3339).
    first, second = (Estimate(hits / n, *wilson_interval(hits, n)) for hits, n in ((56, 70), (48, 80)))
    difference = difference_of_shares(first, second)
    assert difference.value == pytest.approx(0.2)
    assert (difference.low, difference.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_difference_turned_around_is_its_mirror_image(one: int, other: int) -> None:
    first, second = (Estimate(hits / 40, *wilson_interval(hits, 40)) for hits in (one, other))
    there, back = difference_of_shares(first, second), difference_of_shares(second, first)
    assert there.value == pytest.approx(-back.value)
    assert there.low == pytest.approx(-back.high)
    assert there.low <= there.value <= there.high


def test_a_ratio_of_shares_by_hand() -> None:
    ratio = ratio_of_shares(Estimate(0.4, 0.2, 0.8), Estimate(0.2, 0.1, 0.4))
    assert ratio is not None
    # On the log both reach ln 2 either way, so the ratio 2 reaches sqrt(2) * ln 2 either way.
    assert ratio.value == pytest.approx(2.0)
    assert ratio.high == pytest.approx(2 * 2 ** math.sqrt(2))
    assert ratio.low == pytest.approx(2 / 2 ** math.sqrt(2))


def test_there_is_no_ratio_to_nothing() -> None:
    assert ratio_of_shares(Estimate(0.4, 0.2, 0.8), Estimate(0.0, 0.0, 0.1)) is None
