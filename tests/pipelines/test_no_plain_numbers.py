"""Nothing that ingest writes or says holds a citizen's number: every file but the delivery is searched, row by row."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data_contracts.contract import load_contract
from data_contracts.enforcement import all_rules, open_door
from data_contracts.enforcement.rules import line_rule_numbers
from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from pipelines.ingest import read_drops
from pipelines.ingest.sources import open_sources
from pipelines.pseudonyms.keys import Keys, write_keys
from pipelines.steps.context import StepContext
from pipelines.steps.ingest import ingest_step
from tests.support.command import kompas
from tests.support.deliveries import KEY, MAKERS, Delivery, Row, csv_text
from tests.support.drops import quarantine_of, warehouse
from tests.support.plain_numbers import found_in, texts_below
from tests.support.register_rows import nobodys_number

ROWS_OF = {"employers": 400, "wage_tax_numbers": 400, "wage_records": 600}
PERSONS = [nobodys_number(40_000_000 + 20 * n) for n in range(6)]
"""Natural persons with staff: their wage tax numbers hold a citizen's number."""
SHORT = nobodys_number(1_234_567)
"""Begins with a zero, which a spreadsheet leaves out: 012345675 becomes 12345675."""
PERSONNEL = "PERSNR-77431"
IN_TEXT = "123456782"
"""Passes the 11-test, so that a row which is good but for this number in its free text is seen."""


def _dotted(number: str) -> str:
    return f"{number[:4]}.{number[4:6]}.{number[6:]}"


def _good_rows() -> dict[str, list[Row]]:
    rows = {table: [make(n) for n in range(ROWS_OF.get(table, 100))] for table, make in MAKERS.items()}
    for n, person in enumerate(PERSONS[:5]):
        rows["employers"][n] |= {"legal_form": "eenmanszaak", "rsin": ""}
        rows["wage_tax_numbers"][n]["loonheffingennummer"] = f"{person}L01"
        for row in (*rows["wage_records"][n::100], *rows["payslips"][n::100]):
            row["loonheffingennummer"] = f"{person}L01"
    rows["wage_records"][20]["worker_number"] = SHORT.lstrip("0")
    rows["wage_records"][21] |= {"worker_number": "", "personnel_number": PERSONNEL}
    rows["permit_duties"][22]["worker_number"] = SHORT
    return rows


def _spoil(rows: dict[str, list[Row]]) -> None:
    """Spoil rows in every way, no more of a table than its contract lets pass."""
    number = PERSONS[5]
    spoilt: dict[str, list[Row]] = {
        "employers": [
            {"legal_form": "Eenmanszaak", "rsin": number},
            {"legal_form": "eenmanszaak", "rsin": number},
            {"trade_name": f"J. de Vries {_dotted(number)}", "province": "?"},
            {"kvk_number": number},
            {"trade_name": f"J. Jansen {IN_TEXT}"},
        ],
        "wage_tax_numbers": [
            {"loonheffingennummer": f"{number}L01", "employer_id": "E999"},
            {"loonheffingennummer": f"{number}L1"},
            {"loonheffingennummer": f"{_dotted(number)}L01"},
        ],
        "wage_records": [
            {"worker_number": number, "wage_eur": "?"},
            {"worker_number": f"{number}0"},
            {"worker_number": _dotted(number)},
            {"worker_number": "", "personnel_number": number, "wage_eur": "?"},
            {"cao_code": number},
            {"birth_month": number},
            {"loonheffingennummer": f"{number}L02"},
            {"personnel_number": PERSONNEL, "known_at": number},
        ],
        "permit_duties": [{"worker_number": SHORT.lstrip("0"), "permit_required": number}],
        "placements": [{"lender_id": number}],
        "officers": [{"officer_number": number, "role": "?"}, {"role": number}],
        "inspections": [{"team": f"team {number}", "selection_ground": "?"}, {"team": f"team {IN_TEXT}"}],
        "parties": [{"party_name": _dotted(IN_TEXT)}],
        "findings": [{"article": f"{IN_TEXT} 18b"}],
        "capacity": [{"team": f"{IN_TEXT[:3]} {IN_TEXT[3:6]} {IN_TEXT[6:]}"}],
    }
    for table, changes in spoilt.items():
        for n, change in enumerate(changes, start=1):
            rows[table][-n] |= change


def _bad_lines(kind: str) -> bytes:
    number = PERSONS[5]
    lines = [
        f"{number}L01,{number}",
        f'"{number}L01,{number},,1,2026-01-01',
        ",".join([number] * 30),
        f"caf\xe9,{number}",
    ]
    return "\n".join(lines).encode("latin-1") + b"\n" if kind == "csv" else b""


