"""A good delivery comes in whole, in cents and minutes, whatever kind of files it is made of."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data_contracts.contract import load_contract
from tests.support.deliveries import Delivery, csv_text

TABLES = ["capacity", "employers", "inspections", "staffing_links", "wage_records", "findings"]


def test_a_good_delivery_comes_in_whole(delivery: Delivery) -> None:
    result = delivery.write().ingest()

    assert [table.table for table in result.tables] == TABLES
    assert {(table.rows_in, table.rows_valid, table.rows_quarantined) for table in result.tables} == {(100, 100, 0)}
    assert all(table.broken_rules == {} for table in result.tables)
    assert (result.delivery.source, result.delivery.synthetic) == ("a test", True)
    assert (result.delivery.note_nl, result.delivery.note_en) == ("verzonnen", "made up")
    assert sorted(path.name for path in delivery.out.iterdir()) == sorted([*TABLES, "quarantine"])
    assert delivery.told[0] == "capacity: 100 rows in, 0 to quarantine"


def test_quarantine_is_there_when_it_is_empty(delivery: Delivery) -> None:
    delivery.write().ingest()
    assert [delivery.quarantine(table) for table in TABLES] == [[]] * 6


def test_euros_become_cents_and_hours_minutes(delivery: Delivery) -> None:
    delivery.rows["wage_records"][0] |= {"wage_eur": "2500.29", "paid_hours": "160.51", "contract_week_hours": ""}
    delivery.write().ingest()

    first = delivery.valid("wage_records").filter(pl.col("worker_pid") == "0" * 16).row(0, named=True)
    assert first["wage_cents"] == 250029
    assert first["holiday_allowance_reserved_cents"] == 20002
    assert first["paid_minutes"] == 9631  # 160.51 h = 9630.6 minutes
    assert first["contract_week_minutes"] is None
    types = delivery.valid("wage_records").schema
    assert types["wage_cents"] == types["paid_minutes"] == pl.Int64
    assert "wage_eur" not in types
    assert delivery.valid("findings")["underpaid_cents"][0] == 123456


def test_wage_records_get_a_sorted_file_a_month(delivery: Delivery) -> None:
    for n, row in enumerate(reversed(delivery.rows["wage_records"])):
        row["period"] = "2026-01-01" if n % 2 else "2025-12-01"
    delivery.write().ingest()

    folder = delivery.out / "wage_records"
    assert sorted(path.name for path in folder.iterdir()) == ["2025-12.parquet", "2026-01.parquet"]
    december = pl.read_parquet(folder / "2025-12.parquet")
    assert december["period"].unique().to_list() == [date(2025, 12, 1)]
    keys = december.select("loonheffingennummer", "worker_pid").rows()
    assert len(keys) == 50
    assert keys == sorted(keys)


def test_a_typed_file_of_several_months_is_split_too(delivery: Delivery) -> None:
    for n, row in enumerate(delivery.rows["wage_records"]):
        row["period"] = f"2026-{n % 2 + 1:02d}-01"
    source = delivery.write().register / "wage_records" / "a.csv"
    frame = pl.read_csv(source, infer_schema=False).with_columns(pl.col("period").str.to_date())
    frame.write_parquet(source.with_suffix(".parquet"))
    source.unlink()
    delivery.ingest()
    heights = {path.name: pl.read_parquet(path).height for path in (delivery.out / "wage_records").iterdir()}
    assert heights == {"2026-01.parquet": 50, "2026-02.parquet": 50}


def test_a_correction_in_another_file_lands_in_its_month(delivery: Delivery) -> None:
    correction = delivery.rows["wage_records"][7] | {"wage_eur": "2600.00", "known_at": "2026-04-01"}
    delivery.write().write_file("wage_records/b.csv", csv_text([correction])).resolve()
    result = delivery.ingest()

    wages = next(table for table in result.tables if table.table == "wage_records")
    assert (wages.files, wages.rows_valid) == (("wage_records/a.csv", "wage_records/b.csv"), 101)
    both = pl.read_parquet(delivery.out / "wage_records" / "2026-01.parquet").filter(
        pl.col("worker_pid") == f"{7:016x}"
    )
    assert both["wage_cents"].to_list() == [250025, 260000]


def test_parquet_csv_and_other_column_orders_give_the_same(delivery: Delivery) -> None:
    delivery.write().ingest()
    from_csv = delivery.valid("wage_records")
    source = delivery.register / "wage_records" / "a.csv"
    types = {"worker_pid": "VARCHAR", "cao_code": "VARCHAR", "wage_eur": "DECIMAL(12,2)"}
    rows = duckdb.read_csv(str(source), dtype=types)
    rows.limit(60).write_parquet(str(source.with_name("b.parquet")))
    rows.limit(40, offset=60).project("wage_eur, known_at, * EXCLUDE (wage_eur, known_at)").write_parquet(
        str(source.with_name("c.parquet"))
    )
    assert dict(zip(rows.columns, map(str, rows.types), strict=True))["paid_hours"] == "DOUBLE"
    source.unlink()
    delivery.ingest()

    assert delivery.valid("wage_records").equals(from_csv)


def test_the_order_of_columns_and_lines_with_carriage_returns_do_not_matter(delivery: Delivery) -> None:
    delivery.rows["capacity"] = [dict(reversed(row.items())) for row in delivery.rows["capacity"]]
    delivery.write()
    text = csv_text(delivery.rows["capacity"])
    delivery.write_file("capacity/a.csv", "\N{ZERO WIDTH NO-BREAK SPACE}" + text.replace("\n", "\r\n") + "\r\n")
    result = delivery.ingest()

    assert (result.tables[0].rows_in, result.tables[0].rows_valid) == (100, 100)
    assert delivery.valid("capacity")["team"].to_list()[:2] == ["Team 0", "Team 1"]


def test_quoted_fields_keep_commas_and_quotes(delivery: Delivery) -> None:
    delivery.rows["employers"][3]["trade_name"] = 'Bakkerij "De Vlam", Den Haag & Zn. é'
    delivery.write().ingest()
    assert delivery.valid("employers")["trade_name"][3] == 'Bakkerij "De Vlam", Den Haag & Zn. é'


def test_characters_that_mean_something_in_a_pattern_do_not_in_a_name(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path / "a[1]*")
    first, second = delivery.rows["capacity"][0], delivery.rows["capacity"][1]
    delivery.write().write_file("capacity/b[1].csv", csv_text([first | {"team": "New 1"}]))
    delivery.write_file("capacity/b1.csv", csv_text([second | {"team": "New 2"}]))
    path = delivery.register / "employers" / "a[1].parquet"
    pl.read_csv(delivery.register / "employers" / "a.csv", infer_schema=False, glob=False).write_parquet(path)
    (delivery.register / "employers" / "a.csv").unlink()
    delivery.ingest()
    teams = pl.read_parquet(delivery.out / "capacity" / "capacity.parquet", glob=False)["team"].to_list()
    assert teams[:2] == ["New 1", "New 2"]


def test_a_natural_person_has_no_rsin(delivery: Delivery) -> None:
    person = {"legal_form": "eenmanszaak", "rsin": "", "loonheffingennummer": "N0A1B2C3DL01"}
    delivery.rows["employers"][5] |= person
    delivery.rows["wage_records"][5]["loonheffingennummer"] = "N0A1B2C3DL01"
    result = delivery.write().ingest()

    assert {table.rows_quarantined for table in result.tables} == {0}
    assert delivery.valid("employers")["rsin"][5] is None


@pytest.mark.parametrize("legal_form", load_contract("employers").column("legal_form").values)
def test_only_natural_persons_partnerships_and_foreign_forms_may_lack_an_rsin(
    delivery: Delivery, legal_form: str
) -> None:
    may_lack = legal_form in {"eenmanszaak", "vof", "maatschap", "cv", "buitenlands"}
    delivery.rows["employers"][5] |= {"legal_form": legal_form, "rsin": "", "loonheffingennummer": "N0A1B2C3DL01"}
    delivery.rows["wage_records"][5]["loonheffingennummer"] = "N0A1B2C3DL01"
    delivery.write().ingest()

    broken = [(row["line"], row["rule"]) for row in delivery.quarantine("employers")]
    assert broken == ([] if may_lack else [(7, "row:rsin_given")])


def test_an_unregistered_lender_need_not_be_in_employers(delivery: Delivery) -> None:
    delivery.rows["staffing_links"][0] |= {"lender_id": "X-1", "lender_kind": "unregistered"}
    delivery.rows["staffing_links"][1] |= {"lender_id": "PL-77", "lender_kind": "foreign"}
    delivery.write().ingest()
    assert delivery.quarantine("staffing_links") == []


def test_the_same_delivery_gives_the_same_bytes(delivery: Delivery) -> None:
    delivery.rows["employers"][50]["sbi_code"] = "x"
    delivery.write().ingest()
    assert [len(delivery.quarantine(table)) for table in TABLES] == [0, 1, 1, 1, 1, 1]  # all that refers to E050
    first = {path: path.read_bytes() for path in delivery.out.rglob("*.parquet")}
    delivery.ingest()
    assert {path: path.read_bytes() for path in delivery.out.rglob("*.parquet")} == first
    assert len(first) == 12
