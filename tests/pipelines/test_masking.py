"""A citizen's number (BSN) in the wrong place: what ingest writes and prints does not show it, however bad a row.

Numbers in their own place become pseudonyms; tests/pipelines/test_no_plain_numbers.py looks for those.
"""

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
from tests.support.drops import load_tables

BSN = "123456782"  # passes the 11-test: 9 + 16 + 21 + 24 + 25 + 24 + 21 + 16 - 2 = 154 = 14 * 11
REAL = f"{BSN}L01"

EMPLOYERS: list[Row] = [
    {"legal_form": "Eenmanszaak", "rsin": BSN},
    {"legal_form": "eenmanszaak", "rsin": BSN},
    {"legal_form": "", "rsin": BSN},
    {"rsin": f"{BSN}0"},
    {"rsin": "1234.56.782"},
    {"rsin": f"L{BSN}"},
    {"rsin": f"{BSN}L01"},
    {"kvk_number": BSN},
    {"trade_name": f"{BSN}\x7f"},
    {"trade_name": "J. de Vries 1234.56.782", "province": "?"},
    {"employer_id": BSN, "province": "?"},
    {"start_date": BSN},
    {"sbi_code": f"0{BSN}"},
]
WAGE_TAX_NUMBERS: list[Row] = [
    {"employer_id": "E999", "loonheffingennummer": REAL},
    {"loonheffingennummer": f"{BSN}L1"},
    {"loonheffingennummer": "1234 56 782 L01"},
    {"loonheffingennummer": f"L01{BSN}"},
    {"employer_id": BSN},
    {"valid_from": BSN},
]
WAGE_RECORDS: list[Row] = [
    {"loonheffingennummer": REAL},
    {"worker_number": BSN, "wage_eur": "?"},
    {"worker_number": f"{BSN}0"},
    {"worker_number": f"BSN {BSN}"},
    {"worker_number": "", "personnel_number": BSN, "wage_eur": "?"},
    {"birth_month": BSN},
    {"income_relationship": BSN},
    {"cao_code": BSN},
    {"wage_eur": f"{BSN}.00"},
    {"paid_hours": BSN},
    {"known_at": BSN},
]
OFFICERS: list[Row] = [
    {"officer_number": BSN, "role": "?"},
    {"officer_number": f"{BSN}B"},
    {"officer_number": f"B{BSN}"},
    {"officer_number": f"{BSN}00"},
    {"officer_number": "1234.56.782"},
    {"role": BSN},
]
SPOILT = {
    "employers": EMPLOYERS,
    "wage_tax_numbers": WAGE_TAX_NUMBERS,
    "wage_records": WAGE_RECORDS,
    "officers": OFFICERS,
}
LINES = [
    f"{BSN},2026-02-01",
    f"{REAL},2026-02-01,West,WML,400,2026-01-01,x,y",
    f'"{BSN},2026-02-01,West,WML,400,2026-01-01',
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


def _quarantine(folder: Path, table: str) -> list[dict[str, object]]:
    (path,) = folder.glob(f"{table}.*.parquet")
    return pl.read_parquet(path).to_dicts()


def _refused(delivery: Delivery) -> KompasError:
    with pytest.raises(KompasError) as caught:
        delivery.ingest()
    return caught.value


def test_the_search_would_notice() -> None:
    assert _shows(f"x,{REAL}")
    assert _shows("1234.56.782")
    assert not _shows("*********L01")


@pytest.mark.parametrize("table", SPOILT)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_bad_row_shows_the_number(delivery: Delivery, table: str, kind: str) -> None:
    spoilt = SPOILT[table]
    for n, changes in enumerate(spoilt):
        delivery.rows[table][n] |= changes
    path = delivery.write().folder / table / "a.csv"
    if kind == "parquet":
        frame = pl.read_csv(path, infer_schema=False)
        categories = pl.col([name for name in frame.columns if name in {"loonheffingennummer", "trade_name"}])
        frame.with_columns(categories.cast(pl.Categorical)).write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    refusal = _refused(delivery)
    assert f"{len(spoilt)} of 100 rows of {table}" in refusal.what
    lines = {row["line"] for row in _quarantine(delivery.root / "refused", table)}
    assert lines == {n + (1 if kind == "parquet" else 2) for n in range(len(spoilt))}
    _assert_hidden(delivery, str(refusal))


def test_no_line_that_is_no_record_shows_the_number(delivery: Delivery) -> None:
    delivery.write()
    text = csv_text(delivery.rows["capacity"]).encode() + "\n".join(LINES).encode("latin-1")
    delivery.write_file("capacity/a.csv", text)
    refusal = _refused(delivery)
    assert f"{len(LINES)} of {100 + len(LINES)} rows of capacity" in refusal.what
    _assert_hidden(delivery, str(refusal))
    first = json.loads(str(_quarantine(delivery.root / "refused", "capacity")[0]["raw"]))
    assert first == {"line": "*********,2026-02-01"}


@pytest.mark.slow
@pytest.mark.parametrize("changes", [EMPLOYERS[0], EMPLOYERS[1], EMPLOYERS[2], EMPLOYERS[4]])
def test_the_command_neither_writes_nor_prints_the_number(delivery: Delivery, changes: Row) -> None:
    """A delivery that comes in with a bad row or two: the snapshot, its manifest, the audit log and the screen."""
    delivery.rows["employers"][5] |= changes
    delivery.rows["wage_records"][5]["loonheffingennummer"] = REAL
    delivery.write()
    done = kompas("ingest", "--data", str(delivery.root))
    assert done.returncode == 0, done.stderr
    assert "1 rows of employers went to quarantine" in done.stderr
    assert "reference:loonheffingennummer (1)" in done.stderr
    (folder,) = (delivery.root / "snapshots" / "warehouse").glob("*/quarantine")
    (row,) = _quarantine(folder, "wage_records")
    assert (row["file"], row["line"]) == ("2026-02/wage_records/a.csv", 7)
    assert re.fullmatch(r"N[0-9A-F]{16}L01", str(row["value"]))
    raw = json.loads(str(row["raw"]))
    assert raw["loonheffingennummer"] == row["value"]
    assert raw["wage_eur"] == "2500.25"
    _assert_hidden(delivery, done.stdout, done.stderr)


def test_a_file_without_a_header_does_not_show_its_first_row(delivery: Delivery) -> None:
    row = MAKERS["employers"](1) | EMPLOYERS[1] | {"trade_name": f"nat {BSN}"}
    delivery.write().write_file("employers/a.csv", csv_text([row]).split("\n", 1)[1])
    refusal = _refused(delivery)
    assert "'nat *********'" in refusal.what
    _assert_hidden(delivery, str(refusal))
    delivery.write_file("employers/a.csv", csv_text([row | {"trade_name": REAL}]).split("\n", 1)[1])
    refusal = _refused(delivery)
    assert "*********L01" in refusal.what
    _assert_hidden(delivery, str(refusal))


def test_what_the_reader_of_files_says_is_masked(delivery: Delivery) -> None:
    """DuckDB quotes a value that it cannot turn into a type."""
    with pytest.raises(KompasError) as caught, reading("here"):
        duckdb.execute(f"SELECT CAST('{REAL}' AS INTEGER)")
    assert "*********L01" in str(caught.value)
    assert not _shows(str(caught.value))


def test_a_pseudonym_shows_nothing_of_a_number_that_lost_its_leading_zero(delivery: Delivery) -> None:
    """012345672 is a BSN that a spreadsheet makes 12345672: eight digits are too few for a mask, not for the door."""
    lost = "12345672"
    delivery.rows["employers"][3] |= {"rsin": lost}
    delivery.rows["employers"][4] |= {"legal_form": "eenmanszaak", "rsin": f"0{lost}"}
    delivery.rows["wage_records"][3] |= {"loonheffingennummer": f"{lost}L1"}
    delivery.rows["wage_records"][4] |= {"worker_number": lost, "wage_eur": "?"}
    load_tables(delivery.write(), "employers", "wage_tax_numbers", "wage_records")
    employers = [json.loads(str(row["raw"]))["rsin"] for row in delivery.quarantine("employers")]
    assert len(employers) == 3  # pattern:rsin for both, and a natural person may not have one
    assert all(re.fullmatch(r"N[0-9A-F]{16}", rsin) for rsin in employers)
    wages = {row["line"]: json.loads(str(row["raw"])) for row in delivery.quarantine("wage_records")}
    assert re.fullmatch(r"M[0-9A-F]{16}", wages[5]["loonheffingennummer"])
    assert int(wages[6]["worker_number"]) >= 2**62
    assert not [text for text in _texts(delivery.root, delivery.register) if lost in text]
