"""Amounts: means of groups by hand, long tails capped, trees only where they help, error out of time in the card."""

from pathlib import Path

import numpy as np
import pytest

from data_contracts.errors import KompasError
from models.inputs import ModelInput
from models.learning.amount_model import AmountModel, load_amounts
from models.learning.severity import Amounts, train_amounts

INPUTS = [ModelInput("size"), ModelInput("noise")]


def make_amounts(rows: int, seed: int = 1, slope: float = 0.0, groups: tuple[str, ...] = ("F", "I")) -> Amounts:
    """Gamma amounts of mean 4 (twice that in the second group), that rise with the first input."""
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(rows, 2))
    group = generator.integers(0, len(groups), rows)
    mean = 4.0 * (1 + group) * np.exp(slope * matrix[:, 0])
    decided = np.datetime64("2024-01-01") + np.sort(generator.integers(0, 700, rows)).astype("timedelta64[D]")
    known = decided + np.timedelta64(60, "D")
    return Amounts(
        matrix,
        generator.gamma(2.0, mean / 2.0),
        tuple(groups[number] for number in group),
        np.arange(rows),
        decided.astype("datetime64[D]"),
        known.astype("datetime64[D]"),
    )


def of_values(amounts: list[float], groups: list[str]) -> Amounts:
    rows = len(amounts)
    day = np.full(rows, np.datetime64("2025-01-01"))
    return Amounts(np.zeros((rows, 2)), np.array(amounts), tuple(groups), np.arange(rows), day, day)


def test_a_groups_mean_is_drawn_towards_the_overall_one() -> None:
    # 30 findings of 2 and 10 of 6: overall 3; with 20 cases at 3 to start with, 120 / 50 and 120 / 30.
    model = train_amounts(of_values([2.0] * 30 + [6.0] * 10, ["F"] * 30 + ["I"] * 10), INPUTS, {}, seed=1)
    assert model is not None
    expected = model.expected(np.zeros((4, 2)), ["F", "I", "Q", None])
    assert expected.tolist() == pytest.approx([2.4, 4.0, 3.0, 3.0])


def test_one_huge_case_counts_as_much_as_the_cap() -> None:
    model = train_amounts(of_values([1.0] * 199 + [1e6], ["F"] * 200), INPUTS, {}, seed=1)
    assert model is not None
    assert model.card["cap"] == pytest.approx(1.0)  # the 99th of a hundred
    assert model.overall == pytest.approx(1.0)
    assert model.card["share_above_cap"] == pytest.approx((1e6 - 1) / (1e6 + 199))  # what is not predicted is said
    assert model.card["mean"] == pytest.approx((1e6 + 199) / 200)


def test_too_few_cases_have_no_model() -> None:
    assert train_amounts(of_values([3.0] * 19, ["F"] * 19), INPUTS, {}, seed=1) is None
    assert train_amounts(of_values([3.0] * 20, ["F"] * 20), INPUTS, {}, seed=1) is not None


def test_trees_stay_out_unless_they_help() -> None:
    plain = train_amounts(make_amounts(600), INPUTS, {}, seed=1)
    helped = train_amounts(make_amounts(600, slope=0.8), INPUTS, {}, seed=1)
    few = train_amounts(make_amounts(140, slope=0.8), INPUTS, {}, seed=1)
    assert plain is not None and helped is not None and few is not None
    assert (plain.trees is None, helped.trees is None, few.trees is None) == (True, False, True)
    low, high = helped.expected(np.array([[-1.0, 0.0], [1.0, 0.0]]), ["F", "F"])
    assert high > 2 * low


def test_the_error_on_later_cases_stands_in_the_card() -> None:
    model = train_amounts(make_amounts(800), INPUTS, {}, seed=1)
    assert model is not None
    held_out = model.card["held_out_in_time"]
    assert held_out["low"] < held_out["expected_over_actual"] < held_out["high"]
    assert held_out["low"] < 1.0 < held_out["high"]
    assert 400 < held_out["cases"] < 800


def test_cases_of_one_day_have_no_later_ones_to_be_held_against() -> None:
    model = train_amounts(of_values([1.0, 2.0] * 20, ["F"] * 40), INPUTS, {}, seed=1)
    assert model is not None
    assert model.card["held_out_in_time"] is None


@pytest.mark.parametrize("slope", [0.0, 0.8])
def test_through_a_file(tmp_path: Path, slope: float) -> None:
    amounts = make_amounts(600, slope=slope)
    model = train_amounts(amounts, INPUTS, {"amount": "workers"}, seed=1)
    assert model is not None
    model.save(tmp_path, "WML.workers")
    read = load_amounts(tmp_path, "WML.workers", ["size", "noise"])
    assert read is not None
    np.testing.assert_array_equal(
        read.expected(amounts.matrix, amounts.groups), model.expected(amounts.matrix, amounts.groups)
    )
    with pytest.raises(KompasError, match="other inputs"):
        load_amounts(tmp_path, "WML.workers", ["size", "sound"])
    assert load_amounts(tmp_path, "WML.underpaid", ["size", "noise"]) is None


def test_no_rows_have_no_amounts() -> None:
    model = AmountModel({"F": 2.0}, 3.0, "trees that are not read", ("size", "noise"))
    assert model.expected(np.zeros((0, 2)), []).tolist() == []
