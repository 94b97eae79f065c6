"""A synthetic world with its inspections but without wage records, for tests that need many employers quickly."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from datetime import date
from pathlib import Path

import duckdb

from data_contracts.as_known import as_known_sql
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.inspecting import make_deeds, make_visits, write_inspecting, write_truth
from pipelines.synthetic.wages import make_jobs
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.world import make_world, write_world
from tests.support.synthetic import KEYS

TABLES = (
    "employers",
    "parties",
    "establishments",
    "staffing_links",
    "inspections",
    "findings",
    "signals",
    "audit_traits",
)


def inspected(folder: Path, arguments: Arguments) -> duckdb.DuckDBPyConnection:
    """Make a world and visit it; return a database over what was written.

    It has two views a register table, ``<table>_rows`` as delivered and ``<table>`` as latest known; ``truth`` and
    ``causes``; ``unvisited``, a row an employer and month: what would have been done without any visit; and ``flags``,
    the red flags that the inspectorate sees of each employer.
    """
    bench = Workbench(folder / "work", threads=2, memory_limit="1GB")
    make_world(bench, arguments)
    make_deeds(bench, arguments)
    bench.value(f"COPY (FROM deeds JOIN employers USING (n)) TO '{folder}/unvisited.parquet'")
    make_jobs(bench, arguments)
    make_visits(bench, arguments)
    bench.value(f"COPY (SELECT employer_id, flag FROM standing JOIN employers USING (n)) TO '{folder}/flags.parquet'")
    drops = Drops(folder / "register", arguments)
    write_world(bench, drops)
    write_inspecting(bench, arguments, drops)
    write_truth(bench, folder / "truth" / "truth.parquet")
    bench.close()
    return _open(folder)


def arguments_of(employers: int, months: int, visits: int, *, bias: float = 1.0, odds: float = 1.0) -> Arguments:
    """Return arguments up to October 2026, with a tenth of the visits by lot."""
    return Arguments(employers, months, date(2026, 10, 1), visits, 0.1, 20261031, bias, odds)


def _open(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2})
    for table in TABLES:
        connection.execute(f"CREATE VIEW {table}_rows AS FROM '{folder}/register/*/{table}/*.parquet'")
        latest = as_known_sql(f"{table}_rows", KEYS[table], "DATE '2100-01-01'")
        connection.execute(f"CREATE VIEW {table} AS {latest}")
    for path in ("truth/truth", "truth/causes", "unvisited", "flags"):
        connection.execute(f"CREATE VIEW {Path(path).name} AS FROM '{folder}/{path}.parquet'")
    return connection
