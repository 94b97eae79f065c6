"""The figures that the synthetic Netherlands should come near to, and what to say of one that was reached."""

from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml

TARGETS = Path(__file__).parent / "targets.yaml"
SHARE = "share"
NORMAL_95 = 1.96
FEW = 30


@dataclass(frozen=True)
class Target:
    """A public figure, as a range from ``low`` to ``high``; both are ``None`` where there is none.

    ``tolerance`` is a share of the nearest end of the range.
    """

    figure: str
    group: str
    query: str
    text: str
    low: float | None
    high: float | None
    unit: str
    source: str
    certainty: str
    tolerance: float


@dataclass(frozen=True)
class Reached:
    """A figure from the registers, and the number of rows it is about; ``None`` when there was nothing to count."""

    value: float | None
    sample: int


@cache
def load_targets() -> tuple[Target, ...]:
    """Return all targets in the order of the report."""
    groups: dict[str, dict[str, Any]] = read_yaml(TARGETS)
    return tuple(
        _target(name, group, figure, entry)
        for name, group in groups.items()
        for figure, entry in group["figures"].items()
    )


def verdict(target: Target, reached: Reached) -> str:
    """Say in a word how near a figure came: within, off, too few to tell, no data, or an assumption.

    A share that is off by less than chance may do in such a sample (95%, rows taken as independent) is too few to
    tell; so is any other figure from fewer than 30 rows.
    """
    if reached.value is None:
        return "no data"
    if target.low is None or target.high is None:
        return "assumption"
    nearest = min(max(reached.value, target.low), target.high)
    off = abs(reached.value - nearest)
    if off <= nearest * target.tolerance:
        return f"within {target.tolerance:.0%}"
    if off - nearest * target.tolerance <= _chance(target, nearest, reached.sample):
        return "too few to tell"
    return f"off by {off / nearest:.0%}"


def _chance(target: Target, share: float, sample: int) -> float:
    if target.unit != SHARE:
        return float("inf") if sample < FEW else 0.0
    return NORMAL_95 * sqrt(share * (1 - share) / max(sample, 1))


def _target(name: str, group: dict[str, Any], figure: str, entry: dict[str, Any]) -> Target:
    given = group | entry
    target = given.get("target")
    low, high = target if isinstance(target, list) else (target, target)
    return Target(
        figure,
        name,
        given["query"],
        given["text"],
        low,
        high,
        given["unit"],
        given["source"],
        given["certainty"],
        given["tolerance"],
    )
