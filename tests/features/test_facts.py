"""Facts worked out by hand on tiny registers; the twelve periods before October 2026 are the window."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from features.facts import build_facts
from features.statute.sentences import fact_sentence
from tests.features.registers import Registers, worker
from tests.features.results import AS_OF, facts_of

YEAR = pl.date_range(date(2025, 10, 1), date(2026, 9, 1), "1mo", eager=True).to_list()


def test_below_the_minimum_adds_up_lines_workers_and_amount(registers: Registers) -> None:
    # 100 hours at 14.99 ask 149,900 cents; 11.60 pays 116,000 (33,900 short), 14.00 pays 140,000 (9,900 short).
    registers.employer()
    registers.wage(period=date(2026, 8, 1), wage_cents=116_000).wage(period=date(2026, 9, 1), wage_cents=140_000)
    registers.wage(worker_pid=worker(1), wage_cents=116_000).wage(worker_pid=worker(2), wage_cents=149_900)
    fact = facts_of(registers)["E1", "minimum_wage", "below"]
    assert (fact["workers"], fact["worker_months"], fact["amount_cents"]) == (2, 3, 33_900 + 9_900 + 33_900)
    assert (fact["period_from"], fact["period_to"]) == (date(2026, 8, 1), date(2026, 9, 1))
    assert (fact["law"], fact["article"], fact["rule_version"]) == ("WML", "Wml art. 7", "2")
    # 77,700 of 449,700 is 17.2%. The first worker: 14.6% in two months, 2,000; the second: 22.6% in one, 1,250.
    assert json.loads(fact["detail"]) == {
        "counted_cents": 372_000,
        "due_cents": 449_700,
        "underpaid_percent": 17.2,
        "largest_shortfall_per_hour_cents": 339,
        "fine_norm_cents": None,
        "fine_norm_last_known_cents": 325_000,
    }


def test_what_cannot_be_tested_is_counted_by_what_stands_in_the_way(registers: Registers) -> None:
    registers.employer()
    registers.wage(paid_minutes=0).wage(worker_pid=worker(1), birth_month=date(2013, 1, 1))
    registers.wage(worker_pid=worker(2), employment_type=7).wage(worker_pid=worker(3), irregular_wage_cents=200_001)
    registers.wage(worker_pid=worker(4), employment_type=None)
    fact = facts_of(registers)["E1", "minimum_wage", "not_testable"]
    assert (fact["workers"], fact["worker_months"], fact["amount_cents"]) == (5, 5, None)
    causes = ("no_hours", "no_minimum", "employment_type", "no_employment_type", "wage_parts")
    assert json.loads(fact["detail"]) == dict.fromkeys(causes, 1)


def test_a_correction_replaces_the_line_from_the_day_it_was_known(registers: Registers) -> None:
    registers.employer().wage(wage_cents=116_000, known_at=date(2026, 9, 20))
    registers.wage(wage_cents=149_900, known_at=date(2026, 10, 15))
    assert ("E1", "minimum_wage", "below") in facts_of(registers, date(2026, 9, 30))
    assert ("E1", "minimum_wage", "below") not in facts_of(registers, date(2026, 10, 31))


def test_in_2027_new_months_cannot_be_tested_and_old_ones_still_can(registers: Registers) -> None:
    registers.employer().wage(period=date(2026, 12, 1), wage_cents=1_000).wage(
        period=date(2027, 1, 1), wage_cents=1_000
    )
    facts = facts_of(registers, date(2027, 2, 28))
    assert facts["E1", "minimum_wage", "below"]["period_to"] == date(2026, 12, 1)
    assert json.loads(facts["E1", "minimum_wage", "not_testable"]["detail"])["no_minimum"] == 1


def test_an_employer_that_has_ended_has_no_facts(registers: Registers) -> None:
    registers.employer(end_date=date(2026, 10, 30)).wage(wage_cents=1_000)
    assert facts_of(registers) == {}


def holiday_year(registers: Registers, **given: Any) -> Registers:
    """A 40-year-old on exactly the minimum for 100 hours in each of the twelve periods."""
    for period in YEAR:
        due = 144_000 if period < date(2026, 1, 1) else 147_100 if period < date(2026, 7, 1) else 149_900
        registers.wage(period=period, birth_month=date(1985, 5, 1), **{"wage_cents": due} | given)
    return registers


def holiday_statuses(registers: Registers) -> list[str]:
    return [status for _, rule, status in facts_of(registers) if rule == "holiday_allowance"]


def test_eight_percent_built_up_on_the_minimum_is_enough(registers: Registers) -> None:
    # The largest minimum of the year is 149,900 a month: 8% of it, 11,992, built up each month is never too little.
    holiday_year(registers.employer(), holiday_allowance_reserved_cents=11_992)
    assert holiday_statuses(registers) == []


def test_the_shortfall_of_the_108_percent_over_the_year(registers: Registers) -> None:
    # Due over the year: 3 x 144,000 + 6 x 147,100 + 3 x 149,900 = 1,764,300; 8% of it is 141,144.
    # Built up: 12 x 5,000 = 60,000. Short: 81,144.
    holiday_year(registers.employer(), holiday_allowance_reserved_cents=5_000)
    fact = facts_of(registers)["E1", "holiday_allowance", "below"]
    assert (fact["workers"], fact["worker_months"], fact["amount_cents"]) == (1, 12, 81_144)
    assert json.loads(fact["detail"]) == {"allowance_cents": 60_000, "due_cents": 1_764_300}


def test_allowance_paid_counts_as_much_as_allowance_built_up(registers: Registers) -> None:
    # 141,144 paid at once in June, nothing built up in the return: exactly 8%.
    holiday_year(registers.employer(), holiday_allowance_reserved_cents=0)
    june = next(row for row in registers.rows["wage_records"] if row["period"] == date(2026, 6, 1))
    june |= {"wage_cents": june["wage_cents"] + 141_144, "holiday_allowance_paid_cents": 141_144}
    assert holiday_statuses(registers) == []


def test_a_high_wage_makes_up_for_the_allowance(registers: Registers) -> None:
    # 108% of 149,900 is 161,892: wage and allowance together may reach it (art. 16(2)).
    holiday_year(registers.employer(), holiday_allowance_reserved_cents=0, wage_cents=161_892)
    assert holiday_statuses(registers) == []


def test_a_shortfall_of_the_wage_is_not_counted_twice(registers: Registers) -> None:
    holiday_year(registers.employer(), holiday_allowance_reserved_cents=11_992, wage_cents=100_000)
    facts = facts_of(registers)
    assert ("E1", "minimum_wage", "below") in facts
    assert ("E1", "holiday_allowance", "below") not in facts


def test_eleven_periods_are_too_few_for_the_108_percent(registers: Registers) -> None:
    holiday_year(registers.employer(), holiday_allowance_reserved_cents=0)
    registers.rows["wage_records"].pop()
    facts = facts_of(registers)
    assert json.loads(facts["E1", "holiday_allowance", "not_testable"]["detail"])["fewer_periods"] == 1
    assert ("E1", "holiday_allowance", "below") not in facts


def test_facts_do_not_depend_on_the_size_of_a_chunk(registers: Registers, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        registers.employer(f"E{number}").wage(f"E{number}", wage_cents=100_000 + number)
    whole = facts_of(registers)
    monkeypatch.setattr("features.facts.PAY_CHUNK", 2)
    assert facts_of(registers) == whole
    assert len(whole) == 4 * 7


def test_every_fact_has_a_sentence_and_none_speaks_of_a_violation(registers: Registers) -> None:
    registers.employer("E1").employer("H").employer("L").wage(wage_cents=116_000).wage("H", paid_minutes=0)
    registers.party("F", "foreign").link("L", "H").link("F", "E1")
    holiday_year(registers, worker_pid=worker(1), holiday_allowance_reserved_cents=0)
    for (_, rule, status), row in facts_of(registers).items():
        for language, word in (("nl", "overtreding"), ("en", "violation")):
            sentence = fact_sentence(rule, status, row, language)
            assert sentence.endswith(".")
            assert "{" not in sentence
            assert word not in sentence.lower()


def test_the_file_is_sorted(registers: Registers, tmp_path: Path) -> None:
    for number in range(30):
        registers.employer(f"E{29 - number:02d}").wage(f"E{number:02d}", wage_cents=1)
    build_facts(registers.write(), AS_OF, tmp_path / "f.parquet", threads=2, memory_limit="500MB")
    order = ["employer_id", "law", "rule", "status"]
    facts = pl.read_parquet(tmp_path / "f.parquet")
    assert facts.equals(facts.sort(order))
