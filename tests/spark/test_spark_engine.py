"""The engine on Spark keeps, reads and writes tables as the one on DuckDB does."""

import subprocess
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pyarrow import parquet

from features.engine import open_engine
from features.spark.engine import SparkEngine
from features.spark.session import java_version, java_without_incubator

AS_OF = date(2026, 10, 31)
FRAME = pl.DataFrame(
    {"employer_id": ["E2", "E1", "E3"], "on_day": [AS_OF, None, date(2026, 1, 1)], "share": [0.5, None, 1.0]}
)


@pytest.mark.slow
def test_a_frame_comes_back_as_it_went_in(spark: SparkEngine) -> None:
    spark.frame_table("framed", FRAME)
    assert spark.read_frame("SELECT * FROM framed ORDER BY employer_id DESC").equals(
        FRAME.sort("employer_id").reverse()
    )


@pytest.mark.slow
def test_a_table_keeps_its_rows_and_a_view_follows_its_tables(spark: SparkEngine) -> None:
    spark.frame_table("source", FRAME)
    spark.make_table("kept", "SELECT count(*) AS n FROM source WHERE on_day = $as_of", {"as_of": AS_OF})
    spark.make_view("seen", "SELECT count(*) AS n FROM source WHERE on_day < $as_of", {"as_of": AS_OF})
    spark.frame_table("source", FRAME.with_columns(on_day=date(2020, 1, 1)))
    assert spark.read_frame("SELECT kept.n AS kept, seen.n AS seen FROM kept, seen").rows() == [(1, 3)]


@pytest.mark.slow
def test_a_table_may_be_made_of_itself_and_leaves_no_files_behind(spark: SparkEngine) -> None:
    spark.make_table("counted", "SELECT 1 AS n")
    before = len(list(Path(spark.folder).iterdir()))
    spark.make_table("counted", "SELECT n + 1 AS n FROM counted")
    assert spark.read_frame("SELECT n FROM counted").rows() == [(2,)]
    assert len(list(Path(spark.folder).iterdir())) == before


@pytest.mark.slow
def test_both_engines_write_the_same_file(spark: SparkEngine, tmp_path: Path) -> None:
    for name in ("one", "two"):
        FRAME.write_parquet(tmp_path / f"in_{name}.parquet")
    written = []
    with open_engine(1, "500MB") as duckdb:
        for engine, name in ((duckdb, "duckdb"), (spark, "spark")):
            engine.parquet_view("handed_in", [str(tmp_path / "in_*.parquet")])
            out = tmp_path / f"{name}.parquet"
            query = "SELECT employer_id, on_day, share, $n AS n FROM handed_in WHERE employer_id <> 'E3'"
            assert engine.write_parquet(query, "employer_id, n", out, {"n": 2**40}) == 4
            written.append(out)
    frames = [pl.read_parquet(out) for out in written]
    assert frames[0].equals(frames[1])
    assert frames[0]["employer_id"].to_list() == ["E1", "E1", "E2", "E2"]
    types = [[(column.name, column.physical_type) for column in parquet.ParquetFile(out).schema] for out in written]
    assert types[0] == types[1]


@pytest.mark.slow
def test_a_division_by_zero_is_said_and_not_carried_on(spark: SparkEngine) -> None:
    with pytest.raises(Exception, match="DIVIDE_BY_ZERO"):
        spark.read_frame("SELECT 1 / x AS y FROM (SELECT 0 AS x) AS t")


def test_java_is_started_without_the_module_that_a_small_java_lacks(tmp_path: Path) -> None:
    said = tmp_path / "said"
    java = tmp_path / "small java"
    java.write_text(f"#!/bin/sh\nprintf '%s|' \"$@\" > '{said}'\n", encoding="utf-8")
    java.chmod(0o755)
    home = java_without_incubator(java, tmp_path)
    subprocess.run([home / "bin" / "java", "-Xmx1G", "--add-modules=jdk.incubator.vector", "a b"], check=True)
    assert said.read_text(encoding="utf-8") == "-Xmx1G|a b|"


@pytest.mark.parametrize(
    ("said", "version"), [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_401"', 1), ("none", 0)]
)
def test_the_version_of_a_java_is_read(tmp_path: Path, said: str, version: int) -> None:
    java = tmp_path / "java"
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    assert java_version(str(java)) == version
