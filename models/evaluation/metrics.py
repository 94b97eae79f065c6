"""Measures of a ranking. Ties are treated as if broken by lot: the measure is the expected value.

Every measure takes one ranking (arrays of shape ``(steps,)``) or many resamples of it at once (``(draws, steps)``) and
returns a number, or one a resample.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.arrays import Floats, Integers
from models.places import places


@dataclass(frozen=True)
class Ladder:
    """Rows in order of score, equal scores on one step: what does not change from resample to resample.

    ``order`` holds the rows' positions from high to low, ``starts`` where in that order each step begins.
    """

    order: Integers
    starts: Integers

    @classmethod
    def of(cls, scores: Floats) -> "Ladder":
        """Order rows by score, shape ``(rows,)``."""
        order = np.argsort(-scores, kind="stable")
        ordered = scores[order]
        fresh = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, dtype=bool)
        return cls(order.astype(np.int64), np.flatnonzero(fresh).astype(np.int64))

    def ranked(self, amounts: Floats, weights: Floats) -> "RankedOutcomes":
        """Return what lies on each step.

        Args:
            amounts: What a row holds: its outcome (0 or 1), or another amount, shape ``(rows,)``.
            weights: For how many rows each one stands, shape ``(rows,)`` or ``(draws, rows)``.
        """
        ordered = weights[..., self.order]
        sizes = np.add.reduceat(ordered, self.starts, axis=-1)
        return RankedOutcomes(sizes, np.add.reduceat(ordered * amounts[self.order], self.starts, axis=-1))


@dataclass(frozen=True)
class RankedOutcomes:
    """Outcomes in order of score, with equal scores as one step: all that the measures below need.

    ``sizes`` and ``positives`` hold, per distinct score from high to low, how many rows and how many positive ones; a
    row may count for more or less than one. Shape ``(steps,)`` or ``(draws, steps)``.
    """

    sizes: Floats
    positives: Floats

    @classmethod
    def of(cls, outcomes: Floats, scores: Floats, weights: Floats | None = None) -> "RankedOutcomes":
        """Group outcomes (0 or 1) by score; all of shape ``(rows,)``."""
        return Ladder.of(scores).ranked(outcomes, np.ones(len(outcomes)) if weights is None else weights)

    @property
    def total(self) -> Any:
        """Number of rows, weighted."""
        return self.sizes.sum(axis=-1)

    @property
    def found(self) -> Any:
        """Number of positive rows, weighted."""
        return self.positives.sum(axis=-1)

    def expected_positives(self, counts: Any) -> Any:
        """Return how many positives are expected among the first so many rows.

        Args:
            counts: Numbers of rows, the last axis several of them: ``(draws, counts)`` or ``(counts,)``.
        """
        nothing = np.zeros((*self.sizes.shape[:-1], 1))
        upto = np.concatenate([nothing, np.cumsum(self.sizes, axis=-1)], axis=-1)
        found = np.concatenate([nothing, np.cumsum(self.positives, axis=-1)], axis=-1)
        if self.sizes.ndim == 1:
            return np.interp(counts, upto, found)
        return np.array([np.interp(*row) for row in zip(counts, upto, found, strict=True)])


def rows_at_cut(total: Any, shares: Any) -> Any:
    """Return how many rows a cut at a share of all rows takes, at least one."""
    return np.maximum(1.0, np.round(np.multiply.outer(total, shares)))


def precision_at(ranked: RankedOutcomes, shares: Any) -> Any:
    """Return the share of positives among the highest-ranked ``shares`` of rows."""
    counts = rows_at_cut(ranked.total, shares)
    return ranked.expected_positives(counts) / counts


def lift_at(ranked: RankedOutcomes, shares: Any) -> Any:
    """Return precision at a cut divided by the share of positives; NaN when there are none."""
    rate = np.asarray(ranked.found / _nan_unless_positive(np.asarray(ranked.total)))
    return precision_at(ranked, shares) / _nan_unless_positive(rate)[(..., *[None] * np.ndim(shares))]


def capture_at(ranked: RankedOutcomes, shares: Any) -> Any:
    """Return the share of all positives that lie among the highest-ranked ``shares`` of rows; NaN without positives."""
    total = _nan_unless_positive(np.asarray(ranked.found))
    counts = np.multiply.outer(ranked.total, shares)
    return ranked.expected_positives(counts) / total[(..., *[None] * np.ndim(shares))]


def area_under_curve(ranked: RankedOutcomes) -> Any:
    """Return the area under the ROC curve: the chance that a positive outranks a negative, ties counting half."""
    negatives = ranked.sizes - ranked.positives
    below = negatives.sum(axis=-1)[..., None] - np.cumsum(negatives, axis=-1)
    pairs = np.asarray(ranked.found * negatives.sum(axis=-1))
    return (ranked.positives * (below + 0.5 * negatives)).sum(axis=-1) / _nan_unless_positive(pairs)


def average_precision(ranked: RankedOutcomes) -> Any:
    """Return average precision: precision at each step down the list, weighted by the positives gained there."""
    upto = np.cumsum(ranked.sizes, axis=-1)
    precision = np.divide(np.cumsum(ranked.positives, axis=-1), upto, out=np.zeros_like(upto), where=upto > 0)
    return (precision * ranked.positives).sum(axis=-1) / _nan_unless_positive(np.asarray(ranked.found))


def brier_score(outcomes: Floats, probabilities: Floats, weights: Floats | None = None) -> float:
    """Return the mean squared difference between probability and outcome (Brier, 1950)."""
    return float(np.average((probabilities - outcomes) ** 2, weights=weights))


def days_earlier(outcomes: Floats, scores: Floats, visit_days: Floats) -> float:
    """Return by how many days positives would have been found earlier, had the visits been made in order of score.

    The days on which visits were made stay the same; only who is visited on which of them changes. With ties a
    row gets the mean day of its tied places.

    Args:
        outcomes: 0 or 1, shape ``(rows,)``.
        scores: Higher is visited earlier.
        visit_days: Day number of each row's real visit.
    """
    if outcomes.sum() == 0:
        return float("nan")
    schedule = np.sort(visit_days)
    cumulative = np.concatenate([[0.0], np.cumsum(schedule)])
    best, tied = places(scores)
    planned = (cumulative[best - 1 + tied] - cumulative[best - 1]) / tied
    return float(np.mean((visit_days - planned)[outcomes == 1]))


def _nan_unless_positive(values: Floats) -> Floats:
    # A difference of float sums may leave a speck where there is nothing.
    return np.where(values > 1e-12, values, np.nan)
