"""Choosing the trees' settings by trial, inside the training window and in order of time.

Each trial is judged by forward chaining over the training cases: a block of time is predicted by a model that learnt
only from outcomes known before the block began. So no case that a result is reported on has a say in what is chosen.
The search is Optuna's tree-structured Parzen estimator (Bergstra and others, 2011) with a fixed seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import optuna

from data_contracts.yaml_files import read_yaml
from models.arrays import JsonObject
from models.evaluation.metrics import RankedOutcomes, average_precision
from models.inputs import ModelInput
from models.learning.training import Cases, TrainingPlan, forward_blocks, predict_ahead

NOT_TUNED: JsonObject = {"trials": 0}


@dataclass(frozen=True)
class SearchRange:
    """One setting's lowest and highest value; ``whole`` numbers only, steps ``by_factor`` instead of by addition."""

    low: float
    high: float
    whole: bool
    by_factor: bool

    def suggest(self, trial: optuna.Trial, name: str) -> float:
        """Return the value that a trial tries."""
        if self.whole:
            return trial.suggest_int(name, int(self.low), int(self.high), log=self.by_factor)
        return trial.suggest_float(name, self.low, self.high, log=self.by_factor)


@dataclass(frozen=True)
class Tuned:
    """The plan with the chosen settings, and what the model's card says of how they were chosen."""

    plan: TrainingPlan
    about: JsonObject


@cache
def search_space() -> dict[str, SearchRange]:
    """Return what may be tried, as ``tuning.yaml`` has it."""
    content: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return {name: SearchRange(**given) for name, given in content.items()}


def tuned_plan(cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan, trials: int) -> Tuned:
    """Return the plan with the settings that predicted later blocks of the training cases best.

    Args:
        cases: The cases to learn from, and no others.
        inputs: The model's inputs.
        plan: The recorded settings, seed and limits.
        trials: How many settings to try, the recorded ones first; 0 or 1 keeps those.

    Returns:
        The plan, and ``trials, chosen_average_precision, recorded_average_precision`` for the card. With too few cases
        for a single block the recorded settings stay.
    """
    blocks = list(forward_blocks(cases)) if trials > 1 else []
    if not blocks:
        return Tuned(plan, NOT_TUNED)

    def value_of(trial: optuna.Trial) -> float:
        given = {name: allowed.suggest(trial, name) for name, allowed in search_space().items()}
        return _score(cases, inputs, replace(plan, parameters=plan.parameters | given))

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=plan.seed))
    study.enqueue_trial({name: plan.parameters[name] for name in search_space()})
    study.optimize(value_of, n_trials=trials)
    about = {
        "trials": trials,
        "chosen_average_precision": study.best_value,
        "recorded_average_precision": study.trials[0].value,
    }
    return Tuned(replace(plan, parameters=plan.parameters | study.best_params), about)


def _score(cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan) -> float:
    """Return the mean average precision over the blocks, each weighted by its cases."""
    values, sizes = [], []
    for rows, log_odds, _ in predict_ahead(cases, inputs, plan):
        weights = None if cases.weights is None else cases.weights[rows]
        value = float(average_precision(RankedOutcomes.of(cases.outcomes[rows], log_odds, weights)))
        if np.isfinite(value):
            values.append(value)
            sizes.append(len(rows))
    return float(np.average(values, weights=sizes)) if values else 0.0
