"""The synthetic registers hold together: numbers, references, dates, and nothing of the truth."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.synthetic import SyntheticResult
from tests.support.synthetic import KEYS, SMALL, make, open_register

COLUMNS = {
    "employers": "employer_id rsin kvk_number loonheffingennummer trade_name legal_form sbi_code size_class province "
    "start_date end_date waadi_registered_from waadi_registered_to valid_from valid_to known_at",
    "wage_records": "loonheffingennummer worker_pid income_relationship period birth_month employment_type "
    "contract_indefinite contract_written contract_on_call cao_code anonymous_tariff wage_eur overtime_wage_eur "
    "holiday_allowance_paid_eur holiday_allowance_reserved_eur irregular_wage_eur paid_hours contract_week_hours "
    "known_at",
    "staffing_links": "lender_id lender_kind hirer_id period workers hired_hours invoiced_eur known_at",
    "inspections": "case_id employer_id selection_ground selection_probability selected_on opened_on closed_on team "
    "spent_hours known_at",
    "findings": "case_id law examined violation article workers_affected underpaid_eur sanction known_at",
    "capacity": "team month region available_hours known_at",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("registers")


@pytest.fixture(scope="module")
def result(folder: Path) -> SyntheticResult:
    return make(folder)


@pytest.fixture(scope="module")
def register(folder: Path, result: SyntheticResult) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_register(folder) as connection:
        yield connection


def count(register: duckdb.DuckDBPyConnection, query: str) -> int:
    row = register.execute(f"SELECT count(*) FROM ({query})").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_and_row_counts(register: duckdb.DuckDBPyConnection, result: SyntheticResult, table: str) -> None:
    described = register.execute(f"DESCRIBE {table}_rows").fetchall()
    assert [row[0] for row in described] == COLUMNS[table].split()
    types = {row[0]: row[1] for row in described}
    assert {kind for name, kind in types.items() if name.endswith("_eur")} <= {"DECIMAL(12,2)"}
    assert {kind for name, kind in types.items() if name.endswith("_hours")} <= {"DECIMAL(7,2)"}
    assert result.rows[table] == count(register, f"FROM {table}_rows") > 0


@pytest.mark.parametrize(("table", "key"), KEYS.items())
def test_a_row_is_known_once_a_day(register: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]) -> None:
    grouped = f"SELECT 1 FROM {table}_rows GROUP BY {', '.join(key)}, known_at HAVING count(*) > 1"
    assert count(register, grouped) == 0


def test_rsin_passes_the_eleven_test_and_natural_persons_have_none(register: duckdb.DuckDBPyConnection) -> None:
    rows = register.execute("SELECT DISTINCT legal_form, rsin, loonheffingennummer FROM employers").fetchall()
    natural = {"eenmanszaak", "vof", "maatschap", "cv"}
    for legal_form, rsin, number in rows:
        if legal_form in natural:
            assert rsin is None
            assert number.startswith("N")
        else:
            weighted = sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), rsin, strict=True))
            assert weighted % 11 == 0
            assert number == f"{rsin}L01"
    assert {row[0] for row in rows} >= {*natural, "bv", "stichting", "overheid"}


def test_employers_are_as_many_as_asked_each_with_its_own_numbers(register: duckdb.DuckDBPyConnection) -> None:
    for column in ("employer_id", "loonheffingennummer", "trade_name"):
        assert count(register, f"SELECT DISTINCT {column} FROM employers") == SMALL["employers"]
    legal = "SELECT DISTINCT employer_id FROM employers WHERE rsin IS NOT NULL"
    assert count(register, "SELECT DISTINCT rsin FROM employers WHERE rsin IS NOT NULL") == count(register, legal)


@pytest.mark.parametrize(
    "loose",
    [
        "FROM wage_records_rows ANTI JOIN employers USING (loonheffingennummer)",
        "FROM inspections_rows ANTI JOIN employers USING (employer_id)",
        "FROM findings_rows ANTI JOIN inspections USING (case_id)",
        "FROM staffing_links_rows AS l ANTI JOIN employers AS e ON l.hirer_id = e.employer_id",
        "FROM staffing_links_rows AS l ANTI JOIN employers AS e ON l.lender_id = e.employer_id "
        "WHERE lender_kind = 'registered'",
        "FROM staffing_links_rows AS l JOIN employers AS e ON l.lender_id = e.employer_id "
        "WHERE lender_kind <> 'registered'",
        "FROM staffing_links_rows WHERE lender_id = hirer_id",
        "FROM inspections_rows ANTI JOIN capacity USING (team)",
        "FROM truth ANTI JOIN employers USING (employer_id)",
    ],
)
def test_every_reference_holds(register: duckdb.DuckDBPyConnection, loose: str) -> None:
    assert count(register, f"SELECT 1 {loose}") == 0


@pytest.mark.parametrize(
    ("table", "early"),
    [
        ("employers", "known_at < valid_from OR known_at < waadi_registered_to OR known_at < end_date"),
        ("employers", "known_at < valid_to OR known_at < waadi_registered_from"),
        ("wage_records", "known_at <= last_day(period) + 14"),
        ("staffing_links", "known_at <= last_day(period)"),
        ("inspections", "known_at < selected_on OR known_at < opened_on OR known_at < closed_on"),
        ("capacity", "known_at <> month - INTERVAL 2 MONTH"),
    ],
)
def test_nothing_is_known_before_it_happens(register: duckdb.DuckDBPyConnection, table: str, early: str) -> None:
    assert count(register, f"SELECT 1 FROM {table}_rows WHERE {early}") == 0


def test_most_wage_records_are_known_some_four_weeks_after_the_month(register: duckdb.DuckDBPyConnection) -> None:
    on_time = "SELECT 1 FROM wage_records_rows WHERE known_at - last_day(period) BETWEEN 21 AND 31"
    assert 0.85 < count(register, on_time) / count(register, "FROM wage_records_rows") < 0.99


def test_corrections_are_later_rows_of_the_same_key(register: duckdb.DuckDBPyConnection) -> None:
    mended = count(register, "FROM wage_records_rows") - count(register, "FROM wage_records")
    assert 0.002 < mended / count(register, "FROM wage_records") < 0.03
    assert count(register, "FROM employers_rows") > count(register, "FROM employers")
    moved = "SELECT 1 FROM employers GROUP BY employer_id HAVING count(*) = 2 AND count(DISTINCT province) = 2"
    assert count(register, moved) > 5


def test_nobody_is_paid_before_the_start_or_after_the_end_of_the_employer(register: duckdb.DuckDBPyConnection) -> None:
    outside = (
        "SELECT 1 FROM wage_records_rows JOIN employers USING (loonheffingennummer) "
        "WHERE period < date_trunc('month', start_date) OR period > end_date"
    )
    assert count(register, outside) == 0


def test_the_delivery_says_what_it_is(folder: Path, result: SyntheticResult) -> None:
    delivery = json.loads((folder / "register" / "delivery.json").read_text(encoding="utf-8"))
    assert delivery["source"] == "kompas synth"
    assert delivery["synthetic"] is True
    assert delivery["arguments"]["seed"] == SMALL["seed"]
    for note in (delivery["note_nl"], delivery["note_en"]):
        assert "100" in note
        assert note.count("450") == 1
    assert "2.000 werkgevers" in delivery["note_nl"]
    assert "2,000 employers" in delivery["note_en"]


def test_the_truth_is_beside_the_register_and_not_in_it(
    folder: Path, register: duckdb.DuckDBPyConnection, result: SyntheticResult
) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["register", "truth"]
    assert not [path for path in (folder / "register").rglob("*") if "truth" in path.name]
    assert [row[0] for row in register.execute("DESCRIBE truth").fetchall()] == [
        "employer_id",
        "law",
        "month",
        "violates",
        "would_be_found",
    ]
    assert count(register, "SELECT 1 FROM truth WHERE would_be_found AND NOT violates") == 0
    assert count(register, "SELECT 1 FROM truth GROUP BY employer_id, law, month HAVING count(*) > 1") == 0


def test_capacity_covers_the_window_and_half_a_year_more(register: duckdb.DuckDBPyConnection) -> None:
    months = register.execute("SELECT min(month), max(month), count(DISTINCT month) FROM capacity").fetchone()
    assert months == (date(2026, 5, 1), date(2027, 4, 1), 12)
    # Visits of 28 hours: 100 a month ask for 2,800; the months differ by some 8% and August by a fifth.
    (hours,) = register.execute("SELECT sum(available_hours) / 12 FROM capacity").fetchone() or (0,)
    assert 2_400 < hours < 3_000


def test_only_natural_persons_partnerships_and_foreign_forms_lack_an_rsin(register: duckdb.DuckDBPyConnection) -> None:
    lacking = register.execute("SELECT DISTINCT legal_form FROM employers_rows WHERE rsin IS NULL").fetchall()
    assert {form for (form,) in lacking} == {"eenmanszaak", "vof", "maatschap", "cv"}
