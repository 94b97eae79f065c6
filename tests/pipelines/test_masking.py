"""No citizen's number (BSN) leaves a delivery: not in what ingest writes, nor in what it prints, however bad a row."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.ingest.sources import reading
from tests.support.command import kompas
from tests.support.deliveries import MAKERS, Delivery, Row, csv_text

BSN = "123456782"  # passes the 11-test: 9 + 16 + 21 + 24 + 25 + 24 + 21 + 16 - 2 = 154 = 14 * 11
REAL = f"{BSN}L01"

EMPLOYERS: list[Row] = [
    {"legal_form": "Eenmanszaak", "rsin": "", "loonheffingennummer": REAL},
    {"legal_form": "Eenmanszaak", "rsin": BSN, "loonheffingennummer": REAL},
    {"legal_form": "eenmanszaak", "rsin": BSN, "loonheffingennummer": REAL},
    {"rsin": "", "loonheffingennummer": REAL},
    {"rsin": f"{BSN}0", "loonheffingennummer": f"{BSN}L1"},
    {"rsin": "1234.56.782", "loonheffingennummer": "1234 56 782 L01"},
    {"rsin": f"L{BSN}", "loonheffingennummer": f"L01{BSN}"},
    {"kvk_number": BSN},
    {"trade_name": f"{BSN}\x7f"},
    {"trade_name": "J. de Vries 1234.56.782", "province": "?"},
    {"employer_id": BSN, "province": "?"},
    {"start_date": BSN},
    {"sbi_code": f"0{BSN}"},
]
WAGE_RECORDS: list[Row] = [
    {"loonheffingennummer": REAL},
    {"worker_pid": BSN},
    {"income_relationship": BSN},
    {"cao_code": BSN},
    {"wage_eur": f"{BSN}.00"},
    {"paid_hours": BSN},
    {"known_at": BSN},
]
LINES = [
    f"{BSN},2026-02-01",
    f"{REAL},2026-02-01,West,400,2026-01-01,x,y",
    f'"{BSN},2026-02-01,West,400,2026-01-01',
    f'"1234.56.782,{REAL}',
    f"a\xe9{BSN}",
    "a\x0012345\x006782",
    f"{BSN};{REAL};x",
]


def _texts(folder: Path, delivered: Path) -> Iterator[str]:
    """Everything that a file below the folder says, but for the delivery itself; Parquet is read, row by row."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_relative_to(delivered):
            yield path.name
            yield path.read_bytes().decode("utf-8", errors="ignore")
            if path.suffix == ".parquet":
                yield pl.read_parquet(path, glob=False).cast(pl.String).write_csv()


def _shows(text: str) -> bool:
    return BSN in re.sub(r"[^\w,;]", "", text)


def _assert_hidden(delivery: Delivery, *said: str) -> None:
    texts = [*_texts(delivery.root, delivery.register), *delivery.told, *said]
    assert [text for text in texts if _shows(text)] == []


def _refused(delivery: Delivery) -> KompasError:
    with pytest.raises(KompasError) as caught:
        delivery.ingest()
    return caught.value


def test_the_search_would_notice() -> None:
    assert _shows(f"x,{REAL}")
    assert _shows("1234.56.782")
    assert not _shows("*********L01")


