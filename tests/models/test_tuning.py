"""Tuning looks at the training window only, in order of time, and ends no lower than the recorded settings."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from models.backtest import BacktestRules, LawBacktest, backtest_law, folds_of
from models.evaluation.metrics import RankedOutcomes, average_precision
from models.heuristics import red_flags
from models.inputs import ModelInput
from models.learning.calibration import sigmoid
from models.learning.training import Cases, TrainingPlan, predict_ahead
from models.learning.tuning import NOT_TUNED, search_space, tuned_plan

INPUTS = [ModelInput("risk", 1), ModelInput("noise", 0)]
PLAN = TrainingPlan(trees=30, seed=4)
TRIALS = 4


def make_cases(rows: int = 700) -> Cases:
    generator = np.random.default_rng(6)
    matrix = generator.normal(size=(rows, 2))
    outcomes = (generator.random(rows) < sigmoid(1.5 * matrix[:, 0] - 1)).astype(float)
    decided = np.datetime64("2024-01-01") + np.sort(generator.integers(0, 600, rows)).astype("timedelta64[D]")
    return Cases(matrix, outcomes, decided, decided + np.timedelta64(30, "D"))


def test_without_trials_the_recorded_settings_stay() -> None:
    for trials in (0, 1):
        tuned = tuned_plan(make_cases(), INPUTS, PLAN, trials)
        assert tuned.plan == PLAN
        assert tuned.about == NOT_TUNED


def test_the_recorded_settings_are_tried_first_and_the_best_are_kept() -> None:
    cases = make_cases()
    tuned = tuned_plan(cases, INPUTS, PLAN, TRIALS)
    assert tuned.about["trials"] == TRIALS
    assert tuned.about["chosen_average_precision"] >= tuned.about["recorded_average_precision"]
    scored = [
        (average_precision(RankedOutcomes.of(cases.outcomes[rows], log_odds)), len(rows))
        for rows, log_odds, _ in predict_ahead(cases, INPUTS, PLAN)
    ]
    recorded = np.average([value for value, _ in scored], weights=[size for _, size in scored])
    np.testing.assert_allclose(tuned.about["recorded_average_precision"], recorded)
    changed = {name for name, value in tuned.plan.parameters.items() if value != PLAN.parameters[name]}
    assert changed <= set(search_space())


def test_the_same_seed_chooses_the_same() -> None:
    first, again = (tuned_plan(make_cases(), INPUTS, PLAN, TRIALS) for _ in range(2))
    assert first == again


def test_too_few_cases_keep_the_recorded_settings() -> None:
    few = make_cases().subset(np.arange(700) < 30)
    assert tuned_plan(few, INPUTS, PLAN, TRIALS).plan == PLAN


def _backtest(frame: pl.DataFrame) -> LawBacktest:
    cut_off = date(2025, 6, 1)
    folds = folds_of((cut_off,), date(2026, 1, 1), lambda day: frame.filter(pl.col("known_on") < day), frame)
    names = sorted({flag.feature for flag in red_flags()["WML"]})
    rules = BacktestRules(plan_cut=0.1, memory=frozenset(), rounds=100, tuning_trials=TRIALS)
    return backtest_law("WML", folds, rules, [ModelInput(name) for name in names], PLAN)


def test_changing_the_test_rows_changes_no_setting() -> None:
    generator, rows = np.random.default_rng(8), 900
    names = sorted({flag.feature for flag in red_flags()["WML"]})
    values = {name: generator.random(rows) for name in names}
    days = np.sort(generator.integers(0, 700, rows))
    selected = [date(2024, 1, 1) + timedelta(days=int(day)) for day in days]
    frame = pl.DataFrame(
        {
            "case_id": [f"C{number}" for number in range(rows)],
            "employer_id": [f"E{number}" for number in range(rows)],
            "selection_ground": "signal",
            "selected_on": selected,
            "known_on": [day + timedelta(days=40) for day in selected],
            "violation": generator.random(rows) < sigmoid(4 * values["share_below_minimum"] - 2),
            "workers_affected": 0,
            "underpaid_cents": 0,
            "weight": 1.0,
            **values,
        }
    )
    later = pl.col("selected_on") >= date(2025, 6, 1)
    other = frame.with_columns(
        pl.when(later).then(~pl.col("violation")).otherwise("violation").alias("violation"),
        *(pl.when(later).then(1 - pl.col(name)).otherwise(name).alias(name) for name in names),
    )
    assert not other.equals(frame)
    first, again = _backtest(frame).contest.model, _backtest(other).contest.model
    assert first.card["tuning"]["trials"] == TRIALS
    assert first.card["parameters"] == again.card["parameters"]
    assert first.card["tuning"] == again.card["tuning"]
    assert first.trees == again.trees
