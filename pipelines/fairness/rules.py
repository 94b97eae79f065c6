"""The rules of the audit, from ``rules.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml


@dataclass(frozen=True)
class AuditRules:
    """See ``rules.yaml``."""

    months: int
    half: float
    most_candidates: int
    proxy_employers: int
    rounds: int
    cuts: tuple[float, ...]
    rounds_a_cut: int


@cache
def audit_rules() -> AuditRules:
    """Return the rules."""
    content = read_yaml(Path(__file__).with_suffix(".yaml"))
    return AuditRules(**{**content, "cuts": tuple(content["cuts"])})
