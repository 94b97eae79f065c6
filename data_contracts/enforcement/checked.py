"""The query that reads delivered rows as their types and says of each row which rules it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from data_contracts.as_known import quoted
from data_contracts.contract import Column, Contract, Reference
from data_contracts.enforcement.casts import raw, raw_sql, typed_sql
from data_contracts.enforcement.door import known_values
from data_contracts.enforcement.rules import found_column, rules_of


@dataclass(frozen=True)
class RawRows:
    """Delivered rows that share their types: the contract's columns and where each row came from.

    Attributes:
        relation: What DuckDB can select from, with ``source_file`` (INTEGER) and ``source_line`` (BIGINT) too.
        door: For each column that passes the door, the expression over ``relation`` that gives its value.
        types: The DuckDB type of each column after the door.
    """

    relation: str
    door: Mapping[str, str]
    types: Mapping[str, str]

    def passed_sql(self, restriction: str = "") -> str:
        """Return the query for the rows after the door, with where they came from; ``restriction`` comes first."""
        columns = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in self.door.items())
        return f"SELECT {columns}, source_file, source_line FROM {self.relation} {restriction}"  # noqa: S608


def checked_sql(contract: Contract, rows: RawRows) -> str:
    """Return the query for the typed columns, ``source_file``, ``source_line`` and ``broken``.

    ``broken`` tells whether a row breaks any rule on single rows. The dates of the drops are read from
    ``delivered_files``.
    """
    names = ", ".join(quoted(column.name) for column in contract.kept_columns)
    broken = " OR ".join(f"({rule.broken_sql})" for rule in rules_of(contract, rows.types))
    # An unknown answer (NULL) breaks no rule.
    return _judged_sql(contract, rows, f"{names}, source_file, source_line, coalesce({broken}, false) AS broken")


def broken_rules_sql(contract: Contract, rows: RawRows, restriction: str) -> str:
    """Return the query for ``source_file, source_line, rule_number`` of the rules that rows break.

    Args:
        contract: The contract of the table.
        rows: The delivered rows.
        restriction: What comes after ``FROM`` to keep only the rows that matter, such as a semi-join.
    """
    rules = enumerate(rules_of(contract, rows.types))
    each = ", ".join(f"CASE WHEN {rule.broken_sql} THEN {number} END" for number, rule in rules)
    judged = _judged_sql(contract, rows, f"source_file, source_line, unnest([{each}]) AS rule_number", restriction)
    return f"SELECT * FROM ({judged}) WHERE rule_number IS NOT NULL"  # noqa: S608 -- names from our own contracts


def _judged_sql(contract: Contract, rows: RawRows, selected: str, restriction: str = "") -> str:
    """Return a query over the rows read as their types, in which the rules' conditions can be evaluated."""
    columns, types = contract.kept_columns, rows.types
    raws = ", ".join(f"{raw_sql(column, types[column.name])} AS {raw(column)}" for column in columns)
    typed = ", ".join(f"{typed_sql(c, types[c.name], raw(c))} AS {quoted(c.name)}" for c in columns)
    found = "".join(f", {_found_sql(column, column.reference)}" for column in columns if column.reference)
    return f"""
        WITH passed AS ({rows.passed_sql(restriction)}),
        delivered AS (
            SELECT {raws}, source_file, source_line, covers_from, covers_to, delivered_on
            FROM passed JOIN delivered_files USING (source_file)
        ),
        typed AS (SELECT *, {typed} FROM delivered),
        referred AS (SELECT *{found} FROM typed)
        SELECT {selected} FROM referred
    """  # noqa: S608 -- names from our own contracts


def month_sql(column: Column, source_type: str) -> str:
    """Return the month that a delivered row belongs to, or NULL when its date is none that the contract allows.

    The expression is over the delivered column itself; what falls under NULL goes to quarantine.
    """
    value = f"({typed_sql(column, source_type, raw_sql(column, source_type))})"
    allowed = f"{value} BETWEEN DATE '{column.minimum}' AND DATE '{column.maximum}'"
    return f"CASE WHEN {allowed} THEN CAST(date_trunc('month', {value}) AS DATE) END"


def _found_sql(column: Column, reference: Reference) -> str:
    found = f"{quoted(column.name)} IN (SELECT value FROM {known_values(reference)})"  # noqa: S608
    return f"{found} AS {found_column(column)}"
