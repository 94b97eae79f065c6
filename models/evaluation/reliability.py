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


def check_calibration(outcomes: Floats, probabilities: Floats) -> CalibrationCheck:
    """Hold probabilities against outcomes (0 or 1); both of shape ``(rows,)``."""
    return CalibrationCheck(brier_score(outcomes, probabilities), tuple(reliability(outcomes, probabilities)))


def reliability(outcomes: Floats, probabilities: Floats, bands: int = BANDS) -> list[ReliabilityBand]:
    """Cut the cases, in order of probability, into bands of equal size and compare prediction with outcome.

    Args:
        outcomes: 0 or 1, shape ``(rows,)``.
        probabilities: Shape ``(rows,)``.
        bands: Number of bands; fewer when there are fewer rows.
    """
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, min(bands, len(order))) if len(part)]
    return [_band(outcomes[part], probabilities[part]) for part in parts]


def _band(outcomes: Floats, probabilities: Floats) -> ReliabilityBand:
    hits = int(outcomes.sum())
    return ReliabilityBand(
        len(outcomes),
        float(probabilities.mean()),
        float(outcomes.mean()),
        *wilson_interval(hits, len(outcomes)),
    )
