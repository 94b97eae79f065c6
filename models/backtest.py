"""The temporal backtest: learn from what was known before a date, rank the cases selected after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from models.evaluation.bootstrap import wilson_interval
from models.evaluation.contest import Contest, hold_contest
from models.evaluation.evaluate import CUTS, Figure, Ranking, TestRows, evaluate
from models.heuristics import heuristic_score
from models.inputs import ModelInput, input_matrix
from models.learning.training import MINIMUM_OF_EACH_OUTCOME, TooFewCasesError, TrainingPlan, train_ranking_model
from models.register_cases import cases_of

RANDOM_ARM_CUTS = (0.10, 0.20)
METRIC_SCHEMA = {
    "law": pl.String,
    "arm": pl.String,
    "ranking": pl.String,
    "metric": pl.String,
    "cut": pl.Float64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "cases": pl.Int64,
    "positives": pl.Int64,
}
NO_METRICS = pl.DataFrame(schema=METRIC_SCHEMA)


@dataclass(frozen=True)
class BacktestRules:
    """How a backtest is held.

    ``test_from`` is the first day of the test period; a model learns only from outcomes known before it. ``plan_cut``
    is the share of employers that a plan visits; precision and lift are measured there too. ``memory`` names the
    inputs that remember earlier inspections: a model without them is ranked beside, so that the feedback loop from
    visits to scores shows. ``rounds`` is the number of bootstrap resamples, of whole employers.
    """

    test_from: date
    plan_cut: float
    memory: frozenset[str]
    rounds: int


@dataclass(frozen=True)
class LawBacktest:
    """A law's backtest on all closed cases of the test period, and on its random arm where that is large enough.

    Only the random arm says something of all employers; the other cases were chosen, so their figures speak of
    employers that somebody chose to visit.
    """

    law: str
    contest: Contest
    test: pl.DataFrame
    random_arm: tuple[Figure, ...]
    random_cases: int
    random_positives: int


def backtest_law(
    frame: pl.DataFrame, law: str, rules: BacktestRules, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> LawBacktest:
    """Backtest one law.

    Args:
        frame: The law's labelled cases with their features (``models.register_cases.law_frame``).
        law: WML, Wav or Waadi.
        rules: How the backtest is held.
        inputs: The model's inputs.
        plan: How to train.

    Raises:
        TooFewCasesError: There are too few cases to learn from or to test on.
    """
    learn = frame.filter((pl.col("selected_on") < rules.test_from) & (pl.col("known_on") < rules.test_from))
    test = frame.filter(pl.col("selected_on") >= rules.test_from)
    if test.is_empty():
        raise TooFewCasesError(
            f"No case selected on or after {rules.test_from} that examined {law} is closed yet.",
            "[model] backtest_months",
            "Take a longer test period, or wait until cases are closed.",
        )
    forgetful = [item for item in inputs if item.name not in rules.memory]
    contest = hold_contest(
        cases_of(learn, inputs),
        input_matrix(test, inputs),
        _test_rows(test),
        inputs,
        [Ranking("heuristic", heuristic_score(test, law)), _without_memory(learn, test, forgetful, plan)],
        plan,
        about={"name": law, "learnt_from_outcomes_known_before": rules.test_from.isoformat()},
        rounds=rules.rounds,
        cuts=tuple(sorted({*CUTS, rules.plan_cut})),
    )
    return _with_random_arm(law, contest, test, rules, plan.seed)


def _test_rows(test: pl.DataFrame) -> TestRows:
    """Return outcomes and which rows are of one employer."""
    clusters = test["employer_id"].rank("dense").cast(pl.Int64).to_numpy()
    return TestRows(test["violation"].cast(pl.Float64).to_numpy(), clusters=clusters)


def _without_memory(
    learn: pl.DataFrame, test: pl.DataFrame, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> Ranking:
    model = train_ranking_model(cases_of(learn, inputs), inputs, plan, {"name": "without memory"})
    return Ranking("without_memory", model.probability(input_matrix(test, inputs)), is_probability=True)


def _with_random_arm(law: str, contest: Contest, test: pl.DataFrame, rules: BacktestRules, seed: int) -> LawBacktest:
    drawn = (test["selection_ground"] == "random").to_numpy()
    arm = test.filter(drawn)
    positives = int(arm["violation"].sum())
    figures: list[Figure] = []
    if min(positives, len(arm) - positives) >= MINIMUM_OF_EACH_OUTCOME:
        rankings = [
            Ranking("model", contest.probabilities[drawn]),
            Ranking("heuristic", heuristic_score(arm, law)),
        ]
        figures = evaluate(rankings, _test_rows(arm), cuts=RANDOM_ARM_CUTS, rounds=rules.rounds, seed=seed)
    return LawBacktest(law, contest, test, tuple(figures), len(arm), positives)


def metric_rows(backtest: LawBacktest) -> pl.DataFrame:
    """Return a law's figures as rows: ``law, arm, ranking, metric, cut, value, low, high, cases, positives``."""
    arms = [
        ("all", backtest.contest.figures, len(backtest.test), int(backtest.test["violation"].sum())),
        ("random", backtest.random_arm, backtest.random_cases, backtest.random_positives),
    ]
    rows = [
        {
            "law": backtest.law,
            "arm": arm,
            "ranking": figure.ranking,
            "metric": figure.metric,
            "cut": figure.cut,
            "value": figure.estimate.value,
            "low": figure.estimate.low,
            "high": figure.estimate.high,
            "cases": cases,
            "positives": positives,
        }
        for arm, figures, cases, positives in arms
        for figure in figures
    ]
    return pl.DataFrame(rows, schema=METRIC_SCHEMA)


def hit_rates(labels: pl.DataFrame) -> pl.DataFrame:
    """Return the share of closed cases with a finding, per law and ground of selection, with Wilson's 95% interval.

    Args:
        labels: As ``models.labels.labelled_cases`` gives them.

    Returns:
        ``law, selection_ground, cases, hits, rate, low, high``.
    """
    counted = (
        labels.group_by("law", "selection_ground")
        .agg(pl.len().cast(pl.Int64).alias("cases"), pl.col("violation").sum().cast(pl.Int64).alias("hits"))
        .sort("law", "selection_ground")
    )
    bounds = [wilson_interval(hits, cases) for hits, cases in counted.select("hits", "cases").iter_rows()]
    return counted.with_columns(
        rate=pl.col("hits") / pl.col("cases"),
        low=pl.Series([low for low, _ in bounds], dtype=pl.Float64),
        high=pl.Series([high for _, high in bounds], dtype=pl.Float64),
    )
