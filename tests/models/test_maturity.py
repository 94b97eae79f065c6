"""Weights for cases that are still open, and how many cases are closed in time: against figures worked out by hand."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels.maturity import closed_within, follow_up_share, maturity_weights

FOLLOW_UP = pl.DataFrame({"selection_ground": ["signal"] * 4, "days": [10, 20, 30, 40]})


def weights(
    days: list[float], follow_up: pl.DataFrame = FOLLOW_UP, ground: str = "signal", **rules: float
) -> list[float]:
    given_rules: dict[str, float] = {"horizon_days": 100.0, "largest_weight": 10.0, "fewest_cases": 1} | rules
    made = maturity_weights(
        np.array(days),
        pl.Series([ground] * len(days)),
        follow_up,
        horizon_days=given_rules["horizon_days"],
        largest_weight=given_rules["largest_weight"],
        fewest_cases=int(given_rules["fewest_cases"]),
    )
    return [float(weight) for weight in made]


def test_by_hand() -> None:
    # Followed for 10, 20, 30 and 40 days. A case of 5 days is seen in all four, one of 10 too, one of 11 in three of
    # four, one of 35 in one of four.
    np.testing.assert_allclose(
        follow_up_share(np.array([40.0, 10, 30, 20]), np.array([5.0, 10, 11, 35])), [1, 1, 0.75, 0.25]
    )
    assert weights([5, 10, 11, 35]) == pytest.approx([1, 1, 4 / 3, 4])


def test_weights_are_kept_in_hand() -> None:
    assert weights([35], largest_weight=3) == pytest.approx([3])
    # Beyond the horizon of 25 days a case weighs as one of 25 days: seen in two of four.
    assert weights([35], horizon_days=25) == pytest.approx([2])


def test_a_ground_with_enough_cases_goes_by_its_own_follow_up() -> None:
    both = pl.concat([FOLLOW_UP, pl.DataFrame({"selection_ground": ["random"] * 2, "days": [50, 60]})])
    assert weights([35], both, "random", fewest_cases=2) == pytest.approx([1])
    # Too few of its own: of all six cases three were followed for 35 days.
    assert weights([35], both, "random", fewest_cases=3) == pytest.approx([2])


def test_closed_cases_stand_for_all_that_were_selected_although_findings_take_longer() -> None:
    # Half of the cases take 150 days and have a finding, half take 30 and have none; they are selected every day.
    generator = np.random.default_rng(1)
    followed = generator.integers(0, 400, 20_000)
    found = generator.random(20_000) < 0.5
    days = np.where(found, 150, 30)
    closed = days <= followed
    naive = found[closed].mean()
    made = maturity_weights(
        days[closed].astype(float),
        pl.Series(["signal"] * int(closed.sum())),
        pl.DataFrame({"selection_ground": "signal", "days": followed}),
        horizon_days=365.0,
        largest_weight=5.0,
        fewest_cases=1,
    )
    assert naive < 0.42
    assert np.average(found[closed], weights=made) == pytest.approx(0.5, abs=0.01)
    assert made.sum() == pytest.approx(20_000, rel=0.02)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=40))
def test_no_weight_is_below_one_or_above_the_largest(rows: list[tuple[int, int]]) -> None:
    follow_up = pl.DataFrame({"selection_ground": "signal", "days": [followed for followed, _ in rows]})
    closed = [float(days) for followed, days in rows if days <= followed]
    assert all(1 - 1e-9 <= weight <= 4 + 1e-9 for weight in weights(closed, follow_up, largest_weight=4))


def test_closed_within_by_hand() -> None:
    # Kaplan and Meier: one of four closes on day 10; of the three left one is censored on day 15; one of two closes on
    # day 20. Still open: 3/4 x 1/2.
    days, closed = np.array([10.0, 15, 20, 30]), np.array([True, False, True, False])
    assert closed_within(days, closed, 9) == pytest.approx(0)
    assert closed_within(days, closed, 10) == pytest.approx(1 / 4)
    assert closed_within(days, closed, 25) == pytest.approx(1 - 3 / 4 * 1 / 2)


def test_closed_within_counts_cases_that_close_on_one_day_together() -> None:
    days, closed = np.array([10.0, 10, 10, 20]), np.array([True, True, False, True])
    assert closed_within(days, closed, 10) == pytest.approx(1 / 2)
    assert closed_within(days, closed, 20) == pytest.approx(1)
