"""The backtest learns only from what was known before its test period, and measures only what came after."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.backtest import BacktestRules, LawBacktest, backtest_law, metric_rows
from models.evaluation.bootstrap import resamples
from models.evaluation.evaluate import Ranking, TestRows, evaluate
from models.evaluation.reliability import check_calibration
from models.heuristics import heuristic_score, red_flags
from models.inputs import ModelInput
from models.learning.calibration import sigmoid
from models.learning.training import TooFewCasesError, TrainingPlan

START, TEST_FROM = date(2025, 1, 1), date(2026, 1, 1)
FLAGS = sorted({flag.feature for flags in red_flags().values() for flag in flags})
INPUTS = [ModelInput(name) for name in FLAGS]
RULES = BacktestRules(TEST_FROM, plan_cut=0.02, memory=frozenset({"earlier_findings"}), rounds=100)
PLAN = TrainingPlan(trees=40, seed=2)


def make_frame(rows: int = 1500, seed: int = 3) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    selected = np.sort(generator.integers(0, 540, rows))
    values = {name: generator.random(rows) for name in FLAGS}
    values["earlier_findings"] = generator.integers(0, 3, rows).astype(float)
    chance = sigmoid(4 * values["share_below_minimum"] + values["earlier_findings"] - 4)
    return pl.DataFrame(
        {
            "case_id": [f"C{number}" for number in range(rows)],
            "employer_id": [f"E{number}" for number in generator.integers(0, 700, rows)],
            "selection_ground": generator.choice(["random", "signal"], rows, p=[0.3, 0.7]),
            "selected_on": [START + timedelta(days=int(day)) for day in selected],
            "known_on": [START + timedelta(days=int(day)) for day in selected + generator.integers(30, 200, rows)],
            "violation": generator.random(rows) < chance,
            **values,
        }
    )


@pytest.fixture(scope="module")
def backtest() -> LawBacktest:
    return backtest_law(make_frame(), "WML", RULES, INPUTS, PLAN)


def test_it_learns_only_from_outcomes_known_before_the_test_period(backtest: LawBacktest) -> None:
    frame = make_frame()
    in_time = frame.filter((pl.col("selected_on") < TEST_FROM) & (pl.col("known_on") < TEST_FROM))
    late = frame.filter((pl.col("selected_on") < TEST_FROM) & (pl.col("known_on") >= TEST_FROM))
    assert len(late) > 50
    assert backtest.contest.model.card["training"]["cases"] == len(in_time)
    # And an outcome that became known later changes nothing of what was learnt.
    later = pl.col("known_on") >= TEST_FROM
    flipped = frame.with_columns(violation=pl.when(later).then(~pl.col("violation")).otherwise("violation"))
    again = backtest_law(flipped, "WML", RULES, INPUTS, PLAN)
    assert again.contest.model.trees == backtest.contest.model.trees


def test_it_measures_only_cases_selected_in_the_test_period(backtest: LawBacktest) -> None:
    assert backtest.test["selected_on"].min() >= TEST_FROM
    assert len(backtest.test) == make_frame().filter(pl.col("selected_on") >= TEST_FROM).height


def test_the_model_without_memory_does_not_see_it(backtest: LawBacktest) -> None:
    frame = make_frame()
    swapped = frame.with_columns(earlier_findings=pl.col("earlier_findings").reverse())
    again = backtest_law(swapped, "WML", RULES, INPUTS, PLAN)

    def figures(result: LawBacktest, ranking: str) -> list[float]:
        return [figure.estimate.value for figure in result.contest.figures if figure.ranking == ranking]

    assert figures(again, "without_memory") == figures(backtest, "without_memory")
    assert figures(again, "model") != figures(backtest, "model")


def test_the_random_arm_is_measured_apart(backtest: LawBacktest) -> None:
    drawn = backtest.test.filter(pl.col("selection_ground") == "random")
    assert (backtest.random_cases, backtest.random_positives) == (len(drawn), drawn["violation"].sum())
    rows = metric_rows(backtest)
    assert set(rows["arm"]) == {"all", "random"}
    assert rows.filter(pl.col("arm") == "random")["cases"].unique().to_list() == [len(drawn)]
    assert 0.02 in rows["cut"]


def test_too_small_a_random_arm_gives_no_figure() -> None:
    few = make_frame().with_columns(selection_ground=pl.lit("signal"))
    assert backtest_law(few, "WML", RULES, INPUTS, PLAN).random_arm == ()


def test_nothing_to_test_on_or_to_learn_from_is_said() -> None:
    frame = make_frame()
    with pytest.raises(TooFewCasesError, match="No case selected on or after 2026-01-01"):
        backtest_law(frame.filter(pl.col("selected_on") < TEST_FROM), "WML", RULES, INPUTS, PLAN)
    with pytest.raises(TooFewCasesError, match="labelled cases to learn from"):
        backtest_law(frame.filter(pl.col("selected_on") >= TEST_FROM), "WML", RULES, INPUTS, PLAN)


def test_flags_are_counted_and_a_missing_value_raises_none() -> None:
    frame = pl.DataFrame({name: [0.0, None, 9.0] for name in FLAGS}, schema=dict.fromkeys(FLAGS, pl.Float64))
    assert heuristic_score(frame, "WML").tolist() == [0, 0, len(red_flags()["WML"])]


def test_whole_entities_are_resampled() -> None:
    clusters = np.array([0, 0, 0, 1, 2, 2])
    for sample in resamples(clusters, 50, seed=1):
        counts = np.bincount(sample, minlength=6)
        assert counts[0] == counts[1] == counts[2]
        assert counts[4] == counts[5]


def test_rows_that_repeat_an_entity_do_not_narrow_the_interval() -> None:
    generator = np.random.default_rng(5)
    scores = generator.normal(size=150)
    outcomes = (generator.random(150) < sigmoid(scores)).astype(float)
    four = np.repeat(np.arange(150), 4)

    def width(rows: TestRows, values: np.ndarray) -> float:
        figure = evaluate([Ranking("m", values)], rows, cuts=(), rounds=400, seed=1)[0].estimate
        return figure.high - figure.low

    once = width(TestRows(outcomes), scores)
    naive = width(TestRows(outcomes[four]), scores[four])
    clustered = width(TestRows(outcomes[four], clusters=four), scores[four])
    assert naive < 0.7 * once
    assert clustered == pytest.approx(once, rel=0.15)


def test_reliability_by_hand() -> None:
    outcomes = np.array([0.0, 1, 0, 0, 1, 1, 1, 0, 1, 1])
    chances = np.array([0.1, 0.1, 0.1, 0.1, 0.1, 0.8, 0.8, 0.8, 0.8, 0.8])
    check = check_calibration(outcomes, chances)
    bands = check_calibration(outcomes, np.sort(chances)).bands
    assert len(bands) == 10
    # Brier: 3 x 0.1^2 + 2 x 0.9^2 + 4 x 0.2^2 + 1 x 0.8^2, over ten.
    assert check.brier == pytest.approx((3 * 0.01 + 2 * 0.81 + 4 * 0.04 + 0.64) / 10)
    five = check_calibration(np.repeat(outcomes, 4), np.repeat(chances, 4)).bands
    low, high = five[:5], five[5:]
    assert {round(band.predicted, 9) for band in low} == {0.1}
    assert {round(band.predicted, 9) for band in high} == {0.8}
    assert sum(band.observed * band.cases for band in low) / 20 == pytest.approx(0.4)
    assert sum(band.observed * band.cases for band in high) / 20 == pytest.approx(0.8)
