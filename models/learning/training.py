"""Training a ranking model on cases in order of time.

Number of trees and calibration come from forward chaining: the cases are cut into blocks of time, and each block is
predicted by a model that learnt only from outcomes known before the block began. How many trees that model has is
decided on the last part of what it learnt from, never on the block itself. The final model learns from all cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import lightgbm as lgb
import numpy as np

from data_contracts.errors import KompasError
from models.arrays import Booleans, Dates, Floats, JsonObject
from models.inputs import ModelInput, input_names
from models.learning.calibration import IDENTITY, Calibration, fit_calibration
from models.learning.ranking_model import RankingModel

TIME_BLOCKS = 5
MINIMUM_OF_EACH_OUTCOME = 10
MINIMUM_TREES = 20
TUNING_SHARE = 0.25
"""The last part, in order of time, of what a model learns from that decides on its number of trees."""
PATIENCE = 40


class TooFewCasesError(KompasError):
    """There are too few labelled cases of either outcome to learn from."""


@dataclass(frozen=True)
class Cases:
    """Labelled cases for training, one row a case.

    ``matrix`` has shape ``(rows, inputs)``; ``outcomes`` holds 0 or 1; ``decided_on`` is the day on which the case was
    chosen and ``known_on`` the day on which its outcome became known (both ``datetime64[D]``).
    """

    matrix: Floats
    outcomes: Floats
    decided_on: Dates
    known_on: Dates

    def subset(self, keep: Booleans) -> "Cases":
        """Return the cases for which ``keep`` is true."""
        return Cases(self.matrix[keep], self.outcomes[keep], self.decided_on[keep], self.known_on[keep])

    def counts(self) -> JsonObject:
        """Return the number of cases and of positive ones."""
        return {"cases": len(self.outcomes), "positives": int(self.outcomes.sum())}


@dataclass(frozen=True)
class TrainingPlan:
    """How a ranking model is trained: an upper limit on trees, a seed and a fixed number of threads.

    One thread by default: on some thousands of cases a second one gains nothing, and where cores are shared its waiting
    makes training ten times slower (docs/decisions/0011).

    The parameters were chosen on three cut-off dates of the synthetic registers (docs/decisions), not on any real case.
    """

    trees: int = 600
    seed: int = 1
    threads: int = 1
    parameters: dict[str, Any] = field(
        default_factory=lambda: {
            "objective": "binary",
            "learning_rate": 0.02,
            "num_leaves": 7,
            "min_data_in_leaf": 20,
            "lambda_l2": 10.0,
            "feature_fraction": 0.4,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "max_bin": 127,
        }
    )

    def lightgbm_parameters(self, inputs: Sequence[ModelInput]) -> dict[str, Any]:
        """Return LightGBM's parameters; deterministic, with the inputs' monotone constraints."""
        return self.parameters | {
            "monotone_constraints": [item.direction for item in inputs],
            "seed": self.seed,
            "num_threads": self.threads,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }


def train_ranking_model(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan, about: JsonObject
) -> RankingModel:
    """Train a ranking model and calibrate it on out-of-time predictions.

    Args:
        cases: Labelled cases in any order.
        inputs: The model's inputs, in the order of the matrix's columns.
        plan: Trees, seed, threads and parameters.
        about: What the model's card must say besides (law, window, what counts as positive).

    Raises:
        TooFewCasesError: There are too few cases of either outcome to learn from.
    """
    positives = int(cases.outcomes.sum())
    if min(positives, len(cases.outcomes) - positives) < MINIMUM_OF_EACH_OUTCOME:
        raise TooFewCasesError(
            f"There are {len(cases.outcomes)} labelled cases to learn from, {positives} of them positive; a model asks "
            f"for at least {MINIMUM_OF_EACH_OUTCOME} of each outcome.",
            str(about.get("name", "")),
            "Deliver more closed cases, or choose a test period that begins later.",
        )
    trees, calibration, held_out = _forward_chain(cases, inputs, plan)
    booster = _fit(cases, inputs, plan, trees)
    card = about | {
        "training": cases.counts(),
        "trees": trees,
        "held_out_in_time": held_out,
        "parameters": plan.parameters,
        "seed": plan.seed,
        "monotone": {item.name: item.direction for item in inputs if item.direction},
    }
    return RankingModel(booster.model_to_string(), tuple(input_names(inputs)), calibration, card)


def forward_blocks(cases: Cases, blocks: int = TIME_BLOCKS) -> Iterator[tuple[Booleans, Booleans]]:
    """Yield ``(learn, predict)`` masks: each block of time, and the cases whose outcome was known before it began."""
    edges = np.quantile(cases.decided_on.astype("int64"), np.linspace(0, 1, blocks + 1)[1:-1], method="lower")
    starts = np.unique(edges).astype("datetime64[D]")
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else np.datetime64("9999-12-31")
        learn = (cases.decided_on < start) & (cases.known_on < start)
        predict = (cases.decided_on >= start) & (cases.decided_on < end)
        if _enough(cases.outcomes[learn]) and predict.any():
            yield learn, predict


def _forward_chain(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> tuple[int, Calibration, JsonObject]:
    """Return the number of trees, the calibration and what they were measured on."""
    best, log_odds, outcomes = [], [], []
    for learn, predict in forward_blocks(cases):
        seen, unseen = cases.subset(learn), cases.subset(predict)
        best.append(_trees_needed(seen, inputs, plan))
        booster = _fit(seen, inputs, plan, best[-1])
        log_odds.append(np.asarray(booster.predict(unseen.matrix, raw_score=True)))
        outcomes.append(unseen.outcomes)
    if not best:
        return max(MINIMUM_TREES, plan.trees // 4), IDENTITY, {"cases": 0, "positives": 0}
    held_out = np.concatenate(outcomes)
    calibration = fit_calibration(np.concatenate(log_odds), held_out)
    return (
        int(np.median(best)),
        calibration,
        {"cases": len(held_out), "positives": int(held_out.sum())},
    )


def _trees_needed(cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan) -> int:
    """Return after how many trees the later cases are no longer predicted better, learning from the earlier ones."""
    later = cases.decided_on > np.quantile(cases.decided_on.astype("int64"), 1 - TUNING_SHARE).astype("datetime64[D]")
    if not (_enough(cases.outcomes[later]) and _enough(cases.outcomes[~later])):
        return max(MINIMUM_TREES, plan.trees // 4)
    booster = _fit(cases.subset(~later), inputs, plan, plan.trees, cases.subset(later))
    return max(MINIMUM_TREES, booster.best_iteration or plan.trees)


def _fit(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan, trees: int, unseen: Cases | None = None
) -> lgb.Booster:
    parameters = plan.lightgbm_parameters(inputs)
    # LightGBM refuses names with JSON's own characters; the card keeps the names, the trees go by position.
    data = lgb.Dataset(cases.matrix, cases.outcomes, params=parameters)
    if unseen is None:
        return lgb.train(parameters, data, num_boost_round=trees)
    watch = lgb.Dataset(unseen.matrix, unseen.outcomes, reference=data)
    stop = lgb.early_stopping(PATIENCE, verbose=False)
    return lgb.train(parameters, data, num_boost_round=trees, valid_sets=[watch], callbacks=[stop])


def _enough(outcomes: Floats) -> bool:
    positives = int(outcomes.sum())
    return min(positives, len(outcomes) - positives) >= MINIMUM_OF_EACH_OUTCOME
