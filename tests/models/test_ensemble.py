"""Rank intervals: places over an ensemble, ties among them, always around the model's own place."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.learning.ensemble import load_members, member_log_odds, rank_interval, save_members
from models.learning.training import train_members
from models.places import places
from tests.support.learnable import INPUTS, PLAN, make_cases

SCORES = st.sampled_from([-1.0, 0.0, 0.5, 2.0])


def test_places_by_hand() -> None:
    rank, tied = places(np.array([0.3, 0.9, 0.3, -1.0]))
    assert rank.tolist() == [2, 1, 2, 4]
    assert tied.tolist() == [2, 1, 2, 1]


def test_an_interval_by_hand() -> None:
    # Of 41 members one puts the second row first and all others last: of its places 1, 3, 3, ... the 2.5% quantile is
    # the second smallest, 3. Two members would do it: then the second smallest is 1.
    usual, other = [3.0, 1.0, 2.0], [1.0, 3.0, 2.0]
    rank, tied = places(np.array(usual))
    once = rank_interval(np.array([other] + [usual] * 40), rank, tied)
    twice = rank_interval(np.array([other] * 2 + [usual] * 39), rank, tied)
    assert (once[0].tolist(), once[1].tolist()) == ([1, 3, 2], [1, 3, 2])
    assert (twice[0].tolist(), twice[1].tolist()) == ([1, 1, 2], [3, 3, 2])


def test_what_a_member_cannot_tell_apart_may_stand_on_any_shared_place() -> None:
    rank, tied = places(np.array([3.0, 2.0, 1.0]))
    low, high = rank_interval(np.zeros((5, 3)), rank, tied)
    assert (low.tolist(), high.tolist()) == ([1, 1, 1], [3, 3, 3])


@settings(max_examples=60, deadline=None)
@given(arrays(float, st.integers(1, 12), elements=SCORES), st.integers(1, 6), st.integers(0, 1000))
def test_the_own_place_lies_in_the_interval_and_ties_share_it(scores: np.ndarray, members: int, seed: int) -> None:
    rank, tied = places(scores)
    drawn = scores + np.random.default_rng(seed).integers(-2, 3, (members, 1)) * scores[::-1]
    low, high = rank_interval(drawn, rank, tied)
    assert (low >= 1).all()
    assert (high <= len(scores)).all()
    assert (low <= rank).all()
    assert (rank + tied - 1 <= high).all()
    for place in set(rank.tolist()):
        same = rank == place
        assert same.sum() == tied[same][0]


def test_no_members_no_interval() -> None:
    low, high = rank_interval(np.zeros((0, 3)), np.array([1, 2, 3]), np.array([1, 1, 1]))
    assert (len(low), len(high)) == (0, 0)


def test_members_draw_whole_employers_and_come_back_from_files_in_order(tmp_path: Path) -> None:
    cases = make_cases(600)
    employers = np.arange(600) // 2
    members = train_members(cases, employers, INPUTS, PLAN, trees=25, members=3)
    again = train_members(cases, employers, INPUTS, PLAN, trees=25, members=3)
    assert members == again
    assert len(set(members)) == 3
    save_members(members, tmp_path, "WML")
    (tmp_path / "Wav.member_01.lgb.txt").write_text("another law's", encoding="utf-8")
    assert load_members(tmp_path, "WML") == tuple(members)
    predicted = member_log_odds(members, cases.matrix)
    assert predicted.shape == (3, 600)
    assert 0 < np.std(predicted, axis=0).mean() < 1


def test_more_cases_make_places_surer() -> None:
    widths = []
    for rows in (300, 3000):
        members = train_members(make_cases(rows), np.arange(rows), INPUTS, PLAN, trees=40, members=12)
        matrix = make_cases(400, seed=9).matrix
        scores = member_log_odds(members, matrix)
        low, high = rank_interval(scores, *places(scores.mean(axis=0)))
        widths.append(float((high - low).mean()))
    assert widths[1] < 0.75 * widths[0]
