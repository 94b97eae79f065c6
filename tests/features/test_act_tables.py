"""Which tables of the acts are made for which rules, and in which order."""

import pytest

from features.statute.act_tables import needed_files, table_files, table_name
from features.statute.rules import load_rules, rule_named


def needed(rule: str) -> list[str]:
    return [table_name(path) for path in needed_files([rule_named(rule)])]


@pytest.mark.parametrize(
    ("rule", "tables"),
    [
        ("minimum_wage", []),
        ("deductions", ["slip_lines", "employers_without_slips"]),
        ("equal_treatment", ["placed", "placed_pay", "lent_workers", "staff_pay"]),
    ],
)
def test_a_rule_needs_what_its_sql_reads(rule: str, tables: list[str]) -> None:
    assert needed(rule) == tables


def test_what_a_table_reads_is_needed_too_and_made_before_it_also_from_another_act() -> None:
    # work_permit reads permit_reach, which reads permit_chain, duty_placed and placed; placed is a table of the Waadi.
    tables = needed("work_permit")
    assert [name for name in tables if name in {"placed", "duty_placed", "permit_chain", "permit_reach"}] == [
        "placed", "duty_placed", "permit_chain", "permit_reach",
    ]  # fmt: skip
    assert "lending_lines" not in tables
    # The facts read what was counted for a chunk of employers from the links of the whole country.
    assert needed("lender_admission") == [
        "lending_lines", "admission_lines", "earlier_findings", "lending_shown", "lending_totals", "admission_facts",
    ]  # fmt: skip


def test_for_all_rules_every_table_is_made_and_no_two_have_one_name() -> None:
    names = [table_name(path) for path in table_files()]
    assert needed_files(load_rules().values()) == table_files()
    assert len(set(names)) == len(names)
