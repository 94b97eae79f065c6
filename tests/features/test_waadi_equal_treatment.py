"""The pay of lent workers beside that of own staff: what became known when, kinds of returns, and who is compared."""

import json
from datetime import date
from typing import Any

from features.statute.explain import explain
from tests.features.registers import Registers, worker
from tests.features.results import AS_OF, Row, facts_of

LENT = worker(50)
AUGUST = date(2026, 8, 1)


def staff(registers: Registers, *hourly_cents: int, employer: str = "H", **given: Any) -> Registers:
    """A hundred hours in August for each of the own adults."""
    for number, cents in enumerate(hourly_cents):
        registers.wage(
            employer, worker_pid=worker(number), **{"wage_cents": 100 * cents, "paid_minutes": 6_000} | given
        )
    return registers


def lent(registers: Registers, hourly_cents: int, **given: Any) -> Registers:
    """A lent worker of L at H in August."""
    registers.employer("H").employer("L").placement("L", "H", worker_pid=LENT)
    return registers.wage("L", worker_pid=LENT, **{"wage_cents": 100 * hourly_cents, "paid_minutes": 6_000} | given)


def compared(registers: Registers, as_of: date = date(2026, 10, 31)) -> dict[tuple[str, str], Row]:
    facts = facts_of(registers, as_of)
    return {
        (who, status): json.loads(row["detail"])
        for (who, rule, status), row in facts.items()
        if rule == "equal_treatment"
    }


def test_a_correction_of_own_staff_counts_from_the_day_it_was_known(registers: Registers) -> None:
    # The lowest of five goes from 16.00 to 18.00 on 5 October, so that 17.00 is below it from then on.
    staff(lent(registers, 1_700), 1_600, 2_000, 2_000, 2_000, 2_000)
    registers.wage("H", worker_pid=worker(0), wage_cents=180_000, paid_minutes=6_000, known_at=date(2026, 10, 5))
    assert compared(registers, date(2026, 9, 30)) == {}
    assert set(compared(registers, date(2026, 10, 31))) == {("H", "noted"), ("L", "noted")}


def test_who_is_paid_every_four_weeks_is_one_job_of_the_month(registers: Registers) -> None:
    # Two returns start in August: of three people, six lines. Only those that end after the month count, so three jobs.
    lent(registers, 1_700)
    for start, end in ((date(2026, 8, 2), date(2026, 8, 29)), (date(2026, 8, 30), date(2026, 9, 26))):
        staff(registers, 2_000, 2_000, 2_000, period=start, period_end=end)
    assert compared(registers)["H", "not_testable"]["few_staff"] == 1


def test_apprentices_and_trainees_are_no_staff_to_compare_with(registers: Registers) -> None:
    staff(lent(registers, 1_700), 2_000, 2_000, 2_000, 2_000)
    registers.wage("H", worker_pid=worker(8), employment_type=83, wage_cents=90_000)
    registers.wage("H", worker_pid=worker(9), employment_type=7, wage_cents=10_000)
    assert compared(registers)["H", "not_testable"]["few_staff"] == 1


def test_overtime_counts_and_holiday_money_and_a_13th_month_do_not(registers: Registers) -> None:
    # 1,900 with 100 of holiday money and 50 of a 13th month inside is 17.50 an hour; the floor is 18.00.
    lent(registers, 1_900, holiday_allowance_paid_cents=10_000, irregular_wage_cents=5_000, overtime_wage_cents=20_000)
    staff(registers, 1_800, 1_900, 1_900, 1_900, 1_900)
    assert compared(registers)["H", "noted"]["largest_gap_cents"] == 50


def test_of_two_payers_the_one_that_lends_counts(registers: Registers) -> None:
    staff(lent(registers, 1_700), 1_800, 1_900, 1_900, 1_900, 1_900)
    registers.employer("S").wage("S", worker_pid=LENT, wage_cents=900_000)  # a second job, well paid
    assert set(compared(registers)) == {("H", "noted"), ("L", "noted")}


def test_of_two_lenders_the_better_pay_counts(registers: Registers) -> None:
    staff(lent(registers, 1_700), 1_800, 1_900, 1_900, 1_900, 1_900)
    registers.employer("L2").placement("L2", "H", worker_pid=LENT).wage("L2", worker_pid=LENT, wage_cents=185_000)
    assert compared(registers) == {}


def test_in_the_month_of_the_21st_birthday_still_twenty(registers: Registers) -> None:
    staff(lent(registers, 1_000, birth_month=date(2005, 8, 1)), 1_800, 1_900, 1_900, 1_900, 1_900)
    assert compared(registers) == {}
    registers.rows["wage_records"][0]["birth_month"] = date(2005, 7, 1)
    assert set(compared(registers)) == {("H", "noted"), ("L", "noted")}


def test_a_placement_that_became_known_later_is_not_known_yet(registers: Registers) -> None:
    staff(lent(registers, 1_700), 1_800, 1_900, 1_900, 1_900, 1_900)
    registers.rows["placements"][0]["known_at"] = date(2026, 11, 1)
    assert compared(registers, date(2026, 10, 31)) == {}
    assert set(compared(registers, date(2026, 11, 30))) == {("H", "noted"), ("L", "noted")}


def test_a_hirer_in_no_register_has_no_staff_to_compare_with(registers: Registers) -> None:
    registers.employer("L").party("X", "unregistered").placement("L", "X", worker_pid=LENT)
    registers.wage("L", worker_pid=LENT)
    assert set(compared(registers)) == {("L", "not_testable")}
    assert compared(registers)["L", "not_testable"]["few_staff"] == 1


def test_the_pay_of_too_few_own_staff_is_not_shown(registers: Registers) -> None:
    staff(lent(registers, 1_700), 1_800)
    found = explain(registers.write(), AS_OF, "H", "equal_treatment", threads=1, memory_limit="500MB")
    assert found.evidence.select("why_not", "jobs", "floor_cents").rows() == [("few_staff", 1, None)]
