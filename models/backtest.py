"""The rolling temporal backtest: at several dates learn from what was known before, and rank what came after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from models.arrays import Booleans, Floats
from models.evaluation.contest import Contest, Contestants, judge, rank_later
from models.evaluation.curves import CurvePoint, capture_curves
from models.evaluation.evaluate import CUTS, Figure, Ranking, TestRows, evaluate
from models.heuristics import heuristic_score
from models.inputs import ModelInput, input_matrix
from models.learning.ranking_model import RankingModel
from models.learning.training import MINIMUM_OF_EACH_OUTCOME, Cases, TooFewCasesError, TrainingPlan, train_ranking_model
from models.learning.tuning import tuned_plan
from models.register_cases import cases_of

RANDOM = "random"
GROUNDS = (RANDOM, "signal", "model", "follow_up", "project")
ARM_CUTS = (0.10, 0.20)
MakeCases = Callable[[pl.DataFrame, Sequence[ModelInput]], Cases]
"""From a law's rows and the inputs to cases for training."""
WORKERS, UNDERPAID = "workers", "underpaid_eur"


@dataclass(frozen=True)
class BacktestRules:
    """How a backtest is held.

    ``plan_cut`` is the share of employers that a plan visits; precision, lift and capture are measured there too.
    ``memory`` names the inputs that remember earlier inspections: a model without them is ranked beside, so that the
    feedback loop from visits to scores shows. ``rounds`` is the number of bootstrap resamples, of whole employers.
    ``tuning_trials`` is how many settings of the model are tried out inside each training window.
    """

    plan_cut: float
    memory: frozenset[str]
    rounds: int
    tuning_trials: int = 0


@dataclass(frozen=True)
class Fold:
    """One date in the past: what was known before ``cut_off``, and the cases selected from then until ``until``.

    Both frames are as ``models.register_cases.law_frame`` gives them; ``learn`` holds labels as they were known on the
    day before the cut-off.
    """

    cut_off: date
    until: date
    learn: pl.DataFrame
    test: pl.DataFrame


@dataclass(frozen=True)
class Arm:
    """The figures on the cases of one ground of selection; none where there are too few of either outcome."""

    ground: str
    cases: int
    positives: int
    figures: tuple[Figure, ...] = ()
    curves: tuple[CurvePoint, ...] = ()

    @property
    def estimable(self) -> bool:
        """Whether there are enough cases of either outcome for a figure."""
        return bool(self.figures)


@dataclass(frozen=True)
class LawBacktest:
    """A law's backtest on the closed cases of all test periods, and per ground of selection.

    Only the random arm says something of all employers; the other cases were chosen, so their figures speak of
    employers that somebody chose to visit. ``folds`` are those that could be tested; ``skipped`` gives the cut-offs
    that could not, each with the reason.
    """

    law: str
    contest: Contest
    test: pl.DataFrame
    folds: tuple[Fold, ...]
    arms: tuple[Arm, ...]
    skipped: dict[date, str]

    def arm(self, ground: str) -> Arm:
        """Return the figures of one ground of selection."""
        return next(arm for arm in self.arms if arm.ground == ground)


def folds_of(
    cut_offs: Sequence[date], until: date, known_before: Callable[[date], pl.DataFrame], labelled: pl.DataFrame
) -> list[Fold]:
    """Cut the cases into test periods, each with what was known before it began.

    Args:
        cut_offs: First days of the test periods, in order.
        until: The day after the last test period.
        known_before: From a cut-off to the law's cases with the labels known on the day before it.
        labelled: The law's cases with the labels known now.
    """
    ends = [*cut_offs[1:], until]
    return [
        Fold(
            cut_off,
            end,
            known_before(cut_off).filter(pl.col("selected_on") < cut_off),
            labelled.filter(pl.col("selected_on").is_between(cut_off, end, closed="left")),
        )
        for cut_off, end in zip(cut_offs, ends, strict=True)
    ]


