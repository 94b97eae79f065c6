"""Logistic regression whose errors hold for rows that come in clusters."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from models.arrays import Floats, Integers

ROUNDS = 60
CLOSE = 1e-9
FARTHEST = 30.0
SHORTEST = 1e-4
"""A step of Newton is halved until the fit gets better; below this there is nothing left to gain."""


@dataclass(frozen=True)
class Odds:
    """Slopes in log-odds and their covariance, shapes ``(columns,)`` and ``(columns, columns)``."""

    slopes: Floats
    covariance: Floats


def fit_odds(matrix: Floats, outcomes: Floats, penalties: Floats, clusters: Integers) -> Odds:
    """Fit log-odds that are linear in the columns.

    The variances are the larger of two: the usual one, and the one that only asks that clusters are independent of each
    other (Liang and Zeger, 1986, Biometrika 73), which is too small where clusters with a case are few.

    Args:
        matrix: Shape ``(rows, columns)``, a column of ones among them.
        outcomes: 0 or 1, shape ``(rows,)``.
        penalties: Ridge penalty of each column, shape ``(columns,)``; 0 where nothing may be held back.
        clusters: Number of the cluster of each row, shape ``(rows,)``.
    """
    # One thread: where cores are shared, threads that wait for each other make this ten times slower.
    with threadpool_limits(limits=1):
        slopes = _fitted(matrix, outcomes, penalties)
        chances = _chances(matrix, slopes)
        inverse = np.asarray(np.linalg.pinv(_information(matrix, chances, penalties), hermitian=True), np.float64)
        return Odds(slopes, _larger(inverse, matrix * (outcomes - chances)[:, None], clusters))


def _fitted(matrix: Floats, outcomes: Floats, penalties: Floats) -> Floats:
    """Return the slopes by Newton's method."""
    slopes = np.zeros(matrix.shape[1])
    value = _objective(matrix, outcomes, penalties, slopes)
    for _ in range(ROUNDS):
        chances = _chances(matrix, slopes)
        gradient = matrix.T @ (outcomes - chances) - penalties * slopes
        move = np.asarray(
            np.linalg.lstsq(_information(matrix, chances, penalties), gradient, rcond=None)[0], np.float64
        )
        slopes, value, gained = _moved(matrix, outcomes, penalties, slopes, move, value)
        if gained < CLOSE:
            break
    return slopes


def _moved(
    matrix: Floats, outcomes: Floats, penalties: Floats, slopes: Floats, move: Floats, value: float
) -> tuple[Floats, float, float]:
    """Return the slopes after the longest step that improves the fit, its objective, and what was gained."""
    length = 1.0
    while length > SHORTEST:
        tried = slopes + length * move
        reached = _objective(matrix, outcomes, penalties, tried)
        if reached >= value:
            return tried, reached, reached - value
        length /= 2
    return slopes, value, 0.0


def _larger(inverse: Floats, scores: Floats, clusters: Integers) -> Floats:
    """Return the covariance by clusters, each column scaled up where the usual variance is larger."""
    _, position = np.unique(clusters, return_inverse=True)
    count = int(position.max()) + 1
    order = np.argsort(position, kind="stable")
    summed = np.add.reduceat(scores[order], np.searchsorted(position[order], np.arange(count)), axis=0)
    robust = inverse @ (summed.T @ summed) @ inverse * (count / max(1, count - 1))
    usual, seen = np.diag(inverse), np.diag(robust)
    scale = np.sqrt(np.maximum(1.0, usual / np.where(seen > 0, seen, np.inf)))
    return np.asarray(np.where(seen > 0, robust * np.outer(scale, scale), inverse), dtype=np.float64)


def _objective(matrix: Floats, outcomes: Floats, penalties: Floats, slopes: Floats) -> float:
    log_odds = matrix @ slopes
    return float(outcomes @ log_odds - np.logaddexp(0.0, log_odds).sum() - (penalties * slopes**2).sum() / 2)


def _information(matrix: Floats, chances: Floats, penalties: Floats) -> Floats:
    weighted = matrix * (chances * (1 - chances))[:, None]
    return np.asarray(matrix.T @ weighted + np.diag(penalties), dtype=np.float64)


def _chances(matrix: Floats, slopes: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(matrix @ slopes, -FARTHEST, FARTHEST))), dtype=np.float64)
