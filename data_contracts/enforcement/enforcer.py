"""Sorting the rows of one table into valid rows and quarantine, batch after batch.

A batch is a month of a large table, or all of a small one; rows with the same key must be in the same batch.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract, load_contract
from data_contracts.enforcement.casts import stored_sql
from data_contracts.enforcement.checked import RawRows, broken_rules_sql, checked_sql
from data_contracts.enforcement.door import known_values
from data_contracts.enforcement.origin import FileOrigin
from data_contracts.enforcement.overlap import overlapping_sql
from data_contracts.enforcement.quarantine import Quarantine
from data_contracts.enforcement.repetition import loaded_before_sql, repeated_sql
from data_contracts.enforcement.rules import all_rules, line_rule_numbers

_PARQUET = (
    "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, WRITE_BLOOM_FILTER false, DICTIONARY_SIZE_LIMIT 5000, "
    "ROW_GROUP_SIZE 20480"
)
"""A quarter less work than DuckDB's defaults for the same columns, and smaller files; groups small enough that who asks
for one employer, or for a part of the country, does not unpack the rest."""
_VALID = "FROM checked_rows ANTI JOIN bad_rows USING (source_file, source_line)"


class Enforcer:
    """Enforces one contract. Everything that it makes in DuckDB is temporary.

    ``rows_repeated`` counts the rows that an earlier load held just so; they are neither kept twice nor bad.

    Args:
        connection: Where the work is done; it must hold the tables of known values that the contract refers to
            (see :func:`keep_known_values`) and the door (:func:`data_contracts.enforcement.door.open_door`).
        contract: The contract of the table.
        files: The delivered files, in the order of their numbers in ``source_file``.
    """

    def __init__(self, connection: DuckDBPyConnection, contract: Contract, files: Sequence[FileOrigin]) -> None:
        self._connection = connection
        self._contract = contract
        self._rules = all_rules(contract)
        self.quarantine = Quarantine(connection, contract, self._rules, files)
        self.rows_repeated = 0

    @property
    def line_rules(self) -> dict[str, int]:
        """The numbers of the rules on lines that are no record, by what is wrong with the line."""
        return line_rule_numbers(self._rules)

    def check(self, batch: Sequence[RawRows], parameters: Mapping[str, object], loaded: Sequence[str] = ()) -> None:
        """Check a batch: its bad rows go to quarantine, its valid rows stand ready until the next batch.

        Args:
            batch: The delivered rows, in groups of one shape.
            parameters: Values for the placeholders in the relations.
            loaded: Parquet files of earlier loads with rows that these may repeat or overlap.
        """
        union = " UNION ALL ".join(f"({checked_sql(self._contract, rows)})" for rows in batch)
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE checked_rows AS {union}", dict(parameters))
        self._find_bad_rows(batch, parameters, list(loaded))
        if self._count("FROM bad_rows"):
            self.quarantine.add_bad_rows(batch, parameters)

    def write_valid(self, path: Path) -> int:
        """Write the valid rows of the batch, as the warehouse holds them: by the first column of the key, as delivered.

        Returns:
            The number of rows; when it is 0 no file is written.
        """
        rows = self._count(_VALID)
        if rows:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection.execute(f"COPY ({self._valid_sql()}) TO $path ({_PARQUET})", {"path": str(path)})
        return rows

    def _valid_sql(self) -> str:
        stored = ", ".join(
            f"{stored_sql(column)} AS {quoted(column.stored_name)}" for column in self._contract.kept_columns
        )
        # Who reads looks for employers, so that the first column of the key decides; sorting by all of it costs twice.
        first = quoted(self._contract.key[0])
        return f"SELECT {stored} {_VALID} ORDER BY {first}, source_file, source_line"

    def _find_bad_rows(self, batch: Sequence[RawRows], parameters: Mapping[str, object], loaded: list[str]) -> None:
        numbers = {rule.name: number for number, rule in enumerate(self._rules)}
        contract, unique, duplicate = self._contract, numbers["unique:key"], numbers["duplicate:identical"]
        self._name_broken_rules(batch, parameters)
        before = "read_parquet(getvariable('loaded_files'))" if loaded else None
        if before is not None:
            self._connection.execute("SET VARIABLE loaded_files = ?", [loaded])
            self._set_apart_loaded_before(before, unique)
        self._add_bad_rows(repeated_sql(contract, "checked_rows", unique, duplicate))
        if contract.no_overlap:
            found = overlapping_sql(contract, "checked_rows", "bad_rows", before, numbers["overlap:validity"])
            while self._add_bad_rows(found):
                pass  # what is bad now takes no part, so that rows beside it are judged again

    def _name_broken_rules(self, batch: Sequence[RawRows], parameters: Mapping[str, object]) -> None:
        """Make ``bad_rows``. Which rules a row breaks is worked out for the few that break any."""
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE bad_rows (source_file INTEGER, source_line BIGINT, rule_number INTEGER)"
        )
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE broken_rows AS SELECT source_file, source_line FROM checked_rows WHERE broken"
        )
        if self._count("FROM broken_rows"):
            only = "SEMI JOIN broken_rows USING (source_file, source_line)"
            named = " UNION ALL ".join(f"({broken_rules_sql(self._contract, rows, only)})" for rows in batch)
            self._connection.execute(f"INSERT INTO bad_rows {named}", dict(parameters))

    def _set_apart_loaded_before(self, before: str, unique: int) -> None:
        """Leave out rows that an earlier drop held too, and hold against a row that its key was loaded with another."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE seen_rows AS {loaded_before_sql(self._contract, 'checked_rows', before)}"
        )
        self._add_bad_rows(f"SELECT *, {unique} AS rule_number FROM seen_rows WHERE NOT identical")  # noqa: S608
        again = self._count("FROM seen_rows WHERE identical")
        if again:
            self._connection.execute(
                "DELETE FROM checked_rows USING (FROM seen_rows WHERE identical) AS seen "
                "WHERE checked_rows.source_file = seen.source_file AND checked_rows.source_line = seen.source_line"
            )
        self.rows_repeated += again

    def _add_bad_rows(self, found: str) -> int:
        """Add what a query finds, each row and rule once, and return how many that are."""
        added = self._connection.execute(
            f"INSERT INTO bad_rows SELECT DISTINCT source_file, source_line, rule_number FROM ({found}) "  # noqa: S608
            "EXCEPT FROM bad_rows"
        )
        return int(added.fetchall()[0][0])

    def _count(self, relation: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) {relation}").fetchall()[0][0])


def keep_known_values(connection: DuckDBPyConnection, contract: Contract, files: Mapping[str, Sequence[str]]) -> None:
    """Make the tables of values that a contract's references may name.

    Args:
        connection: Where the contract will be enforced.
        contract: The contract that refers to other tables.
        files: Of each table that it refers to, the Parquet files with its valid rows.
    """
    for reference in contract.references:
        column = load_contract(reference.table).column(reference.column).stored_name
        values = f"SELECT DISTINCT {quoted(column)} AS value FROM read_parquet($paths)"  # noqa: S608
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {known_values(reference)} AS {values} WHERE value IS NOT NULL",
            {"paths": list(files[reference.table])},
        )
