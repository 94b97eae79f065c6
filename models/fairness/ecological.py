"""What tables seem to say of a group if one assumes something about the inside of their cells: labelled, no finding.

That places with more of a group are visited more says nothing of the group (Robinson, American Sociological Review 15,
1950). Two assumptions that fit the same table, and often contradict each other, are told side by side so that nobody
takes the one for a measurement (Freedman, Klein, Sacks, Smyth and Everett, Evaluation Review 15, 1991).
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.special import stdtrit

from models.arrays import Floats

CONSTANT = "same_rate_in_every_cell"
FEWEST_CELLS = 10
"""A line through fewer cells is not drawn."""
SPECK = 1e-9


class Cells(Protocol):
    """Cells as arrays: how many are in the group, and how many are not."""

    @property
    def inside(self) -> Floats:
        """Units in the group, ``(cells,)``."""

    @property
    def outside(self) -> Floats:
        """All other units, ``(cells,)``."""


@dataclass(frozen=True)
class Told:
    """Rates of ``group``, ``others``, ``difference``: on a line with 95% limits, and if cells are even inside."""

    line: dict[str, tuple[float, float, float]]
    even: dict[str, float]


def ecological(counted: Floats, among: Floats, cells: Cells) -> Told | None:
    """Return the rates under two assumptions; None with too few cells or without contrast between them.

    ``line``: the group has one rate in every cell and all others have another (the constancy assumption: Goodman,
    American Sociological Review 18, 1953); of a hit rate also that in each cell the group is visited as the others are.
    A weighted regression of the cell's rate on the group's share, with errors that hold for cells of unequal spread
    (MacKinnon and White, 1985, HC3). ``even``: in every cell the group fares as all others there.

    Args:
        counted: How many counted in each cell, ``(cells,)``.
        among: Out of how many.
        cells: Who is in the group.
    """
    known = (among > 0) & (cells.inside + cells.outside > 0)
    weights, rates = among[known], counted[known] / among[known]
    share = cells.inside[known] / (cells.inside + cells.outside)[known]
    parts = weights * share, weights * (1 - share)
    if known.sum() < FEWEST_CELLS or np.ptp(share) < SPECK or min(part.sum() for part in parts) <= 0:
        return None
    even = [float((part * rates).sum() / part.sum()) for part in parts]
    return Told(_line(share, rates, weights), {"group": even[0], "others": even[1], "difference": even[0] - even[1]})


def told_by_assumption(told: Told | None, of: str, low: float, high: float) -> dict[str, Any]:
    """Return the columns of a row that rest on an assumption, and whether the bounds rule it out."""
    if told is None:
        return {}
    value, below, above = told.line[of]
    return {
        "assumption": CONSTANT,
        "assumed_value": value,
        "assumed_low": below,
        "assumed_high": above,
        "refuted": bool(above < low - SPECK or below > high + SPECK),
        "assumed_even": told.even[of],
    }


def _line(share: Floats, rates: Floats, weights: Floats) -> dict[str, tuple[float, float, float]]:
    matrix = np.column_stack([share, 1 - share])
    inverse = np.linalg.inv(matrix.T @ (weights[:, None] * matrix))
    slopes = inverse @ (matrix.T @ (weights * rates))
    leverage = weights * np.einsum("ij,jk,ik->i", matrix, inverse, matrix)
    pull = weights * (rates - matrix @ slopes) / np.maximum(SPECK, 1 - leverage)
    spread = inverse @ (matrix.T * pull**2) @ matrix @ inverse
    sides = float(stdtrit(len(rates) - 2, 0.975))
    lines = {"group": np.array([1.0, 0.0]), "others": np.array([0.0, 1.0]), "difference": np.array([1.0, -1.0])}
    found = {}
    for name, line in lines.items():
        value, half = float(line @ slopes), sides * float(np.sqrt(line @ spread @ line))
        found[name] = (value, value - half, value + half)
    return found
