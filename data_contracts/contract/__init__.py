"""The contracts of the tables that come in or go out, read from their ODCS files."""

from data_contracts.contract.model import Column, Contract, Reference, RowRule
from data_contracts.contract.registry import contract_names, load_contract, register_names

__all__ = ["Column", "Contract", "Reference", "RowRule", "contract_names", "load_contract", "register_names"]
