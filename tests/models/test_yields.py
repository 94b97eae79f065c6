"""Yield under an objective: laws apart, what is not estimable is not 0, weights as the file says."""

import polars as pl
import pytest

from models.yields import Objective, law_expectations, law_values

LAWS = ("WML", "Wav")
SCORES = pl.DataFrame(
    [
        ("E1", "WML", 0.4, True, 2.0, 800.0),
        ("E1", "Wav", 0.1, True, 0.3, None),
        ("E2", "WML", 0.9, False, 9.0, 9000.0),
        ("E2", "Wav", 0.2, True, 0.5, None),
        ("E3", "WML", 0.8, False, 8.0, 8000.0),
        ("E3", "Wav", 0.7, False, 7.0, None),
        ("E4", "WML", 0.3, None, 1.0, 100.0),
    ],
    schema=["employer_id", "law", "probability", "supported", "expected_workers", "expected_underpaid_eur"],
    orient="row",
)
FRAME = law_expectations(SCORES, LAWS)


def test_a_law_counts_only_where_it_is_estimable() -> None:
    assert FRAME["employer_id"].to_list() == ["E1", "E2", "E3", "E4"]
    assert FRAME["supported"].to_list() == [True, True, False, True]  # not measured is not unlike
    assert FRAME["p_WML"].to_list() == [0.4, None, None, 0.3]
    assert FRAME["p_Wav"].to_list() == [0.1, 0.2, None, None]
    assert FRAME["underpaid_WML"].to_list() == [800.0, None, None, 100.0]


@pytest.mark.parametrize(
    ("objective", "expected"),
    [
        ("hits", [[0.4, 0.1], [0, 0.2], [0, 0], [0.3, 0]]),
        ("workers", [[2.0, 0.3], [0, 0.5], [0, 0], [1.0, 0]]),
        ("underpaid", [[800.0, 0], [0, 0], [0, 0], [100.0, 0]]),
        # E1, WML: 5 workers and 2,000 euros a finding: 0.4 x 1 x 1.5 x 1.5. Wav weighs double; no classes above.
        ("severity", [[0.9, 0.2], [0, 0.4], [0, 0], [0.3, 0]]),
    ],
)
def test_yield_by_law_under_an_objective(objective: Objective, expected: list[list[float]]) -> None:
    assert law_values(FRAME, LAWS, objective, {}).tolist() == [pytest.approx(row) for row in expected]


def test_a_mix_is_measured_in_means_of_the_frame() -> None:
    # Hits add up to 1.0 over 4 employers, workers to 3.8: means 0.25 and 0.95.
    mixed = law_values(FRAME, LAWS, "mix", {"hits": 2.0, "workers": 1.0})
    assert mixed[0].tolist() == pytest.approx([2 * 0.4 / 0.25 + 2.0 / 0.95, 2 * 0.1 / 0.25 + 0.3 / 0.95])
    assert mixed[2].tolist() == [0, 0]
    alone = law_values(FRAME, LAWS, "mix", {"hits": 1.0})
    assert alone.sum(axis=1).mean() == pytest.approx(1.0)


def test_a_mix_of_what_nobody_has_adds_nothing() -> None:
    without = FRAME.with_columns(pl.lit(None, pl.Float64).alias("underpaid_WML"))
    assert law_values(without, LAWS, "mix", {"underpaid": 1.0}).sum() == 0
