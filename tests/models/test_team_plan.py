"""A team's month: hours are kept, the random arm comes first, and its probabilities are true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.team_plan import TeamFrame, choose_visits


def make_frame(size: int, seed: int = 1, hours: float | None = None) -> TeamFrame:
    generator = np.random.default_rng(seed)
    spent = np.full(size, hours) if hours else generator.uniform(10, 60, size)
    return TeamFrame("Noord-1", spent, generator.random(size), np.ones(size, dtype=bool))


def test_by_hand() -> None:
    # Ten hours, no random arm: 0.9/3 = 0.30 an hour, 0.8/4 = 0.20, 0.5/2 = 0.25, 0.1/1 = 0.10.
    frame = TeamFrame(
        "Noord-1", np.array([3.0, 4, 2, 1]), np.array([0.9, 0.8, 0.5, 0.1]), np.array([True, True, True, True])
    )
    choice = choose_visits(frame, 9.0, 0.0, seed=1)
    assert choice.targeted.tolist() == [0, 2, 1]
    assert choice.drawn.tolist() == []
    assert choice.inclusion_probability.tolist() == [1, 1, 1, 0]


def test_recently_visited_are_not_targeted_but_can_be_drawn() -> None:
    size = 50
    frame = make_frame(size, hours=10.0)
    frame = TeamFrame(frame.team, frame.hours, frame.expected_yield, np.zeros(size, dtype=bool))
    choice = choose_visits(frame, 100.0, 0.5, seed=1)
    assert len(choice.targeted) == 0
    assert len(choice.drawn) == 5
    assert choice.random_probability == pytest.approx(5 / 50)


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 200), st.floats(60, 2000), st.floats(0, 0.5), st.integers(0, 1000))
def test_no_plan_breaks_its_hours_or_takes_anyone_twice(size: int, budget: float, share: float, seed: int) -> None:
    frame = make_frame(size, seed)
    choice = choose_visits(frame, budget, share, seed)
    chosen = np.concatenate([choice.drawn, choice.targeted])
    assert frame.hours[chosen].sum() <= budget + 1e-9
    assert not set(choice.unfitted.tolist()) & set(chosen.tolist())
    assert len(set(chosen.tolist())) == len(chosen)
    assert (choice.inclusion_probability >= choice.random_probability - 1e-12).all()
    assert (choice.inclusion_probability <= 1 + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(5, 200), st.floats(60, 1000), st.floats(0, 500), st.integers(0, 1000))
def test_more_hours_never_lower_the_yield(size: int, budget: float, more: float, seed: int) -> None:
    frame = make_frame(size, seed)
    fewer = frame.expected_yield[choose_visits(frame, budget, 0.0, seed).targeted].sum()
    assert frame.expected_yield[choose_visits(frame, budget + more, 0.0, seed).targeted].sum() >= fewer


def test_the_draw_replays_from_its_seed() -> None:
    frame = make_frame(200)
    first, again = choose_visits(frame, 900.0, 0.3, seed=7), choose_visits(frame, 900.0, 0.3, seed=7)
    assert first.drawn.tolist() == again.drawn.tolist()
    assert first.drawn.tolist() != choose_visits(frame, 900.0, 0.3, seed=8).drawn.tolist()


def test_frequencies_over_many_seeds_match_the_probabilities() -> None:
    frame = make_frame(60, seed=3)
    rounds = 600
    drawn, planned = np.zeros(60), np.zeros(60)
    for seed in range(rounds):
        choice = choose_visits(frame, 500.0, 0.4, seed)
        drawn[choice.drawn] += 1
        planned[choice.drawn] += 1
        planned[choice.targeted] += 1
    chance = choose_visits(frame, 500.0, 0.4, seed=0)
    error = np.sqrt(chance.random_probability * (1 - chance.random_probability) / rounds)
    assert np.abs(drawn / rounds - chance.random_probability).max() < 4 * error
    # The inclusion probability itself rests on 200 replays, so its error comes on top.
    assert np.abs(planned / rounds - chance.inclusion_probability).max() < 4 * np.sqrt(0.25 / 200 + 0.25 / rounds)


def test_a_small_team_draws_its_share_in_expectation() -> None:
    # Half a visit's worth of hours: drawn in half of the months, not never and not always.
    frame = make_frame(40, hours=20.0)
    drawn = [len(choose_visits(frame, 100.0, 0.1, seed).drawn) for seed in range(400)]
    assert set(drawn) == {0, 1}
    assert sum(drawn) / 400 == pytest.approx(0.5, abs=0.08)
    assert choose_visits(frame, 100.0, 0.1, 0).random_probability == pytest.approx(0.5 / 40)


def test_a_drawn_visit_that_does_not_fit_is_kept_on_record() -> None:
    frame = TeamFrame("Noord-1", np.array([1.0] * 9 + [500.0]), np.ones(10), np.ones(10, dtype=bool))
    unfitted = {position for seed in range(200) for position in choose_visits(frame, 60.0, 0.5, seed).unfitted.tolist()}
    assert unfitted >= {9}
    for seed in range(20):
        choice = choose_visits(frame, 60.0, 0.5, seed)
        assert frame.hours[np.concatenate([choice.drawn, choice.targeted])].sum() <= 60.0
