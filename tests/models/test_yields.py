"""Yield under an objective: laws add up, what is not estimable is not 0, hours divide."""

import polars as pl
import pytest

from models.yields import Objective, employer_yields, yield_per_hour

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


@pytest.mark.parametrize(
    ("objective", "expected"),
    [("hits", [0.5, 0.2, None, 0.3]), ("workers", [2.3, 0.5, None, 1.0]), ("underpaid", [800.0, 0.0, None, 100.0])],
)
def test_laws_add_up_where_they_are_estimable(objective: Objective, expected: list[float | None]) -> None:
    found = employer_yields(SCORES, objective)
    assert found["employer_id"].to_list() == ["E1", "E2", "E3", "E4"]
    assert found["expected_yield"].to_list() == pytest.approx(expected)
    assert found["supported"].to_list() == [True, True, False, True]  # not measured is not unlike


def test_an_hour_of_what_is_not_estimable_is_not_estimable() -> None:
    frame = pl.DataFrame({"yields": [3.0, None, 3.0], "hours": [12.0, 12.0, 0.0]})
    assert frame.select(yield_per_hour(pl.col("yields"), pl.col("hours"))).to_series().to_list() == [0.25, None, None]
