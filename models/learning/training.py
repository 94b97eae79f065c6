"""Training a ranking model on cases in order of time.

Number of trees and calibration come from forward chaining: the cases are cut into blocks of time, and each block is
predicted by a model that learnt only from outcomes known before the block began. How many trees are needed is decided
for each block on the last part of what was learnt from, never on the block itself; all get the median, and so does the
final model, which learns from all cases.

Where the cases' teams are known, the trees start from each team's own log-odds (``models.learning.examiners``), which
are estimated on the cases that the trees learn from; a score takes the mean team.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from data_contracts.errors import KompasError
from models.arrays import Booleans, Dates, Floats, Integers, JsonObject
from models.evaluation.bootstrap import resamples
from models.inputs import ModelInput, input_names
from models.learning.calibration_choice import NOT_CHOSEN, ChosenCalibration, HeldOut, choose_calibration
from models.learning.examiners import TeamEffects, fit_team_effects
from models.learning.ranking_model import RankingModel

if TYPE_CHECKING:
    import lightgbm as lgb

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
    chosen and ``known_on`` the day on which its outcome became known (both ``datetime64[D]``). ``weights`` says for how
    many cases each one stands (all 1 without it); ``teams`` is the number of the team that did the case,
    -1 when unknown; ``offsets`` are the log-odds that the trees start from, which no score takes along.
    """

    matrix: Floats
    outcomes: Floats
    decided_on: Dates
    known_on: Dates
    weights: Floats | None = None
    teams: Integers | None = None
    offsets: Floats | None = None

    def subset(self, keep: Booleans | Integers) -> "Cases":
        """Return the cases for which ``keep`` is true, or those at its positions, as often as they stand there."""
        return Cases(
            self.matrix[keep],
            self.outcomes[keep],
            self.decided_on[keep],
            self.known_on[keep],
            None if self.weights is None else self.weights[keep],
            None if self.teams is None else self.teams[keep],
            None if self.offsets is None else self.offsets[keep],
        )

    def counts(self) -> JsonObject:
        """Return the number of cases and of positive ones; weighted, also how many equal cases they are worth.

        Effective sample size: Kish, Survey sampling, 1965.
        """
        counted: JsonObject = {"cases": len(self.outcomes), "positives": int(self.outcomes.sum())}
        if self.weights is None or not len(self.weights):
            return counted
        effective = float(self.weights.sum() ** 2 / (self.weights**2).sum())
        return counted | {"effective_cases": effective, "largest_weight": float(self.weights.max())}


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
            "force_col_wise": True,
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
    trees, chosen, held_out = _forward_chain(cases, inputs, plan)
    cases, effects = without_teams(cases)
    booster = _fit(cases, inputs, plan, trees)
    card = about | {
        "training": cases.counts(),
        "trees": trees,
        "held_out_in_time": held_out,
        "calibration": chosen.about,
        "parameters": plan.parameters,
        "seed": plan.seed,
        "monotone": {item.name: item.direction for item in inputs if item.direction},
    }
    if effects is not None and cases.teams is not None:
        card["team_effects"] = effects.about(cases.teams)
    return RankingModel(booster.model_to_string(), tuple(input_names(inputs)), chosen.calibration, card)


def without_teams(cases: Cases) -> tuple[Cases, TeamEffects | None]:
    """Return the cases with their teams' effects as offsets, and the effects; as they are where no team is known."""
    if cases.teams is None:
        return cases, None
    effects = fit_team_effects(cases.matrix, cases.outcomes, cases.teams, cases.weights)
    return replace(cases, offsets=effects.of(cases.teams)), effects


def train_members(
    cases: Cases,
    employers: Integers,
    inputs: Sequence[ModelInput],
    plan: TrainingPlan,
    trees: int,
    members: int,
    workers: int = 1,
) -> list[str]:
    """Train the members of a bootstrap ensemble, each on whole employers drawn with replacement.

    Trees, parameters and seed are those of the model, so that members differ by the cases that they happened to see and
    by nothing else. Team effects are estimated once, on all cases. An employer drawn twice counts twice by weight, so
    that all members share the inputs' bins.

    Args:
        cases: The cases that the model learnt from.
        employers: Each case's employer as a number, shape ``(rows,)``.
        inputs: The model's inputs.
        plan: Seed, threads and parameters.
        trees: How many trees the model has.
        members: How many members.
        workers: How many are trained at once, each on the plan's threads; the members are the same for any number.

    Returns:
        Each member's trees as LightGBM text.
    """
    import lightgbm as lgb  # loads slowly, and who only reads figures needs none of it

    cases, _ = without_teams(cases)
    parameters, level = plan.lightgbm_parameters(inputs), _level(cases)
    everyone = _dataset(cases, level, params=parameters).construct()
    known = np.ones(len(cases.outcomes)) if cases.weights is None else cases.weights

    def member(sample: Integers) -> str:
        drawn = np.bincount(sample, minlength=len(known))
        rows = np.flatnonzero(drawn)
        data = everyone.subset(rows.tolist(), params=parameters)
        data.construct().set_weight(drawn[rows] * known[rows])
        booster = lgb.train(parameters, data, num_boost_round=trees)
        if cases.offsets is not None:
            _raise_level(booster, level)
        return str(booster.model_to_string())

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(member, resamples(employers, members, plan.seed)))