def _write(delivery: Delivery, kind: str) -> None:
    """Write the drop; as Parquet with numbers as integers of both widths where they can be, and as text."""
    delivery.write()
    wages = delivery.folder / "wage_records" / "a.csv"
    wages.write_bytes(wages.read_bytes() + _bad_lines(kind))
    if kind == "csv":
        return
    widths = {"work_permits": pl.Int32, "payslips": pl.Int64}
    for path in sorted(delivery.folder.glob("*/a.csv")):
        frame = pl.read_csv(path, infer_schema=False)
        if path.parent.name in widths:
            frame = frame.with_columns(pl.col("worker_number").cast(widths[path.parent.name]))
        frame.write_parquet(path.with_suffix(".parquet"), compression="uncompressed")
        path.unlink()


def _numbers(delivery: Delivery) -> set[str]:
    """Return all citizens' numbers that were delivered."""
    columns = ("worker_number", "officer_number")
    delivered = {row[name] for rows in delivery.rows.values() for row in rows for name in columns if row.get(name)}
    return {number.zfill(9) for number in delivered if len(number) in (8, 9)} | {*PERSONS, IN_TEXT}


def _assert_nowhere(delivery: Delivery, said: list[str]) -> None:
    numbers = _numbers(delivery)
    assert len(numbers) > 700
    texts = [*texts_below(delivery.root, [delivery.register]), *((f"said {n}", text) for n, text in enumerate(said))]
    assert found_in(texts, numbers, [PERSONNEL]) == set()
    assert len(found_in(texts_below(delivery.register), numbers, [PERSONNEL])) > 700  # where they are, they are found


def _take_columns_away(delivery: Delivery, kind: str) -> None:
    """Take the header off a file, so that numbers stand where names should."""
    path = next((delivery.folder / "officers").iterdir())
    if kind == "csv":
        path.write_bytes(path.read_bytes().split(b"\n", 1)[1])
    else:
        frame = pl.read_parquet(path)
        frame.rename({"role": frame["officer_number"][0], "known_at": f"nationality {PERSONS[5]}"}).write_parquet(path)


def _told(root: Path, key_file: Path, stop: int) -> list[str]:
    """Load until so many things were told, and return them."""
    told: list[str] = []

    def say(line: str) -> None:
        told.append(line)
        if len(told) == stop:
            raise InterruptedError

    settings = load_settings(data_dir=root, memory_limit="500MB", pseudonym_key_file=key_file)
    with pytest.raises(InterruptedError):
        ingest_step(StepContext.of(settings, say))
    return told


def _refused(root: Path, key_file: Path) -> str:
    settings = load_settings(data_dir=root, memory_limit="500MB", pseudonym_key_file=key_file)
    with pytest.raises(KompasError) as caught:
        ingest_step(StepContext.of(settings, lambda line: None))
    return f"{caught.value} {caught.value.__cause__!r} {caught.value.__context__!r}"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_number_leaves_the_delivery_whatever_goes_wrong(tmp_path: Path, kind: str) -> None:
    """A file without its columns, a table that is refused, a load broken off, and at last one that comes in."""
    key_file = tmp_path / "kompas.key"
    write_keys(key_file, Keys((KEY,)))
    delivery = Delivery(tmp_path / "data", rows=_good_rows())
    delivery.note |= {"synthetic": False}
    _spoil(delivery.rows)
    _write(delivery, kind)
    root, officers = delivery.root, next((delivery.folder / "officers").iterdir())
    good = officers.read_bytes()

    _take_columns_away(delivery, kind)
    said = [_refused(root, key_file)]
    assert "*********" in said[0]
    _assert_nowhere(delivery, said)

    rows = [row | {"role": row["officer_number"]} for row in delivery.rows["officers"]]
    if kind == "csv":
        officers.write_text(csv_text(rows))
    else:
        pl.DataFrame(rows).write_parquet(officers)
    said.append(_refused(root, key_file))
    assert "100 of 100 rows of officers (100.0%) break the contract" in said[1]
    assert (root / "quarantine" / "officers.2026-02.parquet").is_file()
    _assert_nowhere(delivery, said)

    officers.write_bytes(good)
    said += _told(root, key_file, stop=14)
    assert (root / "ingest-in-progress").is_dir()
    _assert_nowhere(delivery, said)

    done = kompas("ingest", "--data", str(root), settings={"KOMPAS_PSEUDONYM_KEY_FILE": str(key_file)})
    assert done.returncode == 0, done.stderr
    said += [done.stdout, done.stderr]
    _assert_nowhere(delivery, said)
    _assert_not_in_vain(root, kind)


