"""Rows are loaded a month at a time, no more at once than fit, and absurd dates do not make a batch each."""

from collections.abc import Sequence

import duckdb
import polars as pl
import pytest

from data_contracts.contract import load_contract
from data_contracts.enforcement import all_rules, keep_known_values, open_door
from data_contracts.enforcement.rules import line_rule_numbers
from pipelines.ingest import batches
from pipelines.ingest.batches import Batch, make_batches
from pipelines.ingest.files import find_files
from pipelines.ingest.sources import open_sources
from tests.support.deliveries import KEY, Delivery

Place = tuple[int, int]


def _batches(delivery: Delivery, table: str) -> tuple[list[Batch], list[list[Place]]]:
    """Return the batches of a table, and the file and line of every row in each."""
    contract = load_contract(table)
    delivery.out.mkdir(exist_ok=True)
    nobody = delivery.out / "nobody.parquet"
    pl.DataFrame(schema={"rsin": pl.String, "loonheffingennummer": pl.String}).write_parquet(nobody)
    with duckdb.connect() as connection:
        open_door(connection, (KEY,))
        keep_known_values(connection, contract, {ref.table: [str(nobody)] for ref in contract.references})
        files = find_files(delivery.folder, table)
        lines = line_rule_numbers(all_rules(contract))
        sources = open_sources(connection, contract, files, lines, delivery.out)
        made = make_batches(connection, contract, sources)
        return made, [_places(connection, batch) for batch in made]


def _places(connection: duckdb.DuckDBPyConnection, batch: Batch) -> list[Place]:
    rows = " UNION ALL ".join(f"SELECT source_file, source_line FROM {rows.relation}" for rows in batch.rows)  # noqa: S608
    return connection.execute(rows, batch.parameters).fetchall()


def _lines(places: Sequence[Place]) -> list[int]:
    return sorted(line for _, line in places)


def test_a_batch_is_a_month_and_the_last_one_holds_all_without_a_usable_month(delivery: Delivery) -> None:
    periods = ["2026-02-01", "2026-01-01", "2026-01-17", "", "soon"]
    for n, row in enumerate(delivery.rows["wage_records"]):
        row["period"] = [*periods, f"18{n:02d}-01-01"][n % 6]
    made, places = _batches(delivery.write(), "wage_records")
    assert [(batch.month, batch.part) for batch in made] == [("2026-01", 0), ("2026-02", 0), ("no-month", 0)]
    by_rest = [[n + 2 for n in range(100) if n % 6 in rest] for rest in ({1, 2}, {0}, {3, 4, 5})]
    assert [_lines(found) for found in places] == by_rest


def test_a_small_table_is_one_batch(delivery: Delivery) -> None:
    made, places = _batches(delivery.write(), "capacity")
    assert [(batch.month, batch.part) for batch in made] == [("all", 0)]
    assert _lines(places[0]) == list(range(2, 102))


VERSIONS = 600
"""Versions of each row: a cut is found in a sample of whole vectors of 2,048 rows, so that there must be many."""


def _as_parquet(delivery: Delivery) -> None:
    """Write the wage records of January as Parquet: all 100 of them, then all 100 again as known a day later, ..."""
    path = delivery.folder / "wage_records" / "a.csv"
    text = pl.read_csv(path, infer_schema=False)
    version = pl.int_range(pl.len()) // len(text)
    known_at = (pl.date(2026, 2, 20) + pl.duration(days=version)).cast(pl.String)
    pl.concat([text] * VERSIONS).with_columns(known_at.alias("known_at")).write_parquet(path.with_suffix(".parquet"))
    path.unlink()


@pytest.mark.parametrize("without", [None, 50], ids=["all", "one without its first key column"])
def test_a_month_too_large_is_cut_and_rows_of_one_key_stay_together(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch, without: int | None
) -> None:
    monkeypatch.setattr(batches, "ROWS_PER_BATCH", 20_500)
    if without is not None:
        delivery.rows["wage_records"][without]["loonheffingennummer"] = ""
    _as_parquet(delivery.write())
    made, places = _batches(delivery, "wage_records")
    assert [(batch.month, batch.part) for batch in made] == [("2026-01", 0), ("2026-01", 1), ("2026-01", 2)]
    employers = [{(line - 1) % 100 for _, line in found} for found in places]
    assert sorted(line for found in places for _, line in found) == list(range(1, 60_001))
    assert sum(map(len, employers)) == len(set().union(*employers)) == 100
    assert all(25 <= len(group) <= 41 for group in employers)


def test_files_before_and_past_the_door_are_never_cut_apart(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One number is plain in Parquet and a pseudonym in what was staged from CSV: a cut could part the two."""
    monkeypatch.setattr(batches, "ROWS_PER_BATCH", 30)
    path = delivery.write().folder / "wage_records" / "a.csv"
    pl.read_csv(path, infer_schema=False).write_parquet(path.with_name("b.parquet"))
    made, places = _batches(delivery, "wage_records")
    assert [(batch.month, batch.part) for batch in made] == [("2026-01", 0)]
    assert len(places[0]) == 200