def train_with_another_seed(cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan, trees: int) -> str:
    """Train as many trees as the model has on the same cases with the next seed, and return them as LightGBM text."""
    cases, _ = without_teams(cases)
    return _fit(cases, inputs, replace(plan, seed=plan.seed + 1), trees).model_to_string()


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


def predict_ahead(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> Iterator[tuple[Integers, Floats, int]]:
    """Yield each block's positions, its log-odds by a model that learnt only what was known before, and its trees."""
    for learn, predict in forward_blocks(cases):
        seen, _ = without_teams(cases.subset(learn))
        trees = _trees_needed(seen, inputs, plan)
        booster = _fit(seen, inputs, plan, trees)
        log_odds = np.asarray(booster.predict(cases.matrix[predict], raw_score=True), dtype=np.float64)
        yield np.flatnonzero(predict), log_odds, trees


def _forward_chain(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> tuple[int, ChosenCalibration, JsonObject]:
    """Return the number of trees, the calibration and what they were measured on.

    All blocks are predicted with the number of trees that the final model gets: more trees spread log-odds wider, so
    one curve could not fit blocks of models that differ in it.
    """
    blocks = [(without_teams(cases.subset(learn))[0], np.flatnonzero(now)) for learn, now in forward_blocks(cases)]
    if not blocks:
        return max(MINIMUM_TREES, plan.trees // 4), NOT_CHOSEN, {"cases": 0, "positives": 0}
    trees = int(np.median([_trees_needed(seen, inputs, plan) for seen, _ in blocks]))
    rows = [block for _, block in blocks]
    predicted = [_fit(seen, inputs, plan, trees).predict(cases.matrix[block], raw_score=True) for seen, block in blocks]
    unseen = cases.subset(np.concatenate(rows))
    held_out = HeldOut(
        np.concatenate(predicted),
        unseen.outcomes,
        np.ones(len(unseen.outcomes)) if unseen.weights is None else unseen.weights,
        unseen.known_on,
        np.repeat(np.arange(len(rows)), [len(block) for block in rows]),
        np.array([cases.decided_on[block].min() for block in rows]),
    )
    return trees, choose_calibration(held_out), unseen.counts()


def _trees_needed(cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan) -> int:
    """Return after how many trees the later cases are no longer predicted better, learning from the earlier ones."""
    later = cases.decided_on > np.quantile(cases.decided_on.astype("int64"), 1 - TUNING_SHARE).astype("datetime64[D]")
    if not (_enough(cases.outcomes[later]) and _enough(cases.outcomes[~later])):
        return max(MINIMUM_TREES, plan.trees // 4)
    booster = _fit(cases.subset(~later), inputs, plan, plan.trees, cases.subset(later))
    return max(MINIMUM_TREES, booster.best_iteration or plan.trees)


def _fit(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan, trees: int, unseen: Cases | None = None
) -> "lgb.Booster":
    import lightgbm as lgb  # loads slowly, and who only reads figures needs none of it

    parameters = plan.lightgbm_parameters(inputs)
    level = _level(cases)
    # LightGBM refuses names with JSON's own characters; the card keeps the names, the trees go by position.
    data = _dataset(cases, level, params=parameters)
    if unseen is None:
        booster = lgb.train(parameters, data, num_boost_round=trees)
    else:
        watch = _dataset(unseen, level, reference=data)
        stop = lgb.early_stopping(PATIENCE, verbose=False)
        booster = lgb.train(parameters, data, num_boost_round=trees, valid_sets=[watch], callbacks=[stop])
    if cases.offsets is not None:
        _raise_level(booster, level)
    return booster


def _dataset(cases: Cases, level: float, **options: Any) -> "lgb.Dataset":
    import lightgbm as lgb  # loads slowly, and who only reads figures needs none of it

    start = None if cases.offsets is None else cases.offsets + level
    return lgb.Dataset(cases.matrix, cases.outcomes, weight=cases.weights, init_score=start, **options)


def _level(cases: Cases) -> float:
    """Return the log-odds of the share of positive cases."""
    rate = float(np.clip(np.average(cases.outcomes, weights=cases.weights), 1e-6, 1 - 1e-6))
    return float(np.log(rate / (1 - rate)))


def _raise_level(booster: "lgb.Booster", level: float) -> None:
    """Put the level into the first tree: from given offsets LightGBM learns only what comes on top of them."""
    for leaf in range(booster.dump_model(num_iteration=1)["tree_info"][0]["num_leaves"]):
        booster.set_leaf_output(0, leaf, booster.get_leaf_output(0, leaf) + level)


def _enough(outcomes: Floats) -> bool:
    positives = int(outcomes.sum())
    return min(positives, len(outcomes) - positives) >= MINIMUM_OF_EACH_OUTCOME
