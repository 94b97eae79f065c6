"""One part of the trial in a process of its own: ten features of a month, in one way on one engine."""

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.beyond_one_machine_queries import QUERIES, queries
from data_contracts.contract import load_contract
from features.engine import Engine, open_engine, with_literals
from features.spark.engine import SparkEngine, open_spark_engine

ROUNDS = 3
TABLES = ("wage_records", "wage_tax_numbers", "staffing_links")
Round = Callable[[], dict[str, pl.DataFrame]]


def opened(engine: str) -> AbstractContextManager[Any]:
    """Open one of the two engines on two cores."""
    return open_engine(2, "2GB") if engine == "duckdb" else open_spark_engine(2, "2GB")


def sql_round(engine: Engine, as_of: date) -> Round:
    """Return one round of the DuckDB SQL, carried to Spark by the program's own engine where that is the engine."""

    def run() -> dict[str, pl.DataFrame]:
        texts = queries()
        engine.make_view("lines", texts["lines"], {"as_of": as_of})
        return {name: engine.read_frame(texts[name], {"as_of": as_of}) for name in QUERIES}

    return run


def sqlglot_round(engine: SparkEngine, as_of: date, said: dict[str, str]) -> Round:
    """Return one round of the DuckDB SQL with nothing but sqlglot between it and Spark; ``said`` gets what fails."""
    import sqlglot

    def spark(sql: str) -> str:
        return sqlglot.transpile(with_literals(sql, {"as_of": as_of}), read="duckdb", write="spark")[0]

    def run() -> dict[str, pl.DataFrame]:
        found: dict[str, pl.DataFrame] = {}
        for name, sql in queries().items():
            try:
                rows = engine.session.sql(spark(sql))
                if name == "lines":
                    rows.createOrReplaceTempView("lines")
                else:
                    found[name] = pl.DataFrame(rows.toArrow())
            except Exception as error:
                said[name] = str(error).strip().splitlines()[0].split(" SQLSTATE")[0]
                # The queries after it are tried on what it should have made.
                if name == "lines":
                    engine.make_view("lines", sql, {"as_of": as_of})
        return found

    return run


def ibis_round(engine: Any, as_of: date) -> Round:
    """Return one round in Ibis, on the same connection or session and the same views."""
    import ibis

    from benchmarks import beyond_one_machine_ibis as written

    spark = isinstance(engine, SparkEngine)
    backend = ibis.pyspark.connect(engine.session) if spark else ibis.duckdb.from_connection(engine.connection)
    keys = {table: load_contract(table).as_known_key for table in TABLES}
    tables = {table: backend.table(table) for table in TABLES}
    lines = written.lines(tables, keys, as_of)
    asked = {
        "pay": written.pay(lines), "largest": written.largest(lines), "chain": written.chain(tables, keys, as_of)
    }  # fmt: skip
    return lambda: {name: pl.DataFrame(rows.to_pyarrow()) for name, rows in asked.items()}


def main(way: str, name: str, warehouse: str, month: str, as_of: str, out: str) -> None:
    """Run the rounds of a part, write its last results to a folder and print its seconds as JSON."""
    known, said, seconds = date.fromisoformat(as_of), dict[str, str](), []
    with opened(name) as engine:
        for table in TABLES:
            pattern = f"{month}*.parquet" if table == "wage_records" else "*.parquet"
            engine.parquet_view(f"all_{table}", f"{warehouse}/{table}/{pattern}")
            part = f" WHERE period = DATE '{month}-01'" if table == "staffing_links" else ""
            engine.make_view(table, f"SELECT * FROM all_{table}{part}")  # noqa: S608 -- our own names
        ways: dict[str, Callable[[], Round]] = {
            "sql": lambda: sql_round(engine, known),
            "sqlglot": lambda: sqlglot_round(engine, known, said),
            "ibis": lambda: ibis_round(engine, known),
        }
        run = ways[way]()
        for _ in range(ROUNDS):
            started = time.perf_counter()
            found = run()
            seconds.append(time.perf_counter() - started)
    for query, rows in found.items():
        rows.write_parquet(Path(out) / f"{way}_{name}_{query}.parquet")
    print(json.dumps({"seconds": seconds, "said": said}))


if __name__ == "__main__":
    main(*sys.argv[1:])
