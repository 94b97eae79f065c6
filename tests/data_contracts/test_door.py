"""The door: pseudonyms recomputed apart from DuckDB, and what is plain, cut or refused."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.contract import load_contract
from data_contracts.enforcement import RawRows, door_sql, door_types, open_door
from data_contracts.enforcement.door import rekeyed_number_sql, rekeyed_tax_number_sql
from tests.support.deliveries import KEY, MAKERS, Delivery
from tests.support.drops import load_tables

OTHER_KEY = bytes(reversed(range(32)))
CONNECTION = duckdb.connect()
FEW = settings(max_examples=40, deadline=None)
SQL_TYPES = {pl.String: "VARCHAR", pl.Int64: "BIGINT", pl.Int32: "INTEGER", pl.UInt64: "UBIGINT", pl.Date: "DATE"}
numbers = st.integers(10_000_000, 999_999_999)


def _digest(key: bytes, words: str) -> bytes:
    return hashlib.sha256(key + words.encode("ascii")).digest()[:8]


def _number(words: str, key: bytes = KEY) -> int:
    """Return 61 bits of SHA-256 over key and words, above 2^62."""
    return int.from_bytes(_digest(key, words), "big") % 2**61 + 2**62


def _worker(number: int, key: bytes = KEY) -> int:
    return _number(f"W1{number:09d}", key)


def _text(words: str, key: bytes = KEY) -> str:
    return "N" + _digest(key, words).hex().upper()


def _passed(
    table: str,
    columns: dict[str, pl.Series],
    *,
    keys: Sequence[bytes] = (KEY,),
    rsins: Sequence[str] = (),
    pseudonymised: bool = False,
) -> pl.DataFrame:
    """Return what passes the door of a table; columns that are not given hold a good row's text."""
    contract = load_contract(table)
    height = len(next(iter(columns.values())))
    text = {name: pl.Series([value] * height) for name, value in MAKERS[table](1).items()}
    frame = pl.DataFrame(text | columns).with_columns(source_file=0, source_line=pl.int_range(pl.len()))
    types = {name: SQL_TYPES.get(type(frame.schema[name]), "VARCHAR") for name in contract.column_names}
    types |= {name: "TIMESTAMP" for name in contract.column_names if isinstance(frame.schema[name], pl.Datetime)}
    open_door(CONNECTION, keys)
    known = pl.DataFrame({"value": pl.Series(rsins, dtype=pl.String)})
    CONNECTION.register("delivered", frame)
    CONNECTION.register("known_employers_rsin", known)
    rows = RawRows("delivered", door_sql(contract, types, pseudonymised=pseudonymised), door_types(contract, types))
    passed = CONNECTION.sql(rows.passed_sql())
    found = dict(zip(passed.columns, map(str, passed.types), strict=True))
    assert {name: found[name] for name in rows.types} == dict(rows.types)
    result: pl.DataFrame = passed.pl().sort("source_line")
    return result


@pytest.mark.parametrize(
    "delivered",
    [
        pl.Series(["123456782", "012345672", "12345672", "999999999", "10000000"]),
        pl.Series([123456782, 12345672, 12345672, 999999999, 10000000], dtype=pl.Int64),
        pl.Series([123456782, 12345672, 12345672, 999999999, 10000000], dtype=pl.Int32),
        pl.Series([123456782, 12345672, 12345672, 999999999, 10000000], dtype=pl.UInt64),
    ],
    ids=lambda series: str(series.dtype),
)
def test_a_worker_number_is_hashed_with_its_leading_zeros_however_it_is_delivered(delivered: pl.Series) -> None:
    passed = _passed("permit_duties", {"worker_number": delivered})["worker_number"]
    assert passed.to_list() == [_worker(n) for n in (123456782, 12345672, 12345672, 999999999, 10000000)]
    assert passed.is_between(2**62, 2**62 + 2**61 - 1).all()


def test_a_pseudonym_worked_out_once_and_for_all() -> None:
    """Should this change, nobody is recognised any more. sha256sum of the 43 bytes begins 9711193de1f848eb."""
    passed = _passed("permit_duties", {"worker_number": pl.Series(["123456782"])})["worker_number"]
    assert passed.to_list() == [6_273_823_509_478_656_235]


def test_an_officer_and_a_worker_of_one_number_have_different_pseudonyms() -> None:
    passed = _passed("officers", {"officer_number": pl.Series(["123456782"])})["officer_number"]
    assert passed.to_list() == [_number("O1123456782")]
    assert passed.to_list() != [_worker(123456782)]


def test_another_key_gives_another_pseudonym() -> None:
    passed = _passed("permit_duties", {"worker_number": pl.Series(["123456782"])}, keys=(OTHER_KEY,))
    assert passed["worker_number"].to_list() == [_worker(123456782, OTHER_KEY)]
    assert _worker(123456782, OTHER_KEY) != _worker(123456782)


