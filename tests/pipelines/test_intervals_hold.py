"""Do nominal 95% intervals hold what is really so, in a synthetic world whose inspections are drawn again and again?"""

from pathlib import Path

import polars as pl
import pytest

from models.selection.estimators import METHODS
from pipelines.synthetic.loop.coverage import Volumes, coverage_rows, coverage_table
from pipelines.synthetic.workbench import Workbench

SEEDS = range(1, 41)


@pytest.mark.slow
def test_intervals_hold_in_nine_of_ten_named_cells_and_the_naive_ones_in_under_half(tmp_path: Path) -> None:
    """Law, and law x sector, times 40 seeds: 4,800 cases a year, a tenth by lot, the choice by hand at default bias."""
    table = coverage_table(coverage_rows(tmp_path, Volumes(), SEEDS, lambda line: None))
    covered = {(row["method"], row["cells"]): row["covered"] for row in table.iter_rows(named=True)}
    intervals = {(row["method"], row["cells"]): row["intervals"] for row in table.iter_rows(named=True)}
    assert intervals["anchored", "laws"] == 3 * len(SEEDS)
    assert intervals["anchored", "all"] > 700
    for method in ("anchored", "random_arm"):
        for cells in ("laws", "laws x sectors", "all"):
            assert covered[method, cells] >= 0.9, (method, cells, table)
    for cells in ("laws", "laws x sectors", "all"):
        assert covered["inspected", cells] < 0.5, (cells, table)
    # Whoever thinks that the choice by hand went by the registers alone is wrong nearly always.
    for method in ("inverse_probability", "doubly_robust"):
        assert covered[method, "laws"] < 0.5, (method, table)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    volumes = Volumes(employers=2_000, visits_per_month=80, random_share=0.5)
    return coverage_rows(tmp_path_factory.mktemp("small"), volumes, [1, 2, 1], lambda line: None)


def test_a_seed_gives_the_same_year_again_and_another_seed_another(small: pl.DataFrame) -> None:
    size = len(small) // 3
    first, second, again = (small.slice(size * part, size) for part in range(3))
    assert first.equals(again)
    assert not first.drop("seed").equals(second.drop("seed"))


def test_each_estimate_is_held_against_what_would_be_found(small: pl.DataFrame) -> None:
    assert set(small["method"]) == set(METHODS)
    assert small["really"].null_count() == 0
    assert small["really"].is_between(0, 0.6).all()
    held = small.drop_nulls("low").select(pl.col("really").is_between("low", "high") == pl.col("covers"))
    assert len(held) > 30
    assert held["really"].all()
    totals = small.filter(pl.col("sector").is_null() & (pl.col("method") == "random_arm"))
    # Half of 960 cases a year by lot, in three laws and three years.
    assert totals["cases"].to_list() == [480] * 9
    assert (totals["estimate"] - totals["really"]).abs().max() < 0.06
    naive = small.filter(pl.col("sector").is_null() & (pl.col("method") == "inspected"))
    assert (naive["estimate"] > totals["estimate"]).all()


def test_the_table_by_hand() -> None:
    rows = pl.DataFrame(
        {
            "method": ["anchored"] * 4,
            "sector": [None, None, "A", "A"],
            "estimate": [0.1, 0.2, 0.3, None],
            "low": [0.0, 0.1, 0.2, None],
            "high": [0.2, 0.4, 0.5, None],
            "really": [0.1, 0.05, 0.2, 0.4],
            "status": ["estimated"] * 3 + ["too_few"],
            "covers": [True, False, True, None],
        }
    )
    laws, sectors, both = (
        coverage_table(rows).filter(pl.col("cells") == cells).row(0, named=True)
        for cells in ("laws", "laws x sectors", "all")
    )
    assert (laws["intervals"], laws["covered"], laws["not_estimable"]) == (2, 0.5, 0)
    assert (sectors["intervals"], sectors["covered"], sectors["not_estimable"]) == (1, 1.0, 1)
    assert both["covered"] == pytest.approx(2 / 3)
    assert both["error"] == pytest.approx(100 * (0 + 0.15 + 0.1) / 3)
    assert both["width"] == pytest.approx(100 * (0.2 + 0.3 + 0.3) / 3)


def test_what_is_undone_leaves_the_world_as_it_was(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "work", threads=1, memory_limit="1GB")
    bench.value("CREATE TABLE hirings AS SELECT 1 AS n")
    with bench.undone():
        bench.value("DELETE FROM hirings")
        bench.value("CREATE TABLE cases (n INTEGER)")
        assert bench.value("SELECT count(*) FROM hirings") == 0
    assert bench.value("SELECT count(*) FROM hirings") == 1
    assert bench.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'cases'") == 0
    with pytest.raises(ZeroDivisionError), bench.undone():
        bench.value("DROP TABLE hirings")
        _ = 1 / 0
    assert bench.value("SELECT count(*) FROM hirings") == 1
    bench.close()
