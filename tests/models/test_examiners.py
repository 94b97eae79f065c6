"""Team effects: told apart from the features in training, gone from the scores, and never kept by team."""

import json
from dataclasses import replace

import numpy as np
import pytest

from models.inputs import ModelInput
from models.learning.calibration import sigmoid
from models.learning.ensemble import member_log_odds
from models.learning.examiners import fit_team_effects
from models.learning.training import Cases, TrainingPlan, train_members, train_ranking_model, without_teams

INPUTS = [ModelInput("risk"), ModelInput("where")]
PLAN = TrainingPlan(trees=150, seed=3)
TRUE_EFFECT = 1.2


def two_teams(rows: int = 4000, seed: int = 1, effect: float = TRUE_EFFECT) -> Cases:
    """The first team finds far more than the second; ``where`` says mostly which team comes, and nothing of risk."""
    generator = np.random.default_rng(seed)
    risk, teams = generator.normal(size=rows), generator.integers(0, 2, rows)
    where = np.where(generator.random(rows) < 0.8, teams, 1 - teams) + 0.1 * generator.normal(size=rows)
    chance = sigmoid(risk - 1.0 + effect * (0.5 - teams))
    decided = np.datetime64("2024-01-01") + np.sort(generator.integers(0, 700, rows)).astype("timedelta64[D]")
    return Cases(
        np.column_stack([risk, where]),
        (generator.random(rows) < chance).astype(float),
        decided.astype("datetime64[D]"),
        (decided + np.timedelta64(60, "D")).astype("datetime64[D]"),
        teams=teams.astype(np.int64),
    )


def credited(cases: Cases) -> float:
    """By how much the model's log-odds fall when an employer moves from the first team's places to the second's."""
    model = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    risk = np.linspace(-1, 1, 41)
    first, second = (model.log_odds(np.column_stack([risk, np.full(41, place)])) for place in (0.0, 1.0))
    return float((first - second).mean())


def test_how_far_teams_are_apart_is_found() -> None:
    cases = two_teams()
    found = fit_team_effects(cases.matrix, cases.outcomes, cases.teams)
    assert found.effects[0] - found.effects[1] == pytest.approx(TRUE_EFFECT, abs=0.2)
    assert np.average(found.effects, weights=np.bincount(cases.teams)) == pytest.approx(0.0, abs=1e-12)
    assert found.spread == pytest.approx(TRUE_EFFECT / 2, abs=0.1)


def test_teams_that_do_not_differ_have_no_effect() -> None:
    cases = two_teams(effect=0.0)
    found = fit_team_effects(cases.matrix, cases.outcomes, cases.teams)
    assert np.abs(found.effects).max() < 0.1


def test_a_feature_that_goes_with_the_team_gets_far_less_of_its_doing() -> None:
    cases = two_teams()
    without, told = credited(replace(cases, teams=None)), credited(cases)
    assert without > 0.4  # otherwise this would show nothing
    assert abs(told) < 0.4 * without


def test_the_feature_that_counts_still_ranks() -> None:
    cases, later = two_teams(), two_teams(seed=2)
    model = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    assert np.corrcoef(model.log_odds(later.matrix), later.matrix[:, 0])[0, 1] > 0.9


def test_one_team_or_teams_alike_change_no_score() -> None:
    # Without a difference the offsets are 0 and the level is put back, so the model is the one that knows of no teams.
    cases = two_teams(1500)
    alone = replace(cases, teams=np.zeros(1500, dtype=np.int64))
    bare = train_ranking_model(replace(cases, teams=None), INPUTS, PLAN, {"name": "test"})
    model = train_ranking_model(alone, INPUTS, PLAN, {"name": "test"})
    np.testing.assert_allclose(model.log_odds(cases.matrix), bare.log_odds(cases.matrix), atol=1e-5)
    contributed = model.contributions(cases.matrix).sum(axis=1)
    np.testing.assert_allclose(contributed, model.log_odds(cases.matrix), atol=1e-9)


def test_members_of_the_ensemble_stand_on_the_models_level() -> None:
    cases = two_teams(1500)
    model = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"})
    (member,) = train_members(cases, np.arange(1500), INPUTS, PLAN, model.card["trees"], members=1)
    predicted = member_log_odds([member], cases.matrix)[0]
    assert predicted.mean() == pytest.approx(model.log_odds(cases.matrix).mean(), abs=0.15)
    assert abs(model.log_odds(cases.matrix).mean()) > 0.5  # otherwise this would show nothing


def test_an_unknown_team_is_the_mean_team() -> None:
    cases = two_teams(1000)
    teams = np.where(np.arange(1000) < 100, -1, cases.teams)
    offset, effects = without_teams(replace(cases, teams=teams))
    assert effects is not None
    assert (offset.offsets[:100] == 0).all()
    assert effects.of(np.array([0, 7, -1]))[1:].tolist() == [0.0, 0.0]


def test_the_card_holds_nothing_of_any_one_team() -> None:
    cases = two_teams(1000)
    card = train_ranking_model(cases, INPUTS, PLAN, {"name": "test"}).card
    assert set(card["team_effects"]) == {"teams", "standard_deviation_log_odds", "cases_without_team"}
    assert card["team_effects"]["teams"] == 2
    effects = fit_team_effects(cases.matrix, cases.outcomes, cases.teams, cases.weights).effects
    assert not any(f"{abs(effect):.6f}" in json.dumps(card) for effect in effects)
