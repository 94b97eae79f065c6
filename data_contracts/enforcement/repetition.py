"""Rows that repeat: the same key twice is a guess that nobody may make, the same row twice is one row."""

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.enforcement.casts import stored_sql


def repeated_sql(contract: Contract, checked: str, unique_rule: int, duplicate_rule: int) -> str:
    """Return the query for ``source_file, source_line, rule_number`` of rows that may not be kept.

    Only rows that keep all other rules are looked at. Rows with the same key that differ in any column are all
    returned; of rows that are the same in every column all but the first (in the order of the files) are.

    Args:
        contract: The contract of the table.
        checked: The table with the result of :func:`checked_sql`.
        unique_rule: The number of the rule on rows that differ.
        duplicate_rule: The number of the rule on rows that are the same.
    """
    key = ", ".join(quoted(name) for name in contract.key)
    content = ", ".join(quoted(column.name) for column in contract.kept_columns)
    # Hashes are counted, not keys: a tenth of the memory. Two keys with one hash are told apart below.
    return f"""
        WITH repeated_key AS (
            SELECT hash({key}) AS key_hash FROM {checked} WHERE NOT broken GROUP BY key_hash HAVING count(*) > 1
        ),
        judged AS (
            SELECT source_file, source_line,
                min(row({content})) OVER same_key = max(row({content})) OVER same_key AS identical,
                row_number() OVER (PARTITION BY {key} ORDER BY source_file, source_line) AS place
            FROM (SELECT * FROM {checked} WHERE NOT broken AND hash({key}) IN (SELECT key_hash FROM repeated_key))
            WINDOW same_key AS (PARTITION BY {key})
        )
        SELECT source_file, source_line, CASE WHEN identical THEN {duplicate_rule} ELSE {unique_rule} END AS rule_number
        FROM judged WHERE NOT (identical AND place = 1)
    """  # noqa: S608 -- names from our own contracts


def loaded_before_sql(contract: Contract, checked: str, loaded: str) -> str:
    """Return the query for ``source_file, source_line, identical`` of rows whose key was loaded before.

    ``identical`` tells whether an earlier drop held the same row, or another one with the same key.

    Args:
        contract: The contract of the table.
        checked: The table with the result of :func:`checked_sql`.
        loaded: What DuckDB can select from: the rows of earlier loads, as the warehouse holds them.
    """
    key = ", ".join(
        f"{stored_sql(contract.column(name))} AS {quoted(contract.column(name).stored_name)}" for name in contract.key
    )
    stored_key = ", ".join(quoted(name) for name in contract.stored_key)
    stored = ", ".join(stored_sql(column) for column in contract.kept_columns)
    before = ", ".join(quoted(name) for name in contract.stored_names)
    return f"""
        SELECT source_file, source_line, new.content IS NOT DISTINCT FROM old.content AS identical
        FROM (
            SELECT {key}, row({stored}) AS content, source_file, source_line FROM {checked} WHERE NOT broken
        ) AS new
        JOIN (
            SELECT {stored_key}, row({before}) AS content FROM {loaded}
            WHERE known_at >= (SELECT min(known_at) FROM {checked} WHERE NOT broken)
        ) AS old USING ({stored_key})
    """  # noqa: S608 -- names from our own contracts