def backtest_law(
    law: str,
    folds: Sequence[Fold],
    rules: BacktestRules,
    inputs: Sequence[ModelInput],
    plan: TrainingPlan,
    *,
    make_cases: MakeCases = cases_of,
    active: RankingModel | None = None,
) -> LawBacktest:
    """Backtest one law.

    Args:
        law: WML, Wav or Waadi.
        folds: The dates, each with what was known and what came after.
        rules: How the backtest is held.
        inputs: The model's inputs.
        plan: How to train.
        make_cases: From a frame to weighted cases, the way training does it.
        active: The model in use, which is ranked beside as ``active``: itself where it learnt only from before the
            cut-off, else trained again there in its own way, since it would know the outcomes.

    Raises:
        TooFewCasesError: At no cut-off are there enough cases to learn from or to test on.
    """
    skipped: dict[date, str] = {}
    held: list[tuple[Fold, Contestants]] = []
    for fold in folds:
        try:
            # One thread, as in training (docs/decisions/0011): with small matrices more of them mostly wait.
            with threadpool_limits(limits=1):
                held.append((fold, _contestants(law, fold, rules, inputs, plan, make_cases, active)))
        except TooFewCasesError as error:
            skipped[fold.cut_off] = error.what
    if not held:
        raise TooFewCasesError(
            f"At none of the cut-offs {', '.join(map(str, skipped))} there were enough cases of {law}: "
            + " ".join(dict.fromkeys(skipped.values())),
            "[model] backtest_months and backtest_cut_offs",
            "Take longer or fewer test periods, or wait until more cases are closed.",
        )
    test = pl.concat([fold.test for fold, _ in held])
    rows = _test_rows(test, [len(fold.test) for fold, _ in held])
    everyone = _joined([contestants for _, contestants in held])
    contest = judge(
        everyone,
        input_matrix(held[-1][0].test, inputs),
        rows,
        inputs,
        rounds=rules.rounds,
        seed=plan.seed,
        cuts=tuple(sorted({*CUTS, rules.plan_cut})),
        amounts=_amounts(test),
    )
    arms = tuple(_arm(ground, test, rows, everyone.rankings, rules, plan.seed) for ground in GROUNDS)
    return LawBacktest(law, contest, test, tuple(fold for fold, _ in held), arms, skipped)


def _contestants(
    law: str,
    fold: Fold,
    rules: BacktestRules,
    inputs: Sequence[ModelInput],
    plan: TrainingPlan,
    make_cases: MakeCases,
    active: RankingModel | None,
) -> Contestants:
    if fold.test.is_empty():
        raise TooFewCasesError(
            f"No case selected from {fold.cut_off} until {fold.until} that examined {law} is closed yet.",
            "[model] backtest_months",
            "Take longer test periods, or wait until cases are closed.",
        )
    training, matrix = make_cases(fold.learn, inputs), input_matrix(fold.test, inputs)
    tuned = tuned_plan(training, inputs, plan, rules.tuning_trials)
    forgetful = [item for item in inputs if item.name not in rules.memory]
    blind = replace(training, matrix=input_matrix(fold.learn, forgetful))
    without = train_ranking_model(blind, forgetful, tuned.plan, {"name": "without memory"})
    about = {"name": law, "learnt_from_outcomes_known_before": fold.cut_off.isoformat(), "tuning": tuned.about}
    others = [
        Ranking("heuristic", heuristic_score(fold.test, law)),
        Ranking("without_memory", without.probability(input_matrix(fold.test, forgetful)), is_probability=True),
    ]
    made = rank_later(training, matrix, inputs, others, tuned.plan, about)
    if active is None:
        return made
    chances = _active_chances(active, fold, training, inputs, plan, made.model)
    return replace(made, rankings=(*made.rankings, Ranking("active", chances, is_probability=True)))


