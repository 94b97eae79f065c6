"""What holds for any value: the 11-test, exact cents, nearest minutes, no row lost and none slipped in."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.contract import load_contract
from data_contracts.enforcement import Enforcer, FileOrigin, RawRows, door_sql, door_types
from data_contracts.enforcement.casts import raw_sql, stored_sql, typed_sql
from data_contracts.enforcement.formats import FORMATS
from tests.support.deliveries import MAKERS, Row, rsin

CAPACITY = load_contract("capacity")
TEXT = dict.fromkeys(CAPACITY.column_names, "VARCHAR")
FEW = settings(max_examples=40, deadline=None)
CONNECTION = duckdb.connect()

# What can be done to a good row of capacity, and the rules that it then breaks.
SPOILINGS: Sequence[tuple[Row, set[str]]] = (
    ({"team": ""}, {"required:team"}),
    ({"month": "2026-02-31"}, {"type:month"}),
    ({"month": "2026-02-02"}, {"format:first_of_month"}),
    ({"month": "1999-12-01"}, {"range:month"}),
    ({"region": "Nord"}, {"values:region"}),
    ({"skills": "WML|"}, {"pattern:skills"}),
    ({"available_hours": "-1"}, {"range:available_hours"}),
    ({"available_hours": "1.001"}, {"decimals:available_hours"}),
    ({"available_hours": "x", "known_at": "today"}, {"type:available_hours", "type:known_at"}),
)


Enforced = tuple[pl.DataFrame, list[dict[str, object]], int]


def _enforce(frame: pl.DataFrame, types: dict[str, str], loaded: Sequence[str] = ()) -> Enforced:
    """Enforce the contract of capacity on a frame with source_file and source_line.

    Returns:
        The valid rows, the quarantine, and how many rows were loaded before just so.
    """
    CONNECTION.register("delivered", frame)
    enforcer = Enforcer(CONNECTION, CAPACITY, [FileOrigin("capacity/a.csv")])
    rows = RawRows("delivered", door_sql(CAPACITY, types, pseudonymised=False), door_types(CAPACITY, types))
    enforcer.check([rows], {}, loaded)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "valid.parquet"
        valid = pl.read_parquet(path) if enforcer.write_valid(path) else pl.DataFrame()
    return valid, CONNECTION.sql("FROM quarantine").pl().to_dicts(), enforcer.rows_repeated


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    lines = pl.Series("source_line", range(2, len(rows) + 2), dtype=pl.Int64)
    return pl.DataFrame(rows).with_columns(lines, pl.lit(0, pl.Int32).alias("source_file"))


@FEW
@given(st.lists(st.sampled_from([None, *range(len(SPOILINGS))]), min_size=1, max_size=40))
def test_good_and_quarantined_are_all_and_each_row_is_where_it_belongs(choices: list[int | None]) -> None:
    rows = [
        MAKERS["capacity"](n) | (SPOILINGS[choice][0] if choice is not None else {}) for n, choice in enumerate(choices)
    ]
    valid, quarantine, _ = _enforce(_frame(rows), TEXT)

    good = sorted(row["team"] for row, choice in zip(rows, choices, strict=True) if choice is None)
    assert (sorted(valid["team"].to_list()) if good else []) == good
    assert valid.height + len({row["line"] for row in quarantine}) == len(rows)
    for n, choice in enumerate(choices):
        broken = {row["rule"] for row in quarantine if row["line"] == n + 2}
        assert broken == (SPOILINGS[choice][1] if choice is not None else set())


@FEW
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), min_size=1, max_size=25))
def test_of_a_repeated_key_nothing_is_kept_unless_all_rows_are_the_same(picks: list[tuple[int, int]]) -> None:
    rows = [MAKERS["capacity"](n) | {"available_hours": str(400 + variant)} for n, variant in picks]
    valid, quarantine, _ = _enforce(_frame(rows), TEXT)

    variants = {n: {variant for m, variant in picks if m == n} for n, _ in picks}
    kept = sorted(f"Team {n}" for n, found in variants.items() if len(found) == 1)
    assert (sorted(valid["team"].to_list()) if kept else []) == kept
    expected = [
        (line, "unique:key" if len(variants[n]) > 1 else "duplicate:identical")
        for line, (n, _) in enumerate(picks, start=2)
        if len(variants[n]) > 1 or n in [m for m, _ in picks[: line - 2]]
    ]
    assert sorted((row["line"], row["rule"]) for row in quarantine) == expected


def _ingest(folder: Path, drop: int, picks: Sequence[tuple[int, int]]) -> Enforced:
    """Enforce one drop after those before it, and keep what is valid for those after it."""
    loaded = [str(path) for path in sorted(folder.glob("*.parquet"))]
    rows = [MAKERS["capacity"](n) | {"available_hours": f"{400 + variant}.5"} for n, variant in picks]
    valid, quarantine, repeated = _enforce(_frame(rows), TEXT, loaded)
    if valid.height:
        valid.write_parquet(folder / f"{drop}.parquet")
    return valid, quarantine, repeated


@FEW
@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), min_size=1, max_size=8), max_size=4))
def test_what_was_loaded_stands_and_what_comes_again_is_counted(drops: list[list[tuple[int, int]]]) -> None:
    """Of a key the first variant that came alone stands; the same again is repeated, and another is refused."""
    standing: dict[int, int] = {}
    with TemporaryDirectory() as folder:
        for drop, picks in enumerate(drops):
            valid, quarantine, repeated = _ingest(Path(folder), drop, picks)
            again = [pick for pick in picks if standing.get(pick[0]) == pick[1]]
            new = [pick for pick in picks if pick[0] not in standing]
            alone = {n: variant for n, variant in new if len({v for m, v in new if m == n}) == 1}
            assert repeated == len(again)
            assert sorted(valid["team"] if valid.height else []) == sorted(f"Team {n}" for n in alone)
            assert valid.height + repeated + len({row["line"] for row in quarantine}) == len(picks)
            others = [line for line, (n, v) in enumerate(picks, start=2) if n in standing and standing[n] != v]
            assert set(others) <= {row["line"] for row in quarantine if row["rule"] == "unique:key"}
            standing |= alone


@FEW
@given(
    st.lists(st.integers(0, 100_000_000), min_size=1, max_size=30),
    st.sampled_from(["VARCHAR", "DOUBLE", "DECIMAL(18,4)"]),
)
def test_minutes_are_the_nearest_to_two_decimals_of_an_hour(hundredths: list[int], duckdb_type: str) -> None:
    rows = [MAKERS["capacity"](n) | {"available_hours": f"{h // 100}.{h % 100:02d}"} for n, h in enumerate(hundredths)]
    kinds: dict[str, pl.DataType] = {
        "VARCHAR": pl.String(),
        "DOUBLE": pl.Float64(),
        "DECIMAL(18,4)": pl.Decimal(18, 4),
    }
    frame = _frame(rows).with_columns(pl.col("available_hours").cast(kinds[duckdb_type]))
    valid, quarantine, _ = _enforce(frame, TEXT | {"available_hours": duckdb_type})

    assert quarantine == []
    minutes = dict(zip(valid["team"], valid["available_minutes"], strict=True))
    for n, h in enumerate(hundredths):
        assert minutes[f"Team {n}"] == (Decimal(h) * 60 / 100).quantize(Decimal(1), ROUND_HALF_UP)


@FEW
@given(st.lists(st.integers(0, 100_000_000_000), min_size=1, max_size=50))
def test_cents_are_exact_for_any_amount_of_two_decimals(cents: list[int]) -> None:
    column = load_contract("findings").column("underpaid_eur")
    amounts = [Decimal(c) / 100 for c in cents]
    frames = {
        "VARCHAR": pl.Series([f"{a:.2f}" for a in amounts]),
        "DOUBLE": pl.Series([float(a) for a in amounts]),
        "DECIMAL(20,2)": pl.Series(amounts, dtype=pl.Decimal(20, 2)),
    }
    for duckdb_type, series in frames.items():
        frame = CONNECTION.from_arrow(pl.DataFrame({"underpaid_eur": series}).to_arrow())
        typed = typed_sql(column, duckdb_type, raw_sql(column, duckdb_type))
        stored = frame.project(f"{typed} AS underpaid_eur").project(stored_sql(column))
        assert [row[0] for row in stored.fetchall()] == cents


@FEW
@given(st.lists(st.from_regex(r"[0-9]{9}", fullmatch=True), min_size=1, max_size=200))
def test_the_11_test_agrees_with_one_that_weighs_digit_by_digit(numbers: list[str]) -> None:
    numbers = [*numbers, *(rsin(int(number[:8]) % 99_999_000 + 1) for number in numbers)]
    frame = CONNECTION.from_arrow(pl.DataFrame({"n": numbers}).to_arrow())
    passed = [row[0] for row in frame.project(FORMATS["rsin_11_test"]("n")).fetchall()]
    assert passed == [_passes(number) for number in numbers]
    assert True in passed


def _passes(number: str) -> bool:
    """Weigh the digits 9 to 2 and the last one -1; the sum must be divisible by 11, and not all digits zero."""
    total = 0
    for weight, digit in zip([9, 8, 7, 6, 5, 4, 3, 2], number[:8], strict=True):
        total += weight * int(digit)
    total -= int(number[8])
    return total % 11 == 0 and set(number) != {"0"}


def test_known_numbers_pass_and_fail_the_11_test() -> None:
    numbers = {"111222333": True, "123456782": True, "123456789": False, "000000000": False, "111111110": True}
    for number, expected in numbers.items():
        assert CONNECTION.execute(f"SELECT {FORMATS['rsin_11_test']('$n')}", {"n": number}).fetchall() == [(expected,)]
