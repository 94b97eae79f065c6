"""Which lines of the returns count, whose they are and in which month; every number by hand."""

import itertools
import json
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from features.statute.pay_check import check_hourly_pay
from tests.features.registers import Registers, worker
from tests.features.results import facts_of, matrix_of

FOUR_WEEKS = timedelta(days=28)


def four_weeks(start: date, **given: Any) -> dict[str, Any]:
    """Return the columns of a return of four weeks."""
    return {"period": start, "period_end": start + FOUR_WEEKS - timedelta(days=1)} | given


def test_an_employer_can_have_several_numbers(registers: Registers) -> None:
    registers.employer().number("E1L02", "E1").wage(wage_cents=116_000)
    registers.wage(loonheffingennummer="E1L02", worker_pid=worker(1), wage_cents=140_000)
    fact = facts_of(registers)["E1", "minimum_wage", "below"]
    assert (fact["workers"], fact["amount_cents"]) == (2, 33_900 + 9_900)
    assert matrix_of(registers)["E1"]["workers"] == 2


def test_a_number_that_passes_belongs_to_the_last_holder_in_the_period(registers: Registers) -> None:
    registers.employer("E1").employer("E2")
    registers.number("N1L01", "E1", valid_to=date(2026, 8, 14)).number("N1L01", "E2", valid_from=date(2026, 8, 15))
    number = {"loonheffingennummer": "N1L01", "wage_cents": 116_000}
    registers.wage(period=date(2026, 7, 1), **number).wage(period=date(2026, 8, 1), **number)
    facts = facts_of(registers)
    assert facts["E1", "minimum_wage", "below"]["period_to"] == date(2026, 7, 1)
    assert facts["E2", "minimum_wage", "below"]["period_from"] == date(2026, 8, 1)


@pytest.mark.parametrize(("last_day", "months"), [(date(2026, 8, 1), 2), (date(2026, 7, 31), 1)])
def test_a_number_is_held_up_to_and_including_its_last_day(registers: Registers, last_day: date, months: int) -> None:
    registers.employer().number("N1L01", "E1", valid_from=date(2026, 7, 10), valid_to=last_day)
    number = {"loonheffingennummer": "N1L01", "wage_cents": 116_000}
    for month in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)):
        registers.wage(period=month, **number)
    fact = facts_of(registers)["E1", "minimum_wage", "below"]
    assert (fact["period_from"], fact["worker_months"]) == (date(2026, 7, 1), months)


def test_a_number_that_passed_later_than_known_still_belongs_to_the_first(registers: Registers) -> None:
    registers.employer("E1").employer("E2").wage("E1", wage_cents=116_000)
    registers.number("E1L01", "E2", valid_from=date(2026, 8, 1), known_at=date(2026, 11, 15))
    assert set(facts_of(registers)) >= {("E1", "minimum_wage", "below")}
    assert ("E2", "minimum_wage", "below") in facts_of(registers, date(2026, 11, 30))


def test_a_return_of_four_weeks_is_below_only_when_all_of_its_hours_may_have_been_in_june(registers: Registers) -> None:
    # 22 June up to and including 19 July 2026, 100 hours: the 14.71 of June asks 147,100, the 14.99 of July 149,900.
    registers.employer().wage(**four_weeks(date(2026, 6, 22)), wage_cents=147_100)
    registers.wage(**four_weeks(date(2026, 6, 22)), worker_pid=worker(1), wage_cents=147_098)
    registers.wage(**four_weeks(date(2026, 7, 20)), wage_cents=147_100)
    fact = facts_of(registers)["E1", "minimum_wage", "below"]
    assert (fact["workers"], fact["worker_months"], fact["amount_cents"]) == (2, 2, 2 + 2_800)
    assert (fact["period_from"], fact["period_to"]) == (date(2026, 6, 1), date(2026, 7, 1))


def test_the_second_engine_takes_the_lowest_minimum_of_the_period_too() -> None:
    line = {"birth_month": date(1990, 3, 1), "wage_cents": 147_098, "paid_minutes": 6_000}
    assert check_hourly_pay(period=date(2026, 6, 22), period_end=date(2026, 7, 19), **line).shortfall_cents == 2
    assert check_hourly_pay(period=date(2026, 7, 20), period_end=date(2026, 8, 16), **line).shortfall_cents == 2_802
    # 21 in July: on the youth scale for a period that starts in July, on the adult amount from August.
    young = line | {"birth_month": date(2005, 7, 1)}
    assert [check_hourly_pay(period=date(2026, month, 20), **young).age for month in (7, 8)] == [20, 21]


def test_two_returns_that_start_in_one_month_are_two_lines_of_one_worker_month(registers: Registers) -> None:
    # 5 January and 2 February start alone in their months; 2 and 30 March both in March. 4 lines of 80 hours.
    registers.employer()
    for start in (date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 30)):
        registers.wage(**four_weeks(start), wage_cents=100_000, paid_minutes=4_800)
    fact = facts_of(registers)["E1", "minimum_wage", "below"]
    # 80 hours at 14.71 ask 117,680.
    assert (fact["workers"], fact["worker_months"], fact["amount_cents"]) == (1, 3, 4 * 17_680)
    row = matrix_of(registers)["E1"]
    assert row["workers"] == 1
    assert row["hours_per_worker"] == pytest.approx(4 * 80 / 3)
    assert row["share_below_minimum"] == 1


