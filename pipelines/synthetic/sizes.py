"""How many employers fall in each branch and size class, and how long the tail of large ones is."""

import numpy as np
from numpy.typing import NDArray

ROUNDS = 200

Floats = NDArray[np.float64]


def fit_cells(
    tilts: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fit branch x size class to the totals of both (iterative proportional fitting, Deming and Stephan, 1940).

    Args:
        tilts: Per branch, how much its odds of a class grow with each step up in size.
        rows: Share of each branch; sums to 1.
        columns: Share of each size class; sums to 1.

    Returns:
        Shares, branches x classes, with these totals to about 1e-9.
    """
    steps = np.arange(len(columns))
    cells: Floats = np.exp(tilts[:, None] * steps[None, :]) * rows[:, None] * columns[None, :]
    for _ in range(ROUNDS):
        cells *= (rows / cells.sum(axis=1))[:, None]
        cells *= (columns / cells.sum(axis=0))[None, :]
    return cells


def whole_numbers(shares: Floats, total: int) -> NDArray[np.int64]:
    """Divide a total over shares in whole numbers, the largest remainders first."""
    exact = shares / shares.sum() * total
    counts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    short = total - int(counts.sum())
    order = np.argsort(-(exact - counts).ravel(), kind="stable")[:short]
    counts.ravel()[order] += 1
    return counts


def bounded_pareto_mean(shape: float, low: float, high: float) -> float:
    """Return the mean of a Pareto distribution cut off at both ends; the shape may be negative but not 0 or 1."""
    power = (low / high) ** shape
    return float(shape / (1 - shape) * (low * (low / high) ** (shape - 1) - low) / (1 - power))


def bounded_pareto_shape(mean: float, low: float, high: float) -> float:
    """Return the shape with a given mean, by halving; the nearest between -3 and 5 when there is none.

    A smaller shape makes a longer tail and a higher mean.
    """
    heavy, light = -3.0001, 5.0001
    for _ in range(80):
        middle = (heavy + light) / 2
        if bounded_pareto_mean(middle, low, high) > mean:
            heavy = middle
        else:
            light = middle
    return (heavy + light) / 2
