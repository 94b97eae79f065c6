"""Weighted shares and their intervals, against figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from models.selection.shares import (
    Mean,
    bounds_without_contrast,
    effective_cases,
    share_interval,
    weighted_mean,
)

samples = st.integers(2, 30).flatmap(
    lambda rows: st.tuples(
        st.lists(st.sampled_from([0.0, 1.0]), min_size=rows, max_size=rows),
        st.lists(st.floats(0.05, 1.0), min_size=rows, max_size=rows),
        st.lists(st.integers(0, rows - 1), min_size=rows, max_size=rows),
        st.permutations(range(rows)),
    )
)


def test_hajek_by_hand() -> None:
    """Chances 1/2, 1/4 and 1/4 weigh 2, 4 and 4: (2 x 1 + 4 x 0 + 4 x 1) / 10 = 0.6.

    Influence 2 x 0.4 / 10 = 0.08, 4 x -0.6 / 10 = -0.24, 4 x 0.4 / 10 = 0.16; squares 0.0064, 0.0576 and 0.0256;
    times 3/2.
    """
    mean = weighted_mean(np.array([1.0, 0, 1]), 1 / np.array([0.5, 0.25, 0.25]), np.array([0, 1, 2]))
    assert mean.value == pytest.approx(0.6)
    assert mean.variance == pytest.approx(1.5 * 0.0896)


def test_cases_of_one_employer_count_as_one() -> None:
    """The first two are one employer: (0.08 - 0.24)^2 + 0.16^2 = 0.0512, times 2/1."""
    mean = weighted_mean(np.array([1.0, 0, 1]), np.array([2.0, 4, 4]), np.array([0, 0, 2]))
    assert mean.variance == pytest.approx(2 * 0.0512)


def test_equal_weights_give_the_plain_mean_and_the_exact_interval() -> None:
    """12 of 80: Clopper and Pearson's interval as scipy has it."""
    outcomes = np.concatenate([np.ones(12), np.zeros(68)])
    share = share_interval(weighted_mean(outcomes, np.full(80, 7.0), np.arange(80)))
    exact = binomtest(12, 80).proportion_ci(method="exact")
    assert share.value == pytest.approx(12 / 80)
    assert (share.low, share.high) == pytest.approx((exact.low, exact.high))


def test_a_smaller_variance_narrows_and_an_estimate_below_zero_is_zero_with_all_its_doubt() -> None:
    wide, narrow = share_interval(Mean(0.2, 0.004)), share_interval(Mean(0.2, 0.001))
    assert wide.low < narrow.low < 0.2 < narrow.high < wide.high
    below = share_interval(Mean(-0.01, 0.001))
    assert (below.value, below.low) == (0.0, 0.0)
    assert below.high == pytest.approx(0.975)


def test_nothing_found_in_sixty_leaves_at_most_six_percent() -> None:
    """1 - 0.025^(1/60) = 5.96%; with Kish's (1 + 3)^2 / (1 + 9) = 1.6 cases for weights 1 and 3: 1 - 0.025^(1/1.6)."""
    nothing = bounds_without_contrast(np.zeros(60), np.ones(60))
    assert (nothing.low, nothing.high) == pytest.approx((0.0, 0.0596), abs=5e-5)
    everything = bounds_without_contrast(np.ones(60), np.ones(60))
    assert (everything.low, everything.high) == pytest.approx((0.9404, 1.0), abs=5e-5)
    assert np.isnan(nothing.value)
    assert effective_cases(np.array([1.0, 3])) == pytest.approx(1.6)
    assert bounds_without_contrast(np.zeros(2), np.array([1.0, 3])).high == pytest.approx(1 - 0.025 ** (1 / 1.6))


def test_an_interval_without_any_spread_still_holds_its_estimate() -> None:
    outcomes, clusters = np.array([0.0, 0, 1, 0, 0, 1]), np.array([0, 0, 0, 1, 1, 1])
    share = share_interval(weighted_mean(outcomes, np.ones(6), clusters))
    assert share.low <= share.value <= share.high


@given(samples)
@settings(deadline=None)
def test_the_order_does_not_matter_and_the_interval_holds_the_estimate(sample) -> None:
    outcomes, chances, clusters, order = (np.array(part) for part in sample)
    mean = weighted_mean(outcomes, 1 / chances, clusters)
    again = weighted_mean(outcomes[order], 1 / chances[order], clusters[order])
    assert again.value == pytest.approx(mean.value)
    if len(np.unique(clusters)) > 1:
        assert again.variance == pytest.approx(mean.variance, abs=1e-12)
        share = share_interval(mean)
        assert 0 <= share.low <= share.value <= share.high <= 1
