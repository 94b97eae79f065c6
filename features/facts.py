"""The facts: what statute checks show in the returns of the twelve periods known on a date, apart from any estimate."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from features.chunks import each_chunk
from features.engine import frame_table, make_table, open_engine, run, sql_file, write_parquet
from features.staging import stage_registers
from features.statute.laws import load_laws
from features.statute.parameters import Known, holds_on
from features.statute.sentences import load_rules
from features.window import Window

CHECKS_FILE = "checks.sql"
FACT_COLUMNS = (
    "employer_id VARCHAR, rule VARCHAR, status VARCHAR, period_from DATE, period_to DATE, workers BIGINT, "
    "worker_months BIGINT, amount_cents BIGINT, detail VARCHAR"
)


def build_facts(tables: Mapping[str, str], as_of: date, out: Path, *, threads: int, memory_limit: str) -> int:
    """Write ``facts.parquet``: a row for each employer, rule and status that is not simply met.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        as_of: What became known after this date does not exist.
        out: The Parquet file to write, sorted by employer, act, rule and status.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Returns:
        The number of rows written.
    """
    window = Window(as_of)
    with open_engine(threads, memory_limit) as connection:
        stage_registers(connection, tables, window)
        make_table(connection, "population", "SELECT employer_id FROM employers_now WHERE active")
        connection.execute(f"CREATE TEMP TABLE found ({FACT_COLUMNS})")
        for _ in each_chunk(connection, tables, window):
            _run_checks(connection, window)
        frame_table(connection, "rules", _rule_frame())
        return write_parquet(connection, sql_file("queries/facts.sql"), "employer_id, law, rule, status", out)


def _run_checks(connection: duckdb.DuckDBPyConnection, window: Window) -> None:
    """Add to ``found`` what the checks of every act show about the employers in ``chunk``."""
    values = {**window.values, "holiday_floor": _holiday_floor(window)}
    for law in load_laws().values():
        if (law.folder / CHECKS_FILE).is_file():
            run(connection, f"INSERT INTO found {sql_file(law.folder / CHECKS_FILE)}", values)


def _holiday_floor(window: Window) -> int | None:
    answer = holds_on("wml.holiday_allowance", window.last_period)
    return int(answer.value["floor"]) if isinstance(answer, Known) else None


def _rule_frame() -> pl.DataFrame:
    rules = [(rule.rule_id, rule.law, rule.version, rule.article) for rule in load_rules().values()]
    return pl.DataFrame(rules, schema=["rule", "law", "rule_version", "article"], orient="row")
