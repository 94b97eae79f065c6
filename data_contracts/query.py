"""One query over Parquet files, answered as a data frame."""

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl


def query_frame(sql: str, values: Mapping[str, Any]) -> pl.DataFrame:
    """Run a query in an empty in-memory DuckDB and return its rows.

    Args:
        sql: A query that reads Parquet through ``read_parquet($name)``; built from our own names only.
        values: The parameters that the query names.
    """
    with duckdb.connect() as connection:
        table = connection.sql(sql, params=dict(values)).to_arrow_table()
    return pl.DataFrame(table)
