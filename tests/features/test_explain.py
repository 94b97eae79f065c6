"""A fact computed again for one employer is the fact of the build, with the rows and the law behind it."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from features.engine import open_engine
from features.facts import add_facts, stage_checked_chunk, stage_checks
from features.statute.explain import EVIDENCE_KEYS, Explanation, differences, explain, held_in, in_order
from features.statute.parameters import Known, Unknown, parameter_named
from features.statute.rules import load_rules
from features.window import Window
from tests.features.registers import Registers, worker
from tests.features.results import AS_OF, facts_of
from tests.features.worked_cases import WorkedCase, add_case, load_cases

LAST_YEAR = date(2025, 11, 1)


def explained(registers: Registers, employer: str, rule: str, as_of: date = AS_OF) -> Explanation:
    return explain(registers.write(), as_of, employer, rule, threads=1, memory_limit="500MB")


def two_months_below(registers: Registers) -> Registers:
    """E1 pays worker 0 in two months too little and worker 1 without hours; E2 is another employer that is below."""
    registers.employer("E1").employer("E2").wage("E2", worker_pid=worker(9), wage_cents=1_000)
    registers.wage("E1", period=date(2026, 9, 1), wage_cents=140_000)
    registers.wage("E1", period=LAST_YEAR, wage_cents=140_000)
    return registers.wage("E1", worker_pid=worker(1), paid_minutes=0).wage(
        "E1", worker_pid=worker(2), wage_cents=200_000
    )


def test_it_is_what_the_build_stored(registers: Registers) -> None:
    stored = facts_of(two_months_below(registers))
    found = explained(registers, "E1", "minimum_wage")
    assert found.facts == [stored["E1", "minimum_wage", status] for status in ("below", "not_testable")]
    assert (
        differences([stored["E1", "minimum_wage", "below"], stored["E1", "minimum_wage", "not_testable"]], found.facts)
        == []
    )


def test_of_every_rule_it_is_what_the_build_stored(tmp_path: Path) -> None:
    """The build makes the tables of all rules, an explanation those of its own rule only."""
    cases = {case.rule: case for case in load_cases() if case.expect}
    assert set(cases) == set(load_rules())
    for as_of in {case.as_of for case in cases.values()}:
        assert_explained_as_stored([case for case in cases.values() if case.as_of == as_of], as_of, tmp_path)


def assert_explained_as_stored(cases: list[WorkedCase], as_of: date, folder: Path) -> None:
    registers = Registers(folder / as_of.isoformat())
    registers.folder.mkdir()
    for case in cases:
        add_case(registers, case)
    stored, tables = facts_of(registers, as_of).values(), registers.write()
    for case in cases:
        employer = case.prefix + case.expect[0].get("employer", "E1")
        found = explain(tables, as_of, employer, case.rule, threads=1, memory_limit="500MB")
        mine = [fact for fact in stored if (fact["employer_id"], fact["rule"]) == (employer, case.rule)]
        assert mine, case.rule
        assert found.facts == in_order(mine), case.rule
        assert found.evidence.height > 0, case.rule


def test_the_rows_behind_it_are_this_employers_only_and_what_is_below_comes_first(registers: Registers) -> None:
    # 100 hours: at 14.40 in November 2025 140,000 is 4,000 short, at 14.99 in September 2026 9,900.
    rows = explained(two_months_below(registers), "E1", "minimum_wage").evidence
    assert rows["employer_id"].unique().to_list() == ["E1"]
    assert rows["status"].to_list() == ["below", "below", "not_testable"]
    assert rows["period_from"].to_list()[:2] == [LAST_YEAR, date(2026, 9, 1)]
    assert rows["shortfall_cents"].to_list()[:2] == [4_000, 9_900]


def test_the_law_is_that_of_the_period_of_the_facts(registers: Registers) -> None:
    found = explained(two_months_below(registers), "E1", "minimum_wage")
    assert found.period == (LAST_YEAR, date(2026, 9, 30))
    minimum = [held.answer for held in found.parameters if held.parameter.parameter_id == "wml.hourly_minimum"]
    assert [(known.valid_from, known.value["21"]) for known in minimum if isinstance(known, Known)] == [
        (date(2025, 7, 1), 1440), (date(2026, 1, 1), 1471), (date(2026, 7, 1), 1499),
    ]  # fmt: skip


def test_a_rule_that_finds_nothing_says_so_and_the_law_is_that_of_the_window(registers: Registers) -> None:
    registers.employer("E1").wage("E1", wage_cents=200_000)
    found = explained(registers, "E1", "minimum_wage")
    assert (found.facts, found.evidence.height) == ([], 0)
    assert found.period == (date(2025, 10, 1), date(2026, 9, 30))


def test_what_is_not_known_goes_with_what_was_last_known() -> None:
    (held,) = held_in(parameter_named("wml.hourly_minimum"), date(2027, 2, 1), date(2027, 3, 31))
    assert isinstance(held.answer, Unknown)
    assert held.first == date(2027, 1, 1)
    assert held.answer.last_known is not None
    assert held.answer.last_known.value["21"] == 1499


@pytest.mark.parametrize(
    ("name", "year", "said"),
    [
        ("wml.hourly_minimum", 2020, "no value is held for earlier dates"),
        ("wml.hourly_minimum_until_2024", 2025, "ended after 2023-12-31"),
    ],
)
def test_a_parameter_without_an_entry_for_the_period_says_why(name: str, year: int, said: str) -> None:
    (held,) = held_in(parameter_named(name), date(year, 1, 1), date(year, 12, 31))
    assert isinstance(held.answer, Unknown)
    assert said in held.answer.reason_en


@pytest.mark.parametrize(
    ("employer", "rule", "said"),
    [
        ("E7", "minimum_wage", "There was no employer 'E7' in the register"),
        ("OLD", "minimum_wage", "Employer 'OLD' was not active on 2026-10-31"),
        ("E1", "bonus", "There is no rule 'bonus'."),
    ],
)
def test_who_or_what_does_not_exist_is_said(registers: Registers, employer: str, rule: str, said: str) -> None:
    registers.employer("E1").employer("OLD", end_date=date(2026, 6, 30))
    with pytest.raises(KompasError, match=re.escape(said)):
        explained(registers, employer, rule)


def fact(status: str = "below", amount: int = 100, **detail: int) -> dict[str, object]:
    return {"status": status, "amount_cents": amount, "detail": json.dumps(detail)}


@pytest.mark.parametrize(
    ("stored", "computed", "said"),
    [
        ([fact(months=2)], [fact(months=2)], []),
        ([fact()], [fact(amount=101)], ["below.amount_cents: stored 100, now 101"]),
        ([fact(months=2)], [fact(months=3)], ["below.months: stored 2, now 3"]),
        ([fact(months=2)], [fact()], ["below.months: stored 2, now None"]),
        ([], [fact()], ["below: only computed now"]),
        ([fact("noted"), fact()], [fact()], ["noted: only stored"]),
    ],
)
def test_every_difference_is_named(
    stored: list[dict[str, object]], computed: list[dict[str, object]], said: list[str]
) -> None:
    assert differences(stored, computed) == said


def test_every_column_of_evidence_has_a_label(registers: Registers) -> None:
    window, rules = Window(AS_OF), load_rules().values()
    with open_engine(1, "500MB") as engine:
        stage_checks(engine, registers.employer("E1").write(), window, rules)
        engine.make_table("population", "SELECT employer_id FROM employers_now WHERE active")
        engine.make_table("chunk", "SELECT employer_id FROM population")
        stage_checked_chunk(engine, window.values, rules)
        for rule in rules:
            add_facts(engine, rule, window.values)
            columns = engine.read_frame("SELECT * FROM evidence").columns
            assert columns[:4] == list(EVIDENCE_KEYS), rule.rule_id
            assert set(columns[4:]) == set(rule.columns), rule.rule_id
