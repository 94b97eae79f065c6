"""The matrix on tiny registers, every number worked out by hand."""

from datetime import date

import polars as pl
import pytest

from features.catalogue import load_catalogue
from features.matrix import build_matrix
from tests.features.monthly import monthly_files
from tests.features.registers import Registers, worker
from tests.features.results import AS_OF, matrix_of, training_of

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


def test_one_row_an_active_employer_with_labels_and_the_catalogues_columns(registers: Registers) -> None:
    registers.employer("E1", sbi_code="01130", province="NB", legal_form="eenmanszaak", size_class="1")
    registers.employer("ended", end_date=date(2026, 10, 1)).employer("not_yet", valid_from=date(2026, 11, 1))
    registers.employer("unknown_yet", known_at=date(2026, 11, 1))
    matrix = matrix_of(registers)
    assert set(matrix) == {"E1"}
    labels = {"employer_id": "E1", "as_of": AS_OF, "sector": "A", "size_class": "1", "province": "NB"}
    assert matrix["E1"].items() >= (labels | {"legal_form": "eenmanszaak"}).items()
    assert tuple(matrix["E1"])[6:] == load_catalogue().names


def test_the_row_valid_on_the_date_gives_the_labels(registers: Registers) -> None:
    registers.employer(sbi_code="4711", valid_to=date(2026, 6, 30))
    registers.employer(sbi_code="5610", valid_from=date(2026, 7, 1))
    assert matrix_of(registers)["E1"]["sector"] == "I"
    assert matrix_of(registers, date(2026, 6, 30))["E1"]["sector"] == "G"


def test_wages(registers: Registers) -> None:
    # Four testable worker-months of 100 hours at 14.99: 116,000 (below by 33,900), 149,900 and 157,395 (exactly 105%)
    # are near or at the minimum, 224,850 is 150% of it. One month has no hours.
    registers.employer()
    for number, cents in enumerate((116_000, 149_900, 157_395, 224_850)):
        registers.wage(worker_pid=worker(number), wage_cents=cents, holiday_allowance_reserved_cents=8_000)
    registers.wage(worker_pid=worker(9), wage_cents=51_855, paid_minutes=0, holiday_allowance_reserved_cents=10_000)
    row = matrix_of(registers)["E1"]
    assert row["share_below_minimum"] == pytest.approx(1 / 4)
    assert row["shortfall_share"] == pytest.approx(33_900 / (4 * 149_900))
    assert row["mean_pay_ratio"] == pytest.approx(648_145 / 599_600)
    assert row["share_near_minimum"] == pytest.approx(2 / 4)
    # Wage 116,000 + 149,900 + 157,395 + 224,850 + 51,855 = 700,000; built up 42,000, which is 6%: 2 points too little.
    assert row["holiday_reserve_gap"] == pytest.approx(0.02)


def test_wage_above_three_times_the_minimum_asks_no_holiday_allowance(registers: Registers) -> None:
    # Three times 149,900 is 449,700; 8% of that is 35,976.
    registers.employer().wage(wage_cents=900_000, holiday_allowance_reserved_cents=35_976)
    assert matrix_of(registers)["E1"]["holiday_reserve_gap"] == pytest.approx(0)


def test_workforce(registers: Registers) -> None:
    registers.employer()
    old, young = {"worker_pid": worker(0), "started_on": date(2020, 1, 1)}, {"worker_pid": worker(1)}
    young |= {"birth_month": date(2007, 1, 1), "started_on": SEPTEMBER}
    for period in (date(2026, 6, 1), date(2026, 7, 1), AUGUST, SEPTEMBER):
        registers.wage(period=period, **old, wage_cents=250_000, overtime_wage_cents=25_000, paid_minutes=9_000)
    registers.wage(period=SEPTEMBER, **young, contract_indefinite=False, contract_on_call=True, paid_minutes=3_000)
    row = matrix_of(registers)["E1"]
    assert row["workers"] == pytest.approx(5 / 4)
    assert row["share_youth_scale"] == pytest.approx(1 / 5)
    assert row["share_on_call"] == pytest.approx(1 / 5)
    assert row["share_fixed_term"] == pytest.approx(1 / 5)
    assert row["share_new_workers"] == pytest.approx(1 / 2)
    assert row["hours_per_worker"] == pytest.approx((4 * 150 + 50) / 5)
    assert row["overtime_share"] == pytest.approx(100_000 / 1_200_000)


def test_hiring(registers: Registers) -> None:
    # 300 own hours; hired 100 hours of a registered lender, 50 of an unregistered one and 50 of a foreign one.
    registers.employer("H").employer("L", waadi_registered_from=date(2020, 1, 1)).wage("H", paid_minutes=18_000)
    registers.party("X", "unregistered").party("F", "foreign")
    registers.link("L", "H", hired_minutes=6_000, invoiced_cents=300_000)
    registers.link("X", "H", hired_minutes=3_000, invoiced_cents=100_000)
    registers.link("F", "H", hired_minutes=3_000, invoiced_cents=140_000)
    row = matrix_of(registers)["H"]
    assert row["hired_hours_share"] == pytest.approx(200 / 500)
    assert row["unregistered_lender_share"] == pytest.approx(50 / 150)
    assert row["lender_count"] == 3
    assert row["price_per_hired_hour"] == pytest.approx(27.0)
    assert row["chain_depth"] == 1
    assert row["relending_share"] is None
    assert row["lent_hours_per_paid_hour"] is None


