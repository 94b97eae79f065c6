"""Of a synthetic drop, some rows are spoilt in twelve ways: all are found, none is lost, none is invented."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.contract import register_names
from pipelines.ingest import Load, TableResult, ingest, read_drops
from pipelines.synthetic import generate
from tests.support.corruption import EXPECTED, Corrupted, corrupt
from tests.support.deliveries import KEY

ONE_IN = 400
PLACE = ["table_name", "file", "line"]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one drop of a small synthetic month."""
    folder = tmp_path_factory.mktemp("good")
    generate(
        folder, employers=2_000, months=1, last_month=date(2026, 3, 1), visits_per_month=20, random_share=0.1, seed=3,
        threads=2, memory_limit="1GB", report=lambda line: None,
    )  # fmt: skip
    (drop,) = (folder / "register").iterdir()
    return drop


@pytest.fixture(scope="module")
def spoilt(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Corrupted:
    return corrupt(good, tmp_path_factory.mktemp("spoilt") / "register", ONE_IN)


@pytest.fixture(scope="module")
def loaded(spoilt: Corrupted) -> tuple[Path, dict[str, TableResult]]:
    """The folder that ingest filled, and what it says came in."""
    out = spoilt.register.parent / "out"
    out.mkdir()
    load = Load(read_drops(spoilt.register), register_names(), (KEY,), (), "a test")
    results = ingest(load, out, threads=2, memory_limit="1GB", report=lambda line: None)
    return out, {result.table: result for result in results}


@pytest.fixture(scope="module")
def quarantine(loaded: tuple[Path, dict[str, TableResult]]) -> pl.DataFrame:
    return pl.read_parquet(loaded[0] / "quarantine" / "*.parquet")


def test_every_way_was_used(spoilt: Corrupted) -> None:
    assert set(spoilt.ledger["way"]) == set(EXPECTED)
    wage_records = spoilt.ledger.filter(pl.col("table_name") == "wage_records").height
    assert wage_records > 60


@pytest.mark.parametrize("way", EXPECTED)
def test_every_spoilt_row_is_found_by_the_rule_that_should(
    way: str, spoilt: Corrupted, quarantine: pl.DataFrame
) -> None:
    table, rule = EXPECTED[way]
    places = spoilt.ledger.filter(pl.col("way") == way)
    found = places.join(quarantine.filter(pl.col("rule") == rule), on=PLACE, how="semi")
    assert set(places["table_name"]) == {table}
    assert found.sort(PLACE).equals(places.sort(PLACE))


def test_no_row_is_accused_that_was_not_spoilt(spoilt: Corrupted, quarantine: pl.DataFrame) -> None:
    assert quarantine.join(spoilt.ledger, on=PLACE, how="anti").select(*PLACE, "rule").rows() == []


def test_no_row_is_lost(spoilt: Corrupted, good: Path, loaded: tuple[Path, dict[str, TableResult]]) -> None:
    """What was delivered is what is valid and what is in quarantine; what is valid is all that was not spoilt."""
    out, results = loaded
    added = {"duplicate", "format and 11-test", "unknown code", "overlap in validity"}
    for table in ("wage_records", "employers"):
        of_table = spoilt.ledger.filter(pl.col("table_name") == table)
        delivered = pl.scan_parquet(good / table / "*.parquet").select(pl.len()).collect().item()
        spoilt_in_place = of_table.filter(~pl.col("way").is_in(added)).height
        assert results[table].rows_in == delivered + of_table.height - spoilt_in_place
        assert results[table].rows_quarantined == of_table.height
        assert (
            pl.scan_parquet(out / table / "*.parquet").select(pl.len()).collect().item() == delivered - spoilt_in_place
        )
