"""Each rule between the columns of a row, asked of rows that keep it and rows that break it."""

from datetime import date
from typing import NamedTuple

import duckdb
import pytest

from data_contracts.as_known import quoted
from data_contracts.contract import contract_names, load_contract

Row = tuple[object, ...]
FIRST, SECOND = date(2026, 1, 1), date(2026, 1, 2)


class Case(NamedTuple):
    """Columns that a rule looks at, rows of them that keep it and rows that break it."""

    columns: str
    kept: list[Row]
    broken: list[Row]


def _not_before(later: str, earlier: str, *, without_start: bool | None = None) -> Case:
    """One day may not come before another; the later one may be empty, and without a start as is said."""
    kept: list[Row] = [(SECOND, SECOND), (SECOND, FIRST), (None, FIRST)]
    broken: list[Row] = [(FIRST, SECOND)]
    if without_start is not None:
        (kept if without_start else broken).append((FIRST, None))
    return Case(f"{later} {earlier}", kept, broken)


def _known(day: str) -> Case:
    return Case(f"known_at {day}", [(SECOND, SECOND), (SECOND, FIRST)], [(FIRST, SECOND)])


def _different(one: str, other: str) -> Case:
    return Case(f"{one} {other}", [("P1", "P2")], [("P1", "P1")])


CASES = {
    ("employers", "natural_person_without_rsin"): Case(
        "legal_form rsin", [("eenmanszaak", None), ("vof", "111222333")], [("eenmanszaak", "N0123456789ABCDEF")]
    ),
    ("employers", "rsin_given"): Case(
        "legal_form rsin", [("bv", "111222333"), ("vof", None), ("buitenlands", None)], [("bv", None), ("nv", None)]
    ),
    ("employers", "end_not_before_start"): _not_before("end_date", "start_date"),
    ("employers", "waadi_to_not_before_from"): _not_before(
        "waadi_registered_to", "waadi_registered_from", without_start=False
    ),
    ("employers", "sna_to_not_before_from"): _not_before("sna_certified_to", "sna_certified_from", without_start=False),
    ("establishments", "not_seen_after_known"): Case(
        "last_seen_active known_at", [(None, FIRST), (SECOND, SECOND)], [(SECOND, FIRST)]
    ),
    ("parties", "employer_exactly_when_registered"): Case(
        "kind employer_id",
        [("registered", "E1"), ("foreign", None), ("unregistered", None)],
        [("registered", None), ("foreign", "E1"), ("unregistered", "E1")],
    ),
    ("wage_records", "period_is_a_month_or_four_weeks"): Case(
        "period period_end",
        [
            (date(2026, 2, 1), date(2026, 2, 28)),
            (date(2024, 2, 1), date(2024, 2, 29)),
            (date(2026, 10, 1), date(2026, 10, 31)),
            (date(2026, 10, 1), date(2026, 10, 28)),
            (date(2026, 1, 1), date(2026, 1, 25)),
            (date(2026, 1, 29), date(2026, 2, 25)),
            (date(2026, 12, 3), date(2026, 12, 31)),
            (date(2026, 3, 2), date(2026, 3, 21)),
            (date(2026, 3, 2), date(2026, 4, 5)),
        ],
        [
            (date(2026, 10, 1), date(2026, 10, 30)),
            (date(2026, 10, 1), date(2026, 11, 1)),
            (date(2026, 2, 1), date(2026, 1, 31)),
            (date(2026, 3, 2), date(2026, 3, 20)),
            (date(2026, 3, 2), date(2026, 4, 6)),
            (date(2026, 1, 1), date(2026, 3, 31)),
        ],
    ),
    ("wage_records", "parts_within_wage"): Case(
        "wage_eur overtime_wage_eur holiday_allowance_paid_eur irregular_wage_eur",
        [(100, 50, 30, 20), (0, 0, 0, 0)],
        [(100, 50, 30, 21)],
    ),
    ("wage_records", "born_before_period"): Case(
        "birth_month period",
        [(date(2025, 12, 1), FIRST)],
        [(FIRST, FIRST), (FIRST, date(2026, 1, 29)), (date(2026, 2, 1), FIRST)],
    ),
    ("wage_records", "started_not_after_period"): Case(
        "started_on period_end", [(None, FIRST), (FIRST, FIRST)], [(SECOND, FIRST)]
    ),
    ("wage_records", "ended_not_before_started"): _not_before("ended_on", "started_on", without_start=True),
    ("wage_records", "known_not_before_period"): _known("period"),
    ("payslips", "known_not_before_period"): _known("period"),
    ("placements", "lender_is_not_hirer"): _different("lender_id", "hirer_id"),
    ("staffing_links", "lender_is_not_hirer"): _different("lender_id", "hirer_id"),
    ("staffing_links", "known_not_before_period"): _known("period"),
    ("posted_work", "provider_is_not_recipient"): _different("provider_id", "recipient_id"),
    ("inspections", "opened_not_before_selected"): _not_before("opened_on", "selected_on"),
    ("inspections", "closed_not_before_selected"): _not_before("closed_on", "selected_on"),
    ("inspections", "closed_not_before_opened"): _not_before("closed_on", "opened_on", without_start=False),
    ("inspections", "selected_not_after_known"): _known("selected_on"),
    ("inspections", "closed_not_after_known"): Case(
        "known_at closed_on", [(FIRST, None), (SECOND, SECOND)], [(FIRST, SECOND)]
    ),
    ("findings", "violation_given_exactly_when_examined"): Case(
        "examined violation", [(True, True), (True, False), (False, None)], [(True, None), (False, False)]
    ),
    ("findings", "details_only_with_violation"): Case(
        "violation article workers_affected underpaid_eur sanction",
        [(True, "art. 7", 2, 100, "fine"), (False, None, 0, 0, "none"), (None, None, None, None, None)],
        [
            (False, "art. 7", 0, 0, None),
            (False, None, 1, 0, None),
            (None, None, 0, 1, None),
            (None, None, 0, 0, "fine"),
        ],
    ),
    ("findings", "objection_only_when_examined"): Case(
        "examined objection", [(True, "pending"), (False, None)], [(False, "dismissed")]
    ),
    ("findings", "established_not_after_known"): _known("established_on"),
    ("signals", "received_not_after_known"): _known("received_on"),
    ("insolvencies", "ended_not_before_declared"): _not_before("ended_on", "declared_on"),
    ("insolvencies", "declared_not_after_known"): _known("declared_on"),
}
CASES |= {
    (name, "valid_to_not_before_valid_from"): _not_before("valid_to", "valid_from")
    for name in contract_names()
    if load_contract(name).valid_time.start == "valid_from"
}


