"""A file that cannot be loaded stops ingest with words that say what, where and what to do."""

import json
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data_contracts.contract import register_names
from data_contracts.errors import KompasError
from tests.support.deliveries import NOTE, Delivery, csv_text


def _refusal(delivery: Delivery) -> KompasError:
    with pytest.raises(KompasError) as caught:
        delivery.ingest()
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def _parquet(delivery: Delivery, table: str, *columns: pl.Expr) -> Path:
    path = delivery.folder / table / "a.parquet"
    pl.read_csv(delivery.folder / table / "a.csv", infer_schema=False).with_columns(*columns).write_parquet(path)
    (delivery.folder / table / "a.csv").unlink()
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing"),
        ("{", "cannot be read as JSON"),
        ("[]", "does not say whether the delivery is synthetic"),
        (json.dumps(NOTE | {"synthetic": "yes"}), "does not say whether the delivery is synthetic"),
        (json.dumps({name: NOTE[name] for name in NOTE if name != "synthetic"}), "does not say whether"),
        (json.dumps(NOTE | {"source": " "}), "has no text for source"),
        (json.dumps(NOTE | {"note_nl": None, "note_en": ""}), "has no text for note_nl, note_en"),
    ],
)
def test_a_delivery_that_does_not_say_what_it_is(delivery: Delivery, content: str | None, words: str) -> None:
    path = delivery.write().folder / "delivery.json"
    path.unlink() if content is None else path.write_text(content)
    refusal = _refusal(delivery)
    assert words in refusal.what
    assert refusal.where == str(path)


def test_a_missing_table(delivery: Delivery) -> None:
    shutil.rmtree(delivery.write().folder / "staffing_links")
    refusal = _refusal(delivery)
    assert refusal.what == "The first delivery has no folder for the table staffing_links."
    assert refusal.where == str(delivery.folder / "staffing_links")


def test_a_table_without_files(delivery: Delivery) -> None:
    (delivery.write().folder / "findings" / "a.csv").unlink()
    refusal = _refusal(delivery)
    assert refusal.what == "The folder of the table findings is empty."
    assert refusal.where == str(delivery.folder / "findings")


def test_a_file_of_another_kind(delivery: Delivery) -> None:
    path = delivery.write().write_file("findings/b.xlsx", "x")
    refusal = _refusal(delivery)
    assert "neither a CSV nor a Parquet file" in refusal.what
    assert refusal.where == str(path)


@pytest.mark.parametrize(
    "content", ["", "team,month,region,skills,available_hours,known_at", None], ids=["0", "header", "parquet"]
)
def test_an_empty_file(delivery: Delivery, content: str | None) -> None:
    delivery.write()
    if content is None:
        path = _parquet(delivery, "capacity")
        pl.read_parquet(path).clear().write_parquet(path)
    else:
        path = delivery.write_file("capacity/a.csv", content + "\n" if content else "")
    refusal = _refusal(delivery)
    assert refusal.what == "This file holds no rows."
    assert refusal.where == str(path)


def test_wrong_columns_are_named_and_near_ones_suggested(delivery: Delivery) -> None:
    renamed = {"Region": "region", "availible_hours": "available_hours"}
    rows = [{**row, "extra": "1"} for row in delivery.rows["capacity"]]
    text = csv_text(rows)
    for wrong, right in renamed.items():
        text = text.replace(right, wrong, 1)
    path = delivery.write().write_file("capacity/a.csv", text)
    refusal = _refusal(delivery)
    assert "missing region, available_hours; not in the contract Region, availible_hours, extra" in refusal.what
    assert refusal.where == str(path)
    assert "Is 'Region' meant to be 'region'? Is 'availible_hours' meant to be 'available_hours'?" in refusal.remedy
    assert "'extra'" not in refusal.remedy


def test_a_column_that_is_there_twice(delivery: Delivery) -> None:
    text = csv_text(delivery.rows["capacity"]).replace("\n", ",x\n").replace(",x\n", ",team\n", 1)
    delivery.write().write_file("capacity/a.csv", text)
    assert "there twice team" in _refusal(delivery).what


def test_semicolons_are_recognised(delivery: Delivery) -> None:
    text = csv_text(delivery.rows["capacity"]).replace(",", ";")
    delivery.write().write_file("capacity/a.csv", text)
    assert "separated by semicolons" in _refusal(delivery).remedy


@pytest.mark.parametrize("name", ["Nat", "nationality", "Nationaliteit", "nationality_code"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_nationality_may_never_enter(delivery: Delivery, name: str, kind: str) -> None:
    delivery.write()
    if kind == "csv":
        rows = [row | {name: "1"} for row in delivery.rows["wage_records"]]
        delivery.write_file("wage_records/a.csv", csv_text(rows))
    else:
        _parquet(delivery, "wage_records", pl.lit("1").alias(name))
    refusal = _refusal(delivery)
    assert f"column '{name}'. Nationality may never enter" in refusal.what


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pl.lit(1.5).alias("team"), "team is DOUBLE and must be VARCHAR"),
        (pl.lit(True).alias("month"), "month is BOOLEAN and must be DATE"),
        (pl.lit(1.5).cast(pl.Float32).alias("available_hours"), "available_hours is FLOAT and must be DECIMAL(14,2)"),
        (pl.lit([1]).alias("available_hours"), "available_hours is BIGINT[] and must be DECIMAL(14,2)"),
    ],
)
def test_a_parquet_type_that_cannot_be_read(delivery: Delivery, column: pl.Expr, words: str) -> None:
    path = _parquet(delivery.write(), "capacity", column)
    refusal = _refusal(delivery)
    assert words in refusal.what
    assert refusal.where == str(path)


