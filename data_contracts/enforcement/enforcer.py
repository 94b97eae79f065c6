"""Sorting the rows of one table into valid rows and quarantine, batch after batch.

A batch is a month of a large table, or all of a small one; rows with the same key must be in the same batch.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.enforcement.casts import stored_sql
from data_contracts.enforcement.checked import RawRows, checked_sql, reference_table
from data_contracts.enforcement.quarantine import Quarantine
from data_contracts.enforcement.repetition import repeated_sql
from data_contracts.enforcement.rules import all_rules, line_rule_numbers

_VALID = "FROM checked_rows ANTI JOIN bad_rows USING (source_file, source_line)"


class Enforcer:
    """Enforces one contract. Everything that it makes in DuckDB is temporary.

    Args:
        connection: Where the work is done; it must hold the tables of known values that the contract refers to
            (see :func:`keep_known_values`).
        contract: The contract of the table.
        files: The names of the delivered files, in the order of their numbers in ``source_file``.
    """

    def __init__(self, connection: DuckDBPyConnection, contract: Contract, files: Sequence[str]) -> None:
        self._connection = connection
        self._contract = contract
        self._rules = all_rules(contract)
        self.quarantine = Quarantine(connection, contract, self._rules, files)

    @property
    def line_rules(self) -> dict[str, int]:
        """The numbers of the rules on lines that are no record, by what is wrong with the line."""
        return line_rule_numbers(self._rules)

    def check(self, batch: Sequence[RawRows], parameters: Mapping[str, object]) -> None:
        """Check a batch: its bad rows go to quarantine, its valid rows stand ready until the next batch.

        Args:
            batch: The delivered rows, in groups of one shape.
            parameters: Values for the placeholders in the relations.
        """
        union = " UNION ALL ".join(f"({checked_sql(self._contract, rows)})" for rows in batch)
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE checked_rows AS {union}", dict(parameters))
        self._connection.execute(self._bad_rows_sql())
        if self._count("FROM bad_rows"):
            self.quarantine.add_bad_rows(batch, parameters)

    def write_valid(self, path: Path) -> int:
        """Write the valid rows of the batch, as the warehouse holds them and in the order of their key.

        Returns:
            The number of rows; when it is 0 no file is written.
        """
        rows = self._count(_VALID)
        if rows:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection.execute(
                f"COPY ({self._valid_sql()}) TO $path (FORMAT parquet, COMPRESSION zstd)", {"path": str(path)}
            )
        return rows

    def _valid_sql(self) -> str:
        stored = ", ".join(f"{stored_sql(column)} AS {quoted(column.stored_name)}" for column in self._contract.columns)
        key = ", ".join(quoted(name) for name in self._contract.key)
        return f"SELECT {stored} {_VALID} ORDER BY {key}"

    def _bad_rows_sql(self) -> str:
        numbers = {rule.name: number for number, rule in enumerate(self._rules)}
        repeated = repeated_sql(self._contract, "checked_rows", numbers["unique:key"], numbers["duplicate:identical"])
        return f"""
            CREATE OR REPLACE TEMP TABLE bad_rows AS
            SELECT source_file, source_line, unnest(broken) AS rule_number FROM checked_rows WHERE broken IS NOT NULL
            UNION ALL ({repeated})
        """  # noqa: S608 -- names from our own contracts

    def _count(self, relation: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) {relation}").fetchall()[0][0])


def keep_known_values(connection: DuckDBPyConnection, contract: Contract, files: Mapping[str, str]) -> None:
    """Make the tables of values that a contract's references may name.

    Args:
        connection: Where the contract will be enforced.
        contract: The contract that refers to other tables.
        files: Of each table that it refers to, the path (or glob) of its valid rows in Parquet.
    """
    for reference in contract.references:
        values = f"SELECT DISTINCT {quoted(reference.column)} AS value FROM read_parquet($path)"  # noqa: S608
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {reference_table(reference)} AS {values}",
            {"path": files[reference.table]},
        )