def _active_chances(
    active: RankingModel,
    fold: Fold,
    training: Cases,
    inputs: Sequence[ModelInput],
    plan: TrainingPlan,
    candidate: RankingModel,
) -> Floats:
    """Return the chances that the model in use gives, or would have given had it been trained at the cut-off."""
    own = [item for item in inputs if item.name in set(active.names)]
    matrix = input_matrix(fold.test, own)
    learnt_until = date.fromisoformat(active.card.get("as_of", "9999-12-31"))
    if learnt_until < fold.cut_off and len(own) == len(active.names):
        return active.probability(matrix)
    its_plan = replace(plan, parameters=active.card.get("parameters", plan.parameters))
    if len(own) == len(inputs) and its_plan.parameters == candidate.card["parameters"]:
        return candidate.probability(matrix)
    model = train_ranking_model(
        replace(training, matrix=input_matrix(fold.learn, own)), own, its_plan, {"name": "active"}
    )
    return model.probability(matrix)


def _joined(parts: Sequence[Contestants]) -> Contestants:
    """Return the rankings of all periods one after the other, with the model of the last."""
    rankings = [
        replace(ranking, scores=np.concatenate([part.rankings[position].scores for part in parts]))
        for position, ranking in enumerate(parts[-1].rankings)
    ]
    return Contestants(parts[-1].model, tuple(rankings))


def _test_rows(test: pl.DataFrame, sizes: Sequence[int]) -> TestRows:
    """Return outcomes, which rows are of one employer, how many cases each stands for, and its period."""
    return TestRows(
        test["violation"].cast(pl.Float64).to_numpy(),
        clusters=test["employer_id"].rank("dense").cast(pl.Int64).to_numpy(),
        weights=test["weight"].to_numpy(),
        periods=np.repeat(np.arange(len(sizes)), sizes),
    )


def _amounts(test: pl.DataFrame) -> dict[str, Floats]:
    """Return the workers affected and the EUR underpaid of each case; nothing where there was no finding."""
    found = pl.col("violation")
    amounts = test.select(
        pl.when(found).then(pl.col("workers_affected")).fill_null(0).cast(pl.Float64).alias(WORKERS),
        (pl.when(found).then(pl.col("underpaid_cents")).fill_null(0) / 100).alias(UNDERPAID),
    )
    return {name: amounts[name].to_numpy() for name in amounts.columns if amounts[name].sum() > 0}


def _arm(
    ground: str, test: pl.DataFrame, rows: TestRows, rankings: Sequence[Ranking], rules: BacktestRules, seed: int
) -> Arm:
    chosen = (test["selection_ground"] == ground).to_numpy()
    own = _part(rows, chosen)
    cases, positives = len(own.outcomes), int(own.outcomes.sum())
    if min(positives, cases - positives) < MINIMUM_OF_EACH_OUTCOME:
        return Arm(ground, cases, positives)
    parts = [replace(ranking, scores=ranking.scores[chosen]) for ranking in rankings]
    cuts = tuple(sorted({*ARM_CUTS, rules.plan_cut}))
    figures = [
        figure for figure in evaluate(parts, own, cuts=cuts, rounds=rules.rounds, seed=seed) if figure.period is None
    ]
    # Only the random arm says something of all employers, so only it has a curve beside that of all cases.
    drawn = capture_curves(parts, own, rounds=rules.rounds, seed=seed) if ground == RANDOM else []
    curves = tuple(point for point in drawn if point.period is None)
    return Arm(ground, cases, positives, tuple(figures), curves)


def _part(rows: TestRows, chosen: Booleans) -> TestRows:
    """Return some of the rows; periods in which there are none fall away."""

    def dense(numbers: np.ndarray | None) -> np.ndarray | None:
        return None if numbers is None else np.unique(numbers[chosen], return_inverse=True)[1]

    weights = None if rows.weights is None else rows.weights[chosen]
    return TestRows(rows.outcomes[chosen], None, dense(rows.clusters), weights, dense(rows.periods))
