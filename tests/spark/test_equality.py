"""Every feature is the same on DuckDB and on Spark, made by the same code from the same definitions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from features.catalogue import load_catalogue
from features.engine import Engine, open_engine
from features.matrix import write_matrix
from features.spark.engine import SparkEngine
from tests.spark.results import differing_columns
from tests.support.synthetic_warehouse import SyntheticWarehouse, synthetic_warehouse

pytestmark = pytest.mark.slow
AS_OF = date(2026, 10, 31)
ENGINES = ("duckdb", "spark")
KEYS = {
    "months": ["loonheffingennummer", "from_day", "to_day", "known_at", "lines"],
    "moves": ["to_number", "from_number", "known_at"],
    "current": ["employer_id"],
}
"""What names a row of each result; lines that came and lines that were taken back on one day are two rows."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> SyntheticWarehouse:
    folder = tmp_path_factory.mktemp("warehouse")
    return synthetic_warehouse(folder, employers=2_000, months=13, last_month=date(2026, 10, 1))


@pytest.fixture(scope="module")
def results(
    warehouse: SyntheticWarehouse, spark: SparkEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Return a folder with what each engine makes of the warehouse, pre-aggregates and matrix."""
    folder = tmp_path_factory.mktemp("results")
    with open_engine(2, "1GB") as duckdb:
        _build(duckdb, warehouse, folder / "duckdb")
    _build(spark, warehouse, folder / "spark")
    yield folder


def _build(engine: Engine, warehouse: SyntheticWarehouse, folder: Path) -> None:
    monthly = warehouse.monthly(folder, engine)
    write_matrix(engine, warehouse.tables, monthly, AS_OF, folder / "current.parquet")


@pytest.mark.parametrize("name", KEYS)
def test_spark_makes_what_duckdb_makes(results: Path, name: str) -> None:
    made = [results / engine / (f"{name}/*.parquet" if name != "current" else "current.parquet") for engine in ENGINES]
    duckdb, spark = (pl.read_parquet(path) for path in made)
    assert differing_columns(duckdb, spark, KEYS[name]) == {}


def test_the_features_say_something(results: Path) -> None:
    # What is NULL everywhere, or always the same, would be equal whatever its definition.
    matrix = pl.read_parquet(results / "duckdb" / "current.parquet")
    telling = [name for name in load_catalogue().names if matrix[name].drop_nulls().n_unique() > 1]
    assert len(matrix) > 1_500
    assert len(telling) > 0.9 * len(load_catalogue().names)
