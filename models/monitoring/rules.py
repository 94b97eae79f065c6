"""The bounds of monitoring, from ``rules.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml

BOUNDED = ("psi", "missing", "ks")


@dataclass(frozen=True)
class Bounds:
    """From which size a shift is worth watching, and from which it is drift."""

    watch: float
    drifted: float


@dataclass(frozen=True)
class DriftRules:
    """How drift is measured; ``level`` is how sure a shift must be, all inputs together."""

    bins: int
    psi: Bounds
    missing: Bounds
    ks: Bounds
    level: float
    minimum_rows: int


@dataclass(frozen=True)
class OutcomeRules:
    """How many cases it takes to say something of outcomes."""

    minimum_cases: int
    minimum_expected: float
    minimum_live_visits: int


def drift_rules() -> DriftRules:
    """Return the rules of drift."""
    content = _content()["drift"]
    bounds = {name: Bounds(**content[name]) for name in BOUNDED}
    return DriftRules(**{**content, **bounds})


def outcome_rules() -> OutcomeRules:
    """Return the rules of outcomes."""
    return OutcomeRules(**_content()["outcomes"])


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).parent / "rules.yaml")
    return content