def _holds(table: str, rule: str, columns: str, row: Row) -> bool:
    sql = {rule.name: rule.holds for rule in load_contract(table).row_rules}[rule]
    values = ", ".join(f"? AS {quoted(name)}" for name in columns.split())
    (holds,) = duckdb.connect().execute(f"SELECT ({sql}) FROM (SELECT {values})", list(row)).fetchall()[0]  # noqa: S608
    assert holds is not None, "a rule answers yes or no"
    return bool(holds)


def test_every_rule_is_asked() -> None:
    assert set(CASES) == {(name, rule.name) for name in contract_names() for rule in load_contract(name).row_rules}


@pytest.mark.parametrize(("table", "rule"), CASES)
def test_a_rule_tells_rows_that_keep_it_from_rows_that_break_it(table: str, rule: str) -> None:
    case = CASES[table, rule]
    assert [row for row in case.kept if not _holds(table, rule, case.columns, row)] == []
    assert [row for row in case.broken if _holds(table, rule, case.columns, row)] == []


@pytest.mark.parametrize(
    ("table", "column", "good", "bad"),
    [
        ("employers", "rsin", ["123456782"], ["12345678", "N0123456789ABCDEF"]),
        ("employers", "kvk_number", ["01234567"], ["1234567", "123456789"]),
        ("employers", "sbi_code", ["01", "78201"], ["7", "782011"]),
        ("establishments", "establishment_id", ["000012345678"], ["12345678", "00001234567A"]),
        ("establishments", "postcode", ["1012AB"], ["1012 AB", "1012ab", "101AB"]),
        ("establishments", "municipality_code", ["GM0363"], ["GM363", "0363"]),
        (
            "wage_tax_numbers",
            "loonheffingennummer",
            ["123456782L01", "N0123456789ABCDEFL01"],
            ["123456782", "123456782B01", "N01234567L01", "N0123456789abcdefL01"],
        ),
        ("wage_records", "wage_tax_table", ["940"], ["94", "9400"]),
        ("wage_records", "cao_code", ["9999"], ["999"]),
        (
            "capacity",
            "skills",
            ["WML", "Wav", "Waadi", "WML|Wav", "WML|Waadi", "Wav|Waadi", "WML|Wav|Waadi"],
            ["", "WML|WML", "WML|Wav|Wav", "Wav|WML", "WML,Wav", "wml"],
        ),
    ],
)
def test_a_pattern_takes_the_form_and_nothing_else(table: str, column: str, good: list[str], bad: list[str]) -> None:
    pattern = load_contract(table).column(column).pattern
    rows = duckdb.execute("SELECT v, regexp_full_match(v, ?) FROM unnest(?) t(v)", [pattern, good + bad]).fetchall()
    assert rows == [(value, True) for value in good] + [(value, False) for value in bad]
