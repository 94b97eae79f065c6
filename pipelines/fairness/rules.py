"""The rules of the audit, from ``rules.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


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
    content = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return AuditRules(**{**content, "cuts": tuple(content["cuts"])})
