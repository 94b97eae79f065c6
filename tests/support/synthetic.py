"""A small synthetic Netherlands for tests, its register tables as they finally became known, and its workbench."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.synthetic import SyntheticResult, generate
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.world import make_world

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

_WORKER = ("worker_number", "personnel_number")
KEYS = {
    "employers": ("employer_id", "valid_from"),
    "wage_tax_numbers": ("loonheffingennummer", "valid_from"),
    "establishments": ("establishment_id", "valid_from"),
    "parties": ("party_id", "valid_from"),
    "wage_records": ("loonheffingennummer", *_WORKER, "income_relationship", "period"),
    "payslips": ("loonheffingennummer", *_WORKER, "income_relationship", "period"),
    "placements": ("worker_number", "lender_id", "hirer_id", "valid_from"),
    "staffing_links": ("lender_id", "hirer_id", "period"),
    "permit_duties": ("worker_number", "valid_from"),
    "work_permits": ("permit_id", "valid_from"),
    "posted_work": ("notification_id", "valid_from"),
    "inspections": ("case_id",),
    "findings": ("case_id", "law"),
    "signals": ("signal_id",),
    "officers": ("officer_number", "employer_id", "role", "valid_from"),
    "insolvencies": ("insolvency_id",),
    "capacity": ("team", "month"),
    "audit_traits": ("employer_id", "trait", "trait_group", "valid_from"),
}
"""What names one thing in each register table as it is delivered, ``known_at`` left out."""


def make(folder: Path, **changes: Any) -> SyntheticResult:
    """Make the small synthetic Netherlands, with some arguments changed."""
    return generate(folder, report=lambda _: None, **(SMALL | changes))


def open_register(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database with two views a table: ``<table>_rows`` as delivered and ``<table>`` as latest known."""
    connection = duckdb.connect(config={"threads": 2})
    for table, key in KEYS.items():
        connection.execute(f"CREATE VIEW {table}_rows AS FROM '{folder}/register/*/{table}/*.parquet'")
        connection.execute(
            f"CREATE VIEW {table} AS FROM {table}_rows "
            f"QUALIFY row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY known_at DESC) = 1"
        )
    connection.execute(f"CREATE VIEW truth AS FROM '{folder}/truth/truth.parquet'")
    return connection


def world_bench(folder: Path, employers: int, months: int, seed: int = 20261031) -> Workbench:
    """Return a workbench with employers, causes and hirings, up to October 2026, and no jobs or inspections."""
    workbench = Workbench(folder / "work", threads=2, memory_limit="1GB")
    make_world(workbench, Arguments(employers, months, date(2026, 10, 1), max(1, employers // 40), 0.1, seed))
    return workbench
