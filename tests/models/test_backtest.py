"""The backtest learns only from what was known before its test period, and measures only what came after."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.backtest import BacktestRules, Fold, LawBacktest, backtest_law, folds_of
from models.backtest_tables import curve_table, metric_table
from models.evaluation.bootstrap import resamples
from models.evaluation.evaluate import Ranking, TestRows, evaluate
from models.evaluation.reliability import check_calibration
from models.heuristics import heuristic_score, red_flags
from models.inputs import ModelInput
from models.learning.calibration import sigmoid
from models.learning.training import TooFewCasesError, TrainingPlan, train_ranking_model
from models.register_cases import cases_of

START, UNTIL = date(2025, 1, 1), date(2026, 7, 1)
CUT_OFFS = (date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1))
FLAGS = sorted({flag.feature for flags in red_flags().values() for flag in flags})
INPUTS = [ModelInput(name) for name in FLAGS]
RULES = BacktestRules(plan_cut=0.02, memory=frozenset({"earlier_findings"}), rounds=100)
PLAN = TrainingPlan(trees=40, seed=2)


def make_frame(rows: int = 1500, seed: int = 3) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    selected = np.sort(generator.integers(0, 540, rows))
    values = {name: generator.random(rows) for name in FLAGS}
    values["earlier_findings"] = generator.integers(0, 3, rows).astype(float)
    chance = sigmoid(4 * values["share_below_minimum"] + values["earlier_findings"] - 4)
    found = generator.random(rows) < chance
    return pl.DataFrame(
        {
            "case_id": [f"C{number}" for number in range(rows)],
            "employer_id": [f"E{number}" for number in generator.integers(0, 700, rows)],
            "selection_ground": generator.choice(["random", "signal", "project"], rows, p=[0.3, 0.695, 0.005]),
            "selected_on": [START + timedelta(days=int(day)) for day in selected],
            "known_on": [START + timedelta(days=int(day)) for day in selected + generator.integers(30, 200, rows)],
            "violation": found,
            "workers_affected": np.where(found, generator.integers(1, 20, rows), 0),
            "underpaid_cents": np.where(found, generator.integers(100, 100_000, rows), 0),
            "weight": generator.uniform(1, 2, rows),
            **values,
        }
    )


def folds_in(frame: pl.DataFrame, cut_offs: tuple[date, ...] = CUT_OFFS) -> list[Fold]:
    return folds_of(cut_offs, UNTIL, lambda cut_off: frame.filter(pl.col("known_on") < cut_off), frame)


def run(frame: pl.DataFrame, cut_offs: tuple[date, ...] = CUT_OFFS, **options: object) -> LawBacktest:
    return backtest_law("WML", folds_in(frame, cut_offs), RULES, INPUTS, PLAN, **options)


@pytest.fixture(scope="module")
def backtest() -> LawBacktest:
    return run(make_frame())


def test_each_cut_off_learns_only_from_outcomes_known_before_it(backtest: LawBacktest) -> None:
    for fold in backtest.folds:
        assert fold.learn["known_on"].max() < fold.cut_off
        assert fold.learn["selected_on"].max() < fold.cut_off
        assert fold.test["selected_on"].min() >= fold.cut_off
    assert [len(fold.learn) for fold in backtest.folds] == sorted(len(fold.learn) for fold in backtest.folds)
    assert backtest.contest.model.card["training"]["cases"] == len(backtest.folds[-1].learn)


def test_an_outcome_that_becomes_known_later_changes_nothing_of_what_was_learnt(backtest: LawBacktest) -> None:
    frame = make_frame()
    later = pl.col("known_on") >= CUT_OFFS[-1]
    assert frame.filter(later & (pl.col("selected_on") < CUT_OFFS[-1])).height > 50
    flipped = frame.with_columns(violation=pl.when(later).then(~pl.col("violation")).otherwise("violation"))
    assert run(flipped).contest.model.trees == backtest.contest.model.trees


def test_test_periods_follow_each_other_and_hold_each_case_once(backtest: LawBacktest) -> None:
    frame = make_frame()
    tested = frame.filter(pl.col("selected_on").is_between(CUT_OFFS[0], UNTIL, closed="left"))
    assert backtest.test["case_id"].to_list() == tested["case_id"].to_list()
    assert [fold.until for fold in backtest.folds] == [*CUT_OFFS[1:], UNTIL]


def test_the_model_without_memory_does_not_see_it(backtest: LawBacktest) -> None:
    again = run(make_frame().with_columns(earlier_findings=pl.col("earlier_findings").reverse()))

    def figures(result: LawBacktest, ranking: str) -> list[float]:
        return [figure.estimate.value for figure in result.contest.figures if figure.ranking == ranking]

    def precision(result: LawBacktest, ranking: str) -> list[float]:
        own = (figure for figure in result.contest.figures if figure.metric == "precision")
        return [figure.estimate.value for figure in own if figure.ranking == ranking]

    assert precision(again, "without_memory") == precision(backtest, "without_memory")
    assert figures(again, "model") != figures(backtest, "model")


def test_every_ground_of_selection_is_measured_apart(backtest: LawBacktest) -> None:
    rows = metric_table([backtest])
    for ground in ("random", "signal", "project"):
        own = backtest.test.filter(pl.col("selection_ground") == ground)
        arm = backtest.arm(ground)
        assert (arm.cases, arm.positives) == (len(own), own["violation"].sum())
    assert set(rows["arm"]) == {"all", "random", "signal", "model", "follow_up", "project"}
    for ranking in ("model", "heuristic", "logistic", "without_memory", "random"):
        found = rows.filter(arm="random", ranking=ranking, metric="auc")
        assert found["value"].is_not_null().all()


def test_a_ground_with_few_cases_is_not_estimable_and_not_zero(backtest: LawBacktest) -> None:
    rows = metric_table([backtest]).filter(arm="project")
    assert not backtest.arm("project").estimable
    assert rows["value"].null_count() == len(rows) > 0
    assert rows["cases"].unique().to_list() == [backtest.arm("project").cases]


def test_figures_by_cut_off_and_over_all(backtest: LawBacktest) -> None:
    rows = metric_table([backtest]).filter(arm="all", ranking="model", metric="precision", cut=0.02)
    assert rows["cut_off"].to_list() == [None, *CUT_OFFS]
    over_all, *each = rows["value"].to_list()
    weights = [fold.test["weight"].sum() for fold in backtest.folds]
    assert over_all == pytest.approx(np.average(each, weights=weights))
    assert rows.filter(pl.col("cut_off").is_null())["cases"].to_list() == [len(backtest.test)]


def test_regret_is_the_distance_to_the_best_of_each_cut_off(backtest: LawBacktest) -> None:
    table = metric_table([backtest]).filter(arm="all", cut=0.1)
    precision = table.filter(metric="precision").drop_nulls("cut_off").pivot("ranking", index="cut_off", values="value")
    names = list(backtest.contest.rankings)
    best = precision.select(pl.max_horizontal(names)).to_series()
    regret = dict(table.filter(metric="regret").select("ranking", "value").iter_rows())
    for name in names:
        assert regret[name] == pytest.approx((best - precision[name]).sum())
        assert regret[name] >= 0
    assert min(regret.values()) < regret["random"]


def test_one_cut_off_has_no_regret() -> None:
    rows = metric_table([run(make_frame(), CUT_OFFS[-1:])])
    assert "regret" not in rows["metric"].to_list()
    assert rows["cut_off"].null_count() == len(rows)


def test_curves_hold_findings_workers_and_money(backtest: LawBacktest) -> None:
    curves = curve_table([backtest])
    assert set(curves["of"]) == {"findings", "workers", "underpaid_eur"}
    whole = curves.filter(share=1.0)
    np.testing.assert_allclose(whole["captured"].to_numpy(), 1.0)
    own = curves.filter((pl.col("arm") == "all") & pl.col("cut_off").is_null(), ranking="model", of="findings")
    assert own["captured"].is_sorted()
    assert (own["low"] <= own["captured"]).all()
    assert (own["captured"] <= own["high"]).all()


def test_a_cut_off_without_enough_cases_is_skipped_and_named() -> None:
    early = date(2025, 1, 20)
    result = run(make_frame(), (early, *CUT_OFFS))
    assert list(result.skipped) == [early]
    assert "labelled cases to learn from" in result.skipped[early]
    assert [fold.cut_off for fold in result.folds] == list(CUT_OFFS)


def test_nothing_to_test_on_or_to_learn_from_is_said() -> None:
    frame = make_frame()
    with pytest.raises(TooFewCasesError, match="No case selected from 2025-10-01 until 2026-01-01"):
        run(frame.filter(pl.col("selected_on") < CUT_OFFS[0]))
    with pytest.raises(TooFewCasesError, match="labelled cases to learn from"):
        run(frame.filter(pl.col("selected_on") >= CUT_OFFS[0]), CUT_OFFS[:1])


def test_the_model_in_use_is_trained_again_where_it_would_know_the_outcomes(backtest: LawBacktest) -> None:
    frame = make_frame()
    other = TrainingPlan(trees=40, seed=2, parameters=PLAN.parameters | {"num_leaves": 3})
    knowing = train_ranking_model(cases_of(frame, INPUTS), INPUTS, other, {"name": "WML", "as_of": "2026-07-01"})
    result = run(frame, active=knowing)
    assert result.contest.rankings[-1] == "active"
    learnt = cases_of(result.folds[0].learn, INPUTS)
    honest = train_ranking_model(learnt, INPUTS, other, {"name": "active"})
    first = len(result.folds[0].test)
    matrix = cases_of(result.folds[0].test, INPUTS).matrix
    np.testing.assert_array_equal(result.contest.scores[-1].scores[:first], honest.probability(matrix))
    assert not np.array_equal(knowing.probability(matrix), honest.probability(matrix))


def test_the_model_in_use_is_itself_where_it_learnt_only_from_before() -> None:
    frame = make_frame()
    before = frame.filter(pl.col("known_on") < CUT_OFFS[0])
    old = train_ranking_model(cases_of(before, INPUTS), INPUTS, PLAN, {"name": "WML", "as_of": "2025-09-30"})
    result = run(frame, active=old)
    np.testing.assert_array_equal(
        result.contest.scores[-1].scores, old.probability(cases_of(result.test, INPUTS).matrix)
    )


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
