"""Team effects: one team finds more than another in the same kind of firm, and a score should not carry that.

Which team comes to an employer goes with its region and with what the team likes, so a model that is told nothing of
teams credits the employers' features with what is the team's doing. Here each team's own log-odds of a finding are
estimated together with the features, and given to the trees as a start to learn from; a score takes the mean team.

A team that works alone in a region cannot be told apart from the region, so what truly differs between regions goes
with it; within a team's own list, from which it chooses, that changes no order. Effects are kept nowhere: the card says
only how many teams there were and how far apart they are.
"""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from models.arrays import Floats, Integers, JsonObject
from models.learning.calibration import sigmoid

RIDGE = 10.0
"""Penalty on standardised inputs, the same as that of the logistic baseline."""
ROUNDS = 12
TOLERANCE = 1e-3
LEAST_VARIANCE, FIRST_VARIANCE = 1e-4, 0.25
UNKNOWN = -1


@dataclass(frozen=True)
class TeamEffects:
    """Log-odds that a team adds to a case, the mean over the cases being 0; ``spread`` is their standard deviation."""

    effects: Floats
    spread: float

    def of(self, teams: Integers) -> Floats:
        """Return the effect of each case's team; 0 for a team that was not seen, or not known."""
        seen = (teams >= 0) & (teams < len(self.effects))
        return np.where(seen, self.effects[np.where(seen, teams, 0)], 0.0)

    def about(self, teams: Integers) -> JsonObject:
        """Return what the card may say: nothing of any one team."""
        return {
            "teams": len(np.unique(teams[teams >= 0])),
            "standard_deviation_log_odds": self.spread,
            "cases_without_team": int((teams < 0).sum()),
        }


def fit_team_effects(matrix: Floats, outcomes: Floats, teams: Integers, weights: Floats | None = None) -> TeamEffects:
    """Estimate team effects as random intercepts of a logistic regression with a ridge on the inputs.

    Inputs and teams are fitted together, so that neither takes what is the other's. The variance of the teams is
    estimated along, on the Laplace approximation (Breslow and Clayton, Approximate inference in generalized linear
    mixed models, JASA 1993; update of MacKay, Bayesian interpolation, Neural Computation 1992); where teams do not
    differ it goes to zero and the effects with it.

    Args:
        matrix: Inputs, shape ``(rows, inputs)``; NaN counts as the column's median.
        outcomes: 0 or 1, shape ``(rows,)``.
        teams: Number of each case's team from 0, -1 when unknown; shape ``(rows,)``.
        weights: Shape ``(rows,)``; all 1 when not given.
    """
    count = int(teams.max(initial=UNKNOWN)) + 1
    if count == 0:
        return TeamEffects(np.zeros(0), 0.0)
    known = np.ones(len(outcomes)) if weights is None else weights
    design = np.column_stack([np.ones(len(outcomes)), _standardised(matrix), teams[:, None] == np.arange(count)])
    first = design.shape[1] - count
    cases = np.bincount(teams[teams >= 0], minlength=count)
    solution, variance = np.zeros(design.shape[1]), FIRST_VARIANCE
    for _ in range(ROUNDS):
        penalty = np.concatenate([[1e-9], np.full(first - 1, RIDGE), np.full(count, 1.0 / variance)])
        with threadpool_limits(limits=1):  # where cores are shared a second one waits more than it works
            solution, covariance = _newton(design, outcomes, known, penalty, solution)
        effects = solution[first:]
        determined = float(np.sum((1.0 - covariance[first:] / variance)[cases > 0]))
        renewed = max(LEAST_VARIANCE, float(np.sum(effects[cases > 0] ** 2)) / max(determined, 1e-3))
        settled = abs(np.sqrt(renewed) - np.sqrt(variance)) < TOLERANCE
        variance = renewed
        if settled:
            break
    effects = np.where(cases > 0, solution[first:] - np.average(solution[first:], weights=cases), 0.0)
    return TeamEffects(effects, float(np.sqrt(np.average(effects**2, weights=cases))))


def _newton(design: Floats, outcomes: Floats, weights: Floats, penalty: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Return one Newton step of the penalised logistic regression, and the diagonal of its inverse Hessian."""
    chance = sigmoid(design @ start)
    curvature = np.maximum(weights * chance * (1 - chance), 1e-9)
    hessian = (design * curvature[:, None]).T @ design + np.diag(penalty)
    gradient = design.T @ (weights * (outcomes - chance)) - penalty * start
    inverse = np.linalg.inv(hessian)
    return start + inverse @ gradient, np.diag(inverse).copy()


def _standardised(matrix: Floats) -> Floats:
    """Return the inputs with mean 0 and standard deviation 1; a column without any value, or with one, is all 0."""
    present = ~np.isnan(matrix)
    filled = np.zeros_like(matrix)
    for column in np.flatnonzero(present.any(axis=0)):
        values = matrix[:, column]
        filled[:, column] = np.where(present[:, column], values, np.median(values[present[:, column]]))
    deviation = filled.std(axis=0)
    return np.asarray((filled - filled.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0), dtype=np.float64)
