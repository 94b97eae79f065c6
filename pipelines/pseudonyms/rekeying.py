"""Files with pseudonyms taken one key further: the warehouse's rows, quarantine, and drops of repaired rows.

The connection's door is open with the new key alone; nobody needs the numbers that the pseudonyms stand for.
"""

from collections.abc import Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Column, Contract
from data_contracts.contract.model import PseudonymKind
from data_contracts.enforcement.door import (
    FROM_FALLBACK,
    LOWEST_PSEUDONYM,
    rekeyed_number_sql,
    rekeyed_tax_number_sql,
)
from pipelines.ingest.files import exactly


def pseudonym_columns(contract: Contract) -> tuple[tuple[Column, PseudonymKind], ...]:
    """Return the columns of a table that hold pseudonyms, and of what."""
    return tuple((column, column.pseudonym.kind) for column in contract.columns if column.pseudonym is not None)


def rekey_rows(connection: DuckDBPyConnection, contract: Contract, source: Path, target: Path) -> int:
    """Write a file of the warehouse with its pseudonyms one key further, in the order of its key; return its rows."""
    replaced = ", ".join(
        f"{_stored_sql(quoted(column.stored_name), kind)} AS {quoted(column.stored_name)}"
        for column, kind in pseudonym_columns(contract)
    )
    order = ", ".join(quoted(name) for name in contract.stored_key)
    return _copy(
        connection,
        f"SELECT * REPLACE ({replaced}) FROM read_parquet($source) ORDER BY {order}",  # noqa: S608 -- our own names
        "FORMAT parquet, COMPRESSION zstd",
        source,
        target,
    )


def rekey_quarantine(connection: DuckDBPyConnection, contract: Contract, source: Path, target: Path) -> int:
    """Write a file of bad rows with the pseudonyms in ``raw`` and ``value`` one key further; return its rows."""
    columns = pseudonym_columns(contract)
    delivered = {column.name: f"(CAST(raw AS JSON) ->> '{column.name}')" for column, _ in columns}
    fields = ", ".join(f"'{column.name}', {_text_sql(delivered[column.name], kind)}" for column, kind in columns)
    values = " ".join(f"WHEN '{column.name}' THEN {_text_sql('value', kind)}" for column, kind in columns)
    raw = f"CAST(json_merge_patch(CAST(raw AS JSON), json_object({fields})) AS VARCHAR)"
    return _copy(
        connection,
        f"SELECT * REPLACE ({raw} AS raw, CASE column_name {values} ELSE value END AS value) "  # noqa: S608
        "FROM read_parquet($source) ORDER BY file, line, rule, column_name",
        "FORMAT parquet, COMPRESSION zstd",
        source,
        target,
    )


def rekey_repairs(connection: DuckDBPyConnection, contract: Contract, source: Path, target: Path) -> int:
    """Write a CSV file of repaired rows with its pseudonyms one key further; return its rows."""
    columns = pseudonym_columns(contract)
    replaced = ", ".join(f"{_text_sql(quoted(column.name), kind)} AS {quoted(column.name)}" for column, kind in columns)
    return _copy(
        connection,
        f"SELECT * REPLACE ({replaced}) FROM read_csv($source, header = true, all_varchar = true, "  # noqa: S608
        "delim = ',', quote = '\"', escape = '\"')",
        "FORMAT csv, HEADER true",
        source,
        target,
    )


def _copy(connection: DuckDBPyConnection, query: str, options: str, source: Path, target: Path) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    return int(
        connection.execute(
            f"COPY ({query}) TO $target ({options})", {"source": exactly(source), "target": str(target)}
        ).fetchall()[0][0]
    )


def _stored_sql(value: str, kind: PseudonymKind) -> str:
    match kind:
        case "worker" | "person":
            return f"CAST({rekeyed_number_sql(value)} AS BIGINT)"
        case "tax_number":
            return rekeyed_tax_number_sql(value)
        case "rsin":
            return f"CASE WHEN {value} LIKE 'N%' THEN 'N' || text_pseudonym({value}) ELSE {value} END"


def _text_sql(value: str, kind: PseudonymKind) -> str:
    """Return the expression for a pseudonym in a row that broke its contract: it may be of a number without form."""
    match kind:
        case "worker" | "person":
            number = f"TRY_CAST({value} AS BIGINT)"
            malformed = f"-1 - (number_pseudonym({value}, 0) & {FROM_FALLBACK - 1})"
            return (
                f"CASE WHEN {number} >= {LOWEST_PSEUDONYM} THEN CAST({_stored_sql(number, kind)} AS VARCHAR) "
                f"WHEN {number} < 0 THEN CAST({malformed} AS VARCHAR) ELSE {value} END"
            )
        case "tax_number":
            malformed = f"'M' || text_pseudonym({value})"
            return f"CASE WHEN {value} LIKE 'M%' THEN {malformed} ELSE {_stored_sql(value, kind)} END"
        case "rsin":
            return _stored_sql(value, kind)


def tables_with_pseudonyms(contracts: Sequence[Contract]) -> dict[str, Contract]:
    """Return the contracts of the tables that hold pseudonyms, by name."""
    return {contract.name: contract for contract in contracts if pseudonym_columns(contract)}
