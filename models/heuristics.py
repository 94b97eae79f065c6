"""The plain heuristic beside every model: how many of a law's red flags an employer raises."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from data_contracts.yaml_files import read_yaml
from models.arrays import Floats


@dataclass(frozen=True)
class RedFlag:
    """A flag that is raised when a feature lies above a bound."""

    feature: str
    above: float


@cache
def red_flags() -> dict[str, tuple[RedFlag, ...]]:
    """Return the red flags of each law, as ``heuristics.yaml`` lists them."""
    content = read_yaml(Path(__file__).parent / "heuristics.yaml")
    return {law: tuple(RedFlag(**flag) for flag in flags) for law, flags in content.items()}


def heuristic_score(frame: pl.DataFrame, law: str) -> Floats:
    """Return the number of raised flags a row; a feature without a value raises none.

    Args:
        frame: One row an employer or case, with the features' columns.
        law: WML, Wav or Waadi.
    """
    raised = [(pl.col(flag.feature) > flag.above).fill_null(value=False).cast(pl.Float64) for flag in red_flags()[law]]
    return frame.select(pl.sum_horizontal(raised).alias("flags"))["flags"].to_numpy()
