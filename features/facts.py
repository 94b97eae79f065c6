"""The facts: what statute checks show in the returns of the twelve periods known on a date, apart from any estimate."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from features.chunks import PAY_CHUNK, each_chunk
from features.engine import DuckDBEngine, Engine, Values, open_engine, sql_file
from features.staging.registers import KNOWN_TABLES, stage_chunk, stage_registers, view_registers
from features.statute.act_tables import CHUNK, ONCE, make_act_tables
from features.statute.rules import Rule, load_rules
from features.window import Window

FACT_COLUMNS = (
    "employer_id VARCHAR, rule VARCHAR, status VARCHAR, period_from DATE, period_to DATE, workers BIGINT, "
    "worker_months BIGINT, amount_cents BIGINT, detail VARCHAR"
)
CHECKED_TABLES = (*KNOWN_TABLES, "placements", "permit_duties", "work_permits")
"""The register tables that the checks may read as known on the as-of date, beside wage records and payslips."""


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
    window, rules = Window(as_of), load_rules().values()
    with open_engine(threads, memory_limit) as engine:
        stage_checks(engine, tables, window, rules)
        engine.make_table("population", "SELECT employer_id FROM employers_now WHERE active")
        for _ in each_chunk(engine, PAY_CHUNK):
            stage_checked_chunk(engine, window.values, rules)
            for rule in rules:
                add_facts(engine, rule, window.values)
        return engine.write_parquet(sql_file("queries/facts.sql"), "employer_id, law, rule, status", out)


def stage_checks(engine: DuckDBEngine, tables: Mapping[str, str], window: Window, rules: Collection[Rule]) -> None:
    """Make what rules read that does not depend on the chunk, and the empty table ``found``.

    Args:
        engine: An engine that holds nothing yet.
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        window: The dates of the build.
        rules: The rules that will be run; tables that none of them reads are not made.
    """
    view_registers(engine, tables)
    stage_registers(engine, window, CHECKED_TABLES)
    make_act_tables(engine, ONCE, rules, window.values)
    engine.run(f"CREATE TEMP TABLE found ({FACT_COLUMNS})")
    engine.frame_table("rules", _rule_frame())


def stage_checked_chunk(engine: Engine, values: Values, rules: Collection[Rule]) -> None:
    """Make what rules read of the employers in the table ``chunk``."""
    stage_chunk(engine, values)
    make_act_tables(engine, CHUNK, rules, values)


def add_facts(engine: DuckDBEngine, rule: Rule, values: Values) -> None:
    """Make ``evidence``, the rows behind what a rule shows of the employers in ``chunk``, and add it up."""
    engine.make_table("evidence", sql_file(rule.folder / "evidence.sql"), values)
    engine.run(f"INSERT INTO found {sql_file(rule.folder / 'fact.sql')}", values)


def _rule_frame() -> pl.DataFrame:
    rules = [(rule.rule_id, rule.law, rule.version, rule.article) for rule in load_rules().values()]
    return pl.DataFrame(rules, schema=["rule", "law", "rule_version", "article"], orient="row")
