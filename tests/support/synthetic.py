"""A small synthetic Netherlands for tests, and its register tables as they finally became known."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from data_contracts.as_known import as_known_sql
from pipelines.synthetic import SyntheticResult, generate

SMALL: dict[str, Any] = {
    "employers": 2_000,
    "months": 6,
    "last_month": date(2026, 10, 1),
    "visits_per_month": 100,
    "random_share": 0.1,
    "seed": 20261031,
    "threads": 2,
    "memory_limit": "1GB",
}

KEYS = {
    "employers": ("employer_id", "valid_from"),
    "wage_records": ("loonheffingennummer", "worker_pid", "income_relationship", "period"),
    "staffing_links": ("lender_id", "hirer_id", "period"),
    "inspections": ("case_id",),
    "findings": ("case_id", "law"),
    "capacity": ("team", "month"),
}


def make(folder: Path, **changes: Any) -> SyntheticResult:
    """Make the small synthetic Netherlands, with some arguments changed."""
    return generate(folder, report=lambda _: None, **(SMALL | changes))


def open_register(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database with two views a table: ``<table>_rows`` as delivered and ``<table>`` as latest known."""
    connection = duckdb.connect(config={"threads": 2})
    for table, key in KEYS.items():
        connection.execute(f"CREATE VIEW {table}_rows AS FROM '{folder}/register/{table}/*.parquet'")
        latest = as_known_sql(f"{table}_rows", key, "DATE '2100-01-01'")
        connection.execute(f"CREATE VIEW {table} AS {latest}")
    connection.execute(f"CREATE VIEW truth AS FROM '{folder}/truth/truth.parquet'")
    return connection
