"""The built-in comparison: lot decides on the instrument with stated chances; what came of it has intervals."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.comparison import (
    Comparison,
    comparison_rules,
    draw_comparison,
    instruments_by_lot,
    worth_targeting,
)
from models.planning.outcome_table import response_table
from models.planning.problem import VISIT
from models.planning.random_arm import LotFrame
from tests.support.planning import ALL, hours_of

NO_LINKS = np.empty((0, 2), dtype=np.int64)


def test_worth_targeting_by_hand() -> None:
    # Yield an hour: 0.3, 0.2, 0.25, 0.1; 4 hours to a depth of 1.5 are 6: the first (3 hours) and the third (2).
    hours, yields = np.array([3.0, 4, 2, 1]), np.array([0.9, 0.8, 0.5, 0.1])
    region = np.zeros(4, dtype=np.int64)
    assert worth_targeting(yields, hours, region, np.array([4.0]), NO_LINKS).tolist() == [True, False, True, False]
    linked = worth_targeting(yields, hours, region, np.array([4.0]), np.array([[2, 0], [1, 2]]))
    assert linked.tolist() == [True, False, False, False]  # of the two neighbours the better one stays


def test_who_yields_nothing_takes_no_part() -> None:
    pool = worth_targeting(np.array([0.0, 1.0]), np.ones(2), np.zeros(2, np.int64), np.array([99.0]), NO_LINKS)
    assert pool.tolist() == [False, True]


def test_each_instrument_gets_its_chance_and_alike_employers_meet_all() -> None:
    chances = np.full(3, 1 / 3)
    rounds = [instruments_by_lot(7, chances, np.random.default_rng(seed)) for seed in range(3000)]
    for place in range(7):
        at_place = np.bincount([drawn[place] for drawn in rounds], minlength=3)
        assert at_place / 3000 == pytest.approx(chances, abs=4 * np.sqrt(2 / 9 / 3000))
    assert all(sorted(drawn[:3]) == [0, 1, 2] == sorted(drawn[3:6]) for drawn in rounds)


def test_uneven_chances_hold_too() -> None:
    rounds = [instruments_by_lot(4, np.array([0.5, 0.2, 0.3]), np.random.default_rng(seed)) for seed in range(3000)]
    assert np.bincount(np.concatenate(rounds)) / 12000 == pytest.approx([0.5, 0.2, 0.3], abs=0.02)


def _comparison(size: int, share: float) -> tuple[LotFrame, Comparison]:
    kinds = np.arange(size) % 4
    hours = np.column_stack([np.full(size, 1.0), np.full(size, 9.0), np.full(size, 20.0)])
    team = hours_of(("Noord-1", "Noord", (300, 100), ALL))
    frame = LotFrame(np.zeros(size, np.int64), np.zeros(size, np.int64), hours[:, VISIT], team, "1", hours[:, VISIT])
    return frame, Comparison(np.arange(size) < size // 2, kinds, hours, share)


@settings(max_examples=50, deadline=None)
@given(st.integers(10, 120), st.floats(0, 0.5), st.integers(0, 1000))
def test_the_comparison_keeps_to_its_pool_and_to_the_hours(size: int, share: float, replay: int) -> None:
    frame, comparison = _comparison(size, share)
    barred, room = np.arange(size) % 7 == 0, np.array([[30.0, 10.0]])
    placed = draw_comparison(frame, comparison, barred, room, replay)
    assert comparison.pool[placed.employer].all()
    assert not barred[placed.employer].any()
    assert len(set(placed.employer.tolist())) == len(placed.employer)
    assert (placed.hours(comparison.item_hours, (1, 2)) <= room + 1e-9).all()


def test_the_comparison_takes_its_share_of_the_hours_on_average() -> None:
    frame, comparison = _comparison(100, 0.15)
    placed = [draw_comparison(frame, comparison, np.zeros(100, bool), np.full((1, 2), 400.0), r) for r in range(300)]
    hours = [draw.hours(comparison.item_hours, (1, 2)).sum() for draw in placed]
    assert np.mean(hours) == pytest.approx(0.15 * 400, abs=3)
    assert {int(kind) for draw in placed for kind in draw.instrument} == {0, 1, 2}


def _outcomes(*groups: tuple[str, str, int, int]) -> pl.DataFrame:
    rows = [
        (topic, "low", instrument, number < found)
        for topic, instrument, cases, found in groups
        for number in range(cases)
    ]
    return pl.DataFrame(rows, schema=["topic", "capacity_to_comply", "instrument", "success"], orient="row")


def test_shares_and_differences_have_intervals_by_hand() -> None:
    # Newcombe (1998), table II: 56/70 against 48/80: 0.20, from 0.0524 to 0.3339.
    table = response_table(_outcomes(("pay", "letter", 70, 56), ("pay", "visit", 80, 48)))
    own = table.filter(topic="pay", capacity_to_comply="low", instrument="letter").row(0, named=True)
    assert (own["cases"], own["successes"], own["share"], own["status"]) == (70, 56, pytest.approx(0.8), "estimated")
    assert own["difference"] == pytest.approx(0.2)
    assert (own["difference_low"], own["difference_high"]) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )
    visit = table.filter(topic="pay", capacity_to_comply="all", instrument="visit").row(0, named=True)
    assert (visit["low"], visit["high"]) == (pytest.approx(0.4904, abs=1e-3), pytest.approx(0.7004, abs=1e-3))
    assert visit["difference"] is None


def test_too_few_cases_are_not_estimable_and_not_zero() -> None:
    table = response_table(_outcomes(("pay", "letter", 19, 0), ("pay", "visit", 20, 10), ("hours", "letter", 25, 5)))
    few = table.filter(topic="pay", capacity_to_comply="low", instrument="letter").row(0, named=True)
    assert (few["cases"], few["share"], few["difference"], few["status"]) == (19, None, None, "not_estimable")
    # Without a visit to the same kind there is a share and no difference.
    alone = table.filter(topic="hours", capacity_to_comply="low", instrument="letter").row(0, named=True)
    assert (alone["share"], alone["difference"]) == (pytest.approx(0.2), None)
    assert table.filter(topic="all", instrument="letter")["cases"].to_list() == [44]


def test_without_outcomes_there_is_nothing_to_tell() -> None:
    assert response_table(_outcomes().cast({"topic": pl.String, "success": pl.Boolean})).is_empty()


def test_just_enough_cases_make_a_figure() -> None:
    least = comparison_rules().least_cases
    rows = [("pay", "low", "visit", True)] * least + [("pay", "low", "letter", True)] * (least - 1)
    columns = ["topic", "capacity_to_comply", "instrument", "success"]
    table = response_table(pl.DataFrame(rows, schema=columns, orient="row"))
    assert dict(table.filter(topic="all").select("instrument", "status").iter_rows()) == {
        "letter": "not_estimable",
        "visit": "estimated",
    }