def test_lending(registers: Registers) -> None:
    # Registered from September: 60 of the 100 hours lent were lent before. 80 paid hours stand against them.
    registers.employer("H").employer("L", waadi_registered_from=SEPTEMBER).wage("L", paid_minutes=4_800)
    registers.link("L", "H", AUGUST, hired_minutes=3_600, invoiced_cents=150_000)
    registers.link("L", "H", SEPTEMBER, hired_minutes=2_400, invoiced_cents=100_000)
    registers.party("X", "unregistered").link("X", "L", SEPTEMBER)
    row = matrix_of(registers)["L"]
    assert row["unregistered_lending_share"] == pytest.approx(0.6)
    assert row["lent_hours_per_paid_hour"] == pytest.approx(1.25)
    assert row["price_per_lent_hour"] == pytest.approx(25.0)
    assert row["relending_share"] == pytest.approx(1 / 2)


def test_an_employer_without_returns_has_no_wage_figures_and_hires_nobody(registers: Registers) -> None:
    row = matrix_of(registers.employer())["E1"]
    missing = {"share_below_minimum", "workers", "hired_hours_share", "price_per_hired_hour", "finding_share"}
    assert all(row[name] is None for name in missing)
    assert (row["lender_count"], row["chain_depth"], row["earlier_cases"]) == (0, 0, 0)


def test_history_counts_closed_cases_known_by_the_date(registers: Registers) -> None:
    registers.employer("E1").employer("E2")
    registers.case("C1", "E1", date(2026, 1, 10), date(2026, 3, 1), WML=False, Wav=True)
    registers.case("C2", "E1", date(2026, 4, 10), AS_OF, WML=False)
    registers.case("C3", "E1", date(2026, 5, 10), None)
    registers.case("C4", "E2", date(2026, 5, 10), date(2026, 11, 1), WML=True)
    matrix = matrix_of(registers)
    row = matrix["E1"]
    assert (row["earlier_cases"], row["earlier_findings"]) == (2, 1)
    assert (row["days_since_case"], row["days_since_finding"]) == (1, 245)
    # One of the two cases known had a finding: (1 + 5 x 1/2) / (2 + 5).
    assert row["finding_share"] == pytest.approx(0.5)
    assert matrix["E2"]["earlier_cases"] == 0


def test_what_is_not_examined_or_not_closed_is_no_history(registers: Registers) -> None:
    registers.employer().case("open", "E1", date(2026, 5, 10), None)
    registers.finding("open", WML=True, known_at=date(2026, 6, 1))
    registers.case("nothing", "E1", date(2026, 5, 10), date(2026, 6, 1), WML=None)
    assert matrix_of(registers)["E1"]["earlier_cases"] == 0


def test_training_has_a_row_a_case_as_known_at_the_month_end_before_selection(registers: Registers) -> None:
    registers.employer().wage(period=date(2026, 6, 1), wage_cents=116_000, known_at=date(2026, 7, 20))
    registers.case("before", "E1", date(2026, 7, 31), date(2026, 8, 20), WML=True)
    registers.case("after", "E1", date(2026, 8, 1), None).case("later", "E1", date(2026, 9, 15), None)
    registers.case("unknown_yet", "E1", date(2026, 11, 1), None)
    training = training_of(registers)
    assert set(training) == {"before", "after", "later"}
    assert {case: row["as_of"] for case, row in training.items()} == {
        "before": date(2026, 6, 30),
        "after": date(2026, 7, 31),
        "later": date(2026, 8, 31),
    }
    assert [training[case]["share_below_minimum"] for case in ("before", "after")] == [None, 1.0]
    assert [training[case]["earlier_findings"] for case in ("before", "after", "later")] == [0, 0, 1]


def test_training_says_what_the_matrix_of_that_day_said(registers: Registers) -> None:
    registers.employer("E1").employer("E2")
    for period in pl.date_range(date(2025, 8, 1), SEPTEMBER, "1mo", eager=True):
        registers.wage("E1", period, wage_cents=140_000 + period.month).wage("E2", period, wage_cents=160_000)
        registers.link("E2", "E1", period)
    registers.case("C1", "E1", date(2026, 2, 3), date(2026, 4, 1), WML=True).case("C2", "E1", date(2026, 9, 3), None)
    for case, day in (("C1", date(2026, 1, 31)), ("C2", date(2026, 8, 31))):
        row = training_of(registers)[case]
        assert {name: value for name, value in row.items() if name != "case_id"} == matrix_of(registers, day)["E1"]


def test_without_cases_the_training_matrix_is_empty_and_has_its_columns(registers: Registers) -> None:
    assert training_of(registers.employer()) == {}
    columns = pl.read_parquet(registers.folder / "training.parquet").columns
    assert columns[:3] == ["case_id", "employer_id", "as_of"]
    assert tuple(columns[7:]) == load_catalogue().names


def test_the_matrix_does_not_depend_on_chunks_or_threads(registers: Registers, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        registers.employer(f"E{number}").wage(f"E{number}", wage_cents=100_000 + 9_000 * number)
    for number in range(9):
        registers.link(f"E{number}", f"E{(number + 4) % 9}")
    whole = matrix_of(registers)
    monkeypatch.setattr("features.computing.MONTHS_CHUNK", 2)
    monkeypatch.setattr("features.monthly.build.NUMBERS_AT_ONCE", 2)
    tables, out = registers.write(), registers.folder / "again.parquet"
    build_matrix(tables, monthly_files(registers), AS_OF, out, threads=2, memory_limit="500MB")
    again = pl.read_parquet(out)
    assert again.to_dicts() == list(whole.values())
    assert again["employer_id"].is_sorted()
