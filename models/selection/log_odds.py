"""A ridge logistic regression on inputs of any scale, with missing values as information of their own."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from models.arrays import Floats

STRENGTH = 0.1
"""Inverse strength of the penalty on standardised inputs."""
FARTHEST = 4.0
"""Standardised values are cut off here, so that no giant decides the slope or gets odds without end."""


@dataclass(frozen=True)
class LogOdds:
    """Log-odds linear in standardised inputs; a missing value counts as the mean, and has a weight of its own.

    ``centre, scale, slopes, of_missing`` have shape ``(inputs,)``.
    """

    centre: Floats
    scale: Floats
    slopes: Floats
    of_missing: Floats
    intercept: float

    def predict(self, matrix: Floats) -> Floats:
        """Return the log-odds, shape ``(rows,)``."""
        values = _standardised(matrix, self.centre, self.scale) @ self.slopes
        return np.asarray(values + np.isnan(matrix) @ self.of_missing + self.intercept, dtype=np.float64)


def fit_log_odds(matrix: Floats, outcomes: Floats) -> LogOdds:
    """Fit the regression.

    Args:
        matrix: Inputs, shape ``(rows, inputs)``, NaN where missing.
        outcomes: 0 or 1, both at least once, shape ``(rows,)``.
    """
    from sklearn.linear_model import LogisticRegression  # loads slowly, and who only reads figures needs none of it

    present = ~np.isnan(matrix)
    counts = np.maximum(1, present.sum(axis=0))
    centre = np.where(present, matrix, 0.0).sum(axis=0) / counts
    deviation = np.sqrt(np.where(present, (matrix - centre) ** 2, 0.0).sum(axis=0) / counts)
    scale = np.where(deviation > 0, deviation, 1.0)
    columns = np.column_stack([_standardised(matrix, centre, scale), ~present])
    # One thread: where cores are shared, threads that wait for each other make this ten times slower.
    with threadpool_limits(limits=1):
        fitted = LogisticRegression(C=STRENGTH, max_iter=500).fit(columns, outcomes)
    slopes = fitted.coef_[0].astype(np.float64)
    inputs = matrix.shape[1]
    return LogOdds(centre, scale, slopes[:inputs], slopes[inputs:], float(fitted.intercept_[0]))


def _standardised(matrix: Floats, centre: Floats, scale: Floats) -> Floats:
    steps = np.clip((matrix - centre) / scale, -FARTHEST, FARTHEST)
    return np.where(np.isnan(steps), 0.0, steps)
