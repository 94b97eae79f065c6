"""A table that never came is there without rows, so that who reads it need not ask."""

from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from pipelines.ingest.place import EMPTY


def write_empty(connection: DuckDBPyConnection, contract: Contract, out: Path) -> None:
    """Write ``out/<table>/_empty.parquet`` with the columns of the contract as the warehouse holds them."""
    columns = ", ".join(
        f"CAST(NULL AS {column.stored_type}) AS {quoted(column.stored_name)}" for column in contract.kept_columns
    )
    path = out / contract.name / f"{EMPTY}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"COPY (SELECT {columns} LIMIT 0) TO $path (FORMAT parquet)", {"path": str(path)})