def test_a_worker_without_a_number_is_known_by_the_personnel_number() -> None:
    delivered = {
        "worker_number": pl.Series(["", "", "123456782", ""]),
        "personnel_number": pl.Series(["A-17", "a-17", "A-17", ""]),
        "loonheffingennummer": pl.Series(["123456782L01"] * 4),
    }
    passed = _passed("wage_records", delivered)["worker_number"]
    assert passed.to_list() == [
        _number("P123456782L01|A-17") + 2**61,
        _number("P123456782L01|a-17") + 2**61,
        _worker(123456782),
        None,
    ]
    assert passed[:2].is_between(2**62 + 2**61, 2**63 - 1).all()
    as_number = _passed(
        "wage_records",
        delivered | {"worker_number": pl.Series([None, None, 123456782, None], dtype=pl.Int64)},
    )
    assert as_number["worker_number"].equals(passed)


def test_a_personnel_number_goes_no_further() -> None:
    assert "personnel_number" not in _passed("payslips", {"worker_number": pl.Series([""])}).columns


MALFORMED = ["1234567", "1234567890", "12345678x", " 12345678", "123456782L01", "-12345678", "0", str(2**62 + 5)]


def test_a_number_without_the_form_is_negative_and_not_readable_back() -> None:
    passed = _passed("permit_duties", {"worker_number": pl.Series(MALFORMED)})["worker_number"]
    expected = [-1 - int.from_bytes(_digest(KEY, f"W{words}"), "big") % 2**61 for words in MALFORMED]
    assert passed.to_list() == expected
    assert passed.is_between(-(2**61), -1).all()


@pytest.mark.parametrize("number", [0, -1, 9_999_999, 1_000_000_000, -(2**63), 2**62 + 5])
def test_an_integer_without_the_form_is_negative_too(number: int) -> None:
    passed = _passed("permit_duties", {"worker_number": pl.Series([number], dtype=pl.Int64)})["worker_number"]
    assert passed.to_list() == [-1 - int.from_bytes(_digest(KEY, f"W{number}"), "big") % 2**61]


def test_a_wage_tax_number_is_plain_only_when_it_is_a_legal_persons() -> None:
    delivered = pl.Series(["111222333L01", "111222333L12", "123456782L01", "123456782L02", "12345678L01", "", "x"])
    passed = _passed("wage_tax_numbers", {"loonheffingennummer": delivered}, rsins=["111222333", "123456789"])
    assert passed["loonheffingennummer"].to_list() == [
        "111222333L01",
        "111222333L12",
        f"{_text('T123456782')}L01",
        f"{_text('T123456782')}L02",
        "M" + _text("T12345678L01")[1:],
        None,
        "M" + _text("Tx")[1:],
    ]


def test_an_rsin_is_plain_only_for_a_legal_form_that_is_known_to_be_no_natural_persons() -> None:
    forms = ["bv", "vof", "buitenlands", "eenmanszaak", "", "Eenmanszaak", "BV"]
    passed = _passed("employers", {"legal_form": pl.Series(forms), "rsin": pl.Series(["123456782"] * len(forms))})[
        "rsin"
    ]
    assert passed.to_list() == ["123456782"] * 3 + [_text("R123456782")] * 4


@pytest.mark.parametrize("rsin", ["12345678", "1234567820", "1234.56.782", "123456782L01", "N0123456789ABCDEF"])
def test_an_rsin_of_another_form_is_nobodys_to_show(rsin: str) -> None:
    passed = _passed("employers", {"legal_form": pl.Series(["bv"]), "rsin": pl.Series([rsin])})["rsin"]
    assert passed.to_list() == [_text(f"R{rsin}")]


def test_a_date_of_birth_is_cut_to_its_month() -> None:
    text = pl.Series(["1990-05-17", "2000-02-29", "1999-02-29", "17-05-1990", "", "1990-05"])
    passed = _passed("wage_records", {"birth_month": text})["birth_month"]
    assert passed.to_list() == ["1990-05-01", "2000-02-01", "unreadable", "unreadable", None, "unreadable"]
    dates = pl.Series([date(1990, 5, 17), date(2000, 2, 29), None])
    assert _passed("wage_records", {"birth_month": dates})["birth_month"].to_list() == [
        date(1990, 5, 1),
        date(2000, 2, 1),
        None,
    ]
    moments = pl.Series([datetime(1990, 5, 17, 23, 59)])
    assert _passed("wage_records", {"birth_month": moments})["birth_month"].to_list() == [date(1990, 5, 1)]


def test_what_the_program_wrote_itself_is_not_hashed_again() -> None:
    """Repaired rows hold pseudonyms beside plain numbers that somebody filled in; others may not say so of theirs."""
    pseudonym, negative = _worker(123456782), -77
    delivered = {"worker_number": pl.Series([str(pseudonym), str(negative), "123456782", "1234567"])}
    passed = _passed("permit_duties", delivered, pseudonymised=True)["worker_number"].to_list()
    assert passed[:3] == [pseudonym, negative, pseudonym]
    assert passed[3] < 0
    plain = _passed("permit_duties", delivered)["worker_number"].to_list()
    assert plain[0] < 0 and plain[1] < 0 and plain[1] != negative

    numbers = pl.Series(["N0123456789ABCDEFL01", "123456782L01"])
    again = _passed("wage_tax_numbers", {"loonheffingennummer": numbers}, pseudonymised=True)
    assert again["loonheffingennummer"].to_list() == ["N0123456789ABCDEFL01", f"{_text('T123456782')}L01"]
    not_ours = _passed("wage_tax_numbers", {"loonheffingennummer": numbers})["loonheffingennummer"]
    assert not_ours[0] == "M" + _text("TN0123456789ABCDEFL01")[1:]


