"""The rules of a contract as SQL conditions that are true when a row breaks them.

Names are stable, for they are what quarantine, messages and counts are read by: ``required:<column>``,
``type:<column>``, ``decimals:<column>``, ``pattern:<column>``, ``values:<column>``, ``range:<column>``,
``format:<format>``, ``reference:<column>``, ``row:<rule>``, ``drop:period``, ``drop:known_at``, ``unique:key``,
``duplicate:identical``, ``overlap:validity``, ``line:<what>``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data_contracts.as_known import KNOWN_AT, quoted
from data_contracts.contract import Column, Contract, RowRule
from data_contracts.enforcement.casts import is_always_read, raw, too_many_decimals_sql
from data_contracts.enforcement.formats import FORMATS
from data_contracts.enforcement.messages import message, type_message

LINE_PROBLEMS = ("too_few_fields", "too_many_fields", "quote", "encoding")


@dataclass(frozen=True)
class Rule:
    """A rule. ``broken_sql`` is over the raw and typed columns of one row.

    Rules on lines that are no record and on rows that repeat have neither a column nor a condition.
    """

    name: str
    column: str | None
    message_en: str
    message_nl: str
    broken_sql: str = ""


def all_rules(contract: Contract) -> tuple[Rule, ...]:
    """Return all rules that a delivery of this table can break; a rule's place is its number."""
    as_text = dict.fromkeys(contract.column_names, "VARCHAR")
    between_rows = (
        _whole_row("unique:key", message("unique", detail=", ".join(contract.key))),
        _whole_row("duplicate:identical", message("duplicate")),
        _whole_row("overlap:validity", message("overlap", detail=", ".join(contract.no_overlap))),
    )
    lines = (_whole_row(f"line:{what}", message(f"line_{what}")) for what in LINE_PROBLEMS)
    return (*rules_of(contract, as_text), *between_rows, *lines)


def line_rule_numbers(rules: Sequence[Rule]) -> dict[str, int]:
    """Return the numbers of the rules on lines that are no record, by what is wrong with the line."""
    return {rule.name.removeprefix("line:"): n for n, rule in enumerate(rules) if rule.name.startswith("line:")}


def _whole_row(name: str, messages: tuple[str, str]) -> Rule:
    return Rule(name, None, *messages)


def rules_of(contract: Contract, types: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return the rules on single rows, for columns delivered with these DuckDB types.

    The set and order of the rules depend on the contract alone, never on the types.
    """
    columns = (rule for column in contract.kept_columns for rule in _column_rules(column, types[column.name]))
    between = (_between_columns(contract, rule, types) for rule in contract.row_rules)
    return (*columns, *between, *_drop_rules(contract))


def found_column(column: Column) -> str:
    """Return the quoted name of the column that tells whether a reference was found."""
    return quoted(f"found_{column.name}")


def _column_rules(column: Column, source_type: str) -> Iterator[Rule]:
    value, name = quoted(column.name), column.name
    decimals = too_many_decimals_sql(column, source_type)
    unreadable = f"{raw(column)} IS NOT NULL AND {value} IS NULL"
    if is_always_read(column, source_type):
        unreadable = "false"
    if column.required:
        yield Rule(f"required:{name}", name, *message("required", name), f"{raw(column)} IS NULL")
    if decimals is not None:
        unreadable = f"{unreadable} AND NOT ({decimals})"
        yield Rule(f"decimals:{name}", name, *message("decimals", name), decimals)
    yield Rule(f"type:{name}", name, *type_message(column), unreadable)
    if column.pattern is not None:
        broken = f"NOT regexp_full_match({value}, {_text(column.pattern)})"
        yield Rule(f"pattern:{name}", name, *message("pattern", name, column.pattern), broken)
    if column.pseudonym is not None and column.type == "integer":
        yield Rule(f"pattern:{name}", name, *message("worker_number", name), f"{value} < 0")
    yield from _value_rules(column, value)


def _value_rules(column: Column, value: str) -> Iterator[Rule]:
    name = column.name
    if column.values:
        allowed = ", ".join(column.values)
        broken = f"{value} NOT IN ({', '.join(map(_text, column.values))})"
        yield Rule(f"values:{name}", name, *message("values", name, allowed), broken)
    if column.minimum is not None and column.maximum is not None:
        below = "<=" if column.minimum_excluded else "<"
        broken = f"{value} {below} {_literal(column.minimum)} OR {value} > {_literal(column.maximum)}"
        if column.pseudonym is not None:
            broken = f"{value} >= 0 AND ({broken})"  # a negative one broke the pattern already
        yield Rule(f"range:{name}", name, *message("range", name, _bounds(column)), broken)
    for check in column.formats:
        guard = f"regexp_full_match({value}, {_text(column.pattern)}) AND " if column.pattern else ""
        yield Rule(f"format:{check}", name, *message(check, name), f"{guard}NOT ({FORMATS[check](value)})")
    if column.reference is not None:
        condition = f" AND ({column.reference.condition})" if column.reference.condition else ""
        broken = f"{value} IS NOT NULL AND NOT {found_column(column)}{condition}"
        yield Rule(f"reference:{name}", name, *message("reference", name, column.reference.table), broken)


def _between_columns(contract: Contract, rule: RowRule, types: Mapping[str, str]) -> Rule:
    words = set(re.findall(r"\w+", rule.holds))
    readable = [
        f"({raw(column)} IS NULL OR {quoted(column.name)} IS NOT NULL)"
        for column in contract.kept_columns
        if column.name in words and not is_always_read(column, types[column.name])
    ]
    broken = " AND ".join([f"NOT ({rule.holds})", *readable])
    return Rule(f"row:{rule.name}", rule.column, rule.message_en, rule.message_nl, broken)


def _drop_rules(contract: Contract) -> Iterator[Rule]:
    """Rows that cannot be in the drop they came in; ``checked_sql`` gives the drop's dates beside each row."""
    if contract.correction_months is not None:
        start = quoted(contract.valid_time.start)
        earliest = f"covers_from - INTERVAL {contract.correction_months} MONTH"
        yield Rule(
            "drop:period",
            contract.valid_time.start,
            *message("drop_period", contract.valid_time.start, str(contract.correction_months)),
            f"{start} > covers_to OR {start} < {earliest}",
        )
    yield Rule("drop:known_at", KNOWN_AT, *message("drop_known_at", KNOWN_AT), f"{quoted(KNOWN_AT)} > delivered_on")


def _bounds(column: Column) -> str:
    opening = "(" if column.minimum_excluded else "["
    return f"{opening}{column.minimum}, {column.maximum}]"


def _literal(bound: Decimal | date) -> str:
    return f"DATE '{bound.isoformat()}'" if isinstance(bound, date) else str(bound)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
