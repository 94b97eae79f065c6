"""A good delivery comes in whole, in cents and minutes, whatever kind of files it is made of."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data_contracts.contract import load_contract, register_names
from tests.support.deliveries import Delivery, csv_text
from tests.support.drops import bytes_below, load_tables

TABLES = [
    "capacity", "employers", "permit_duties", "establishments", "insolvencies", "officers", "parties", "signals",
    "wage_tax_numbers", "work_permits", "inspections", "placements", "posted_work", "staffing_links", "payslips",
    "wage_records", "findings",
]  # fmt: skip

WAGES = ("employers", "wage_tax_numbers", "wage_records")


def test_a_good_delivery_comes_in_whole(delivery: Delivery) -> None:
    results = delivery.write().ingest()

    assert [result.table for result in results] == TABLES
    assert {(r.rows_in, r.rows_valid, r.rows_quarantined, r.rows_repeated) for r in results} == {(100, 100, 0, 0)}
    assert all(result.broken_rules == {} for result in results)
    assert [result.files for result in results] == [(f"2026-02/{table}/a.csv",) for table in TABLES]
    assert sorted(path.name for path in delivery.out.iterdir()) == sorted([*TABLES, "done"])
    assert delivery.told[0] == "capacity: 100 rows in, 0 to quarantine"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_loaded_after_all_that_it_refers_to(table: str) -> None:
    before = TABLES[: TABLES.index(table)]
    assert {reference.table for reference in load_contract(table).references} <= set(before)
    assert register_names() == tuple(TABLES)


def test_a_load_without_bad_rows_has_no_quarantine(delivery: Delivery) -> None:
    load_tables(delivery.write(), "capacity", "employers")
    assert not (delivery.out / "quarantine").exists()
    assert not (delivery.root / "refused").exists()


def test_the_warehouse_has_the_columns_that_the_contract_says(delivery: Delivery) -> None:
    """Written out by hand from docs/interfaces.md: euros are cents, hours minutes, numbers pseudonyms."""
    load_tables(delivery.write(), "employers", "wage_tax_numbers", "wage_records", "officers")
    types = delivery.valid("wage_records").schema
    assert list(types) == [
        "loonheffingennummer", "worker_pid", "income_relationship", "period", "period_end", "birth_month", "started_on",
        "ended_on", "income_type", "employment_type", "contract_indefinite", "contract_written", "contract_on_call",
        "cao_code", "wage_tax_table", "wage_cents", "overtime_wage_cents", "holiday_allowance_paid_cents",
        "holiday_allowance_reserved_cents", "irregular_wage_cents", "paid_minutes", "contract_week_minutes", "known_at",
    ]  # fmt: skip
    assert {types[name] for name in types if name.endswith(("_cents", "_minutes"))} == {pl.Int64}
    assert types["worker_pid"] == pl.Int64
    assert {types[name] for name in ("period", "birth_month", "known_at")} == {pl.Date}
    assert next(iter(delivery.valid("officers").schema)) == "officer_pid"


def test_euros_become_cents_and_hours_minutes(delivery: Delivery) -> None:
    delivery.rows["wage_records"][0] |= {"wage_eur": "2500.29", "paid_hours": "160.51", "contract_week_hours": ""}
    delivery.write().ingest()

    number = delivery.rows["wage_records"][0]["loonheffingennummer"]
    first = delivery.valid("wage_records").row(by_predicate=pl.col("loonheffingennummer") == number, named=True)
    assert first["wage_cents"] == 250029
    assert first["holiday_allowance_reserved_cents"] == 20002
    assert first["paid_minutes"] == 9631  # 160.51 h = 9630.6 minutes
    assert first["contract_week_minutes"] is None
    assert first["birth_month"] == date(1990, 5, 1)
    assert delivery.valid("findings")["underpaid_cents"][0] == 123456


def test_wage_records_get_a_sorted_file_a_month(delivery: Delivery) -> None:
    for n, row in enumerate(reversed(delivery.rows["wage_records"])):
        row["period"], row["period_end"] = [("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")][n % 2]
    load_tables(delivery.write(), *WAGES)

    folder = delivery.out / "wage_records"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2025-12.2026-02.0.parquet", "2026-01.2026-02.0.parquet"]
    december = pl.read_parquet(folder / names[0])
    assert december["period"].unique().to_list() == [date(2025, 12, 1)]
    keys = december.select("loonheffingennummer", "worker_pid").rows()
    assert len(keys) == 50
    assert keys == sorted(keys)


def test_a_typed_file_of_several_months_is_split_too(delivery: Delivery) -> None:
    for n, row in enumerate(delivery.rows["wage_records"]):
        row["period"], row["period_end"] = [("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28")][n % 2]
    source = delivery.write().folder / "wage_records" / "a.csv"
    frame = pl.read_csv(source, infer_schema=False).with_columns(pl.col("period").str.to_date())
    frame.write_parquet(source.with_suffix(".parquet"))
    source.unlink()
    load_tables(delivery, *WAGES)
    heights = {path.name: pl.read_parquet(path).height for path in (delivery.out / "wage_records").iterdir()}
    assert heights == {"2026-01.2026-02.0.parquet": 50, "2026-02.2026-02.0.parquet": 50}


def test_a_correction_in_another_file_lands_in_its_month(delivery: Delivery) -> None:
    correction = delivery.rows["wage_records"][7] | {"wage_eur": "2600.00", "known_at": "2026-04-01"}
    delivery.write().write_file("wage_records/b.csv", csv_text([correction]))
    wages = load_tables(delivery, *WAGES)["wage_records"]

    assert wages.files == ("2026-02/wage_records/a.csv", "2026-02/wage_records/b.csv")
    assert (wages.rows_valid, wages.rows_quarantined) == (101, 0)
    both = pl.read_parquet(delivery.out / "wage_records" / "2026-01.2026-02.0.parquet").filter(
        pl.col("loonheffingennummer") == correction["loonheffingennummer"]
    )
    assert both["wage_cents"].to_list() == [250025, 260000]
    assert both["worker_pid"].n_unique() == 1


def test_parquet_csv_and_other_column_orders_give_the_same(delivery: Delivery) -> None:
    load_tables(delivery.write(), *WAGES)
    from_csv = delivery.valid("wage_records")
    source = delivery.folder / "wage_records" / "a.csv"
    types = {
        "worker_number": "INTEGER",
        "cao_code": "VARCHAR",
        "wage_tax_table": "VARCHAR",
        "wage_eur": "DECIMAL(12,2)",
    }
    rows = duckdb.read_csv(str(source), dtype=types)
    rows.limit(60).write_parquet(str(source.with_name("b.parquet")))
    rows.limit(40, offset=60).project("wage_eur, known_at, * EXCLUDE (wage_eur, known_at)").write_parquet(
        str(source.with_name("c.parquet"))
    )
    assert dict(zip(rows.columns, map(str, rows.types), strict=True))["paid_hours"] == "DOUBLE"
    source.unlink()
    load_tables(delivery, *WAGES)

    assert from_csv.height == 100
    assert delivery.valid("wage_records").equals(from_csv)


def test_the_order_of_columns_and_lines_with_carriage_returns_do_not_matter(delivery: Delivery) -> None:
    delivery.rows["capacity"] = [dict(reversed(row.items())) for row in delivery.rows["capacity"]]
    delivery.write()
    text = csv_text(delivery.rows["capacity"])
    delivery.write_file("capacity/a.csv", "\N{ZERO WIDTH NO-BREAK SPACE}" + text.replace("\n", "\r\n") + "\r\n")
    result = load_tables(delivery, "capacity")["capacity"]

    assert (result.rows_in, result.rows_valid) == (100, 100)
    assert delivery.valid("capacity")["team"].to_list()[:2] == ["Team 0", "Team 1"]


def test_quoted_fields_keep_commas_and_quotes(delivery: Delivery) -> None:
    delivery.rows["employers"][3]["trade_name"] = 'Bakkerij "De Vlam", Den Haag & Zn. é'
    load_tables(delivery.write(), "employers")
    assert delivery.valid("employers")["trade_name"][3] == 'Bakkerij "De Vlam", Den Haag & Zn. é'


def test_characters_that_mean_something_in_a_pattern_do_not_in_a_name(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path / "a[1]*")
    first, second = delivery.rows["capacity"][0], delivery.rows["capacity"][1]
    delivery.write().write_file("capacity/b[1].csv", csv_text([first | {"team": "New 1"}]))
    delivery.write_file("capacity/b1.csv", csv_text([second | {"team": "New 2"}]))
    path = delivery.folder / "employers" / "a[1].parquet"
    pl.read_csv(delivery.folder / "employers" / "a.csv", infer_schema=False, glob=False).write_parquet(path)
    (delivery.folder / "employers" / "a.csv").unlink()
    assert load_tables(delivery, "capacity", "employers")["employers"].rows_valid == 100
    teams = pl.read_parquet(delivery.out / "capacity" / "2026-02.parquet", glob=False)["team"].to_list()
    assert teams[:2] == ["New 1", "New 2"]


def test_a_natural_person_has_no_rsin(delivery: Delivery) -> None:
    delivery.rows["employers"][5] |= {"legal_form": "eenmanszaak", "rsin": ""}
    results = load_tables(delivery.write(), "employers", "wage_tax_numbers", "wage_records", "payslips")

    assert {result.rows_quarantined for result in results.values()} == {0}
    assert delivery.valid("employers")["rsin"][5] is None
    # Its wage tax number is no rsin any more, so that it holds a citizen's number: the same pseudonym everywhere.
    for table in ("wage_tax_numbers", "wage_records", "payslips"):
        numbers = delivery.valid(table)["loonheffingennummer"].to_list()
        (pseudonym,) = [number for number in numbers if number.startswith("N")]
        assert re.fullmatch(r"N[0-9A-F]{16}L01", pseudonym)
        assert sorted(number for number in numbers if number != pseudonym) == sorted(
            row["loonheffingennummer"] for n, row in enumerate(delivery.rows[table]) if n != 5
        )


@pytest.mark.parametrize("legal_form", load_contract("employers").column("legal_form").values)
def test_only_natural_persons_partnerships_and_foreign_forms_may_lack_an_rsin(
    delivery: Delivery, legal_form: str
) -> None:
    may_lack = legal_form in {"eenmanszaak", "vof", "maatschap", "cv", "buitenlands"}
    delivery.rows["employers"][5] |= {"legal_form": legal_form, "rsin": ""}
    load_tables(delivery.write(), "employers")

    broken = [(row["line"], row["rule"]) for row in delivery.quarantine("employers")]
    assert broken == ([] if may_lack else [(7, "row:rsin_given")])


def test_an_unregistered_lender_need_not_be_in_employers(delivery: Delivery) -> None:
    outside = {"employer_id": "", "valid_from": "2010-01-01", "valid_to": "", "known_at": "2020-01-01"}
    delivery.rows["parties"] += [
        {"party_id": "X-1", "kind": "unregistered", "party_name": "Uitzend 1"} | outside,
        {"party_id": "PL-77", "kind": "foreign", "party_name": "Praca"} | outside,
    ]
    delivery.rows["staffing_links"][0] |= {"lender_id": "X-1"}
    delivery.rows["staffing_links"][1] |= {"lender_id": "PL-77"}
    results = load_tables(delivery.write(), "employers", "parties", "staffing_links")
    assert {table: result.rows_valid for table, result in results.items()} == {
        "employers": 100,
        "parties": 102,
        "staffing_links": 100,
    }


def test_an_optional_table_that_never_came_is_there_without_rows(delivery: Delivery) -> None:
    del delivery.rows["payslips"], delivery.rows["placements"]
    results = delivery.write().ingest()
    assert [result.table for result in results] == [t for t in TABLES if t not in {"payslips", "placements"}]
    assert delivery.valid("placements").schema == {
        "worker_pid": pl.Int64, "lender_id": pl.String, "hirer_id": pl.String, "valid_from": pl.Date,
        "valid_to": pl.Date, "week_minutes": pl.Int64, "known_at": pl.Date,
    }  # fmt: skip
    assert list(delivery.valid("payslips").schema)[:4] == [
        "loonheffingennummer",
        "worker_pid",
        "income_relationship",
        "period",
    ]
    assert delivery.valid("payslips").shape == (0, 12)


def test_the_same_delivery_gives_the_same_bytes(delivery: Delivery) -> None:
    """Of employer 50 the row is bad, and with it whatever refers to it."""
    delivery.rows["employers"][50]["sbi_code"] = "x"
    delivery.write().ingest()
    bad = {table for table in TABLES if delivery.quarantine(table)}
    assert bad == set(TABLES) - {"capacity", "permit_duties"}
    first = bytes_below(delivery.out)
    shutil.rmtree(delivery.out)
    delivery.out.mkdir()
    delivery.ingest()
    assert bytes_below(delivery.out) == first
    assert len(first) == 17 + 15 + 17  # tables, quarantine and marks
