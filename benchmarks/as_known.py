"""One query over wage records as known on a date, month by month; benchmarks/registers.py runs it."""

import sys
from datetime import date
from pathlib import Path

import duckdb

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract

WHAT = "count(*), count(DISTINCT loonheffingennummer), sum(wage_cents), sum(paid_minutes), sum(overtime_wage_cents)"


def main(folder: str, months: int, as_of: str) -> None:
    """Print, for each of the last months in a warehouse's folder, what was known of it on a date."""
    files = sorted(Path(folder).glob("*.parquet"))
    named = sorted({path.name.split(".")[0] for path in files})[-months:]
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as connection:
        for month in named:
            paths = [str(path) for path in files if path.name.startswith(f"{month}.")]
            known = as_known_sql("read_parquet($paths)", load_contract("wage_records").as_known_key)
            query = f"SELECT {WHAT} FROM ({known})"  # noqa: S608 -- our own columns
            values = {"paths": paths, "as_of": date.fromisoformat(as_of)}
            print(month, *connection.execute(query, values).fetchall()[0])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
