"""The query that reads delivered rows as their types and says of each row which rules it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from data_contracts.as_known import quoted
from data_contracts.contract import Column, Contract, Reference
from data_contracts.enforcement.casts import raw, raw_sql, typed_sql
from data_contracts.enforcement.rules import Rule, found_column, rules_of


@dataclass(frozen=True)
class RawRows:
    """Delivered rows that share their types: the contract's columns and where each row came from.

    Attributes:
        relation: What DuckDB can select from, with ``source_file`` (INTEGER) and ``source_line`` (BIGINT) too.
        types: The DuckDB type of each delivered column.
    """

    relation: str
    types: Mapping[str, str]


def reference_table(reference: Reference) -> str:
    """Return the quoted name of the table (one column, ``value``) with all that a reference may name."""
    return quoted(f"known_{reference.table}_{reference.column}")


def checked_sql(contract: Contract, rows: RawRows) -> str:
    """Return the query for the typed columns, ``source_file``, ``source_line`` and ``broken``.

    ``broken`` is NULL for a row that keeps all rules on single rows, else the numbers of the rules that it breaks,
    counted as in :func:`rules_of`.
    """
    columns, types = contract.columns, rows.types
    raws = ", ".join(f"{raw_sql(column, types[column.name])} AS {raw(column)}" for column in columns)
    typed = ", ".join(f"{typed_sql(c, types[c.name], raw(c))} AS {quoted(c.name)}" for c in columns)
    found = "".join(f", {_found_sql(column, column.reference)}" for column in columns if column.reference)
    names = ", ".join(quoted(name) for name in contract.column_names)
    return f"""
        WITH delivered AS (SELECT {raws}, source_file, source_line FROM {rows.relation}),
        typed AS (SELECT *, {typed} FROM delivered),
        referred AS (SELECT *{found} FROM typed)
        SELECT {names}, source_file, source_line, {_broken_sql(rules_of(contract, types))} AS broken FROM referred
    """  # noqa: S608 -- names from our own contracts


def month_sql(column: Column, source_type: str) -> str:
    """Return the month that a delivered row belongs to, or NULL when its date is none that the contract allows.

    The expression is over the delivered column itself; what falls under NULL goes to quarantine.
    """
    value = f"({typed_sql(column, source_type, raw_sql(column, source_type))})"
    allowed = f"{value} BETWEEN DATE '{column.minimum}' AND DATE '{column.maximum}'"
    return f"CASE WHEN {allowed} THEN CAST(date_trunc('month', {value}) AS DATE) END"


def _found_sql(column: Column, reference: Reference) -> str:
    found = f"{quoted(column.name)} IN (SELECT value FROM {reference_table(reference)})"  # noqa: S608
    return f"{found} AS {found_column(column)}"


def _broken_sql(rules: tuple[Rule, ...]) -> str:
    any_broken = " OR ".join(f"({rule.broken_sql})" for rule in rules)
    each = ", ".join(f"CASE WHEN {rule.broken_sql} THEN {number} END" for number, rule in enumerate(rules))
    return f"CASE WHEN {any_broken} THEN list_filter([{each}], lambda number: number IS NOT NULL) END"
