"""The parameters of the Wml as they are held, and the bounds that follow from them."""

from datetime import date
from decimal import ROUND_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.statute.minimum_bounds import Bounds, minimum_bounds, period_minimums
from features.statute.parameters import Known, Unknown, holds_on, parameter_named

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def test_amounts_by_the_hour_until_2024_are_the_weeks_amount_rounded_up() -> None:
    for entry in parameter_named("wml.hourly_minimum_until_2024").entries:
        week = Decimal(entry.known.value["week"])
        for hours in (36, 38, 40):
            by_hour = (week / hours).quantize(Decimal(1), rounding=ROUND_UP)
            assert entry.known.value[str(hours)] == by_hour, (entry.known.valid_from, hours)


def test_the_month_is_four_and_a_third_weeks_until_2024() -> None:
    for entry in parameter_named("wml.hourly_minimum_until_2024").entries:
        assert abs(entry.known.value["month"] * 3 / 13 - entry.known.value["week"]) < 3


@pytest.mark.parametrize(("on", "whole_month"), [(date(2023, 12, 31), True), (date(2024, 1, 1), True)])
def test_the_hourly_minimum_takes_over_on_the_first_of_january_2024(on: date, whole_month: bool) -> None:
    bounds = minimum_bounds(on, 30, False, whole_month)
    assert bounds == (Bounds(1151, 1320) if on.year == 2023 else Bounds(1327, 1327))


@pytest.mark.parametrize(
    ("parameter", "last"),
    [("wml.fine_norm_underpayment", "from_50_longer"), ("wml.fine_norm_bank_payment", "longer")],
)
def test_fine_norms_of_2026_are_unknown_with_the_last_known_beside_them(parameter: str, last: str) -> None:
    before, after = holds_on(parameter, date(2025, 12, 31)), holds_on(parameter, date(2026, 1, 1))
    assert isinstance(before, Known)
    assert isinstance(after, Unknown)
    assert after.last_known == before
    assert before.value[last] == {"from_50_longer": 1_000_000, "longer": 125_000}[last]
    assert "18%" in after.reason_nl


def test_a_longer_or_larger_underpayment_never_has_a_lower_norm() -> None:
    answer = holds_on("wml.fine_norm_underpayment", date(2025, 1, 1))
    assert isinstance(answer, Known)
    shares, times = ("from_0", "from_5", "from_10", "from_25", "from_50"), ("up_to_1", "under_3", "under_6", "longer")
    table = [[answer.value[f"{share}_{time}"] for time in times] for share in shares]
    assert all(row == sorted(row) for row in table)
    assert all(list(column) == sorted(column) for column in zip(*table, strict=True))
    assert (answer.value["small_amount_below"], answer.value["small_amount"]) == (5_000, 50_000)


def test_the_norm_for_records_was_never_found() -> None:
    assert isinstance(holds_on("wml.fine_norm_records", date(2025, 1, 1)), Unknown)


def test_housing_still_is_a_quarter_and_our_own_limit_is_called_unverified() -> None:
    housing, hours = holds_on("wml.deductions", date(2026, 8, 1)), holds_on("wml.plausible_hours", date(2026, 8, 1))
    assert isinstance(housing, Known)
    assert isinstance(hours, Known)
    assert housing.value == {"housing_percent": 25}
    assert (hours.value, hours.certainty) == ({"hours_a_week": 60}, "unverified")


@given(DAYS, st.integers(15, 60), st.booleans(), st.booleans())
def test_bounds_never_fall_with_age_and_hold_each_other(on: date, age: int, bbl: bool, whole_month: bool) -> None:
    younger, older = minimum_bounds(on, age, bbl, whole_month), minimum_bounds(on, age + 1, bbl, whole_month)
    assert younger is not None
    assert older is not None
    assert younger.lowest <= younger.highest
    assert younger.lowest <= older.lowest
    assert younger.highest <= older.highest


@given(DAYS, st.integers(15, 60), st.booleans())
def test_pay_by_the_month_only_widens_the_bounds(on: date, age: int, bbl: bool) -> None:
    month, weeks = minimum_bounds(on, age, bbl, True), minimum_bounds(on, age, bbl, False)
    assert month is not None
    assert weeks is not None
    assert month.lowest <= weeks.lowest <= weeks.highest <= month.highest


def test_periods_that_run_into_an_unknown_month_have_no_row() -> None:
    rows = period_minimums(date(2026, 12, 1), date(2027, 1, 1))
    assert {(row.period, row.months_ahead) for row in rows} == {(date(2026, 12, 1), 0)}
    adult = [row for row in rows if row.age == 22 and not row.bbl]
    assert [(row.cents, row.high_cents) for row in adult] == [(1499, 1499)]
