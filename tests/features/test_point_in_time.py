"""Nothing that became known after the as-of date may change a feature: proved on all of them, on random dates."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from features.catalogue import load_catalogue
from features.matrix import build_matrix
from tests.support.synthetic_warehouse import SyntheticWarehouse, synthetic_warehouse

FIRST, LAST = date(2026, 2, 1), date(2026, 11, 20)
DATES = [FIRST + timedelta(days=random.Random(n).randrange((LAST - FIRST).days)) for n in range(3)]  # noqa: S311

QUIET = {
    "on_call_no_hours", "share_no_agreed_hours", "share_over_agreed_hours", "legal_form_changes", "activity_changes",
    "size_class_changes", "share_zero_hours", "lending_code_unregistered", "wtta_applied", "wtta_refused",
    "share_untested", "share_untested_type",
}  # fmt: skip
"""What a small synthetic Netherlands does not bring; the features themselves are tested by hand-made registers."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> SyntheticWarehouse:
    folder = tmp_path_factory.mktemp("warehouse")
    return synthetic_warehouse(folder, employers=2_000, months=15, last_month=date(2026, 10, 1))


def matrix(warehouse: SyntheticWarehouse, as_of: date, folder: Path) -> pl.DataFrame:
    folder.mkdir(exist_ok=True)
    monthly = warehouse.monthly(folder / "monthly")
    build_matrix(warehouse.tables, monthly, as_of, folder / "out.parquet", threads=2, memory_limit="1GB")
    return pl.read_parquet(folder / "out.parquet")


@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_rows_known_later_change_no_feature(warehouse: SyntheticWarehouse, as_of: date, tmp_path: Path) -> None:
    full = matrix(warehouse, as_of, tmp_path / "full")
    cut = matrix(warehouse.known_on(as_of, tmp_path / "cut_tables"), as_of, tmp_path / "cut")
    assert_frame_equal(full, cut, check_exact=True)
    assert len(full) > 1_500


def test_the_dates_are_worth_the_proof(warehouse: SyntheticWarehouse) -> None:
    # Rows of every kind became known after the last of the dates, corrections of known lines among them.
    for table in ("wage_records", "staffing_links", "inspections", "findings", "signals", "employers"):
        rows = pl.read_parquet(warehouse.tables[table], columns=["known_at"])
        assert (rows["known_at"] > max(DATES)).any(), table
    key = ["loonheffingennummer", "worker_pid", "income_relationship", "period"]
    records = pl.read_parquet(warehouse.tables["wage_records"], columns=[*key, "known_at"])
    spans = records.group_by(key).agg(pl.col("known_at").min().alias("first"), pl.col("known_at").max().alias("last"))
    assert len(spans.filter((pl.col("first") <= max(DATES)) & (pl.col("last") > max(DATES)))) > 0


def test_every_feature_says_something_on_the_synthetic_registers(warehouse: SyntheticWarehouse, tmp_path: Path) -> None:
    found = matrix(warehouse, LAST, tmp_path / "values")
    silent = {name for name in load_catalogue().names if found[name].null_count() == len(found)}
    same_for_all = {name for name in load_catalogue().names if found[name].drop_nulls().n_unique() < 2}
    assert set(load_catalogue().names) >= QUIET
    assert silent <= QUIET
    assert same_for_all <= QUIET, same_for_all - QUIET
