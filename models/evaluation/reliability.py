"""Reliability: does a probability of 30% come true in 30% of the cases?"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.evaluation.bootstrap import wilson_interval
from models.evaluation.metrics import brier_score

BANDS = 10


@dataclass(frozen=True)
class ReliabilityBand:
    """Cases with about the same probability: what was predicted and what came true, with a 95% interval."""

    cases: int
    predicted: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True)
class CalibrationCheck:
    """How well probabilities came true: their Brier score and the reliability bands."""

    brier: float
    bands: tuple[ReliabilityBand, ...]


def check_calibration(outcomes: Floats, probabilities: Floats, weights: Floats | None = None) -> CalibrationCheck:
    """Hold probabilities against outcomes (0 or 1).

    Args:
        outcomes: Shape ``(rows,)``.
        probabilities: Shape ``(rows,)``.
        weights: For how many cases each row stands; one each when not given.
    """
    bands = tuple(reliability(outcomes, probabilities, weights=weights))
    return CalibrationCheck(brier_score(outcomes, probabilities, weights), bands)


def reliability(
    outcomes: Floats, probabilities: Floats, bands: int = BANDS, weights: Floats | None = None
) -> list[ReliabilityBand]:
    """Cut the cases, in order of probability, into bands of equal size and compare prediction with outcome.

    Args:
        outcomes: 0 or 1, shape ``(rows,)``.
        probabilities: Shape ``(rows,)``.
        bands: Number of bands; fewer when there are fewer rows.
        weights: For how many cases each row stands; one each when not given.
    """
    stands_for = np.ones(len(outcomes)) if weights is None else weights
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, min(bands, len(order))) if len(part)]
    return [_band(outcomes[part], probabilities[part], stands_for[part]) for part in parts]


def _band(outcomes: Floats, probabilities: Floats, weights: Floats) -> ReliabilityBand:
    observed = float(np.average(outcomes, weights=weights))
    # Unequal weights say less than as many equal ones: Kish's effective number of cases (Survey Sampling, 1965).
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    return ReliabilityBand(
        len(outcomes),
        float(np.average(probabilities, weights=weights)),
        observed,
        *wilson_interval(observed * effective, effective),
    )
