"""How stable reasons are: whether a model trained with another seed names the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Integers, JsonObject
from models.evaluation.bootstrap import wilson_interval
from models.explaining.reasons import reasons_of
from models.inputs import ModelInput
from models.learning.ranking_model import RankingModel

TOP = 5
AT_LEAST = 4
EMPLOYERS = 2_000
"""Employers drawn at random to measure on: enough for an interval of about two points either way."""
_QUANTILE = 1.96


@dataclass(frozen=True)
class Stability:
    """Of an employer's strongest reasons (up or down), how many a model of another seed names too.

    ``overlap`` is the mean share of the strongest ``top`` that both models name; ``mostly_same`` the share of employers
    of which both name all or all but one. The 95% intervals are for all employers, from a random sample of
    ``employers`` of them; they hold for these two seeds and say nothing of a third.
    """

    top: int
    employers: int
    overlap: float
    overlap_low: float
    overlap_high: float
    mostly_same: float
    mostly_same_low: float
    mostly_same_high: float

    def as_json(self) -> JsonObject:
        """Return the figures for a model's card."""
        return {
            "top": self.top,
            "employers": self.employers,
            "overlap": [self.overlap, self.overlap_low, self.overlap_high],
            "mostly_same": [self.mostly_same, self.mostly_same_low, self.mostly_same_high],
        }


def reason_stability(
    first: RankingModel,
    second: RankingModel,
    matrix: Floats,
    inputs: Sequence[ModelInput],
    *,
    seed: int,
    employers: int = EMPLOYERS,
) -> Stability | None:
    """Return how far the strongest reasons of two models agree; nothing without employers.

    Args:
        first: The model.
        second: The same, trained on the same cases with another seed.
        matrix: Inputs of all employers, shape ``(rows, inputs)``; a random sample of the rows is taken.
        inputs: The models' inputs.
        seed: Of the sample.
        employers: How many employers to take at most.
    """
    if not len(matrix):
        return None
    drawn = np.random.default_rng(seed).choice(len(matrix), min(employers, len(matrix)), replace=False)
    one, other = (reasons_of(model, matrix[drawn], inputs) for model in (first, second))
    top = min(TOP, len(one.groups))
    shared = shared_reasons(one.values, other.values, top)
    mean, half = shared.mean() / top, _half_width(shared / top)
    same = int((shared >= top - (TOP - AT_LEAST)).sum())
    return Stability(
        top,
        len(drawn),
        float(mean),
        max(0.0, float(mean - half)),
        min(1.0, float(mean + half)),
        same / len(drawn),
        *wilson_interval(same, len(drawn)),
    )


def shared_reasons(first: Floats, second: Floats, top: int) -> Integers:
    """Return how many of each row's ``top`` largest contributions, up or down, are the same in both: ``(rows,)``."""
    one, other = (np.argsort(-np.abs(values), axis=1, kind="stable")[:, :top] for values in (first, second))
    return np.asarray((one[:, :, None] == other[:, None, :]).sum(axis=(1, 2)), dtype=np.int64)


def _half_width(shares: Floats) -> float:
    return float(_QUANTILE * shares.std(ddof=1) / np.sqrt(len(shares))) if len(shares) > 1 else 1.0
