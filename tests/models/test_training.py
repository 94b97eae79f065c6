"""Training in order of time: nothing from later, monotone, the same twice, and kept as text."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_contracts.errors import KompasError
from models.explaining.reasons import reasons_of
from models.inputs import ModelInput
from models.learning import training
from models.learning.baselines import logistic_ranking
from models.learning.calibration import sigmoid
from models.learning.ranking_model import load_model
from models.learning.training import Cases, TrainingPlan, forward_blocks, train_ranking_model
from tests.support.learnable import INPUTS, PLAN, make_cases


def test_blocks_learn_only_from_what_was_known_before_they_began() -> None:
    cases = make_cases()
    blocks = list(forward_blocks(cases))
    assert len(blocks) >= 3
    for learn, predict in blocks:
        start = cases.decided_on[predict].min()
        assert cases.known_on[learn].max() < start
        assert cases.decided_on[learn].max() < start
        assert not (learn & predict).any()


def test_an_outcome_that_becomes_known_later_changes_no_earlier_block() -> None:
    cases = make_cases()
    (learn, predict), *_ = forward_blocks(cases)
    start = cases.decided_on[predict].min()
    late = (cases.decided_on < start) & (cases.known_on >= start)
    assert late.any()
    assert not learn[late].any()


def test_more_risk_never_lowers_the_score() -> None:
    model = train_ranking_model(make_cases(), INPUTS, PLAN, {"name": "test"})
    base = make_cases(seed=9).matrix[:200]
    for column, sign in ((0, 1.0), (2, -1.0)):
        scores = []
        for step in np.linspace(-3, 3, 13):
            moved = base.copy()
            moved[:, column] = step
            scores.append(model.log_odds(moved))
        assert (sign * np.diff(np.array(scores), axis=0) >= -1e-12).all()


def test_the_same_twice_and_through_a_file(tmp_path: Path) -> None:
    cases = make_cases()
    first = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    again = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    assert first.trees == again.trees
    assert first.calibration == again.calibration
    first.save(tmp_path, "WML")
    read = load_model(tmp_path, "WML", ["risk", "noise", "safety"])
    np.testing.assert_array_equal(read.probability(cases.matrix), first.probability(cases.matrix))
    assert {path.name for path in tmp_path.iterdir()} == {"WML.lgb.txt", "WML.card.json"}


def test_a_model_of_other_inputs_is_refused(tmp_path: Path) -> None:
    train_ranking_model(make_cases(), INPUTS, PLAN, {"name": "test"}).save(tmp_path, "WML")
    with pytest.raises(KompasError, match=r"other inputs .*noise, sound"):
        load_model(tmp_path, "WML", ["risk", "sound", "safety"])


def test_contributions_add_up_to_the_log_odds() -> None:
    cases = make_cases()
    model = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    reasons = reasons_of(model, cases.matrix, INPUTS)
    np.testing.assert_allclose(reasons.values.sum(axis=1) + reasons.base, model.log_odds(cases.matrix), atol=1e-9)


def test_calibrated_contributions_lead_to_the_probability() -> None:
    cases = make_cases()
    model = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    raw = model.log_odds(cases.matrix)
    assert np.abs(model.calibration.log_odds(raw) - raw).max() > 0.01  # otherwise this would show nothing
    reasons = reasons_of(model, cases.matrix, INPUTS).calibrated(model.calibration)
    summed = sigmoid(reasons.values.sum(axis=1) + reasons.base)
    np.testing.assert_allclose(summed, model.probability(cases.matrix), atol=1e-9)


def test_the_number_of_trees_is_not_chosen_on_the_block_that_calibrates(monkeypatch: pytest.MonkeyPatch) -> None:
    # Every early stop must watch cases that lie before the block which it is made for.
    watched: list[np.datetime64] = []
    real = training._fit

    def fit(
        cases: Cases, inputs: list[ModelInput], plan: TrainingPlan, trees: int, unseen: Cases | None = None
    ) -> object:
        if unseen is not None:
            watched.append(unseen.decided_on.max())
        return real(cases, inputs, plan, trees, unseen)

    monkeypatch.setattr(training, "_fit", fit)
    cases = make_cases()
    train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    starts = [cases.decided_on[predict].min() for _, predict in forward_blocks(cases)]
    assert 1 < len(watched) <= len(starts)  # the first block may follow on too few cases to stop early on
    assert all(last < start for last, start in zip(reversed(watched), reversed(starts), strict=False))


def test_levels_of_a_category_are_one_reason() -> None:
    inputs = [ModelInput("a=x", 0, "a"), ModelInput("a=y", 0, "a"), ModelInput("b", 0)]
    model = train_ranking_model(make_cases(), inputs, PLAN, {"name": "test"})
    reasons = reasons_of(model, make_cases().matrix, inputs)
    assert reasons.groups == ("a", "b")
    np.testing.assert_allclose(
        reasons.values.sum(axis=1) + reasons.base, model.log_odds(make_cases().matrix), atol=1e-9
    )


def test_too_few_cases_are_said() -> None:
    with pytest.raises(KompasError, match="a model asks for at least 10 of each outcome"):
        train_ranking_model(make_cases().subset(np.arange(1500) < 12), INPUTS, PLAN, {"name": "WML"})


def test_weights_count_like_cases() -> None:
    # Twice the weight is the same as the case twice, but for LightGBM's least number of rows in a leaf.
    cases = make_cases(800)
    weights = np.where(np.arange(800) % 3 == 0, 2.0, 1.0)
    twice = np.sort(np.concatenate([np.arange(800), np.flatnonzero(weights == 2)]))
    plan = replace(PLAN, parameters=PLAN.parameters | {"bagging_fraction": 1.0, "feature_fraction": 1.0})
    weighted = train_ranking_model(replace(cases, weights=weights), INPUTS, plan, {"name": "test"})
    repeated = train_ranking_model(cases.subset(twice), INPUTS, plan, {"name": "test"})
    assert np.corrcoef(weighted.log_odds(cases.matrix), repeated.log_odds(cases.matrix))[0, 1] > 0.98
    # 267 cases count twice: (800 + 267)^2 / (800 + 3 * 267) = 711.1 equal cases.
    assert weighted.card["training"]["effective_cases"] == pytest.approx(1067**2 / 1601)
    assert weighted.card["training"]["largest_weight"] == 2.0


def test_the_card_says_how_the_calibration_was_chosen() -> None:
    card = train_ranking_model(make_cases(), INPUTS, PLAN, {"name": "test"}).card
    assert set(card["calibration"]) == {"kind", "compared_on", "log_loss", "reliability"}
    assert 0 < card["calibration"]["compared_on"] < card["held_out_in_time"]["cases"]


def test_baselines_rank() -> None:
    cases = make_cases()
    ranking = logistic_ranking(cases, cases.matrix)
    assert np.corrcoef(ranking, cases.matrix[:, 0])[0, 1] > 0.5