def test_parquet_that_is_none(delivery: Delivery) -> None:
    path = delivery.write().write_file("capacity/a.parquet", "team,month\n1,2\n")
    refusal = _refusal(delivery)
    assert "cannot be read" in refusal.what
    assert refusal.where == str(path)


def test_parquet_that_is_damaged_in_the_middle(delivery: Delivery) -> None:
    path = _parquet(delivery.write(), "employers")
    content = bytearray(path.read_bytes())
    content[100:400] = bytes(300)
    path.write_bytes(content)
    assert "cannot be read" in _refusal(delivery).what


def test_a_header_that_is_no_text(delivery: Delivery) -> None:
    path = delivery.write().write_file("capacity/a.csv", b"te\xe9m,month\n1,2\n")
    refusal = _refusal(delivery)
    assert "no CSV header in UTF-8" in refusal.what
    assert refusal.where == f"{path}, line 1"


def test_a_line_too_long_to_be_one(delivery: Delivery) -> None:
    delivery.write().write_file("capacity/a.csv", csv_text(delivery.rows["capacity"]) + "x" * 3_000_000)
    assert "cannot be read" in _refusal(delivery).what


def test_all_that_is_wrong_with_files_is_said_at_once(delivery: Delivery) -> None:
    delivery.write().write_file("capacity/a.csv", "")
    delivery.write_file("findings/a.csv", "case_id\nC1\n")
    refusal = _refusal(delivery)
    assert "2 things are wrong with this delivery" in refusal.what
    assert "This file holds no rows." in refusal.what
    assert "missing law, established_on, examined" in refusal.what


def test_too_many_bad_rows_refuse_the_table_and_keep_its_quarantine(delivery: Delivery) -> None:
    for n in range(6):
        delivery.rows["capacity"][n]["region"] = "Randstad"
    delivery.rows["capacity"][0]["month"] = "2026-02-02"
    refusal = _refusal(delivery.write())
    assert "6 of 100 rows of capacity (6.0%) break the contract; at most 5.0% may" in refusal.what
    assert "Broken rules: values:region 6, format:first_of_month 1." in refusal.what
    kept = delivery.root / "refused" / "capacity.2026-02.parquet"
    assert str(kept) in refusal.where
    assert pl.read_parquet(kept).height == 7


def test_exactly_the_limit_is_allowed(delivery: Delivery) -> None:
    for n in range(5):
        delivery.rows["capacity"][n]["region"] = "Randstad"
    results = {result.table: result for result in delivery.write().ingest()}
    assert results["capacity"].rows_quarantined == 5
    assert len(results) == 17
    assert not (delivery.root / "refused").exists()


def test_tables_that_refer_to_a_refused_one_wait_for_it_and_are_not_blamed(delivery: Delivery) -> None:
    """Findings refer to inspections and those to employers; only capacity and permit duties refer to nothing."""
    for n in range(10):
        delivery.rows["employers"][n]["rsin"] = "123456789"
        delivery.rows["capacity"][n]["region"] = "Randstad"
    refusal = _refusal(delivery.write())
    waiting = set(register_names()) - {"capacity", "employers", "permit_duties"}
    assert f"{2 + len(waiting)} things are wrong" in refusal.what
    assert refusal.what.count("break the contract") == 2
    assert "10 of 100 rows of capacity" in refusal.what
    assert "10 of 100 rows of employers" in refusal.what
    for table in waiting:
        assert f" {table} was not loaded, because it refers to a table that was refused." in refusal.what
    assert delivery.told[2:] == ["permit_duties: 100 rows in, 0 to quarantine"]
    assert sorted(path.name for path in delivery.out.iterdir()) == ["done", "permit_duties", "quarantine"]


def test_too_little_memory_says_so(delivery: Delivery) -> None:
    from pipelines.ingest.sources import reading

    with pytest.raises(KompasError, match="not enough memory"), reading("here"):
        duckdb.connect(config={"memory_limit": "1MB", "temp_directory": ""}).execute(
            "CREATE TABLE t AS SELECT md5(i::VARCHAR) AS x FROM range(1000000) t(i)"
        )


def test_a_folder_that_is_no_table_is_named(delivery: Delivery) -> None:
    delivery.write().write_file("werkgevers/a.csv", "x\n1\n")
    delivery.ingest()
    assert delivery.told[0] == "The folder 2026-02/werkgevers is no register table and was not read"
