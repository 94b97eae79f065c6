"""Rows that repeat: the same key twice is a guess that nobody may make, the same row twice is one row."""

from data_contracts.as_known import quoted
from data_contracts.contract import Contract


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
    content = ", ".join(quoted(name) for name in contract.column_names)
    return f"""
        WITH repeated_key AS (
            SELECT {key} FROM {checked} WHERE broken IS NULL GROUP BY {key} HAVING count(*) > 1
        ),
        judged AS (
            SELECT source_file, source_line,
                min(row({content})) OVER same_key = max(row({content})) OVER same_key AS identical,
                row_number() OVER (PARTITION BY {key} ORDER BY source_file, source_line) AS place
            FROM (SELECT * FROM {checked} SEMI JOIN repeated_key USING ({key}) WHERE broken IS NULL)
            WINDOW same_key AS (PARTITION BY {key})
        )
        SELECT source_file, source_line, CASE WHEN identical THEN {duplicate_rule} ELSE {unique_rule} END AS rule_number
        FROM judged WHERE NOT (identical AND place = 1)
    """  # noqa: S608 -- names from our own contracts
