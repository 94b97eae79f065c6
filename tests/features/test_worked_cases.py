"""The worked cases beside every rule of every act, put to the whole of the facts' machinery (see worked_cases.py)."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from features.facts import build_facts
from features.statute.laws import LAWS_FOLDER
from tests.features.registers import Registers, Row
from tests.features.worked_cases import WorkedCase, add_case, expected_fact, load_cases

CASES = load_cases()
ARTICLES = ("Art. ", "Annex ", "Besluit ", "Policy rule", "Youth scale")
Facts = dict[tuple[str, str, str], Row]


@pytest.fixture(scope="module")
def facts_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], Facts]:
    """Return the facts of all cases of one as-of date, which are built together."""

    @cache
    def build(as_of: date) -> Facts:
        registers = Registers(tmp_path_factory.mktemp("cases"))
        for case in CASES:
            if case.as_of == as_of:
                add_case(registers, case)
        return _facts(registers, as_of)

    return build


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule}: {case.name}" for case in CASES])
def test_worked_case(case: WorkedCase, facts_on: Callable[[date], Facts]) -> None:
    facts = facts_on(case.as_of)
    expected = {(row.get("employer", "E1"), row["status"]): expected_fact(row) for row in case.expect}
    found = {
        (employer.removeprefix(case.prefix), status): row
        for (employer, rule, status), row in facts.items()
        if rule == case.rule and employer.startswith(case.prefix)
    }
    shown = {key: {name: row.get(name) for name in expected.get(key, row)} for key, row in found.items()}
    assert shown == expected, case.because


def test_every_rule_has_enough_cases_that_say_why() -> None:
    folders = {path.parent.name for path in LAWS_FOLDER.glob("*/rules/*/rule.yaml")}
    counted = Counter(case.rule for case in CASES)
    assert {rule for rule in folders if counted[rule] < 5} == set()
    assert [case.name for case in CASES if not case.because.startswith(ARTICLES)] == []
    assert [name for name, times in Counter((case.rule, case.name) for case in CASES).items() if times > 1] == []


def test_a_column_that_no_table_has_is_named(registers: Registers) -> None:
    given = {"wage_records": [{"wages_eur": 1160}]}
    case = WorkedCase(0, "minimum_wage", "Misspelt", "Art. 7", date(2026, 10, 31), given, [])
    with pytest.raises(AssertionError, match="minimum_wage, 'Misspelt': wage_records has no column wages_cents"):
        add_case(registers, case)


def _facts(registers: Registers, as_of: date) -> Facts:
    out: Path = registers.folder / "facts.parquet"
    build_facts(registers.write(), as_of, out, threads=1, memory_limit="500MB")
    rows = [row | json.loads(row["detail"] or "{}") for row in pl.read_parquet(out).to_dicts()]
    return {(row["employer_id"], row["rule"], row["status"]): row for row in rows}
