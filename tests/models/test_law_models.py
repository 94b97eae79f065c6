"""All of a law's models: trained together, kept in files, and every employer scored by them."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.inputs import ModelInput
from models.law_models import HOURS, LawModels, load_law_models
from models.law_training import team_numbers, train_hours, train_law, weighted_cases
from models.learning.calibration import sigmoid
from models.learning.training import TooFewCasesError, TrainingPlan
from models.scoring import NO_SCORES, SCORE_SCHEMA, score_law
from models.selection.support import fit_support

INPUTS = [ModelInput("risk", 1), ModelInput("noise"), ModelInput("visited_before", 1)]
MEMORY = frozenset({"visited_before"})
AS_OF = date(2026, 10, 31)


def employers(rows: int, seed: int) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "employer_id": [f"E{number:05d}" for number in range(rows)],
            "as_of": [AS_OF] * rows,
            "sector": [("F", "I")[number % 2] for number in range(rows)],
            "size_class": [("1", "10-19")[number % 3 == 0] for number in range(rows)],
            "risk": np.round(generator.normal(size=rows), 1),  # rounded, so that some employers are alike
            "noise": np.zeros(rows),
            "visited_before": generator.integers(0, 3, rows).astype(float),
        }
    )


def case_frame(rows: int = 900) -> pl.DataFrame:
    generator = np.random.default_rng(1)
    frame = employers(rows, 2)
    violation = generator.random(rows) < sigmoid(1.5 * frame["risk"].to_numpy() - 1)
    decided = pl.Series("selected_on", np.sort(generator.integers(0, 700, rows)), dtype=pl.Int64)
    return frame.with_columns(
        (pl.lit(date(2024, 1, 1)) + pl.duration(days=decided)).alias("selected_on"),
        pl.Series("violation", violation),
        pl.Series("workers_affected", np.where(violation, 1 + generator.poisson(3, rows), 0), dtype=pl.Int64),
        case_id=pl.col("employer_id").str.replace("E", "C"),
        law=pl.lit("WML"),
        selection_ground=pl.when(pl.int_range(pl.len()) % 5 == 0).then(pl.lit("random")).otherwise(pl.lit("signal")),
        selection_probability=pl.when(pl.int_range(pl.len()) % 5 == 0).then(0.01),
        underpaid_cents=pl.lit(None, pl.Int64),
        spent_minutes=pl.when(pl.col("size_class") == "1").then(600).otherwise(1800),
        team=pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("Noord-1")).otherwise(pl.lit("Zuid-1")),
        weight=pl.lit(1.0),
    ).with_columns(known_on=pl.col("selected_on") + pl.duration(days=40))


@pytest.fixture(scope="module")
def trained() -> LawModels:
    return train_law(
        case_frame(),
        employers(500, 3),
        INPUTS,
        TrainingPlan(trees=60, seed=4),
        {"name": "WML"},
        memory=MEMORY,
        members=4,
        workers=2,
    )


@pytest.fixture(scope="module")
def scored(trained: LawModels) -> pl.DataFrame:
    return score_law(employers(400, 5), "WML", trained, INPUTS, MEMORY)


def test_scores_have_their_columns_and_kinds(scored: pl.DataFrame) -> None:
    assert dict(scored.schema) == SCORE_SCHEMA
    assert list(scored.columns) == NO_SCORES.columns


def test_places_ties_and_intervals_hold_together(scored: pl.DataFrame) -> None:
    assert (scored["rank_low"] <= scored["rank"]).all()
    assert (scored["rank"] + scored["tied"] - 1 <= scored["rank_high"]).all()
    assert scored["rank_high"].max() <= 400
    shared = scored.group_by("log_odds").agg(
        pl.len(), pl.col("rank", "tied").n_unique(), pl.col("tied").first().alias("t")
    )
    assert (shared["rank"] == 1).all()
    assert (shared["len"] == shared["t"]).all()
    assert shared["t"].max() > 1  # otherwise this would show nothing


def test_the_model_without_memory_does_not_see_it(trained: LawModels) -> None:
    frame = employers(100, 6)
    other = frame.with_columns(visited_before=2.0 - pl.col("visited_before"))
    with_it, without = (score_law(rows, "WML", trained, INPUTS, MEMORY) for rows in (frame, other))
    assert with_it["probability_without_memory"].to_list() == without["probability_without_memory"].to_list()
    assert trained.without_memory is not None
    assert trained.without_memory.names == ("risk", "noise")
    assert trained.without_memory.card["without"] == ["visited_before"]


def test_expected_workers_are_the_chance_times_what_a_finding_comes_to(
    trained: LawModels, scored: pl.DataFrame
) -> None:
    assert trained.workers is not None
    frame = employers(400, 5)
    given = trained.workers.expected(np.zeros((400, 3)), frame["sector"])
    np.testing.assert_allclose(scored["expected_workers"], scored["probability"] * given)
    assert 3.5 < given.mean() < 4.5
    assert scored["expected_underpaid_eur"].null_count() == 400  # no finding states it: not estimable, not 0
    assert scored["expected_hours"].null_count() == 400  # hours are of no law, and were not added here


def test_what_is_far_from_anything_inspected_is_not_supported(trained: LawModels) -> None:
    frame = employers(50, 7).with_columns(risk=pl.when(pl.col("employer_id") == "E00007").then(40.0).otherwise("risk"))
    scored = score_law(frame, "WML", trained, INPUTS, MEMORY)
    strange = scored.filter(pl.col("employer_id") == "E00007").row(0, named=True)
    assert strange["supported"] is False
    assert strange["support_distance"] > 1
    assert strange["probability"] is not None  # kept for the record
    assert scored["supported"].sum() > 40


def test_without_support_nothing_is_called_unlike(trained: LawModels) -> None:
    scored = score_law(employers(10, 5), "WML", LawModels(trained.model), INPUTS, MEMORY)
    for column in ("supported", "support_distance", "rank_low", "rank_without_memory", "expected_workers"):
        assert scored[column].null_count() == 10
    assert scored["rank"].null_count() == 0


def test_through_files(trained: LawModels, tmp_path: Path, scored: pl.DataFrame) -> None:
    trained.save(tmp_path, "WML")
    read = load_law_models(tmp_path, "WML", INPUTS, MEMORY)
    assert score_law(employers(400, 5), "WML", read, INPUTS, MEMORY).equals(scored)
    assert {path.name for path in tmp_path.iterdir()} >= {
        "WML.lgb.txt",
        "WML.card.json",
        "WML.without_memory.lgb.txt",
        "WML.member_04.lgb.txt",
        "WML.workers.card.json",
        "WML.support.json",
    }


def test_hours_are_of_the_case_and_not_of_its_laws(tmp_path: Path) -> None:
    frame = case_frame()
    details = ["case_id", "law", "selected_on", "known_on", "spent_minutes"]
    labels = pl.concat([frame.select(details), frame.select(details).with_columns(law=pl.lit("Wav"))])
    features = frame.drop("law", "selected_on", "known_on", "spent_minutes")
    hours = train_hours(labels, features, INPUTS, TrainingPlan(seed=4))
    assert hours is not None
    assert hours.card["cases"] == 900
    hours.save(tmp_path, HOURS)
    small, large = hours.expected(np.zeros((2, 3)), ["1", "10-19"])
    # 600 cases of 10 hours and 300 of 30, overall 16.67, each class with 20 cases at that to start with.
    assert small == pytest.approx((600 * 10 + 20 * 50 / 3) / 620)
    assert large == pytest.approx((300 * 30 + 20 * 50 / 3) / 320)


def test_too_few_cases_are_said() -> None:
    with pytest.raises(TooFewCasesError):
        train_law(
            case_frame().head(12), employers(50, 3), INPUTS, TrainingPlan(), {"name": "Wav"}, memory=MEMORY, members=2
        )
    with pytest.raises(TooFewCasesError):
        train_law(case_frame().clear(), employers(50, 3), INPUTS, TrainingPlan(), {}, memory=MEMORY, members=2)


def test_weights_for_selection_are_asked_for_and_have_mean_one() -> None:
    frame, population = case_frame(), employers(500, 3)
    plain, about = weighted_cases(frame, population, INPUTS, 1)
    assert plain.weights is not None
    assert set(plain.weights) == {1.0}
    assert about == {"weights": {"maturity": True, "selection_power": 0.0}}
    weighted, about = weighted_cases(frame, population, INPUTS, 1, power=0.5)
    assert weighted.weights is not None
    assert weighted.weights.mean() == pytest.approx(1.0)
    assert weighted.weights.std() > 0
    assert about["weights"]["selection_power"] == 0.5
    assert weighted.counts()["effective_cases"] < 900


def test_teams_are_numbers_that_mean_nothing_outside() -> None:
    frame = pl.DataFrame({"team": ["Zuid-1", None, "Noord-1", "Zuid-1"]})
    assert team_numbers(frame).tolist() == [1, -1, 0, 1]


def test_support_is_of_what_was_examined_for_the_law(trained: LawModels) -> None:
    frame = case_frame()
    own = fit_support(frame.select("risk", "noise", "visited_before").to_numpy(), INPUTS, 4)
    assert trained.support is not None
    np.testing.assert_array_equal(own.landmarks, trained.support.landmarks)
