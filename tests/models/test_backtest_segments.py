"""The backtest by groups: figures by hand, small groups together, and nothing said of too little."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from models.backtest_segments import segment_table, within_cut
from models.evaluation.segments import SMALL

CASES = 120


@dataclass
class _Fold:
    test: pl.DataFrame


@dataclass
class _Contest:
    probabilities: np.ndarray


@dataclass
class _Backtest:
    law: str
    contest: _Contest
    test: pl.DataFrame
    folds: tuple[_Fold, ...]


def _backtest(scores: list[float], test: pl.DataFrame, sizes: tuple[int, ...]) -> _Backtest:
    ends = np.cumsum(sizes)
    folds = tuple(_Fold(test[int(end) - size : int(end)]) for end, size in zip(ends, sizes, strict=True))
    return _Backtest("WML", _Contest(np.array(scores)), test, folds)


def _cases() -> pl.DataFrame:
    """Case 0 scores highest; every third case has a finding; sector F is the first half, J and K six cases each."""
    numbers = range(CASES)
    return pl.DataFrame(
        {
            "sector": ["F" if at < 60 else "G" if at < 108 else "J" if at < 114 else "K" for at in numbers],
            "size_class": ["1"] * CASES,
            "province": ["GR" if at % 2 else "LI" for at in numbers],
            "legal_form": ["bv"] * CASES,
            "weight": [1.0] * CASES,
            "violation": [at % 3 == 0 for at in numbers],
        }
    )


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    scores = [1 - at / CASES for at in range(CASES)]
    return segment_table([_backtest(scores, _cases(), (CASES,))], (0.25,))  # type: ignore[list-item]


def _row(table: pl.DataFrame, dimension: str, group: str) -> dict[str, object]:
    return table.filter(dimension=dimension, group=group).row(0, named=True)


def test_everybody_by_hand(table: pl.DataFrame) -> None:
    row = _row(table, "all", "all")
    assert (row["cases"], row["positives"]) == (120, 40)
    assert row["chosen"] == pytest.approx(30)  # a quarter of 120
    assert row["hits"] == pytest.approx(10)  # every third of the first 30
    assert row["precision"] == pytest.approx(1 / 3)
    assert row["capture"] == pytest.approx(10 / 40)
    assert row["ratio"] == pytest.approx((1 / 3) / np.mean([1 - at / CASES for at in range(CASES)]))
    assert row["precision_low"] < row["precision"] < row["precision_high"]  # type: ignore[operator]


def test_the_list_is_cut_once_for_everybody(table: pl.DataFrame) -> None:
    first, second = _row(table, "sector", "F"), _row(table, "sector", "G")
    assert (first["chosen"], second["chosen"]) == (30, 0)
    assert first["capture"] == pytest.approx(10 / 20)
    assert (second["capture"], second["precision"]) == (0, None)  # nothing of it was chosen: no precision, not 0


def test_small_groups_stand_together(table: pl.DataFrame) -> None:
    assert set(table.filter(dimension="sector")["group"]) == {"F", "G", SMALL}
    assert _row(table, "sector", SMALL)["cases"] == 12


def test_a_lone_small_group_takes_another_along() -> None:
    cases = _cases().with_columns(sector=pl.Series(["F"] * 100 + ["G"] * 15 + ["J"] * 5))
    made = segment_table([_backtest([0.5] * CASES, cases, (CASES,))], (0.1,))  # type: ignore[list-item]
    assert dict(made.filter(dimension="sector").select("group", "cases").iter_rows()) == {"F": 100, SMALL: 20}


def test_too_few_of_one_outcome_is_not_estimable(table: pl.DataFrame) -> None:
    row = _row(table, "sector", SMALL)
    assert row["status"] == "not_estimable"
    assert row["rate"] is None
    assert row["capture"] is None


def test_provinces_become_regions(table: pl.DataFrame) -> None:
    assert set(table.filter(dimension="region")["group"]) == {"Noord", "Zuid"}


def test_each_period_is_cut_by_itself() -> None:
    scores = [1 - at / CASES for at in range(CASES)]
    made = segment_table([_backtest(scores, _cases(), (60, 60))], (0.25,))  # type: ignore[list-item]
    chosen = dict(made.filter(dimension="sector").select("group", "chosen").iter_rows())
    assert chosen == {"F": 15, "G": 15, SMALL: 0}


def test_equal_scores_share_what_is_left_of_the_cut() -> None:
    inside = within_cut(np.array([0.9, 0.5, 0.5, 0.1]), np.ones(4), 0.5)
    assert inside.tolist() == [1, 0.5, 0.5, 0]


def test_weights_take_room_in_the_cut() -> None:
    inside = within_cut(np.array([0.9, 0.8, 0.1]), np.array([3.0, 2.0, 1.0]), 2 / 3)
    assert inside.tolist() == pytest.approx([1, 0.5, 0])
