"""Ten representative features of one month, written twice: in DuckDB SQL and in pandas; both give the same figures."""

from collections.abc import Sequence

import duckdb
import polars as pl

COLUMNS = [
    "loonheffingennummer", "worker_pid", "income_type", "wage_cents", "overtime_wage_cents", "paid_minutes",
    "contract_on_call", "contract_indefinite", "started_on", "period", "birth_month",
]  # fmt: skip
ADULT_MINIMUM_CENTS = 1_471

SQL = """
    SELECT
        loonheffingennummer,
        count(*) AS lines,
        count(DISTINCT worker_pid) AS workers,
        sum(wage_cents) / nullif(sum(paid_minutes), 0) * 60 AS hourly_cents,
        sum(overtime_wage_cents) / nullif(sum(wage_cents), 0) AS overtime_share,
        avg(contract_on_call::INTEGER) AS on_call_share,
        avg((NOT contract_indefinite)::INTEGER) AS fixed_term_share,
        avg((started_on >= period)::INTEGER) AS starter_share,
        avg((wage_cents * 60 < paid_minutes * $minimum)::INTEGER) AS below_share,
        avg((paid_minutes = 0)::INTEGER) AS without_hours_share,
        stddev_samp(wage_cents) AS wage_spread
    FROM read_parquet($files)
    WHERE income_type = 15
    GROUP BY loonheffingennummer
"""


def in_duckdb(files: Sequence[str], threads: int, memory_limit: str) -> pl.DataFrame:
    """Return the ten features by wage tax number, made in DuckDB."""
    with duckdb.connect(config={"threads": threads, "memory_limit": memory_limit}) as connection:
        values = {"files": list(files), "minimum": ADULT_MINIMUM_CENTS}
        return pl.DataFrame(connection.sql(SQL, params=values).to_arrow_table()).sort("loonheffingennummer")


def in_pandas(files: Sequence[str]) -> pl.DataFrame:
    """Return the ten features by wage tax number, made in pandas."""
    import pandas as pd

    lines = pd.concat([pd.read_parquet(file, columns=COLUMNS) for file in files])
    lines = lines[lines["income_type"] == 15]
    lines = lines.assign(
        fixed_term=~lines["contract_indefinite"].astype(bool),
        starter=lines["started_on"] >= lines["period"],
        below=lines["wage_cents"] * 60 < lines["paid_minutes"] * ADULT_MINIMUM_CENTS,
        without_hours=lines["paid_minutes"] == 0,
    )
    grouped = lines.groupby("loonheffingennummer")
    sums = grouped[["wage_cents", "paid_minutes", "overtime_wage_cents"]].sum()
    found = pd.DataFrame(
        {
            "lines": grouped.size(),
            "workers": grouped["worker_pid"].nunique(),
            "hourly_cents": sums["wage_cents"] / sums["paid_minutes"].where(sums["paid_minutes"] != 0) * 60,
            "overtime_share": sums["overtime_wage_cents"] / sums["wage_cents"].where(sums["wage_cents"] != 0),
            "on_call_share": grouped["contract_on_call"].mean(),
            "fixed_term_share": grouped["fixed_term"].mean(),
            "starter_share": grouped["starter"].mean(),
            "below_share": grouped["below"].mean(),
            "without_hours_share": grouped["without_hours"].mean(),
            "wage_spread": grouped["wage_cents"].std(),
        }
    )
    return pl.DataFrame(found.reset_index()).sort("loonheffingennummer")
