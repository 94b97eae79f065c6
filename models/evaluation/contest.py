"""One contest: a model learns from earlier cases and ranks later ones that it never saw, beside plain rankings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Integers, JsonObject
from models.evaluation.curves import CurvePoint, capture_curves
from models.evaluation.evaluate import CUTS, Figure, Ranking, TestRows, as_visited, evaluate
from models.evaluation.reliability import CalibrationCheck, check_calibration
from models.explaining.reasons import RowReasons, reasons_of
from models.inputs import ModelInput
from models.learning.baselines import logistic_ranking
from models.learning.ranking_model import RankingModel
from models.learning.training import Cases, TrainingPlan, train_ranking_model


@dataclass(frozen=True)
class Contestants:
    """A model that learnt up to a day, and all rankings of the rows that came after it.

    ``rankings`` are the model, whatever was given beside it, logistic regression and random, in that order.
    """

    model: RankingModel
    rankings: tuple[Ranking, ...]


@dataclass(frozen=True)
class Contest:
    """What came of a contest on the test rows.

    ``rankings`` names the rankings in order, the model first, and ``scores`` holds them. ``calibration`` holds those
    whose scores can be read as a chance; *random* always says the training rate. ``reasons`` are those of the rows at
    ``explained``, by ``model``: all test rows, or those of the last period when there are several.
    """

    model: RankingModel
    rankings: tuple[str, ...]
    scores: tuple[Ranking, ...]
    figures: tuple[Figure, ...]
    curves: tuple[CurvePoint, ...]
    probabilities: Floats
    calibration: dict[str, CalibrationCheck]
    reasons: RowReasons
    explained: Integers
    as_visited: float | None


def rank_later(
    training: Cases,
    matrix: Floats,
    inputs: Sequence[ModelInput],
    others: Sequence[Ranking],
    plan: TrainingPlan,
    about: JsonObject,
) -> Contestants:
    """Train on earlier cases and rank later ones, by the model and by the plain rankings.

    Args:
        training: Cases whose outcomes were known before the test period.
        matrix: Inputs of the test rows, shape ``(rows, inputs)``.
        inputs: The inputs, in the order of the matrices' columns.
        others: Further rankings (published model, plain heuristics).
        plan: How to train.
        about: What the model's card says besides.

    Raises:
        KompasError: There are too few training cases of either outcome.
    """
    model = train_ranking_model(training, inputs, plan, about)
    rate = float(np.average(training.outcomes, weights=training.weights))
    return Contestants(
        model,
        (
            Ranking("model", model.probability(matrix), is_probability=True),
            *others,
            Ranking("logistic", logistic_ranking(training, matrix), is_probability=True),
            Ranking("random", np.full(len(matrix), rate), is_probability=True),
        ),
    )


def judge(
    contestants: Contestants,
    matrix: Floats,
    rows: TestRows,
    inputs: Sequence[ModelInput],
    *,
    rounds: int,
    seed: int,
    cuts: Sequence[float] = CUTS,
    amounts: dict[str, Floats] | None = None,
) -> Contest:
    """Measure every ranking with intervals, and explain the rows of the last period.

    Args:
        contestants: The last model, and the rankings of all test rows.
        matrix: Inputs of the last period's rows, in their order among the test rows.
        rows: Outcomes of the test rows, and their visit days where there was a schedule.
        inputs: The inputs, in the order of the matrix's columns.
        rounds: Bootstrap resamples.
        seed: Seed of the resamples.
        cuts: Shares of the list at which precision, lift and capture are measured.
        amounts: What else there is to find in each row, for the capture curves.
    """
    model, rankings = contestants.model, contestants.rankings
    return Contest(
        model,
        tuple(ranking.name for ranking in rankings),
        rankings,
        tuple(evaluate(rankings, rows, cuts=cuts, rounds=rounds, seed=seed)),
        tuple(capture_curves(rankings, rows, amounts, rounds=rounds, seed=seed)),
        rankings[0].scores,
        {
            item.name: check_calibration(rows.outcomes, item.scores, rows.weights)
            for item in rankings
            if item.is_probability
        },
        reasons_of(model, matrix, inputs).calibrated(model.calibration),
        rows.by_period[-1],
        as_visited(rows),
    )


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
    """Train on earlier cases, rank later ones once, and measure every ranking (see ``rank_later`` and ``judge``).

    Raises:
        KompasError: There are too few training cases of either outcome.
    """
    contestants = rank_later(training, matrix, inputs, others, plan, about)
    return judge(contestants, matrix, rows, inputs, rounds=rounds, seed=plan.seed, cuts=cuts)
