"""Drift by hand: the index, its size by chance, bins from the training population, shares without a value, scores."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.monitoring.drift import (
    bin_edges,
    counts_in,
    input_drift,
    population_stability,
    score_drift,
    stability_by_chance,
)
from models.monitoring.rules import drift_rules

RULES = drift_rules()


def test_the_index_by_hand() -> None:
    # (0.5 - 0.25) ln 2 + (0.5 - 0.75) ln (2/3), with half a row added to each bin of a million.
    index = population_stability(np.array([500_000, 500_000]), np.array([250_000, 750_000]))
    assert index == pytest.approx(0.25 * math.log(2) - 0.25 * math.log(2 / 3), abs=1e-5)


def test_an_empty_bin_is_large_but_finite() -> None:
    # 10.5 and 0.5 of 11 against 5.5 and 5.5 of 11.
    index = population_stability(np.array([10, 0]), np.array([5, 5]))
    assert index == pytest.approx((10.5 - 5.5) / 11 * math.log(10.5 / 5.5) + (0.5 - 5.5) / 11 * math.log(0.5 / 5.5))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=12))
def test_the_index_is_never_below_nought_is_the_same_both_ways_and_nought_for_the_same(
    pairs: list[tuple[int, int]],
) -> None:
    then, now = (np.array(column) for column in zip(*pairs, strict=True))
    assert population_stability(then, now) >= -1e-12
    assert population_stability(then, now) == pytest.approx(population_stability(now, then))
    assert population_stability(then, then) == pytest.approx(0.0)


def test_what_chance_does_by_hand() -> None:
    # The 95th percentile of chi-square with 9 degrees of freedom is 16.919.
    assert stability_by_chance(10, 1000, 500, 0.95) == pytest.approx(16.919 * 0.003, abs=1e-5)
    assert stability_by_chance(1, 1000, 500, 0.95) == 0.0


def test_chance_alone_passes_the_bound_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    over = 0
    for _ in range(400):
        then, now = generator.normal(size=800), generator.normal(size=500)
        edges = bin_edges(then, 10)
        index = population_stability(counts_in(then, edges), counts_in(now, edges))
        over += index > stability_by_chance(len(edges) + 1, 800, 500, 0.95)
    assert 0.01 < over / 400 < 0.10


def test_bins_are_deciles_and_fewer_where_rows_share_a_value() -> None:
    values = np.arange(1.0, 101.0)
    edges = bin_edges(values, 10)
    assert len(edges) == 9
    assert counts_in(values, edges).min() >= 9
    rare = np.array([0.0] * 95 + [1.0] * 5)
    assert bin_edges(rare, 10).tolist() == [0.0]
    assert counts_in(rare, bin_edges(rare, 10)).tolist() == [95, 5]
    assert bin_edges(np.zeros(50), 10).tolist() == []


def _frame(**columns: object) -> pl.DataFrame:
    return pl.DataFrame(columns)


def test_a_feature_that_moved_comes_first_and_one_that_did_not_is_steady() -> None:
    generator = np.random.default_rng(3)
    then = _frame(moved=generator.normal(size=2000), same=generator.normal(size=2000))
    now = _frame(moved=generator.normal(1.0, size=2000), same=generator.normal(size=2000))
    drift = input_drift(then, now, ["same", "moved"], RULES)
    assert drift["feature"].to_list() == ["moved", "same"]
    assert drift["state"].to_list() == ["drifted", "steady"]
    assert drift["psi"][0] > 0.25
    assert drift["psi"][1] < 0.1


def test_what_is_large_but_could_be_chance_is_no_drift() -> None:
    # Twelve in each of ten bins against eighteen and six in turn: 0.251, and chance reaches 16.9 / 60 = 0.282.
    then = _frame(a=[float(n) for n in range(120)])
    now = _frame(a=[12.0 * n + 5 for n in range(10) for _ in range(6 if n % 2 else 18)])
    (row,) = input_drift(then, now, ["a"], RULES).to_dicts()
    assert RULES.psi.drifted < row["psi"] < row["psi_by_chance"]
    assert row["state"] == "steady"
    more = input_drift(pl.concat([then] * 2), pl.concat([now] * 2), ["a"], RULES).row(0, named=True)
    assert row["psi_by_chance"] / 2 == pytest.approx(more["psi_by_chance"])
    assert more["state"] == "drifted"


def test_shares_without_a_value_are_held_apart() -> None:
    then = _frame(a=[None] * 100 + [float(n % 10) for n in range(900)])
    now = _frame(a=[None] * 300 + [float(n % 10) for n in range(700)])
    (row,) = input_drift(then, now, ["a"], RULES).to_dicts()
    assert (row["missing_then"], row["missing_now"]) == (pytest.approx(0.1), pytest.approx(0.3))
    assert row["psi"] == pytest.approx(0.0, abs=1e-3)
    assert row["state"] == "drifted"
    assert (row["rows_then"], row["rows_now"]) == (900, 700)


def test_few_rows_or_no_values_are_not_estimable() -> None:
    few = input_drift(_frame(a=[1.0] * 50), _frame(a=[2.0] * 500), ["a"], RULES).row(0, named=True)
    assert (few["state"], few["psi"]) == ("not_estimable", None)
    empty = _frame(a=pl.Series([None] * 500, dtype=pl.Float64))
    none = input_drift(empty, empty, ["a"], RULES).row(0, named=True)
    assert (none["psi"], none["missing_now"], none["state"]) == (None, 1.0, "steady")


def test_scores_by_hand() -> None:
    # 100 to 199 against 150 to 249: half of the first lies below all of the second.
    drift = score_drift(np.arange(100.0, 200.0) / 1000, np.arange(150.0, 250.0) / 1000, RULES)
    assert drift.ks == pytest.approx(0.5)
    # c(0.05) = 1.358; sqrt(200 / 10,000) = 0.1414.
    assert drift.ks_by_chance == pytest.approx(1.358 * 0.14142, abs=1e-4)
    assert (drift.mean_then, drift.mean_now) == (pytest.approx(0.1495), pytest.approx(0.1995))
    assert drift.state == "drifted"


def test_the_same_scores_do_not_drift_and_few_are_not_estimable() -> None:
    scores = np.linspace(0, 1, 200)
    assert score_drift(scores, scores, RULES).state == "steady"
    few = score_drift(scores[:20], scores, RULES)
    assert (few.state, few.ks, few.psi) == ("not_estimable", None, None)
