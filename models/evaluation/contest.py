"""One contest: a model learns from earlier cases and ranks later ones that it never saw, beside plain rankings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, JsonObject
from models.evaluation.evaluate import CUTS, Figure, Ranking, TestRows, as_visited, evaluate
from models.evaluation.metrics import brier_score
from models.evaluation.reliability import ReliabilityBand, reliability
from models.inputs import ModelInput
from models.learning.baselines import logistic_ranking, random_ranking
from models.learning.ranking_model import RankingModel
from models.learning.training import Cases, TrainingPlan, train_ranking_model
from models.reasons import RowReasons, reasons_of


@dataclass(frozen=True)
class Contest:
    """What came of a contest on the test rows.

    ``rankings`` are the model, whatever was given beside it, logistic regression and random, in that order.
    """

    model: RankingModel
    rankings: tuple[str, ...]
    figures: tuple[Figure, ...]
    log_odds: Floats
    probabilities: Floats
    reliability: tuple[ReliabilityBand, ...]
    brier: float
    brier_of_rate: float
    reasons: RowReasons
    as_visited: float | None


def hold_contest(
    training: Cases,
    matrix: Floats,
    rows: TestRows,
    inputs: Sequence[ModelInput],
    others: Mapping[str, Floats],
    plan: TrainingPlan,
    *,
    about: JsonObject,
    rounds: int,
    cuts: Sequence[float] = CUTS,
) -> Contest:
    """Train on earlier cases, rank later ones, and measure every ranking with intervals.

    Args:
        training: Cases whose outcomes were known before the test period.
        matrix: Inputs of the test rows, shape ``(rows, inputs)``.
        rows: Outcomes of the test rows, and their visit days where there was a schedule.
        inputs: The inputs, in the order of the matrices' columns.
        others: Scores of further rankings (published model, plain heuristics) by name.
        plan: How to train.
        about: What the model's card says besides.
        rounds: Bootstrap resamples.
        cuts: Shares of the list at which precision and lift are measured.

    Raises:
        KompasError: There are too few training cases of either outcome.
    """
    model = train_ranking_model(training, inputs, plan, about)
    log_odds = model.log_odds(matrix)
    probabilities = model.calibration.probability(log_odds)
    scores = {"model": log_odds, **others, "logistic": logistic_ranking(training, matrix)}
    scores["random"] = random_ranking(len(matrix))
    rankings = [Ranking(name, values) for name, values in scores.items()]
    rate = float(training.outcomes.mean())
    return Contest(
        model,
        tuple(scores),
        tuple(evaluate(rankings, rows, cuts=cuts, rounds=rounds, seed=plan.seed)),
        log_odds,
        probabilities,
        tuple(reliability(rows.outcomes, probabilities)),
        brier_score(rows.outcomes, probabilities),
        brier_score(rows.outcomes, np.full(len(rows.outcomes), rate)),
        reasons_of(model, matrix, inputs),
        as_visited(rows),
    )
