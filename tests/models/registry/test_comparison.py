"""Two rankings side by side: correlation, the top that both share, and groups that move, told only from five up."""

import polars as pl
import pytest

from models.registry.comparison import compare_rankings


def _scores(values: list[float]) -> pl.DataFrame:
    return pl.DataFrame({"employer_id": [f"E{n:03}" for n in range(len(values))], "log_odds": values})


def _groups(sectors: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "employer_id": [f"E{n:03}" for n in range(len(sectors))],
            "sector": sectors,
            "size_class": ["1"] * len(sectors),
        }
    )


def test_the_same_order_is_the_same_whatever_the_scale() -> None:
    values = [float(n) for n in range(20)]
    found = compare_rankings(_scores(values), _scores([3 * v - 5 for v in values]), _groups(["A"] * 20), 0.1)
    assert found.rank_correlation == pytest.approx(1.0)
    assert (found.employers, found.in_cut, found.shared) == (20, 2, 2)
    assert found.movers.rows() == [("A", "1", 20, 0, 0, 0.0)]


def test_spearmans_correlation_by_hand() -> None:
    # Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 * 4 / (5 * 24) = 0.8.
    found = compare_rankings(_scores([5, 4, 3, 2, 1]), _scores([4, 5, 2, 3, 1]), _groups(["A"] * 5), 0.2)
    assert found.rank_correlation == pytest.approx(0.8)
    assert (found.in_cut, found.shared) == (1, 0)


def test_groups_that_change_places_are_counted_and_few_are_not_told() -> None:
    # A (12 employers) leaves the top of 12; of B (12) all come in but two, which leave their places to C.
    one = [100.0 + n for n in range(12)] + [50.0 + n for n in range(12)] + [float(n) for n in range(12)]
    other = [float(n) for n in range(12)] + [30.0, 31.0] + [100.0 + n for n in range(10)] + [90.0, 91.0] + [20.0] * 10
    found = compare_rankings(_scores(one), _scores(other), _groups(["A"] * 12 + ["B"] * 12 + ["C"] * 12), 1 / 3)
    rows = {row["sector"]: row for row in found.movers.iter_rows(named=True)}
    assert (rows["A"]["entered"], rows["A"]["left"]) == (0, 12)
    assert rows["A"]["mean_shift"] < 0 < rows["B"]["mean_shift"]
    assert (rows["B"]["entered"], rows["B"]["left"]) == (10, 0)
    assert (rows["C"]["entered"], rows["C"]["left"]) == (None, 0)  # two employers: fewer than five are not told


def test_a_group_of_fewer_than_five_is_left_out() -> None:
    found = compare_rankings(_scores([4, 3, 2, 1]), _scores([1, 2, 3, 4]), _groups(["A"] * 4), 0.5)
    assert found.movers.is_empty()


def test_a_ranking_without_differences_has_no_correlation() -> None:
    found = compare_rankings(_scores([1, 1, 1]), _scores([1, 2, 3]), _groups(["A"] * 3), 0.5)
    assert found.rank_correlation is None


def test_only_employers_that_both_ranked_are_compared() -> None:
    found = compare_rankings(_scores([1, 2, 3, 4]), _scores([1, 2, 3]), _groups(["A"] * 4), 0.5)
    assert found.employers == 3
