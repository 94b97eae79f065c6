"""One contest: a model learns from earlier cases and ranks later ones that it never saw, beside plain rankings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, JsonObject
from models.evaluation.evaluate import CUTS, Figure, Ranking, TestRows, as_visited, evaluate
from models.evaluation.reliability import CalibrationCheck, check_calibration
from models.inputs import ModelInput
from models.learning.baselines import logistic_ranking
from models.learning.ranking_model import RankingModel
from models.learning.training import Cases, TrainingPlan, train_ranking_model
from models.reasons import RowReasons, reasons_of


@dataclass(frozen=True)
class Contest:
    """What came of a contest on the test rows.

    ``rankings`` are the model, whatever was given beside it, logistic regression and random, in that order.
    ``calibration`` holds those whose scores can be read as a chance; *random* always says the training rate.
    """

    model: RankingModel
    rankings: tuple[str, ...]
    figures: tuple[Figure, ...]
    probabilities: Floats
    calibration: dict[str, CalibrationCheck]
    reasons: RowReasons
    as_visited: float | None


def hold_contest(
    training: Cases,
    matrix: Floats,
    rows: TestRows,
    inputs: Sequence[ModelInput],
    others: Sequence[Ranking],
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
        others: Further rankings (published model, plain heuristics).
        plan: How to train.
        about: What the model's card says besides.
        rounds: Bootstrap resamples.
        cuts: Shares of the list at which precision and lift are measured.

    Raises:
        KompasError: There are too few training cases of either outcome.
    """
    model = train_ranking_model(training, inputs, plan, about)
    probabilities = model.probability(matrix)
    chances = [
        Ranking("model", probabilities, is_probability=True),
        *others,
        Ranking("logistic", logistic_ranking(training, matrix), is_probability=True),
        Ranking("random", np.full(len(matrix), training.outcomes.mean()), is_probability=True),
    ]
    return Contest(
        model,
        tuple(ranking.name for ranking in chances),
        tuple(evaluate(chances, rows, cuts=cuts, rounds=rounds, seed=plan.seed)),
        probabilities,
        {item.name: check_calibration(rows.outcomes, item.scores) for item in chances if item.is_probability},
        reasons_of(model, matrix, inputs).calibrated(model.calibration),
        as_visited(rows),
    )
