"""The temporal backtest: learn from what was known before a date, rank the cases selected after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data_contracts.errors import KompasError
from models.evaluation.bootstrap import wilson_interval
from models.evaluation.contest import Contest, hold_contest
from models.evaluation.evaluate import CUTS, Figure, Ranking, TestRows, evaluate
from models.heuristics import heuristic_score
from models.inputs import ModelInput, input_matrix
from models.learning.training import MINIMUM_OF_EACH_OUTCOME, TrainingPlan
from models.register_cases import cases_of

RANDOM_ARM_CUTS = (0.10, 0.20)


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
    frame: pl.DataFrame,
    law: str,
    test_from: date,
    inputs: Sequence[ModelInput],
    plan: TrainingPlan,
    *,
    plan_cut: float,
    rounds: int,
) -> LawBacktest:
    """Backtest one law.

    Args:
        frame: The law's labelled cases with their features (``models.register_cases.law_frame``).
        law: WML, Wav or Waadi.
        test_from: First day of the test period; the model learns only from outcomes known before it.
        inputs: The model's inputs.
        plan: How to train.
        plan_cut: Share of employers that a plan visits; precision and lift are measured there too.
        rounds: Bootstrap resamples.

    Raises:
        KompasError: There are too few cases to learn from or to test on.
    """
    learn = frame.filter((pl.col("selected_on") < test_from) & (pl.col("known_on") < test_from))
    test = frame.filter(pl.col("selected_on") >= test_from)
    if test.is_empty():
        raise KompasError(
            f"No case selected on or after {test_from} that examined {law} is closed yet.",
            "[model] backtest_months",
            "Take a longer test period, or wait until cases are closed.",
        )
    rows = TestRows(test["violation"].cast(pl.Float64).to_numpy())
    contest = hold_contest(
        cases_of(learn, inputs),
        input_matrix(test, inputs),
        rows,
        inputs,
        [Ranking("heuristic", heuristic_score(test, law))],
        plan,
        about={"name": law, "learnt_from_outcomes_known_before": test_from.isoformat()},
        rounds=rounds,
        cuts=tuple(sorted({*CUTS, plan_cut})),
    )
    is_random = (test["selection_ground"] == "random").to_numpy()
    positives = int(rows.outcomes[is_random].sum())
    figures: list[Figure] = []
    if min(positives, int(is_random.sum()) - positives) >= MINIMUM_OF_EACH_OUTCOME:
        arm = [
            Ranking("model", contest.log_odds[is_random]),
            Ranking("heuristic", heuristic_score(test, law)[is_random]),
        ]
        figures = evaluate(arm, TestRows(rows.outcomes[is_random]), cuts=RANDOM_ARM_CUTS, rounds=rounds, seed=plan.seed)
    return LawBacktest(law, contest, test, tuple(figures), int(is_random.sum()), positives)


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
    return pl.DataFrame(rows, schema_overrides={"cut": pl.Float64}, infer_schema_length=None)


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
