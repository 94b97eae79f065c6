"""Calibration: chosen on later time, rising for every kind, kept as JSON, and carried by reasons that add up."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.learning.calibration import Beta, Calibration, Isotonic, Platt, calibration_of, sigmoid
from models.learning.calibration_choice import HeldOut, choose_calibration, plainly_better
from models.learning.calibration_fit import FITTERS, fit_beta, fit_isotonic, fit_platt

EXAMPLES = (Platt(0.5, -1.0), Beta(0.2, 1.5, 0.3), Isotonic((-1.0, 0.0, 2.0), (-2.0, -1.5, 1.0)))


def drawn(size: int, seed: int, chance: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    log_odds = generator.normal(-1.0, 1.5, size)
    return log_odds, (generator.random(size) < chance(log_odds)).astype(float)


def in_blocks(log_odds: np.ndarray, outcomes: np.ndarray, blocks: int = 4, late: int = 0) -> HeldOut:
    """Cases in order of time, a day each; the last ``late`` of each block become known after all blocks began."""
    days = np.datetime64("2025-01-01") + np.arange(len(outcomes)).astype("timedelta64[D]")
    block = np.arange(len(outcomes)) * blocks // len(outcomes)
    starts = np.array([days[block == number].min() for number in range(blocks)])
    known = days.copy()
    for number in range(blocks):
        known[np.flatnonzero(block == number)[len(known) // blocks - late :]] = np.datetime64("2999-01-01")
    return HeldOut(log_odds, outcomes, np.ones(len(outcomes)), known, block, starts)


def test_a_wrong_level_and_spread_are_moved_back() -> None:
    truth, outcomes = drawn(20_000, 2, sigmoid)
    fitted = fit_platt(2.0 * truth + 1.5, outcomes)  # overconfident and too high
    assert fitted.slope == pytest.approx(0.5, abs=0.03)
    assert fitted.intercept == pytest.approx(-0.75, abs=0.05)


def test_platt_by_hand() -> None:
    # At log-odds 0 one in four, at 2 three in four: log-odds -ln 3 and ln 3, so slope ln 3 and intercept -ln 3.
    log_odds = np.repeat([0.0, 2.0], 400)
    outcomes = np.concatenate([np.repeat([1.0, 0, 0, 0], 100), np.repeat([1.0, 1, 1, 0], 100)])
    fitted = fit_platt(log_odds, outcomes)
    assert fitted.slope == pytest.approx(np.log(3), rel=1e-3)
    assert fitted.intercept == pytest.approx(-np.log(3), rel=1e-3)


def test_isotonic_by_hand() -> None:
    # Rates 0, 1, 0, 1 of four groups of ten at -2, -1, 0, 1: the middle two break the order and are pooled to a half,
    # at -0.5. With half a case of either outcome more, the others have odds of 0.5 to 10.5: 1 to 21.
    log_odds, outcomes = np.repeat([-2.0, -1, 0, 1], 10), np.repeat([0.0, 1, 0, 1], 10)
    fitted = fit_isotonic(log_odds, outcomes)
    assert isinstance(fitted, Isotonic)
    assert fitted.knots == pytest.approx((-2.0, -0.5, 1.0))
    assert fitted.values == pytest.approx((-np.log(21), 0.0, np.log(21)))
    assert fitted.probability(np.array([-0.5]))[0] == pytest.approx(0.5)
    assert fitted.log_odds(np.array([-1.25]))[0] == pytest.approx(-np.log(21) / 2)


def test_a_small_step_that_half_a_case_brings_out_of_order_is_pooled_again() -> None:
    # One case of none is (0.5 of 2) a quarter, above the 1 in 10 of the hundred cases over it: one step of 10 in 101.
    log_odds = np.concatenate([[-3.0], np.repeat([-1.0, 1.0], 100)])
    outcomes = np.concatenate([[0.0], np.repeat([1.0, 0.0], [10, 90]), np.repeat([1.0, 0.0], [50, 50])])
    fitted = fit_isotonic(log_odds, outcomes)
    assert isinstance(fitted, Isotonic)
    assert fitted.values == pytest.approx((np.log(10.5 / 91.5), 0.0))


def test_weights_count_like_cases() -> None:
    log_odds, outcomes = drawn(300, 3, sigmoid)
    weights = np.where(np.arange(300) < 100, 2.0, 1.0)
    twice = np.concatenate([np.arange(300), np.arange(100)])
    for fit in FITTERS:
        weighted = fit(log_odds, outcomes, weights).log_odds(np.linspace(-3, 2, 11))
        repeated = fit(log_odds[twice], outcomes[twice], np.ones(400)).log_odds(np.linspace(-3, 2, 11))
        np.testing.assert_allclose(weighted, repeated, atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(12, 200),
    st.sampled_from([1.0, -1.0, 0.0]),
    st.sampled_from(FITTERS),
)
def test_no_kind_ever_turns_a_ranking_around(
    seed: int, size: int, sign: float, fit: Callable[..., Calibration]
) -> None:
    log_odds, outcomes = drawn(size, seed, lambda raw: sigmoid(3 * sign * raw))
    places = np.linspace(-12, 12, 400)
    chances = fit(log_odds, outcomes, np.ones(size)).log_odds(places)
    assert (np.diff(chances) > 0).all()


def test_where_more_score_means_fewer_findings_only_the_level_is_kept() -> None:
    log_odds, outcomes = drawn(500, 2, lambda raw: sigmoid(-raw))
    for fit in FITTERS:
        chances = fit(log_odds, outcomes, np.ones(500)).probability(log_odds)
        assert chances.mean() == pytest.approx(outcomes.mean(), abs=0.03)
        assert np.ptp(fit_platt(log_odds, outcomes).probability(log_odds)) < 1e-4


def test_one_outcome_only_leaves_the_log_odds_as_they_are() -> None:
    for fit in FITTERS:
        assert fit(np.array([1.0, 2]), np.array([1.0, 1]), np.ones(2)) == Platt(1.0, 0.0)


def test_beta_with_equal_coefficients_is_platt() -> None:
    raw = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(Beta(0.7, 0.7, -0.2).log_odds(raw), Platt(0.7, -0.2).log_odds(raw), atol=1e-12)


@pytest.mark.parametrize("calibration", EXAMPLES)
def test_through_json_and_back(calibration: Calibration) -> None:
    assert calibration_of(json.loads(json.dumps(calibration.as_json()))) == calibration


@pytest.mark.parametrize("calibration", EXAMPLES)
def test_stretched_contributions_add_up_to_the_calibrated_score(calibration: Calibration) -> None:
    base, values = -0.5, np.random.default_rng(1).normal(size=(200, 6))
    values[0] = 0.0  # a row that is at the base itself
    raw = base + values.sum(axis=1)
    stretch = calibration.stretch(raw, base)
    assert (stretch > 0).all()  # no reason changes its sign
    start = calibration.log_odds(np.array([base]))[0]
    np.testing.assert_allclose(start + (stretch[:, None] * values).sum(axis=1), calibration.log_odds(raw), atol=1e-9)


def test_platt_stretches_every_row_by_its_slope() -> None:
    np.testing.assert_allclose(Platt(0.5, -1.0).stretch(np.array([-2.0, 0.3, 0.3000001]), 0.3), 0.5, atol=1e-6)


def test_the_simplest_stays_when_nothing_is_plainly_better() -> None:
    chosen = choose_calibration(in_blocks(*drawn(1200, 4, lambda raw: sigmoid(0.8 * raw - 0.3))))
    assert chosen.about["kind"] == "platt"
    assert set(chosen.about["log_loss"]) == {"platt", "beta", "isotonic"}


def test_steps_ask_for_a_thousand_cases() -> None:
    few, enough = (
        choose_calibration(in_blocks(*drawn(size, 5, lambda raw: sigmoid(np.minimum(2.5 * raw, -2.0)))))
        for size in (996, 1000)
    )
    assert set(few.about["log_loss"]) == {"platt", "beta"}
    assert set(enough.about["log_loss"]) == {"platt", "beta", "isotonic"}


def test_a_curve_that_platt_cannot_follow_is_taken() -> None:
    # Findings stop rising half-way up: no straight line in log-odds does that.
    chosen = choose_calibration(in_blocks(*drawn(6000, 5, lambda raw: sigmoid(np.minimum(2.5 * raw, -2.0)))))
    losses = chosen.about["log_loss"]
    assert chosen.about["kind"] != "platt"
    assert losses[chosen.about["kind"]] < losses["platt"]


def test_it_is_measured_on_blocks_that_it_was_not_fitted_on() -> None:
    # Each fit sees only rows of earlier blocks whose outcome was known when the block began.
    held_out = in_blocks(*drawn(400, 6, sigmoid), late=20)
    seen: list[set[float]] = []

    def spy(log_odds: np.ndarray, outcomes: np.ndarray, weights: np.ndarray) -> Platt:
        seen.append(set(log_odds))
        return fit_platt(log_odds, outcomes, weights)

    chosen = choose_calibration(held_out, (spy,))
    allowed = [set(held_out.log_odds[:80]), set(held_out.log_odds[:180]) - set(held_out.log_odds[80:100])]
    assert seen[:2] == allowed
    assert chosen.about["compared_on"] == 300  # all but the first block
    assert sum(band["cases"] for band in chosen.about["reliability"]) == 300


def test_reliability_bands_hold_what_was_expected_and_what_came() -> None:
    chosen = choose_calibration(in_blocks(*drawn(4000, 7, sigmoid)))
    bands = chosen.about["reliability"]
    assert len(bands) == 10
    assert [band["expected"] for band in bands] == sorted(band["expected"] for band in bands)
    within = [band["low"] <= band["expected"] <= band["high"] for band in bands]
    assert sum(within) >= 8


def test_too_little_to_compare_leaves_platt() -> None:
    chosen = choose_calibration(in_blocks(*drawn(24, 8, sigmoid)))
    assert chosen.about == {"kind": "platt", "compared_on": 0, "log_loss": {}, "reliability": []}


def test_plainly_better_asks_for_more_than_a_standard_error() -> None:
    # Gains of 1 and 0, mean a half, standard error sqrt(2) / 4 = 0.354; gains of 1 and -1 have mean 0.
    ones = np.ones(2)
    assert plainly_better(np.array([0.0, 1.0]), ones, ones)
    assert not plainly_better(np.array([0.0, 2.0]), ones, ones)
    assert not plainly_better(ones, ones, ones)


def test_beta_keeps_apart_what_lies_low_and_high() -> None:
    truth, outcomes = drawn(30_000, 9, lambda raw: sigmoid(Beta(0.4, 1.6, -0.2).log_odds(raw)))
    fitted = fit_beta(truth, outcomes)
    assert isinstance(fitted, Beta)
    assert (fitted.below, fitted.above) == (pytest.approx(0.4, abs=0.1), pytest.approx(1.6, abs=0.15))
