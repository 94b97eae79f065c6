"""The synthetic registers hold together: numbers, references, dates, and nothing of the truth."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data_contracts.contract import contract_names, load_contract
from data_contracts.reference_data import municipalities
from pipelines.synthetic import SyntheticResult
from tests.support.synthetic import KEYS, SMALL, make, open_register

DROPS = [f"2026-{month:02d}" for month in range(5, 11)]
REPORTED = ("wage_records", "payslips", "staffing_links")
"""Tables whose rows of a month become known in the weeks after it."""


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


def eleven_test(number: str) -> bool:
    """Weights 9 down to 2 for the first eight digits and -1 for the last: a multiple of 11."""
    return sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), number, strict=True)) % 11 == 0


def test_every_register_table_is_delivered_with_the_columns_of_its_contract(
    register: duckdb.DuckDBPyConnection, result: SyntheticResult
) -> None:
    assert set(KEYS) == set(contract_names()) == set(result.rows) - {"truth"}
    for table in KEYS:
        described = {row[0]: row[1] for row in register.execute(f"DESCRIBE {table}_rows").fetchall()}
        assert list(described) == [column.name for column in load_contract(table).columns], table
        assert {kind for name, kind in described.items() if name.endswith("_eur")} <= {"DECIMAL(12,2)"}, table
        assert {kind for name, kind in described.items() if name.endswith("_hours")} <= {"DECIMAL(7,2)"}, table
        assert result.rows[table] == count(register, f"FROM {table}_rows") > 0, table


@pytest.mark.parametrize(("table", "key"), KEYS.items())
def test_a_row_is_known_once_a_day(register: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]) -> None:
    grouped = f"SELECT 1 FROM {table}_rows GROUP BY {', '.join(key)}, known_at HAVING count(*) > 1"
    assert count(register, grouped) == 0


def test_numbers_of_legal_persons_pass_the_eleven_test_and_those_of_people_fail_it(
    register: duckdb.DuckDBPyConnection,
) -> None:
    rows = register.execute(
        "SELECT DISTINCT legal_form, rsin, left(loonheffingennummer, 9) FROM employers "
        "JOIN wage_tax_numbers USING (employer_id) WHERE wage_tax_numbers.valid_to IS NULL"
    ).fetchall()
    for legal_form, rsin, number in rows:
        assert rsin is None or eleven_test(rsin)
        assert eleven_test(number) == (rsin is not None), (legal_form, rsin, number)
        if legal_form == "eenmanszaak":
            assert rsin is None
    partnerships = [rsin is None for form, rsin, _ in rows if form in ("vof", "maatschap", "cv")]
    assert 0.12 < sum(partnerships) / len(partnerships) < 0.28
    lacking = {form for form, rsin, _ in rows if rsin is None}
    assert lacking == {"eenmanszaak", "vof", "maatschap", "cv"}


def test_officers_have_nine_digits_that_are_nobodys(register: duckdb.DuckDBPyConnection) -> None:
    numbers = register.execute("SELECT DISTINCT officer_number FROM officers").fetchall()
    assert len(numbers) > 2_000
    assert not [number for (number,) in numbers if len(str(number)) != 9 or eleven_test(str(number))]
    roles = register.execute("SELECT DISTINCT legal_form, role FROM officers JOIN employers USING (employer_id)")
    assert {form for form, role in roles.fetchall() if role == "owner"} == {"eenmanszaak"}


def test_employers_are_as_many_as_asked_each_with_its_own_numbers(register: duckdb.DuckDBPyConnection) -> None:
    for column in ("employer_id", "trade_name"):
        assert count(register, f"SELECT DISTINCT {column} FROM employers") == SMALL["employers"]
    legal = "SELECT DISTINCT employer_id FROM employers WHERE rsin IS NOT NULL"
    assert count(register, "SELECT DISTINCT rsin FROM employers WHERE rsin IS NOT NULL") == count(register, legal)
    assert count(register, "FROM employers ANTI JOIN wage_tax_numbers USING (employer_id)") == 0


def test_a_wage_tax_number_belongs_to_one_employer_at_a_time(register: duckdb.DuckDBPyConnection) -> None:
    together = (
        "SELECT 1 FROM wage_tax_numbers AS a JOIN wage_tax_numbers AS b USING (loonheffingennummer) "
        "WHERE a.employer_id < b.employer_id AND a.valid_from <= coalesce(b.valid_to, DATE '9999-12-31') "
        "AND b.valid_from <= coalesce(a.valid_to, DATE '9999-12-31')"
    )
    assert count(register, together) == 0
    several = (
        "SELECT employer_id FROM wage_tax_numbers WHERE employer_id NOT IN (SELECT employer_id FROM wage_tax_numbers "
        "WHERE valid_to IS NOT NULL) GROUP BY ALL HAVING count(*) > 1"
    )
    assert count(register, several) > 5
    # The size class may be one too low until it is mended.
    small = f"FROM ({several}) JOIN employers USING (employer_id) WHERE size_class NOT IN ('50-99', '100+')"
    assert count(register, small) == 0


@pytest.mark.parametrize(
    "loose",
    [
        "FROM wage_records_rows ANTI JOIN wage_tax_numbers USING (loonheffingennummer)",
        "FROM wage_tax_numbers_rows ANTI JOIN employers USING (employer_id)",
        "FROM establishments_rows ANTI JOIN employers USING (employer_id)",
        "FROM officers_rows ANTI JOIN employers USING (employer_id)",
        "FROM insolvencies_rows ANTI JOIN employers USING (employer_id)",
        "FROM inspections_rows ANTI JOIN employers USING (employer_id)",
        "FROM findings_rows ANTI JOIN inspections USING (case_id)",
        "FROM staffing_links_rows AS l ANTI JOIN parties AS p ON l.hirer_id = p.party_id",
        "FROM staffing_links_rows AS l ANTI JOIN parties AS p ON l.lender_id = p.party_id",
        "FROM placements_rows AS l ANTI JOIN parties AS p ON l.hirer_id = p.party_id",
        "FROM posted_work_rows AS l ANTI JOIN parties AS p ON l.provider_id = p.party_id",
        "FROM posted_work_rows AS l ANTI JOIN parties AS p ON l.recipient_id = p.party_id",
        "FROM parties_rows AS p ANTI JOIN employers AS e USING (employer_id) WHERE p.kind = 'registered'",
        "FROM parties_rows WHERE kind <> 'registered' AND employer_id IS NOT NULL",
        "FROM parties_rows JOIN employers USING (employer_id) WHERE party_id = employer_id",
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
        ("employers", "known_at < valid_to OR known_at < waadi_registered_from OR known_at < sna_certified_from"),
        ("establishments", "known_at < valid_from OR known_at <= last_seen_active OR last_seen_active < valid_from"),
        ("wage_tax_numbers", "known_at < valid_from OR known_at < valid_to"),
        ("officers", "known_at < valid_from OR known_at < valid_to"),
        ("insolvencies", "known_at <= declared_on OR known_at <= ended_on OR ended_on < declared_on"),
        ("parties", "known_at < valid_from"),
        ("wage_records", "known_at <= period_end + 14"),
        ("staffing_links", "known_at <= last_day(period)"),
        ("inspections", "known_at < selected_on OR known_at < opened_on OR known_at < closed_on"),
        ("capacity", "known_at <> month - INTERVAL 3 MONTH"),
    ],
)
def test_nothing_is_known_before_it_happens(register: duckdb.DuckDBPyConnection, table: str, early: str) -> None:
    if table == "establishments":
        # A row that only closes a version may say of a site that it was last seen on the day of the row before.
        early = f"({early}) AND NOT (last_seen_active = valid_from AND known_at = valid_from)"
    assert count(register, f"SELECT 1 FROM {table}_rows WHERE {early}") == 0


@pytest.mark.parametrize("table", KEYS)
def test_a_drop_holds_what_became_known_in_its_month(
    folder: Path, register: duckdb.DuckDBPyConnection, table: str
) -> None:
    for drop in DROPS:
        path = folder / "register" / drop / table / f"{table}.parquet"
        if not path.exists():
            continue
        span = register.execute(f"SELECT min(known_at), max(known_at) FROM '{path}'").fetchone()
        first, last = span or (None, None)
        assert first is not None, f"{drop} holds an empty file of {table}"
        first_day = date.fromisoformat(f"{drop}-01")
        months_later = 2 if table in REPORTED else 0
        latest = register.execute(f"SELECT last_day(DATE '{first_day}' + INTERVAL {months_later} MONTH)").fetchone()
        assert latest is not None
        assert last <= latest[0]
        if drop != DROPS[0]:
            assert first >= first_day


def test_whatever_a_drop_refers_to_is_in_it_or_in_an_earlier_one(folder: Path, result: SyntheticResult) -> None:
    """An employer must be known before its first return comes, or the return would be refused."""
    for table in sorted(KEYS):
        for column in load_contract(table).columns:
            if column.reference is not None and column.reference.table in KEYS:
                assert _late(folder, table, column.name, column.reference.table, column.reference.column) == [], table


def _late(folder: Path, table: str, column: str, other: str, other_column: str) -> list[tuple[Any, ...]]:
    late = f"""
        WITH used AS (
            SELECT {column} AS value, min(filename.split('/')[-3]) AS used_in
            FROM read_parquet('{folder}/register/*/{table}/*.parquet', filename = true)
            WHERE value IS NOT NULL GROUP BY 1
        ), known AS (
            SELECT {other_column} AS value, min(filename.split('/')[-3]) AS known_in
            FROM read_parquet('{folder}/register/*/{other}/*.parquet', filename = true) GROUP BY 1
        )
        SELECT * FROM used LEFT JOIN known USING (value) WHERE known_in IS NULL OR known_in > used_in LIMIT 3
    """
    return duckdb.connect().execute(late).fetchall()


def test_most_wage_records_are_known_some_four_weeks_after_the_month(register: duckdb.DuckDBPyConnection) -> None:
    on_time = "SELECT 1 FROM wage_records_rows WHERE known_at - period_end BETWEEN 21 AND 31"
    assert 0.85 < count(register, on_time) / count(register, "FROM wage_records_rows") < 0.99


def test_corrections_are_later_rows_of_the_same_key(register: duckdb.DuckDBPyConnection) -> None:
    mended = count(register, "FROM wage_records_rows") - count(register, "FROM wage_records")
    assert 0.002 < mended / count(register, "FROM wage_records") < 0.03
    assert count(register, "FROM employers_rows") > count(register, "FROM employers")


def test_a_move_closes_the_old_address_on_the_day_before(register: duckdb.DuckDBPyConnection) -> None:
    for table, key in (("employers", "employer_id"), ("establishments", "establishment_id")):
        moved = f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) = 2"
        joined = (
            f"SELECT 1 FROM {table} AS old JOIN {table} AS new USING ({key}) "
            "WHERE old.valid_from < new.valid_from AND new.valid_from = old.valid_to + 1"
        )
        assert count(register, joined) == count(register, moved) > 5
        assert count(register, f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 2") == 0
    changed = "SELECT 1 FROM employers GROUP BY employer_id HAVING count(DISTINCT province) = 2"
    assert count(register, changed) > 3


def test_sites_have_known_municipalities_and_postcodes_of_the_right_form(register: duckdb.DuckDBPyConnection) -> None:
    rows = register.execute(
        "SELECT DISTINCT establishment_id, municipality_code, postcode FROM establishments"
    ).fetchall()
    codes = {place.code for place in municipalities()}
    form = re.compile(r"[1-9]\d{3}(?!S[ADS])[A-Z]{2}")
    assert not [row for row in rows if not re.fullmatch(r"\d{12}", row[0]) or row[1] not in codes]
    assert not [row for row in rows if not form.fullmatch(row[2])]
    # What was not seen for a year and a half is dead: a few in a hundred of the sites beside the seat and of the seats.
    dead = "SELECT employer_id FROM establishments WHERE last_seen_active < DATE '2025-05-01' AND valid_to IS NULL"
    live = "SELECT employer_id FROM establishments WHERE last_seen_active >= DATE '2025-05-01' AND valid_to IS NULL"
    assert 40 < count(register, dead) < 100
    # Of some small employers nothing was seen at all lately, though they declare wages.
    deserted = f"{dead} AND employer_id NOT IN ({live})"
    assert 20 < count(register, deserted) < 60
    paying = "SELECT employer_id FROM wage_records_rows JOIN wage_tax_numbers AS w USING (loonheffingennummer)"
    assert count(register, f"{deserted} AND employer_id IN ({paying})") > 20
    large = "SELECT employer_id FROM employers WHERE size_class IN ('50-99', '100+')"
    assert count(register, f"{deserted} AND employer_id IN ({large})") == 0


def test_employers_end_badly_in_more_than_one_way(register: duckdb.DuckDBPyConnection) -> None:
    kinds = register.execute("SELECT kind, count(*) FROM insolvencies GROUP BY 1").fetchall()
    assert dict(kinds)["bankruptcy"] > 3
    assert dict(kinds)["dissolution_without_assets"] > 3
    people = "SELECT 1 FROM insolvencies JOIN employers USING (employer_id) WHERE legal_form = 'eenmanszaak' AND kind ="
    assert count(register, f"{people} 'dissolution_without_assets'") == 0


def test_nobody_is_paid_before_the_start_or_after_the_end_of_the_employer(register: duckdb.DuckDBPyConnection) -> None:
    outside = (
        "SELECT 1 FROM wage_records_rows JOIN wage_tax_numbers AS w USING (loonheffingennummer) "
        "JOIN employers AS e ON e.employer_id = w.employer_id WHERE w.valid_to IS NULL AND w.valid_from = e.start_date "
        "AND e.start_date > DATE '2026-05-01' AND period_end < e.start_date"
    )
    passed = "SELECT loonheffingennummer FROM wage_tax_numbers GROUP BY ALL HAVING count(*) > 1"
    assert count(register, f"{outside} AND loonheffingennummer NOT IN ({passed})") == 0
    late = "SELECT 1 FROM wage_records_rows JOIN wage_tax_numbers AS w USING (loonheffingennummer) JOIN employers AS e "
    assert (
        count(register, f"{late} ON e.employer_id = w.employer_id WHERE w.valid_to IS NULL AND period > e.end_date")
        == 0
    )


def test_every_drop_says_what_it_is(folder: Path, result: SyntheticResult) -> None:
    assert sorted(path.name for path in (folder / "register").iterdir()) == DROPS
    for drop in DROPS:
        delivery = json.loads((folder / "register" / drop / "delivery.json").read_text(encoding="utf-8"))
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
    assert not [path for path in (folder / "register").rglob("*") if "truth" in path.name or "causes" in path.name]
    columns = [row[0] for row in register.execute("DESCRIBE truth").fetchall()]
    assert columns == ["employer_id", "law", "month", "violates", "would_be_found"]
    assert count(register, "SELECT 1 FROM truth WHERE would_be_found AND NOT violates") == 0
    assert count(register, "SELECT 1 FROM truth GROUP BY employer_id, law, month HAVING count(*) > 1") == 0


def test_capacity_covers_the_window_and_the_quarter_after_it(register: duckdb.DuckDBPyConnection) -> None:
    # Known three months ahead: what is known in October reaches to January, so that a quarter can be planned.
    months = register.execute("SELECT min(month), max(month), count(DISTINCT month) FROM capacity").fetchone()
    assert months == (date(2026, 5, 1), date(2027, 1, 1), 9)
    # Visits of 28 hours: 100 a month ask for 2,800; the months differ by some 8% and August by a fifth.
    (hours,) = register.execute("SELECT sum(available_hours) / 9 FROM capacity").fetchone() or (0,)
    assert 2_400 < hours < 3_000
    assert register.execute("SELECT DISTINCT skills FROM capacity").fetchall() == [("WML|Wav|Waadi",)]


def test_before_the_wtta_nobody_has_applied_and_some_lenders_are_certified(register: duckdb.DuckDBPyConnection) -> None:
    assert register.execute("SELECT DISTINCT wtta_status FROM employers_rows").fetchall() == [("not_applied",)]
    certified = "SELECT 1 FROM employers WHERE sna_certified_from IS NOT NULL"
    assert count(register, f"{certified} AND sbi_code LIKE '78%'") > 10
    assert count(register, "SELECT 1 FROM employers WHERE sna_certified_to < sna_certified_from") == 0
