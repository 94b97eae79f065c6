"""Which bad rows a user asks for, checked against the contracts."""

from dataclasses import dataclass
from difflib import get_close_matches

from data_contracts.contract import Contract, audit_names, load_contract, register_names
from data_contracts.enforcement import all_rules
from data_contracts.errors import KompasError


@dataclass(frozen=True)
class Selection:
    """The bad rows of a table, or of those the ones that broke a rule."""

    table: str
    rule: str | None = None

    @property
    def contract(self) -> Contract:
        """The contract of the table."""
        return load_contract(self.table)

    @property
    def detail(self) -> dict[str, str]:
        """The filter as the audit log keeps it."""
        return {"table": self.table} | ({"rule": self.rule} if self.rule else {})


def select(table: str, rule: str | None = None) -> Selection:
    """Return the selection.

    Raises:
        KompasError: There is no such table, or its contract no such rule.
    """
    tables = (*register_names(), *audit_names())
    if table not in tables:
        raise KompasError(f"There is no register table '{table}'.", "--table", _instead(table, tables))
    if rule is not None:
        rules = tuple(dict.fromkeys(known.name for known in all_rules(load_contract(table))))
        if rule not in rules:
            raise KompasError(f"The contract of {table} has no rule '{rule}'.", "--rule", _instead(rule, rules))
    return Selection(table, rule)


def _instead(given: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(given, known, n=1)
    return f"Is '{near[0]}' meant?" if near else f"Give one of: {', '.join(known)}."
