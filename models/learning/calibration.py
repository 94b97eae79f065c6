"""Calibration: from a ranking model's log-odds to a probability that can be read as a frequency."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.arrays import Floats

WEAK_PENALTY = 1e3
"""Inverse strength of the penalty: only there so that a perfectly separated small sample stays finite."""


@dataclass(frozen=True)
class Calibration:
    """Platt's sigmoid: ``probability = 1 / (1 + exp(-(slope * log_odds + intercept)))``.

    Source: Platt, Probabilistic outputs for support vector machines, 1999.
    """

    slope: float
    intercept: float

    def probability(self, log_odds: Floats) -> Floats:
        """Return calibrated probabilities for log-odds of shape ``(rows,)``."""
        return sigmoid(self.slope * log_odds + self.intercept)


IDENTITY = Calibration(1.0, 0.0)


def sigmoid(log_odds: Floats) -> Floats:
    """Return ``1 / (1 + exp(-x))`` without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * log_odds))


def fit_calibration(log_odds: Floats, outcomes: Floats) -> Calibration:
    """Fit the sigmoid on out-of-time predictions.

    A slope of zero or less would turn the ranking around; then the calibration only moves the level.

    Args:
        log_odds: Shape ``(rows,)``, predictions for cases that the model had not seen.
        outcomes: Shape ``(rows,)``, 0 or 1.
    """
    if len(np.unique(outcomes)) < 2:
        return IDENTITY
    fitted = LogisticRegression(C=WEAK_PENALTY).fit(log_odds.reshape(-1, 1), outcomes)
    slope, intercept = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope <= 0:
        rate = float(np.clip(outcomes.mean(), 1e-6, 1 - 1e-6))
        return Calibration(1e-6, float(np.log(rate / (1 - rate))))
    return Calibration(slope, intercept)
