"""The measures of fairness and their minimums, from ``measures.yaml``."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from models.fairness.amounts import columns_of
from models.wording import Texts

Kind = Literal["share", "ratio", "slope"]


@dataclass(frozen=True)
class Minimum:
    """How many positive and how many negative units a figure needs."""

    positives: int
    negatives: int


@dataclass(frozen=True)
class Measure:
    """One row of ``measures.yaml``, where the fields are explained."""

    name: str
    labels: Texts
    says: Texts
    kind: Kind
    sums: tuple[str, ...]
    counted: tuple[str, str]
    weighs: Literal["more", "less", "either", "off_one"]
    random_arm: bool
    by_cut: bool
    minimum: Minimum
    source: str

    @property
    def columns(self) -> frozenset[str]:
        """Columns of ``units`` that the measure is made of."""
        return columns_of((*self.sums, *self.counted))


@dataclass(frozen=True)
class PowerRule:
    """What the power line asks for: seeing a gap of this size with this chance."""

    gap: float
    power: float


@cache
def measures() -> dict[str, Measure]:
    """Return the measures by name, in the order in which they are told."""
    return {name: _measure(name, row) for name, row in _content()["measures"].items()}


def rounds() -> int:
    """Return the number of resamples."""
    return int(_content()["rounds"])


def notable_level() -> float:
    """Return which share of the notable differences may be false."""
    return float(_content()["notable_level"])


def power_rule() -> PowerRule:
    """Return what the power line asks for."""
    return PowerRule(**_content()["power"])


def chosen_measures(names: Collection[str] | None, columns: Collection[str]) -> list[Measure]:
    """Return measures by name, or all that can be made of some columns.

    Args:
        names: Names; None for all that the columns allow.
        columns: Columns of ``units``.

    Raises:
        KompasError: A name is no measure, or lacks a column.
    """
    known = measures()
    if names is None:
        return [measure for measure in known.values() if measure.columns <= set(columns)]
    for name in names:
        if name not in known:
            raise KompasError(f"There is no measure '{name}'.", remedy=f"Choose from {', '.join(known)}.")
        if lacking := known[name].columns - set(columns):
            raise KompasError(
                f"'{name}' cannot be computed without {', '.join(sorted(lacking))}.",
                remedy="Hand over these columns, or leave the measure out.",
            )
    return [known[name] for name in names]


def _measure(name: str, row: dict[str, Any]) -> Measure:
    lists = {"sums": tuple(row["sums"]), "counted": tuple(row["counted"])}
    return Measure(name=name, **{**row, **lists, "minimum": Minimum(**row["minimum"])})


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return content