@FEW
@given(st.lists(numbers, min_size=2, max_size=60, unique=True))
def test_different_numbers_get_different_pseudonyms_alike_from_text_and_integers(sample: list[int]) -> None:
    text = pl.Series([f"{number:09d}" for number in sample])
    from_text = _passed("permit_duties", {"worker_number": text})["worker_number"]
    from_integers = _passed("permit_duties", {"worker_number": pl.Series(sample, dtype=pl.Int64)})["worker_number"]
    assert from_text.equals(from_integers)
    assert from_text.to_list() == [_worker(number) for number in sample]
    assert from_text.n_unique() == len(sample)


@FEW
@given(st.lists(st.one_of(numbers.map(str), st.from_regex(r"[0-9]{1,12}", fullmatch=True)), min_size=1, max_size=40))
def test_nothing_that_passes_holds_the_number(sample: list[str]) -> None:
    """Only numbers of eight digits and more: fewer occur in a pseudonym of 19 digits by chance."""
    workers = _passed(
        "wage_records",
        {
            "worker_number": pl.Series(sample),
            "personnel_number": pl.Series(sample),
            "loonheffingennummer": pl.Series([f"{number}L01" for number in sample]),
        },
    ).select("worker_number", "loonheffingennummer")
    for number, row in zip(sample, workers.iter_rows(), strict=True):
        digits = number.lstrip("0")
        assert len(digits) < 8 or not [value for value in row if digits in str(value)]


@FEW
@given(st.lists(numbers, min_size=1, max_size=20))
def test_two_keys_in_a_row_are_the_second_key_over_what_the_first_made(sample: list[int]) -> None:
    """So that a key can be renewed for what is stored, of which nobody knows the numbers any more."""
    delivered = {
        "worker_number": pl.Series([str(n) if n % 3 else "" for n in sample]),
        "personnel_number": pl.Series([f"P{n}" for n in sample]),
        "loonheffingennummer": pl.Series([f"{n:09d}L{n % 100:02d}" for n in sample]),
    }
    plain = [f"{sample[0]:09d}"]
    once = _passed("wage_records", delivered, keys=(KEY,), rsins=plain)
    twice = _passed("wage_records", delivered, keys=(KEY, OTHER_KEY), rsins=plain)
    open_door(CONNECTION, (OTHER_KEY,))
    CONNECTION.register("once", once)
    rekeyed = CONNECTION.sql(
        f"SELECT {rekeyed_number_sql('worker_number')} AS worker_number, "  # noqa: S608
        f"{rekeyed_tax_number_sql('loonheffingennummer')} AS loonheffingennummer FROM once ORDER BY source_line"
    ).pl()
    assert rekeyed["worker_number"].to_list() == twice["worker_number"].to_list()
    assert rekeyed["loonheffingennummer"].to_list() == twice["loonheffingennummer"].to_list()
    for first, second in zip(once["worker_number"], twice["worker_number"], strict=True):
        above = 2**61 if first >= 2**62 + 2**61 else 0
        assert second == _number(str(first), OTHER_KEY) + above
    assert twice["loonheffingennummer"][0] == f"{plain[0]}L{sample[0] % 100:02d}"


def test_a_door_needs_whole_keys() -> None:
    for keys in ((), (KEY[:31],), (KEY, b"")):
        with pytest.raises(ValueError, match="32 bytes"):
            open_door(CONNECTION, keys)


def test_files_of_text_and_of_integers_hold_the_same_people(tmp_path: Path) -> None:
    """Through real files: a spreadsheet's CSV without leading zeros, and Parquet with integers."""
    delivery = Delivery(tmp_path)
    delivery.rows["permit_duties"][0]["worker_number"] = "012345672"
    delivery.rows["permit_duties"][1]["worker_number"] = "12345680"
    load_tables(delivery.write(), "permit_duties")
    from_csv = delivery.valid("permit_duties")
    path = delivery.folder / "permit_duties" / "a.csv"
    pl.read_csv(path, infer_schema=False).with_columns(pl.col("worker_number").cast(pl.Int32)).write_parquet(
        path.with_suffix(".parquet")
    )
    path.unlink()
    load_tables(delivery, "permit_duties")
    assert delivery.valid("permit_duties").equals(from_csv)
    expected = [_worker(int(row["worker_number"])) for row in delivery.rows["permit_duties"]]
    assert sorted(from_csv["worker_pid"]) == sorted(expected)
    assert re.fullmatch(r"\d{19}", str(from_csv["worker_pid"][0]))