@pytest.mark.parametrize(
    ("start", "counts"),
    [(date(2025, 9, 30), False), (date(2025, 10, 1), True), (date(2026, 9, 28), True), (date(2026, 10, 1), False)],
)
def test_all_that_starts_in_a_month_of_the_window_is_in_it(registers: Registers, start: date, counts: bool) -> None:
    registers.employer().wage(**four_weeks(start, known_at=date(2026, 10, 30)), wage_cents=1_000)
    assert (("E1", "minimum_wage", "below") in facts_of(registers)) is counts


def thirteen_returns(registers: Registers, reserved_cents: int, returns: int = 13) -> Registers:
    """A worker on exactly the minimum for 100 hours in each return, as the tax office divides the year.

    The year of the window: 1 October 2025 is taken as its first day and 30 September 2026 as its last.
    """
    for number in range(returns):
        start = date(2025, 10, 1) + number * FOUR_WEEKS
        end = date(2026, 9, 30) if number == 12 else start + FOUR_WEEKS - timedelta(days=1)
        due = 144_000 if start < date(2026, 1, 1) else 147_100 if start < date(2026, 7, 1) else 149_900
        wage = {"wage_cents": due, "holiday_allowance_reserved_cents": reserved_cents}
        registers.wage(**four_weeks(start, period_end=end, known_at=date(2026, 10, 20)), **wage)
    return registers


def test_thirteen_returns_of_four_weeks_are_a_year_for_the_108_percent(registers: Registers) -> None:
    # Starts: 1, 29 October, 26 November, 24 December (4 of 144,000); 21 January, 18 February, 18 March, 15 April,
    # 13 May, 10 June (6 of 147,100); 8 July, 5 August, 2 September (3 of 149,900): 1,908,300, of which 8% is 152,664.
    thirteen_returns(registers.employer(), 10_000)
    fact = facts_of(registers)["E1", "holiday_allowance", "below"]
    assert (fact["workers"], fact["worker_months"], fact["amount_cents"]) == (1, 12, 152_664 - 130_000)
    assert json.loads(fact["detail"]) == {"allowance_cents": 130_000, "due_cents": 1_908_300}


@pytest.mark.parametrize("missing", [0, 6, 8, 12])
def test_twelve_returns_of_four_weeks_are_no_year(registers: Registers, missing: int) -> None:
    # Every month still has a day that is covered: without the seventh, of 18 March, there are those of 18 February and
    # 15 April. It is the missing one that may hold the allowance that was paid.
    thirteen_returns(registers.employer(), 0)
    del registers.rows["wage_records"][missing]
    facts = facts_of(registers)
    assert json.loads(facts["E1", "holiday_allowance", "not_testable"]["detail"])["fewer_periods"] == 1
    assert ("E1", "holiday_allowance", "below") not in facts


def test_a_second_return_of_a_month_does_not_hide_one_that_is_missing(registers: Registers) -> None:
    # Moved from one number to another in February, in both returns of that month; June is missing.
    registers.employer().number("E1L02", "E1")
    for month in pl.date_range(date(2025, 10, 1), date(2026, 9, 1), "1mo", eager=True):
        if month.month != 6:
            registers.wage(period=month, wage_cents=150_000, holiday_allowance_reserved_cents=0)
    registers.wage(loonheffingennummer="E1L02", period=date(2026, 2, 1), wage_cents=150_000)
    statuses = [status for _, rule, status in facts_of(registers) if rule == "holiday_allowance"]
    assert statuses == ["not_testable"]


def test_a_return_that_starts_before_a_month_without_a_start_covers_it(registers: Registers) -> None:
    # As in 2026: the twelfth period of the year starts on 2 November, the thirteenth runs from 30 November to the end
    # of December, and the next year starts on 1 January. Thirteen returns of 100 hours on 16.20, above 108%.
    registers.employer()
    starts = [date(2026, 5, 18) + number * FOUR_WEEKS for number in range(8)]
    starts += [date(2027, 1, 1) + number * FOUR_WEEKS for number in range(5)]
    for start, following in itertools.pairwise([*starts, date(2027, 5, 21)]):
        end = following - timedelta(days=1)
        registers.wage(**four_weeks(start, period_end=end, known_at=date(2027, 5, 25)), wage_cents=162_000)
    facts = facts_of(registers, date(2027, 5, 31))
    # No minimum is known for 2027.
    assert json.loads(facts["E1", "holiday_allowance", "not_testable"]["detail"]) == {"untested_periods": 1}


def test_other_income_is_no_wage_of_an_employee(registers: Registers) -> None:
    registers.employer().wage(wage_cents=149_900)
    registers.wage(worker_pid=worker(1), income_type=17, wage_cents=1_000, paid_minutes=9_000, employment_type=None)
    assert ("E1", "minimum_wage", "below") not in facts_of(registers)
    row = matrix_of(registers)["E1"]
    assert (row["workers"], row["hours_per_worker"]) == (1, 100)


def test_a_line_corrected_to_other_income_no_longer_counts(registers: Registers) -> None:
    registers.employer().wage(wage_cents=1_000, known_at=date(2026, 9, 20))
    registers.wage(wage_cents=1_000, income_type=17, known_at=date(2026, 10, 15))
    assert ("E1", "minimum_wage", "below") in facts_of(registers, date(2026, 9, 30))
    assert facts_of(registers) == {}


def test_the_anonymous_tariff_changes_nothing(registers: Registers) -> None:
    plain = matrix_of(registers.employer().wage())["E1"]
    registers.rows["wage_records"][0]["wage_tax_table"] = "940"
    assert matrix_of(registers)["E1"] == plain