@pytest.mark.parametrize(
    ("table", "spoilt"), [("employers", EMPLOYERS), ("wage_records", WAGE_RECORDS)], ids=["employers", "wage_records"]
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_bad_row_shows_the_number(delivery: Delivery, table: str, spoilt: list[Row], kind: str) -> None:
    for n, changes in enumerate(spoilt):
        delivery.rows[table][n] |= changes
    path = delivery.write().register / table / "a.csv"
    if kind == "parquet":
        categories = pl.col("loonheffingennummer").cast(pl.Categorical)
        pl.read_csv(path, infer_schema=False).with_columns(categories).write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    refusal = _refused(delivery)
    assert f"{len(spoilt)} of 100 rows of {table}" in refusal.what
    assert {row["line"] for row in delivery.quarantine(table)} >= set(range(2, len(spoilt) + 2 - (kind == "parquet")))
    _assert_hidden(delivery, str(refusal))


def test_no_line_that_is_no_record_shows_the_number(delivery: Delivery) -> None:
    delivery.write()
    text = csv_text(delivery.rows["capacity"]).encode() + "\n".join(LINES).encode("latin-1")
    delivery.write_file("capacity/a.csv", text)
    refusal = _refused(delivery)
    assert f"{len(LINES)} of {100 + len(LINES)} rows of capacity" in refusal.what
    _assert_hidden(delivery, str(refusal))
    first = json.loads(str(delivery.quarantine("capacity")[0]["raw"]))
    assert first == {"line": "*********,2026-02-01"}


@pytest.mark.parametrize("changes", [EMPLOYERS[0], EMPLOYERS[2], EMPLOYERS[5]])
def test_the_command_neither_writes_nor_prints_the_number(delivery: Delivery, changes: Row) -> None:
    """A delivery that comes in with a bad row or two: the snapshot, its manifest, the audit log and the screen."""
    delivery.rows["employers"][5] |= changes
    delivery.rows["wage_records"][5]["loonheffingennummer"] = REAL
    delivery.write()
    done = kompas("ingest", "--data", str(delivery.root))
    assert done.returncode == 0, done.stderr
    assert "1 rows of employers went to quarantine" in done.stderr
    assert "reference:loonheffingennummer (1)" in done.stderr
    (path,) = (delivery.root / "snapshots" / "warehouse").glob("*/quarantine/wage_records.parquet")
    row = pl.read_parquet(path).row(0, named=True)
    assert (row["file"], row["line"], row["value"]) == ("wage_records/a.csv", 7, "*********L01")
    assert json.loads(row["raw"])["loonheffingennummer"] == "*********L01"
    assert json.loads(row["raw"])["wage_eur"] == "2500.25"
    _assert_hidden(delivery, done.stdout, done.stderr)


def test_a_file_without_a_header_does_not_show_its_first_row(delivery: Delivery) -> None:
    row = MAKERS["employers"](1) | EMPLOYERS[2] | {"trade_name": f"nat {BSN}"}
    delivery.write().write_file("employers/a.csv", csv_text([row]).split("\n", 1)[1])
    refusal = _refused(delivery)
    assert "'nat *********'" in refusal.what
    _assert_hidden(delivery, str(refusal))
    delivery.write_file("employers/a.csv", csv_text([row | {"trade_name": BSN}]).split("\n", 1)[1])
    refusal = _refused(delivery)
    assert "*********L01" in refusal.what
    _assert_hidden(delivery, str(refusal))


def test_what_the_reader_of_files_says_is_masked(delivery: Delivery) -> None:
    """DuckDB quotes a value that it cannot turn into a type."""
    with pytest.raises(KompasError) as caught, reading("here"):
        duckdb.execute(f"SELECT CAST('{REAL}' AS INTEGER)")
    assert "*********L01" in str(caught.value)
    assert not _shows(str(caught.value))


def test_a_masked_column_shows_nothing_of_a_number_that_lost_its_leading_zero(delivery: Delivery) -> None:
    """012345672 is a BSN that a spreadsheet makes 12345672; a pseudonym is not shown either."""
    delivery.rows["employers"][3] |= {"rsin": "12345672", "loonheffingennummer": "12345672L01"}
    delivery.rows["employers"][4] |= {"loonheffingennummer": "N0A1B2C3DL02"}
    delivery.rows["wage_records"][3] |= {"loonheffingennummer": "12345672L1", "worker_pid": "12345672"}
    delivery.write().ingest()
    employers = [json.loads(str(row["raw"])) for row in delivery.quarantine("employers")]
    assert {(raw["rsin"], raw["loonheffingennummer"]) for raw in employers} == {
        ("********", "********L01"),
        ("*********", "*********L02"),
    }
    wages = [json.loads(str(row["raw"])) for row in delivery.quarantine("wage_records") if row["line"] == 5]
    assert {(raw["loonheffingennummer"], raw["worker_pid"]) for raw in wages} == {("**********", "********")}
    assert not [text for text in _texts(delivery.root, delivery.register) if "12345672" in text]
