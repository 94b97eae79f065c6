"""The contracts of the tables that come in or go out, read from their ODCS files."""

from data_contracts.contract.model import Column, Contract, Pseudonym, Reference, Retention, RowRule, ValidTime
from data_contracts.contract.names import spoken_content, spoken_name
from data_contracts.contract.registry import audit_names, contract_names, load_contract, register_names

__all__ = [
    "Column",
    "Contract",
    "Pseudonym",
    "Reference",
    "Retention",
    "RowRule",
    "ValidTime",
    "audit_names",
    "contract_names",
    "load_contract",
    "register_names",
    "spoken_content",
    "spoken_name",
]
