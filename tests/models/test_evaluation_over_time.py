"""Several test periods: ranking within each, figures over all, regret and capture curves, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.curves import CurvePoint, capture_curves
from models.evaluation.evaluate import Figure, Ranking, TestRows, evaluate
from models.evaluation.reliability import check_calibration

# Two periods of four rows. In the first, `up` has a find on top and `down` none; in the second it is the other way.
OUTCOMES = np.array([1.0, 0, 0, 1, 0, 1, 0, 0])
PERIODS = np.repeat([0, 1], 4)
UP = Ranking("up", np.array([4.0, 3, 2, 1, 9, 8, 7, 6]))
DOWN = Ranking("down", np.array([2.0, 3, 4, 1, 7, 8, 7, 6]))
CUTS = (0.25, 0.5)


def figures_of(
    rows: TestRows, rankings: list[Ranking] | None = None
) -> dict[tuple[str, str, float | None, int | None], Figure]:
    figures = evaluate(rankings or [UP, DOWN], rows, cuts=CUTS, rounds=100, seed=1)
    return {(item.ranking, item.metric, item.cut, item.period): item for item in figures}


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str, float | None, int | None], Figure]:
    return figures_of(TestRows(OUTCOMES, periods=PERIODS))


def test_rows_are_ranked_within_their_own_period(figures: dict) -> None:
    # The scores of the second period are all higher, and yet the first one's best row is visited too.
    assert figures["up", "precision", 0.25, 0].estimate.value == 1
    assert figures["up", "precision", 0.25, 1].estimate.value == 0
    assert figures["up", "precision", 0.25, None].estimate.value == pytest.approx(1 / 2)
    assert figures["down", "precision", 0.25, None].estimate.value == pytest.approx(1 / 2)


def test_capture_over_all_counts_what_there_was_to_find(figures: dict) -> None:
    # Of three finds `up` has one in the first quarters: the half of two in the first period, none of one in the second.
    assert figures["up", "capture", 0.25, 0].estimate.value == pytest.approx(1 / 2)
    assert figures["up", "capture", 0.25, None].estimate.value == pytest.approx(1 / 3)


def test_regret_by_hand(figures: dict) -> None:
    # Each is the best once and finds nothing the other time: one find a visit behind.
    assert figures["up", "regret", 0.25, None].estimate.value == pytest.approx(1)
    assert figures["down", "regret", 0.25, None].estimate.value == pytest.approx(1)
    # At half of the list both find one of two in the second period; in the first `up` finds one of two, `down` none.
    assert figures["up", "regret", 0.5, None].estimate.value == pytest.approx(0)
    assert figures["down", "regret", 0.5, None].estimate.value == pytest.approx(0.5)


def test_an_interval_holds_its_figure_also_of_regret(figures: dict) -> None:
    for figure in figures.values():
        estimate = figure.estimate
        if np.isfinite(estimate.low):
            assert estimate.low <= estimate.value <= estimate.high


def test_adding_a_ranking_that_never_wins_changes_no_regret(figures: dict) -> None:
    useless = Ranking("useless", 0 - OUTCOMES)
    more = figures_of(TestRows(OUTCOMES, periods=PERIODS), [UP, DOWN, useless])
    for cut in CUTS:
        for name in ("up", "down"):
            key = (name, "regret", cut, None)
            assert more[key].estimate.value == figures[key].estimate.value


def test_one_period_is_as_none(figures: dict) -> None:
    plain = figures_of(TestRows(OUTCOMES))
    one = figures_of(TestRows(OUTCOMES, periods=np.zeros(8, dtype=np.int64)))
    assert plain == one
    assert {period for *_, period in plain} == {None}
    assert not any(metric == "regret" for _, metric, *_ in plain)


def test_a_period_without_finds_leaves_the_others_figures_over_all() -> None:
    outcomes = np.where(PERIODS == 1, 0.0, OUTCOMES)
    figures = figures_of(TestRows(outcomes, periods=PERIODS))
    assert np.isnan(figures["up", "auc", None, 1].estimate.value)
    assert figures["up", "auc", None, None].estimate.value == figures["up", "auc", None, 0].estimate.value


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), min_size=6, max_size=40)
)
def test_regret_is_never_negative_and_somebody_is_best_each_time(rows: list[tuple[bool, int, int, int]]) -> None:
    outcomes = np.array([float(outcome) for outcome, *_ in rows])
    _, periods = np.unique([period for *_, period in rows], return_inverse=True)
    rankings = [
        Ranking("one", np.array([float(row[1]) for row in rows])),
        Ranking("two", np.array([float(row[2]) for row in rows])),
    ]
    figures = evaluate(rankings, TestRows(outcomes, periods=periods), cuts=(0.5,), rounds=5, seed=1)
    regrets = [item.estimate.value for item in figures if item.metric == "regret"]
    assert all(regret >= 0 for regret in regrets)
    for period in range(int(periods.max()) + 1):
        own = [item.estimate.value for item in figures if (item.metric, item.period) == ("precision", period)]
        assert len(own) in (0, 2)
        assert len(regrets) == 0 or sum(regrets) >= max(own) - min(own) - 1e-9


def _captured(points: list[CurvePoint]) -> dict[tuple[str, str, float, int | None], float]:
    return {(item.ranking, item.of, item.share, item.period): item.captured.value for item in points}


def test_capture_curves_by_hand() -> None:
    workers = OUTCOMES * np.array([1.0, 0, 0, 9, 0, 10, 0, 0])
    rows = TestRows(OUTCOMES, periods=PERIODS)
    found = _captured(
        capture_curves([UP, DOWN], rows, {"workers": workers}, shares=(0.25, 0.5, 1.0), rounds=20, seed=1)
    )
    # `up`: the quarters hold the find with one worker; the halves that one and the one with ten, of twenty workers.
    assert found["up", "findings", 0.25, None] == pytest.approx(1 / 3)
    assert found["up", "workers", 0.25, None] == pytest.approx(1 / 20)
    assert found["up", "workers", 0.5, None] == pytest.approx(11 / 20)
    assert found["up", "workers", 0.5, 0] == pytest.approx(1 / 10)
    assert all(value == pytest.approx(1) for (_, _, share, _), value in found.items() if share == 1)


def test_weights_count_in_the_curves() -> None:
    weights = np.array([3.0, 1, 1, 1, 1, 1, 1, 1])
    rows = TestRows(OUTCOMES, weights=weights, periods=PERIODS)
    found = _captured(capture_curves([UP], rows, shares=(0.5,), rounds=20, seed=1))
    # The first row stands for three of six cases and holds three of five finds; the other half list one more.
    assert found["up", "findings", 0.5, None] == pytest.approx(4 / 5)


def test_calibration_of_weighted_cases() -> None:
    outcomes, chances = np.array([1.0, 0]), np.array([0.5, 0.5])
    check = check_calibration(outcomes, chances, np.array([3.0, 1.0]))
    together = check_calibration(np.array([1.0, 1, 1, 0]), np.full(4, 0.5))
    assert check.brier == pytest.approx(together.brier)
    assert sum(band.observed for band in check.bands) == pytest.approx(1)
