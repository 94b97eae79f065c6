"""Capture curves: which share of what there is to find lies in the first part of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.evaluation.bootstrap import Estimate, with_draws
from models.evaluation.evaluate import Ranking, TestRows
from models.evaluation.metrics import Ladder

SHARES = (0.01, 0.02, 0.05, *(step / 10 for step in range(1, 11)))
FINDINGS = "findings"


@dataclass(frozen=True)
class CurvePoint:
    """The share ``captured`` of what there is to find (``of``) in the first ``share`` of a ranking's list.

    Over all test periods, or in the one numbered ``period``.
    """

    ranking: str
    of: str
    share: float
    captured: Estimate
    period: int | None = None


def capture_curves(
    rankings: Sequence[Ranking],
    rows: TestRows,
    amounts: Mapping[str, Floats] | None = None,
    *,
    shares: Sequence[float] = SHARES,
    rounds: int,
    seed: int,
) -> list[CurvePoint]:
    """Return the capture curve of each ranking, on the same resamples.

    Args:
        rankings: What is compared.
        rows: The test rows.
        amounts: What else there is to find in each row, by name (workers affected, EUR underpaid), shape ``(rows,)``.
        shares: Shares of the list.
        rounds: Bootstrap resamples.
        seed: Seed of the resamples.
    """
    draws = rows.draws(rounds, seed)
    sought = {FINDINGS: rows.outcomes, **(amounts or {})}
    points: list[CurvePoint] = []
    for ranking in rankings:
        for of, amount in sought.items():
            found, there_is = _found(ranking, rows, amount, draws, shares)
            points += _points(ranking.name, of, shares, found.sum(axis=1), there_is.sum(axis=1), None)
            if len(rows.by_period) > 1:
                for period in range(len(rows.by_period)):
                    points += _points(ranking.name, of, shares, found[:, period], there_is[:, period], period)
    return points


def _found(
    ranking: Ranking, rows: TestRows, amount: Floats, draws: Floats, shares: Sequence[float]
) -> tuple[Floats, Floats]:
    """Return what each period's first shares hold (draws, periods, shares), and what there is (draws, periods)."""
    found, there_is = [], []
    for positions in rows.by_period:
        ranked = Ladder.of(ranking.scores[positions]).ranked(amount[positions], draws[:, positions])
        found.append(ranked.expected_positives(np.multiply.outer(ranked.total, np.array(shares))))
        there_is.append(ranked.found)
    return np.stack(found, axis=1), np.stack(there_is, axis=1)


def _points(
    name: str, of: str, shares: Sequence[float], found: Floats, there_is: Floats, period: int | None
) -> list[CurvePoint]:
    total = np.where(there_is > 0, there_is, np.nan)
    return [
        CurvePoint(name, of, share, with_draws(found[:, position] / total), period)
        for position, share in enumerate(shares)
    ]
