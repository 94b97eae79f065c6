"""Measures of a ranking. Ties are treated as if broken by lot: the measure is the expected value."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from models.arrays import Floats, Integers


@dataclass(frozen=True)
class RankedOutcomes:
    """Outcomes in order of score, with equal scores as one step: all that the measures below need.

    ``sizes`` and ``positives`` hold, per distinct score from high to low, how many rows and how many positive ones.
    """

    sizes: Integers
    positives: Floats

    @classmethod
    def of(cls, outcomes: Floats, scores: Floats) -> "RankedOutcomes":
        """Group outcomes (0 or 1) by score; both of shape ``(rows,)``."""
        _, step = np.unique(-scores, return_inverse=True)
        return cls(np.bincount(step).astype(np.int64), np.bincount(step, weights=outcomes).astype(np.float64))

    @property
    def total(self) -> int:
        """Number of rows."""
        return int(self.sizes.sum())

    @property
    def rate(self) -> float:
        """Share of positive rows."""
        return float(self.positives.sum() / self.sizes.sum())

    def expected_positives(self, count: float) -> float:
        """Return how many positives are expected among the first ``count`` rows."""
        upto = np.concatenate([[0.0], np.cumsum(self.sizes)])
        found = np.concatenate([[0.0], np.cumsum(self.positives)])
        return float(np.interp(count, upto, found))


def rows_at_cut(rows: int, share: float) -> int:
    """Return how many rows a cut at a share of all rows takes, at least one."""
    return max(1, round(share * rows))


def precision_at(ranked: RankedOutcomes, share: float) -> float:
    """Return the share of positives among the highest-ranked ``share`` of rows."""
    count = rows_at_cut(ranked.total, share)
    return ranked.expected_positives(count) / count


def lift_at(ranked: RankedOutcomes, share: float) -> float:
    """Return precision at a cut divided by the share of positives; NaN when there are none."""
    return precision_at(ranked, share) / ranked.rate if ranked.rate > 0 else float("nan")


def capture_at(ranked: RankedOutcomes, share: float) -> float:
    """Return the share of all positives that lie among the highest-ranked ``share`` of rows; NaN without positives."""
    total = float(ranked.positives.sum())
    return ranked.expected_positives(share * ranked.total) / total if total > 0 else float("nan")


def area_under_curve(ranked: RankedOutcomes) -> float:
    """Return the area under the ROC curve: the chance that a positive outranks a negative, ties counting half."""
    negatives = ranked.sizes - ranked.positives
    total_positives, total_negatives = ranked.positives.sum(), negatives.sum()
    if total_positives == 0 or total_negatives == 0:
        return float("nan")
    below = total_negatives - np.cumsum(negatives)
    return float((ranked.positives * (below + 0.5 * negatives)).sum() / (total_positives * total_negatives))


def average_precision(ranked: RankedOutcomes) -> float:
    """Return average precision: precision at each step down the list, weighted by the positives gained there."""
    total = ranked.positives.sum()
    if total == 0:
        return float("nan")
    precision = np.cumsum(ranked.positives) / np.cumsum(ranked.sizes)
    return float((precision * ranked.positives).sum() / total)


def brier_score(outcomes: Floats, probabilities: Floats) -> float:
    """Return the mean squared difference between probability and outcome (Brier, 1950)."""
    return float(np.mean((probabilities - outcomes) ** 2))


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
    last = rankdata(-scores, method="max").astype(np.int64)
    first = rankdata(-scores, method="min").astype(np.int64) - 1
    planned = (cumulative[last] - cumulative[first]) / (last - first)
    return float(np.mean((visit_days - planned)[outcomes == 1]))
