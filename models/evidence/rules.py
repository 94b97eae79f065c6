"""The rules of the evidence pack, from ``rules.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class EvidenceRules:
    """The fields are explained in ``rules.yaml``."""

    longest_signature_days: int
    most_named: int


@cache
def evidence_rules() -> EvidenceRules:
    """Return the rules of the evidence pack."""
    content = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8"))
    return EvidenceRules(**content)
