"""Intervals: what they cover, and that differences are paired."""

import numpy as np
import pytest

from models.evaluation.bootstrap import multiplicities, percentile_interval, resamples, wilson_interval
from models.evaluation.evaluate import Ranking, TestRows, as_visited, evaluate


def test_wilson_by_hand() -> None:
    # 4 hits in 10 cases: the textbook interval is 16.8% to 68.7%.
    low, high = wilson_interval(4, 10)
    assert (round(low, 3), round(high, 3)) == (0.168, 0.687)
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(0, 20)[0] == 0.0


def test_multiplicities_count_the_rows_of_the_resamples() -> None:
    clusters = np.array([7, 3, 3, 9, 7, 1])
    counted = multiplicities(clusters, 20, seed=4)
    assert counted[0].tolist() == [1] * 6
    for row, sample in zip(counted[1:], resamples(clusters, 20, seed=4), strict=True):
        assert row.tolist() == np.bincount(sample, minlength=6).tolist()


def test_too_many_gaps_give_no_interval() -> None:
    assert all(np.isnan(percentile_interval(np.array([1.0] * 90 + [np.nan] * 10))))
    assert percentile_interval(np.array([1.0] * 99 + [np.nan])) == (1.0, 1.0)


def _random_rows(seed: int, rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    scores = generator.normal(size=rows)
    outcomes = (generator.random(rows) < 1 / (1 + np.exp(-scores))).astype(float)
    return outcomes, scores


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    # Scores that carry nothing have an AUC of one half; 95% intervals must hold it in most of 60 samples.
    covered = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        outcomes = (generator.random(200) < 0.3).astype(float)
        ranking = Ranking("noise", generator.random(200))
        figure = evaluate([ranking], TestRows(outcomes), cuts=(), rounds=200, seed=seed)[0]
        covered += figure.estimate.low <= 0.5 <= figure.estimate.high
    assert 52 <= covered <= 60


def test_a_ranking_does_not_differ_from_itself() -> None:
    outcomes, scores = _random_rows(1)
    figures = evaluate([Ranking("model", scores), Ranking("same", scores)], TestRows(outcomes), rounds=100, seed=1)
    differences = [figure.difference for figure in figures if figure.ranking == "same"]
    assert differences
    assert all(item is not None and (item.value, item.low, item.high) == (0, 0, 0) for item in differences)


def test_schedule_figures_only_with_a_schedule() -> None:
    outcomes, scores = _random_rows(2)
    without = {figure.metric for figure in evaluate([Ranking("m", scores)], TestRows(outcomes), rounds=100, seed=1)}
    assert not without & {"first_half_capture", "days_earlier"}
    rows = TestRows(outcomes, np.arange(len(outcomes), dtype=float))
    present = {figure.metric for figure in evaluate([Ranking("m", scores)], rows, rounds=100, seed=1)}
    assert {"first_half_capture", "days_earlier"} <= present
    assert as_visited(TestRows(outcomes)) is None


def test_as_visited_counts_the_first_half() -> None:
    rows = TestRows(np.array([1.0, 1, 0, 1]), np.array([1.0, 2, 3, 4]))
    assert as_visited(rows) == pytest.approx(2 / 3)
