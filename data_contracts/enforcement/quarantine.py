"""Quarantine: every row that broke a rule, once a rule, with its file, its line and the words for people.

Columns: ``table_name, file, line, rule, column_name?, message_nl, message_en, value?, raw``. ``raw`` is the row as
delivered: a JSON object of texts, or ``{"line": ...}`` for a line that is no record. What may be a citizen's number is
masked in ``value`` and ``raw``, whatever the rule (see :mod:`data_contracts.enforcement.masking`).
``line`` is the line of a CSV file, whose header is line 1, or the row of a Parquet file, counted from 1.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.contract import Contract
from data_contracts.enforcement.checked import RawRows
from data_contracts.enforcement.masking import masked_values_sql
from data_contracts.enforcement.origin import FileOrigin
from data_contracts.enforcement.rules import Rule

QUARANTINE_COLUMNS = (
    "table_name VARCHAR, file VARCHAR, line BIGINT, rule VARCHAR, column_name VARCHAR, message_nl VARCHAR, "
    "message_en VARCHAR, value VARCHAR, raw VARCHAR"
)


class Quarantine:
    """The quarantine of one table, gathered in DuckDB until it is written.

    Args:
        connection: The connection that holds ``bad_rows`` of each batch.
        contract: The contract of the table.
        rules: All rules that a row can break, in the order of their numbers.
        files: The delivered files, in the order of their numbers.
    """

    def __init__(
        self, connection: DuckDBPyConnection, contract: Contract, rules: Sequence[Rule], files: Sequence[FileOrigin]
    ) -> None:
        self._connection = connection
        self._contract = contract
        connection.execute(f"CREATE OR REPLACE TEMP TABLE quarantine ({QUARANTINE_COLUMNS})")
        delivered = [
            (n, file.name, file.covers_from, file.covers_to, file.delivered_on) for n, file in enumerate(files)
        ]
        _keep(
            connection,
            "delivered_files",
            "source_file INTEGER, file VARCHAR, covers_from DATE, covers_to DATE, delivered_on DATE",
            delivered,
        )
        _keep(
            connection,
            "rules",
            "rule_number INTEGER, rule VARCHAR, column_name VARCHAR, message_en VARCHAR, message_nl VARCHAR",
            [(n, rule.name, rule.column, rule.message_en, rule.message_nl) for n, rule in enumerate(rules)],
        )

    def add_bad_rows(self, batch: Sequence[RawRows], parameters: Mapping[str, object]) -> None:
        """Add the rows of a batch that ``bad_rows`` names, with their content after the door, masked."""
        only_bad = "SEMI JOIN bad USING (source_file, source_line)"
        raws = " UNION ALL ".join(
            f"SELECT source_file, source_line, rule_numbers, shown AS raw "  # noqa: S608
            f"FROM ({masked_values_sql(self._contract.kept_columns, rows.passed_sql(only_bad))}) "
            "JOIN bad USING (source_file, source_line)"
            for rows in batch
        )
        self._connection.execute(
            f"""
            INSERT INTO quarantine BY NAME
            WITH bad AS (
                SELECT source_file, source_line, list(rule_number) AS rule_numbers
                FROM bad_rows GROUP BY source_file, source_line
            ),
            raws AS ({raws}),
            broken AS (SELECT source_file, source_line, unnest(rule_numbers) AS rule_number, raw FROM raws)
            SELECT '{self._contract.name}' AS table_name, file, source_line AS line, rule, column_name,
                message_nl, message_en, raw ->> column_name AS value, CAST(raw AS VARCHAR) AS raw
            FROM broken JOIN rules USING (rule_number) JOIN delivered_files USING (source_file)
            """,  # noqa: S608 -- names from our own contracts
            dict(parameters),
        )

    def add_bad_lines(self, relation: str, parameters: Mapping[str, object]) -> None:
        """Add lines that are no record: a relation of ``source_file, source_line, rule_number, text`` (masked)."""
        self._connection.execute(
            f"""
            INSERT INTO quarantine BY NAME
            SELECT '{self._contract.name}' AS table_name, file, source_line AS line, rule, message_nl, message_en,
                CAST(to_json({{'line': text}}) AS VARCHAR) AS raw
            FROM {relation} JOIN rules USING (rule_number) JOIN delivered_files USING (source_file)
            """,  # noqa: S608 -- names from our own contracts
            dict(parameters),
        )

    def rule_counts(self) -> dict[str, int]:
        """Return how many rows broke each rule, the most broken first."""
        counts = "SELECT rule, count(*) AS n FROM quarantine GROUP BY rule ORDER BY n DESC, rule"
        return dict(self._connection.execute(counts).fetchall())

    def row_count(self) -> int:
        """Return how many rows and lines are in quarantine, each counted once."""
        rows = "SELECT count(*) FROM (SELECT DISTINCT file, line FROM quarantine)"
        return int(self._connection.execute(rows).fetchall()[0][0])

    def write(self, path: Path) -> None:
        """Write all of it to one Parquet file, in the order of files and lines."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection.execute(
            "COPY (FROM quarantine ORDER BY file, line, rule, column_name) TO $path (FORMAT parquet, COMPRESSION zstd)",
            {"path": str(path)},
        )


def _keep(connection: DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Make a temporary table of a few rows by one statement: one for each row takes longer than loading a small drop.

    Args:
        connection: Where the table comes.
        table: Its name.
        columns: Its columns, each a name and a type.
        rows: The values of each row.
    """
    kinds = [column.split()[1] for column in columns.split(", ")]
    values = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    if rows:
        connection.execute(f"INSERT INTO {table} SELECT {values}", [list(held) for held in zip(*rows, strict=True)])
