"""Every kind of bad row ends in quarantine under the right rule, with its file, line and value; never a good one."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from data_contracts.contract import Contract, audit_names, load_contract, register_names
from data_contracts.enforcement import keep_known_values, open_door
from pipelines.ingest import TableResult, read_drops
from pipelines.ingest.place import Place
from pipelines.ingest.table import load_table
from tests.support.deliveries import KEY, MAKERS, Delivery, Row, csv_text

Broken = set[tuple[str, str | None]]
Case = tuple[str, Row, Broken]

TABLES = (*register_names(), *audit_names())


def _same(*pairs: str) -> Broken:
    return {(pair, pair.split(":")[1]) for pair in pairs}


CASES: list[Case] = [
    ("employers", {"employer_id": ""}, _same("required:employer_id")),
    ("employers", {"employer_id": "E 1"}, _same("pattern:employer_id")),
    ("employers", {"rsin": "12345678"}, _same("pattern:rsin")),
    ("employers", {"rsin": "123456789"}, {("format:rsin_11_test", "rsin")}),
    ("employers", {"rsin": "000000000"}, {("format:rsin_11_test", "rsin")}),
    ("employers", {"rsin": "12345678x"}, _same("pattern:rsin")),
    ("employers", {"kvk_number": "1234567"}, _same("pattern:kvk_number")),
    ("employers", {"trade_name": "a\tb"}, _same("pattern:trade_name")),
    ("employers", {"legal_form": "BV"}, _same("values:legal_form", "pattern:rsin")),
    ("employers", {"sbi_code": "7"}, _same("pattern:sbi_code")),
    ("employers", {"size_class": "10"}, _same("values:size_class")),
    ("employers", {"province": "Zuid-Holland"}, _same("values:province")),
    ("employers", {"start_date": "1-1-2010"}, _same("type:start_date")),
    ("employers", {"end_date": "2009-12-31"}, {("row:end_not_before_start", "end_date")}),
    ("employers", {"end_date": "soon"}, _same("type:end_date")),
    ("employers", {"waadi_registered_to": "2014-01-01"}, {("row:waadi_to_not_before_from", "waadi_registered_to")}),
    (
        "employers",
        {"waadi_registered_from": "", "waadi_registered_to": "2016-01-01"},
        {("row:waadi_to_not_before_from", "waadi_registered_to")},
    ),
    ("employers", {"sna_certified_to": "2015-12-31"}, {("row:sna_to_not_before_from", "sna_certified_to")}),
    ("employers", {"wtta_status": "yes"}, _same("values:wtta_status")),
    ("employers", {"valid_to": "2009-01-01"}, {("row:valid_to_not_before_valid_from", "valid_to")}),
    ("employers", {"known_at": "infinity"}, _same("type:known_at")),
    (
        "employers",
        {"legal_form": "eenmanszaak"},
        _same("pattern:rsin") | {("row:natural_person_without_rsin", "rsin")},
    ),
    ("employers", {"rsin": ""}, {("row:rsin_given", "rsin")}),
    ("employers", {"legal_form": "stichting", "rsin": ""}, {("row:rsin_given", "rsin")}),
    ("employers", {"legal_form": "Eenmanszaak", "rsin": ""}, _same("values:legal_form")),
    (
        "employers",
        {"legal_form": "", "province": "XX"},
        _same("required:legal_form", "pattern:rsin", "values:province"),
    ),
    ("wage_tax_numbers", {"loonheffingennummer": "111222333L001"}, _same("pattern:loonheffingennummer")),
    ("wage_tax_numbers", {"loonheffingennummer": "N0123456789ABCDEFL01"}, _same("pattern:loonheffingennummer")),
    ("wage_tax_numbers", {"employer_id": "E999"}, _same("reference:employer_id")),
    ("establishments", {"establishment_id": "12345678901"}, _same("pattern:establishment_id")),
    ("establishments", {"municipality_code": "GM9999"}, {("format:known_municipality", "municipality_code")}),
    ("establishments", {"municipality_code": "1783"}, _same("pattern:municipality_code")),
    ("establishments", {"postcode": "2671 AB"}, _same("pattern:postcode")),
    ("establishments", {"last_seen_active": "2020-01-02"}, {("row:not_seen_after_known", "last_seen_active")}),
    ("parties", {"kind": "unregistered"}, {("row:employer_exactly_when_registered", "employer_id")}),
    ("parties", {"employer_id": ""}, {("row:employer_exactly_when_registered", "employer_id")}),
    ("parties", {"employer_id": "X-1"}, _same("reference:employer_id")),
    ("wage_records", {"loonheffingennummer": "999999999L01"}, _same("reference:loonheffingennummer")),
    (
        "wage_records",
        {"loonheffingennummer": "123456789L1"},
        _same("pattern:loonheffingennummer", "reference:loonheffingennummer"),
    ),
    ("wage_records", {"worker_number": "abc"}, _same("pattern:worker_number")),
    ("wage_records", {"worker_number": "1234567"}, _same("pattern:worker_number")),
    ("wage_records", {"worker_number": "1234567890"}, _same("pattern:worker_number")),
    ("wage_records", {"worker_number": " 12345678"}, _same("pattern:worker_number")),
    ("wage_records", {"worker_number": "4611686018427387905"}, _same("pattern:worker_number")),
    ("wage_records", {"worker_number": ""}, _same("required:worker_number")),
    ("wage_records", {"income_relationship": "0"}, _same("range:income_relationship")),
    ("wage_records", {"income_relationship": "1.5"}, _same("type:income_relationship")),
    ("wage_records", {"income_relationship": "99999999999999999999"}, _same("type:income_relationship")),
    ("wage_records", {"period": "2026-01-15"}, {("row:period_is_a_month_or_four_weeks", "period_end")}),
    ("wage_records", {"period": "2026-02-31"}, _same("type:period")),
    (
        "wage_records",
        {"period": "1826-01-01"},
        _same("range:period")
        | {("row:born_before_period", "birth_month"), ("row:period_is_a_month_or_four_weeks", "period_end")},
    ),
    ("wage_records", {"birth_month": "1990-02-30"}, _same("type:birth_month")),
    ("wage_records", {"birth_month": "mei 1990"}, _same("type:birth_month")),
    ("wage_records", {"birth_month": "2026-01-31"}, {("row:born_before_period", "birth_month")}),
    ("wage_records", {"started_on": "2026-02-01"}, {("row:started_not_after_period", "started_on")}),
    ("wage_records", {"ended_on": "2019-08-31"}, {("row:ended_not_before_started", "ended_on")}),
    ("wage_records", {"income_type": "0"}, _same("range:income_type")),
    ("wage_records", {"employment_type": "100"}, _same("range:employment_type")),
    ("wage_records", {"contract_written": "ja"}, _same("type:contract_written")),
    ("wage_records", {"contract_written": "1"}, _same("type:contract_written")),
    ("wage_records", {"cao_code": "12"}, _same("pattern:cao_code")),
    ("wage_records", {"wage_tax_table": "12"}, _same("pattern:wage_tax_table")),
    ("wage_records", {"wage_eur": ""}, _same("required:wage_eur")),
    ("wage_records", {"wage_eur": "2500,25"}, _same("type:wage_eur")),
    ("wage_records", {"wage_eur": "veel"}, _same("type:wage_eur")),
    ("wage_records", {"wage_eur": "1e3"}, _same("type:wage_eur")),
    ("wage_records", {"wage_eur": "NaN"}, _same("type:wage_eur")),
    ("wage_records", {"wage_eur": "9999999999999"}, _same("type:wage_eur")),
    ("wage_records", {"wage_eur": "2500.255"}, _same("decimals:wage_eur")),
    ("wage_records", {"wage_eur": "-2500.25"}, _same("range:wage_eur") | {("row:parts_within_wage", "wage_eur")}),
    ("wage_records", {"overtime_wage_eur": "2500.26"}, {("row:parts_within_wage", "wage_eur")}),
    ("wage_records", {"paid_hours": "744.01"}, _same("range:paid_hours")),
    ("wage_records", {"contract_week_hours": "38.125"}, _same("decimals:contract_week_hours")),
    ("wage_records", {"known_at": "2025-12-31"}, {("row:known_not_before_period", "known_at")}),
    ("payslips", {"worker_number": "abc"}, _same("pattern:worker_number")),
    ("payslips", {"paid_by": "giro"}, _same("values:paid_by")),
    ("payslips", {"housing_certified": "ja"}, _same("type:housing_certified")),
    ("payslips", {"net_paid_eur": "-0.01"}, _same("range:net_paid_eur")),
    ("placements", {"worker_number": ""}, _same("required:worker_number")),
    ("placements", {"hirer_id": "P999"}, _same("reference:hirer_id")),
    ("placements", {"week_hours": "168.01"}, _same("range:week_hours")),
    ("placements", {"valid_to": "2026-01-04"}, {("row:valid_to_not_before_valid_from", "valid_to")}),
    ("staffing_links", {"lender_id": "P999"}, _same("reference:lender_id")),
    ("staffing_links", {"hirer_id": "X-1"}, _same("reference:hirer_id")),
    ("staffing_links", {"hirer_id": "P000"}, {("row:lender_is_not_hirer", "hirer_id")}),
    ("staffing_links", {"period": "2026-01-02"}, {("format:first_of_month", "period")}),
    ("staffing_links", {"workers": "-1"}, _same("range:workers")),
    ("staffing_links", {"invoiced_eur": "€ 10"}, _same("type:invoiced_eur")),
    ("permit_duties", {"worker_number": "9"}, _same("pattern:worker_number")),
    ("permit_duties", {"permit_required": "PL"}, _same("type:permit_required")),
    ("work_permits", {"permit_type": "visum"}, _same("values:permit_type")),
    ("work_permits", {"employer_id": "E999"}, _same("reference:employer_id")),
    ("posted_work", {"workers": "0"}, _same("range:workers")),
    ("posted_work", {"recipient_id": "P001"}, {("row:provider_is_not_recipient", "recipient_id")}),
    ("inspections", {"employer_id": "E999"}, _same("reference:employer_id")),
    ("inspections", {"establishment_id": "999999999999"}, _same("reference:establishment_id")),
    ("inspections", {"selection_ground": "luck"}, _same("values:selection_ground")),
    ("inspections", {"selection_probability": "0"}, _same("range:selection_probability")),
    ("inspections", {"selection_probability": "1.01"}, _same("range:selection_probability")),
    ("inspections", {"selection_probability": "0,5"}, _same("type:selection_probability")),
    ("inspections", {"opened_on": "2026-01-09"}, {("row:opened_not_before_selected", "opened_on")}),
    (
        "inspections",
        {"closed_on": "2026-01-09"},
        {("row:closed_not_before_selected", "closed_on"), ("row:closed_not_before_opened", "closed_on")},
    ),
    ("inspections", {"closed_on": "2026-03-06"}, {("row:closed_not_after_known", "known_at")}),
    ("inspections", {"opened_on": ""}, {("row:closed_not_before_opened", "closed_on")}),
    (
        "inspections",
        {"selected_on": "2026-04-01", "opened_on": "", "closed_on": ""},
        {("row:selected_not_after_known", "known_at")},
    ),
    ("findings", {"case_id": "C999"}, _same("reference:case_id")),
    ("findings", {"law": "AVG"}, _same("values:law")),
    (
        "findings",
        {"violation": ""},
        {("row:violation_given_exactly_when_examined", "violation"), ("row:details_only_with_violation", "violation")},
    ),
    ("findings", {"examined": "false"}, {("row:violation_given_exactly_when_examined", "violation")}),
    ("findings", {"violation": "false"}, {("row:details_only_with_violation", "violation")}),
    ("findings", {"violation": "no"}, _same("type:violation")),
    ("findings", {"underpaid_eur": "-1"}, _same("range:underpaid_eur")),
    ("findings", {"sanction": "jail"}, _same("values:sanction")),
    ("findings", {"established_on": "2026-03-06"}, {("row:established_not_after_known", "known_at")}),
    ("signals", {"topic": "pay"}, _same("values:topic")),
    ("signals", {"received_on": "2026-01-06"}, {("row:received_not_after_known", "known_at")}),
    ("officers", {"officer_number": "1234567"}, _same("pattern:officer_number")),
    ("officers", {"officer_number": ""}, _same("required:officer_number")),
    ("officers", {"role": "boss"}, _same("values:role")),
    ("insolvencies", {"ended_on": "2026-01-12"}, {("row:ended_not_before_declared", "ended_on")}),
    ("insolvencies", {"declared_on": "2026-01-15"}, {("row:declared_not_after_known", "known_at")}),
    ("capacity", {"month": "2026-02-02"}, {("format:first_of_month", "month")}),
    ("capacity", {"region": "Randstad"}, _same("values:region")),
    ("capacity", {"skills": "Wav|WML"}, _same("pattern:skills")),
    ("capacity", {"available_hours": "all"}, _same("type:available_hours")),
    ("audit_traits", {"trait_group": "c"}, _same("values:trait_group")),
    ("audit_traits", {"share": "1.01"}, _same("range:share")),
]


def _bad_rows(table: str) -> list[Row]:
    """Return a row a case, each with a key of its own; row 99 is the good one beside them."""
    changes = [case[1] for case in CASES if case[0] == table]
    return [MAKERS[table](n) | change for n, change in enumerate(changes)]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    """A good delivery that came in, for references to look at."""
    delivery = Delivery(tmp_path_factory.mktemp("good")).write()
    delivery.ingest()
    return delivery


def _load(delivery: Delivery, table: str, good: Delivery) -> TableResult:
    """Load one table without the limit on bad rows."""
    contract = load_contract(table)
    known = {ref.table: [str(good.out / ref.table / "*.parquet")] for ref in contract.references}
    (drop,) = read_drops(delivery.register)
    files = drop.files(table)
    with duckdb.connect() as connection:
        open_door(connection, (KEY,))
        keep_known_values(connection, contract, known)
        place = Place(delivery.out, delivery.root, drop.name)
        return load_table(connection, contract, files, [drop.origin(file) for file in files], place)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, good: Delivery) -> tuple[Delivery, dict[str, TableResult]]:
    """One good row and then all cases in one file a table."""
    bad = Delivery(tmp_path_factory.mktemp("bad"))
    bad.rows = {table: [make(99), *_bad_rows(table)] for table, make in MAKERS.items()}
    bad.write()
    return bad, {table: _load(bad, table, good) for table in TABLES}


@pytest.mark.parametrize(
    ("table", "changes", "expected"), CASES, ids=[f"{table}-{changes}" for table, changes, _ in CASES]
)
def test_a_bad_row_is_quarantined_by_its_rule(
    loaded: tuple[Delivery, dict[str, TableResult]], table: str, changes: Row, expected: Broken
) -> None:
    delivery, _ = loaded
    line = 3 + [case[1] for case in CASES if case[0] == table].index(changes)
    rows = [row for row in delivery.quarantine(table) if row["line"] == line]

    assert {(row["rule"], row["column_name"]) for row in rows} == expected
    assert {(row["table_name"], row["file"]) for row in rows} == {(table, f"2026-02/{table}/a.csv")}
    for row in rows:
        raw = json.loads(str(row["raw"]))
        assert set(raw) == set(MAKERS[table](0)) - {"personnel_number"}
        assert row["value"] == raw[row["column_name"]]
        assert row["message_nl"] and row["message_en"] and row["message_nl"] != row["message_en"]


def test_good_rows_beside_bad_ones_come_in_and_every_row_is_counted_once(
    loaded: tuple[Delivery, dict[str, TableResult]],
) -> None:
    delivery, results = loaded
    assert set(results) == set(MAKERS)
    for table, result in results.items():
        bad = sum(case[0] == table for case in CASES)
        assert (result.rows_in, result.rows_valid, result.rows_quarantined) == (bad + 1, 1, bad), table
        assert result.rows_repeated == 0
        assert delivery.valid(table).height == 1
        assert sum(result.broken_rules.values()) == len(delivery.quarantine(table))


def _emptied_or_unreadable(contract: Contract) -> Iterator[tuple[str, str, str]]:
    """Yield each rule that a contract must have on an empty value or one of another type, with its column and value."""
    for column in contract.kept_columns:
        if column.required:
            yield f"required:{column.name}", column.name, ""
        if column.type != "string" and column.pseudonym is None:
            yield f"type:{column.name}", column.name, "?"


@pytest.mark.parametrize("table", TABLES)
def test_no_column_is_taken_empty_when_it_must_be_given_nor_of_another_type(
    delivery: Delivery, good: Delivery, table: str
) -> None:
    asked = list(_emptied_or_unreadable(load_contract(table)))
    rows = [MAKERS[table](n) | {column: value} for n, (_, column, value) in enumerate(asked)]
    delivery.rows = {table: rows}
    result = _load(delivery.write(), table, good)

    found = {(row["line"], row["rule"]) for row in delivery.quarantine(table)}
    assert {(line, rule) for line, (rule, _, _) in enumerate(asked, start=2)} <= found
    assert (result.rows_valid, result.rows_quarantined) == (0, len(asked))


def test_the_value_and_the_words_are_those_of_the_row(loaded: tuple[Delivery, dict[str, TableResult]]) -> None:
    delivery, _ = loaded
    (row,) = [row for row in delivery.quarantine("wage_records") if row["value"] == "2500,25"]
    assert row["message_en"] == "wage_eur cannot be read as a number (decimal point, no thousands mark)."
    assert row["message_nl"] == "wage_eur is niet te lezen als een getal (decimale punt, geen duizendtalteken)."
    assert json.loads(str(row["raw"]))["overtime_wage_eur"] == "100.00"


DIFFERENT = {
    "employers": ("trade_name", "Anders"),
    "wage_tax_numbers": ("employer_id", "E099"),
    "establishments": ("postcode", "2671AC"),
    "parties": ("party_name", ""),
    "wage_records": ("wage_eur", "2500.26"),
    "payslips": ("paid_by", "cash"),
    "placements": ("week_hours", ""),
    "staffing_links": ("workers", "4"),
    "permit_duties": ("permit_required", "false"),
    "work_permits": ("employer_id", ""),
    "posted_work": ("workers", "5"),
    "inspections": ("team", "West 2"),
    "findings": ("article", "WML art. 15"),
    "signals": ("topic", "wav"),
    "officers": ("valid_to", "2025-12-31"),
    "insolvencies": ("kind", "suspension"),
    "capacity": ("available_hours", "401"),
    "audit_traits": ("share", "0.5"),
}


@pytest.mark.parametrize("table", TABLES)
def test_rows_with_one_key_that_differ_all_go_and_the_same_row_stays_once(
    delivery: Delivery, good: Delivery, table: str
) -> None:
    make, changed = MAKERS[table], dict([DIFFERENT[table]])
    delivery.rows = {table: [make(1), make(2), make(1) | changed]}
    delivery.write().write_file(f"{table}/b.csv", csv_text([make(3), make(2)]))
    result = _load(delivery, table, good)

    folder = f"2026-02/{table}"
    assert [(row["file"], row["line"], row["rule"], row["column_name"]) for row in delivery.quarantine(table)] == [
        (f"{folder}/a.csv", 2, "unique:key", None),
        (f"{folder}/a.csv", 4, "unique:key", None),
        (f"{folder}/b.csv", 3, "duplicate:identical", None),
    ]
    assert (result.rows_in, result.rows_valid, result.rows_quarantined) == (5, 2, 3)


def test_a_bad_row_of_a_typed_parquet_file_is_known_by_its_place(delivery: Delivery, good: Delivery) -> None:
    """Rows of Parquet count from 1; values are what the file holds, not what they were turned into, or a mask."""
    path = delivery.write().folder / "wage_records" / "a.parquet"
    text = pl.read_csv(path.with_suffix(".csv"), infer_schema=False)
    n = pl.int_range(pl.len())
    text.with_columns(
        pl.when(n == 4).then(datetime(2026, 1, 1, 12)).otherwise(datetime(2026, 1, 1)).alias("period"),
        pl.col("birth_month", "known_at").str.to_date(),
        pl.when(n == 7).then(0.005).when(n == 8).then(float("nan")).otherwise(100.0).alias("overtime_wage_eur"),
        pl.col("contract_written") == "true",
        pl.when(n == 9).then(Decimal("160.125")).otherwise(Decimal(160)).cast(pl.Decimal(20, 3)).alias("paid_hours"),
        pl.when(n == 10).then(2**63).otherwise(1).cast(pl.UInt64).alias("income_relationship"),
        pl.when(n == 11).then(None).otherwise(pl.col("contract_on_call") == "true").alias("contract_on_call"),
        pl.when(n == 12).then(1_234_567).otherwise(pl.col("worker_number").cast(pl.Int64)).alias("worker_number"),
    ).write_parquet(path)
    path.with_suffix(".csv").unlink()
    result = _load(delivery, "wage_records", good)

    found = [(row["line"], row["rule"], row["value"]) for row in delivery.quarantine("wage_records")]
    pseudonym = found.pop()
    assert found == [
        (5, "type:period", "2026-01-01 12:00:00"),
        (8, "decimals:overtime_wage_eur", "0.005"),
        (9, "type:overtime_wage_eur", "nan"),
        (10, "decimals:paid_hours", "160.125"),
        (11, "type:income_relationship", "*********"),
        (12, "required:contract_on_call", None),
    ]
    assert pseudonym[:2] == (13, "pattern:worker_number")
    assert re.fullmatch(r"-\d{15,19}", str(pseudonym[2]))
    assert (result.rows_in, result.rows_valid) == (100, 93)


def test_bad_rows_of_several_files_are_known_by_their_file_and_place(delivery: Delivery, good: Delivery) -> None:
    """Files of two shapes and a CSV between them, cut into groups of seven rows, in an order of months that differs."""
    folder = delivery.write().folder / "wage_records"
    text = pl.read_csv(folder / "a.csv", infer_schema=False)
    n = pl.int_range(pl.len())
    january = n % 3 == 0
    month = pl.when(january).then(pl.lit("2026-01-01")).otherwise(pl.lit("2025-12-01"))
    period_end = pl.when(january).then(pl.lit("2026-01-31")).otherwise(pl.lit("2025-12-31"))
    bad = {"a": [0, 6, 7, 99], "b": [8], "c": [50, 98], "d": [13]}
    for place, (name, rows) in enumerate(bad.items()):
        cao = pl.when(n.is_in(rows)).then(pl.lit(f"{name}-") + n.cast(pl.String)).otherwise(pl.lit("0100"))
        frame = text.with_columns(
            cao.alias("cao_code"),
            (month if name != "d" else month.str.to_date()).alias("period"),
            period_end.alias("period_end"),
            pl.lit(f"{place + 1}").alias("income_relationship"),  # a key of its own in each file
        )
        if name == "b":
            frame.write_csv(folder / "b.csv")
        else:
            frame.write_parquet(folder / f"{name}.parquet", row_group_size=7)
    (folder / "a.csv").unlink()
    result = _load(delivery, "wage_records", good)

    lines = {f"2026-02/wage_records/{name}.{'csv' if name == 'b' else 'parquet'}": name for name in bad}
    assert [
        (row["file"], row["line"], row["value"], row["message_en"]) for row in delivery.quarantine("wage_records")
    ] == [
        (file, n + (2 if name == "b" else 1), f"{name}-{n}", r"cao_code does not have the form \d{4}.")
        for file, name in lines.items()
        for n in bad[name]
    ]
    assert (result.rows_in, result.rows_valid) == (400, 392)
