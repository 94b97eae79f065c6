"""Which contracts there are, and the one way to get at them."""

from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from data_contracts.contract.model import Contract
from data_contracts.contract.odcs import read_contract

CONTRACTS_FOLDER = Path(__file__).parents[1] / "contracts"
CONTRACT_SUFFIX = ".odcs.yaml"


def contract_names() -> tuple[str, ...]:
    """Return the names of all tables that have a contract, in alphabetical order."""
    return tuple(
        sorted(path.name.removesuffix(CONTRACT_SUFFIX) for path in CONTRACTS_FOLDER.glob(f"*{CONTRACT_SUFFIX}"))
    )


@cache
def load_contract(name: str) -> Contract:
    """Read the contract of a table.

    Raises:
        KompasError: There is no such contract, or the file does not hold together.
    """
    return read_contract(CONTRACTS_FOLDER / f"{name}{CONTRACT_SUFFIX}")


def register_names() -> tuple[str, ...]:
    """Return the tables of the warehouse that registers deliver, each after the tables that it refers to."""
    registers = _tagged("register")
    needs = {name: sorted({ref.table for ref in contract.references}) for name, contract in registers.items()}
    return tuple(TopologicalSorter(needs).static_order())


def audit_names() -> tuple[str, ...]:
    """Return the tables that are delivered for the fairness audit only and have a store of their own."""
    return tuple(_tagged("audit"))


def _tagged(tag: str) -> dict[str, Contract]:
    contracts = (load_contract(name) for name in contract_names())
    return {contract.name: contract for contract in contracts if tag in contract.tags}
