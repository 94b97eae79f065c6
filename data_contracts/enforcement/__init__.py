"""Enforcing a contract with DuckDB: whole columns at a time, nothing dropped in silence."""

from data_contracts.enforcement.checked import RawRows, month_sql
from data_contracts.enforcement.columns import check_column_names, check_column_types
from data_contracts.enforcement.door import door_sql, door_types, open_door
from data_contracts.enforcement.enforcer import Enforcer, keep_known_values
from data_contracts.enforcement.masking import masked_line_sql, masked_words
from data_contracts.enforcement.origin import FileOrigin
from data_contracts.enforcement.quarantine import Quarantine
from data_contracts.enforcement.rules import Rule, all_rules

__all__ = [
    "Enforcer",
    "FileOrigin",
    "Quarantine",
    "RawRows",
    "Rule",
    "all_rules",
    "check_column_names",
    "check_column_types",
    "door_sql",
    "door_types",
    "keep_known_values",
    "masked_line_sql",
    "masked_words",
    "month_sql",
    "open_door",
]
