"""The random arm: drawn from the whole frame with the stated probabilities, evenly over kinds of employers."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from models.planning.choices import PlanChoices
from models.planning.placing import NO_MONTH, months_by_lot
from models.planning.random_arm import LotFrame, draw_random_arm, random_probability
from models.planning.strata import spread_draw
from models.planning.teams import NO_TEAM, deal_to_teams, team_hours
from tests.support.planning import ALL, MONTHS, hours_of


def lot_frame(size: int, seed: str = "1", hours: float = 20.0) -> LotFrame:
    strata = np.sort(np.arange(size) % 3)
    team = hours_of(("Noord-1", "Noord", (300, 100), ALL))
    return LotFrame(strata, np.zeros(size, dtype=np.int64), np.full(size, hours), team, seed, np.full(size, hours))


def test_the_number_drawn_and_its_probability_by_hand() -> None:
    # A fifth of 400 hours over 20 hours a visit: four of 60.
    frame = lot_frame(60)
    assert random_probability(frame, 0.2).tolist() == pytest.approx([4 / 60] * 60)
    assert {len(draw_random_arm(frame, 0.2, replay).employer) for replay in range(30)} == {4}


def test_the_draw_replays_from_its_seed() -> None:
    first, again = (draw_random_arm(lot_frame(200), 0.3, 0) for _ in range(2))
    assert first.employer.tolist() == again.employer.tolist()
    assert first.month.tolist() == again.month.tolist()
    assert set(first.employer.tolist()) != set(draw_random_arm(lot_frame(200, seed="2"), 0.3, 0).employer.tolist())
    assert set(first.employer.tolist()) != set(draw_random_arm(lot_frame(200), 0.3, 1).employer.tolist())


def test_frequencies_over_many_seeds_match_the_probabilities_also_within_strata() -> None:
    size, rounds = 60, 3000
    frames = (lot_frame(size, seed=str(seed)) for seed in range(rounds))
    counts = sum(np.bincount(draw_random_arm(frame, 0.22, 0).employer, minlength=size) for frame in frames)
    probability = random_probability(lot_frame(size), 0.22)  # 4.4 of 60
    # Draws of one round exclude each other, so that the statistic lies below a chi-square of independent counts.
    spread = (counts - rounds * probability) ** 2 / (rounds * probability * (1 - probability))
    assert spread.sum() < chi2.ppf(0.999, size)
    for stratum in range(3):
        own = np.arange(size)[lot_frame(size).strata == stratum]
        assert counts[own].sum() == pytest.approx(rounds * probability[own].sum(), rel=0.02)
        assert spread[own].sum() < chi2.ppf(0.999, len(own))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.floats(0, 1), st.integers(0, 10_000))
def test_every_stratum_gets_its_share_rounded_up_or_down(sizes: list[int], share: float, seed: int) -> None:
    strata = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    drawn = spread_draw(strata, share * len(strata), np.random.default_rng(seed))
    assert len(set(drawn.tolist())) == len(drawn)
    assert abs(len(drawn) - share * len(strata)) < 1 + 1e-6
    for stratum, size in enumerate(sizes):
        assert abs((strata[drawn] == stratum).sum() - share * size) < 1 + 1e-6


def test_a_small_team_draws_its_share_in_expectation() -> None:
    # Half a visit's worth of hours: drawn in half of the rounds, not never and not always.
    drawn = [len(draw_random_arm(lot_frame(40), 0.025, replay).employer) for replay in range(400)]
    assert set(drawn) == {0, 1}
    assert sum(drawn) / 400 == pytest.approx(0.5, abs=0.08)


def test_months_are_given_by_lot_in_proportion_to_their_hours() -> None:
    months = np.concatenate([draw_random_arm(lot_frame(200), 0.5, replay).month for replay in range(200)])
    assert (months == 0).mean() == pytest.approx(0.75, abs=0.03)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(1, 80), max_size=30), st.lists(st.floats(0, 200), min_size=1, max_size=4), st.integers(0, 99))
def test_no_month_is_given_more_than_its_hours_and_nothing_is_left_out_that_fits(
    items: list[float], room: list[float], seed: int
) -> None:
    hours, left = np.array(items), np.array(room)
    months = months_by_lot(hours, left, np.random.default_rng(seed))
    for month, given_hours in enumerate(room):
        left[month] -= hours[months == month].sum()
        assert left[month] >= -1e-9 * max(1.0, given_hours)
    outside = hours[months == NO_MONTH]
    assert not len(outside) or outside.min() > left.max() - 1e-9


def test_a_drawn_visit_that_fits_no_month_counts_as_non_response() -> None:
    frame = LotFrame(
        np.zeros(10, dtype=np.int64),
        np.zeros(10, dtype=np.int64),
        np.array([1.0] * 9 + [500.0]),
        hours_of(("Noord-1", "Noord", (40, 20), ALL)),
        "1",
        np.array([1.0] * 9 + [500.0]),
    )
    draws = [draw_random_arm(frame, 1.0, replay) for replay in range(100)]
    unfitted = {int(place) for draw in draws for place in draw.employer[draw.month == NO_MONTH]}
    assert unfitted == {9}
    assert all(9 not in draw.fitted.employer for draw in draws)


def test_employers_are_dealt_out_evenly_by_a_hash_that_looks_at_nothing() -> None:
    frame = pl.DataFrame({"employer_id": [f"E{n:04d}" for n in range(300)], "region": ["Noord", "Noord", "Zuid"] * 100})
    hours = hours_of(
        ("Noord-1", "Noord", (10, 10), ALL),
        ("Noord-2", "Noord", (10, 10), ALL),
        ("Noord-3", "Noord", (10, 10), "WML"),  # examines one law: its employers could not be drawn for all three
    )
    dealt = deal_to_teams(frame, hours, "salt")
    assert np.bincount(dealt[dealt != NO_TEAM]).tolist() == [100, 100]
    assert (dealt[frame["region"].to_numpy() == "Zuid"] == NO_TEAM).all()
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=3)
    again = dict(zip(shuffled["employer_id"], deal_to_teams(shuffled, hours, "salt"), strict=True))
    assert [again[name] for name in frame["employer_id"]] == dealt.tolist()
    assert deal_to_teams(frame, hours, "other").tolist() != dealt.tolist()


def test_hours_of_teams_by_month_less_the_reserve() -> None:
    hours = hours_of(("A", "Noord", (100, 0), "WML|Wav"), ("B", "Noord", (50, 30), ALL), reserve=0.2)
    assert hours.months == MONTHS
    assert hours.available.tolist() == [[100, 0], [50, 30]]
    assert hours.budget.tolist() == [[80, 0], [40, 24]]
    assert hours.drawing.tolist() == [1]


def test_a_team_examines_what_it_can_in_each_month_and_empty_months_are_left_out() -> None:
    rows = [
        ("A", "Noord", MONTHS[0], 600, ALL),
        ("A", "Noord", MONTHS[1], 600, "WML"),
        ("A", "Noord", date(2027, 1, 1), 0, ALL),
    ]
    schema = ["team", "region", "month", "available_minutes", "skills"]
    capacity = pl.DataFrame(rows, schema=schema, orient="row")
    hours = team_hours(capacity, PlanChoices((*MONTHS, date(2027, 1, 1))))
    assert hours.months == MONTHS
    assert hours.teams[0].laws == {"WML"}