def _assert_not_in_vain(root: Path, kind: str) -> None:
    """See that there was something to search: bad rows and lines of every kind, an audit log, pseudonyms."""
    rules = {rule for _, _, rule in quarantine_of(warehouse(root))}
    assert rules >= {
        "pattern:worker_number", "pattern:rsin", "pattern:loonheffingennummer", "pattern:cao_code", "type:birth_month",
        "type:wage_eur", "type:known_at", "reference:loonheffingennummer", "reference:lender_id", "values:role",
        "type:permit_required", "values:selection_ground",
    }  # fmt: skip
    in_text = {file.split("/")[1] for file, _, rule in quarantine_of(warehouse(root)) if rule.startswith("format:no_")}
    assert in_text == {"employers", "inspections", "parties", "findings", "capacity"}
    lines = {rule for rule in rules if rule.startswith("line:")}
    assert lines == (
        {"line:too_few_fields", "line:too_many_fields", "line:quote", "line:encoding"} if kind == "csv" else set()
    )
    with sqlite3.connect(root / "store.sqlite") as store:
        assert [row[0] for row in store.execute("SELECT action FROM audit_log")] == ["run_ingest"]
    wages = pl.read_parquet(warehouse(root).table("wage_records"))
    assert wages["worker_pid"].min() >= 2**62  # type: ignore[operator]
    assert wages.filter(pl.col("loonheffingennummer").str.starts_with("N"))["loonheffingennummer"].n_unique() == 5


def test_a_line_that_is_no_record_is_staged_without_its_fields(tmp_path: Path) -> None:
    """Its fields may be shifted: a number that stands one column further would go around the door to the disk."""
    delivery = Delivery(tmp_path).write()
    path = delivery.folder / "permit_duties" / "a.csv"
    path.write_text(f"{path.read_text()}x,{NUMBER},true,2025-01-01,,2025-01-10\n{NUMBER[:8]},true\n")
    contract, (drop,) = load_contract("permit_duties"), read_drops(delivery.register)
    lines = line_rule_numbers(all_rules(contract))
    with duckdb.connect() as connection:
        open_door(connection, (KEY,))
        (source,) = open_sources(connection, contract, drop.files("permit_duties"), lines, delivery.out)
    bad = pl.read_parquet(source.path).filter(pl.col("problem").is_not_null())
    assert bad.select("source_line", "text").rows() == [
        (102, "x,*********,true,2025-01-01,,2025-01-10"),
        (103, "*********,true"),
    ]
    assert bad.select("permit_required", "valid_from", "valid_to", "known_at").null_count().row(0) == (2, 2, 2, 2)
    assert found_in(texts_below(delivery.out), [NUMBER, f"{NUMBER[:8]}"]) == set()


NUMBER = "987654320"
INTEGERS = pl.DataFrame({"a": [1, int(NUMBER), 3]})


def _write_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as store:
        store.execute("CREATE TABLE t (a INTEGER)")
        store.execute("INSERT INTO t VALUES (?)", [int(NUMBER)])


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.txt", lambda path: path.write_text(f"x{NUMBER}y")),
        ("a.bin", lambda path: path.write_bytes(b"\xff\x00" + NUMBER.encode() + b"\xfe")),
        ("b.txt", lambda path: path.write_text("98765.4320")),
        ("c.txt", lambda path: path.write_text(NUMBER, encoding="utf-16-le")),
        (f"{NUMBER}.json", lambda path: path.write_text("{}")),
        (".hidden", lambda path: path.write_text(f"{NUMBER}L01")),
        ("a.parquet", lambda path: INTEGERS.write_parquet(path, compression="zstd")),
        ("b.parquet", lambda path: INTEGERS.cast(pl.Int32).write_parquet(path, compression="uncompressed")),
        ("c.parquet", lambda path: INTEGERS.cast(pl.String).write_parquet(path, compression="zstd")),
        ("no-suffix", INTEGERS.write_parquet),
        ("store.sqlite", _write_sqlite),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_search_finds_a_number_wherever_it_is(tmp_path: Path, name: str, write: Callable[[Path], object]) -> None:
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    write(folder / name)
    found = found_in(texts_below(tmp_path), [NUMBER])
    assert {number for _, number in found} == {NUMBER}
    assert all(name in where for where, _ in found)
    assert found_in(texts_below(tmp_path), ["987654321"]) == set()
    assert found_in(texts_below(tmp_path, [folder]), [NUMBER]) == set()


def test_the_search_finds_a_number_that_lost_its_leading_zero(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a 12345675 b")
    assert {number for _, number in found_in(texts_below(tmp_path), ["012345675"])} == {"12345675"}
