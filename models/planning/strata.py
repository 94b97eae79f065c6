"""Strata: kinds of employers that a draw is spread over, and the draw that does so with exact probabilities."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data_contracts.yaml_files import read_yaml
from models.arrays import Integers

OTHER = "other"


@cache
def group_of_sector() -> dict[str, str]:
    """Return the group of each SBI section (``strata.yaml``)."""
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return {section: group for group, members in content["sector_groups"].items() for section in members}


def stratum(size_class: str, sector: str) -> pl.Expr:
    """Return ``stratum`` from the names of two columns: size class and sector group, as ``5-9|hospitality``."""
    group = pl.col(sector).replace_strict(group_of_sector(), default=OTHER, return_dtype=pl.String)
    return pl.format("{}|{}", pl.col(size_class).fill_null(OTHER), group).alias("stratum")


def spread_draw(strata: Integers, expected: float, generator: np.random.Generator) -> Integers:
    """Draw positions by systematic sampling along the strata, in random order within each.

    Everybody stands in line by stratum, in random order within it; from a random start every ``size / expected``-th
    is taken. So each position is drawn with probability ``expected / size`` exactly, and a stratum gets its share of
    the draw, rounded up or down. Source: Madow and Madow (1944), systematic sampling with a fractional interval.

    Args:
        strata: Each position's stratum, (size,).
        expected: How many to draw, on average; at most ``size``.
        generator: The lots.

    Returns:
        The positions, in random order; their number is ``expected`` rounded up or down.
    """
    size = len(strata)
    if not size or expected <= 0:
        return np.empty(0, dtype=np.int64)
    shuffled = generator.permutation(size)
    line = shuffled[np.argsort(strata[shuffled], kind="stable")]
    steps = np.floor(np.arange(size + 1) * min(1.0, expected / size) + generator.random())
    return generator.permutation(line[np.diff(steps) > 0]).astype(np.int64)
