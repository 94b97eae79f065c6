"""Measures of a ranking, against figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from models.evaluation.metrics import (
    Ladder,
    RankedOutcomes,
    area_under_curve,
    average_precision,
    capture_at,
    days_earlier,
    lift_at,
    precision_at,
)

OUTCOMES = np.array([1.0, 0, 1, 0, 0])
SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.5])


def test_by_hand() -> None:
    ranked = RankedOutcomes.of(OUTCOMES, SCORES)
    # Pairs (positive, negative): 0.9 beats three negatives, 0.7 beats two of three.
    assert area_under_curve(ranked) == pytest.approx(5 / 6)
    # Positives at places 1 and 3: (1/1 + 2/3) / 2.
    assert average_precision(ranked) == pytest.approx((1 + 2 / 3) / 2)
    assert precision_at(ranked, 0.4) == pytest.approx(1 / 2)
    assert lift_at(ranked, 0.2) == pytest.approx(1 / (2 / 5))
    assert capture_at(ranked, 0.5) == pytest.approx(1.5 / 2)  # 2.5 rows: the first, and half of the third


def test_ties_count_as_a_lottery() -> None:
    ranked = RankedOutcomes.of(OUTCOMES, np.zeros(5))
    assert area_under_curve(ranked) == pytest.approx(0.5)
    assert precision_at(ranked, 0.2) == pytest.approx(2 / 5)
    assert lift_at(ranked, 0.6) == pytest.approx(1.0)
    assert capture_at(ranked, 0.5) == pytest.approx(0.5)


def test_a_half_tie_is_shared_out() -> None:
    # The two rows tied at the top hold one positive, so the first place holds half of it.
    ranked = RankedOutcomes.of(np.array([1.0, 0, 0, 0]), np.array([2.0, 2, 1, 0]))
    assert precision_at(ranked, 0.25) == pytest.approx(0.5)


@pytest.mark.parametrize("outcomes", [np.zeros(4), np.ones(4)])
def test_one_outcome_only_gives_no_area(outcomes: np.ndarray) -> None:
    assert np.isnan(area_under_curve(RankedOutcomes.of(outcomes, np.arange(4.0))))


def test_days_earlier_by_hand() -> None:
    # Visits on days 0, 10, 20; the positive was visited on day 20 and is ranked first, so it comes on day 0.
    days = np.array([0.0, 10, 20])
    outcomes = np.array([0.0, 0, 1])
    assert days_earlier(outcomes, np.array([1.0, 2, 3]), days) == pytest.approx(20)
    assert days_earlier(outcomes, np.array([3.0, 2, 1]), days) == pytest.approx(0)
    # Equal scores: the positive's expected day is the mean, 10.
    assert days_earlier(outcomes, np.zeros(3), days) == pytest.approx(10)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=60).filter(
        lambda rows: 0 < sum(outcome for outcome, _ in rows) < len(rows)
    )
)
def test_agrees_with_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    outcomes = np.array([float(outcome) for outcome, _ in rows])
    scores = np.array([float(score) for _, score in rows])
    ranked = RankedOutcomes.of(outcomes, scores)
    assert area_under_curve(ranked) == pytest.approx(roc_auc_score(outcomes, scores))
    assert average_precision(ranked) == pytest.approx(average_precision_score(outcomes, scores))


def test_a_row_that_stands_for_three_counts_as_three_rows() -> None:
    outcomes, scores, weights = np.array([1.0, 0, 1]), np.array([3.0, 2, 1]), np.array([1.0, 3, 2])
    weighted = RankedOutcomes.of(outcomes, scores, weights)
    rows = weights.astype(int)
    repeated = RankedOutcomes.of(np.repeat(outcomes, rows), np.repeat(scores, rows))
    assert area_under_curve(weighted) == pytest.approx(area_under_curve(repeated))
    assert average_precision(weighted) == pytest.approx(average_precision(repeated))
    assert precision_at(weighted, 0.5) == pytest.approx(precision_at(repeated, 0.5))
    assert lift_at(weighted, 0.5) == pytest.approx(lift_at(repeated, 0.5))
    assert capture_at(weighted, 0.7) == pytest.approx(capture_at(repeated, 0.7))
    # By hand: of six rows the first is a find, then three are not: half of the list holds one find in three.
    assert precision_at(weighted, 0.5) == pytest.approx(1 / 3)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=40))
def test_many_resamples_at_once_are_measured_like_each_alone(rows: list[tuple[bool, int, int]]) -> None:
    outcomes = np.array([float(outcome) for outcome, _, _ in rows])
    scores = np.array([float(score) for _, score, _ in rows])
    drawn = np.array([[1.0] * len(rows), [float(count) for _, _, count in rows]])
    if drawn[1].sum() == 0:
        drawn[1, 0] = 1
    together = Ladder.of(scores).ranked(outcomes, drawn)
    for draw, weights in enumerate(drawn):
        sample = np.repeat(np.arange(len(rows)), weights.astype(int))
        alone = RankedOutcomes.of(outcomes[sample], scores[sample])
        for measure in (area_under_curve, average_precision):
            np.testing.assert_allclose(measure(together)[draw], measure(alone), atol=1e-9)
        shares = np.array([0.1, 0.5, 1.0])
        for at_cut in (precision_at, lift_at, capture_at):
            np.testing.assert_allclose(at_cut(together, shares)[draw], at_cut(alone, shares), atol=1e-9)
