"""The rules of the evidence pack, from ``rules.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml


@dataclass(frozen=True)
class EvidenceRules:
    """The fields are explained in ``rules.yaml``."""

    longest_signature_days: int
    most_named: int


@cache
def evidence_rules() -> EvidenceRules:
    """Return the rules of the evidence pack."""
    content = read_yaml(Path(__file__).with_name("rules.yaml"))
    return EvidenceRules(**content)
