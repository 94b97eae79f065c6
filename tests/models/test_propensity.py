"""Who is inspected: known chances stay known, the others are learnt, and weights make cases look like everybody."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.inputs import ModelInput, input_matrix
from models.selection import propensity
from models.selection.propensity import (
    Propensity,
    fit_propensity,
    known_intensity,
    overlap,
    selection_weights,
)

INPUTS = [ModelInput("size"), ModelInput("place")]
EMPLOYERS = 6_000


def population(seed: int = 1) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "employer_id": [f"E{number}" for number in range(EMPLOYERS)],
            "size": generator.normal(size=EMPLOYERS),
            "place": np.where(generator.random(EMPLOYERS) < 0.2, np.nan, generator.normal(size=EMPLOYERS)),
        }
    ).with_columns(pl.col("place").fill_nan(None))


def chosen(everybody: pl.DataFrame, random: int, targeted: int, seed: int = 2) -> pl.DataFrame:
    """Random cases spread over ten months, and others chosen with odds of e^1.5 a unit of size."""
    generator = np.random.default_rng(seed)
    odds = np.exp(1.5 * everybody["size"].to_numpy())
    by_lot = generator.choice(EMPLOYERS, random, replace=False)
    by_hand = generator.choice(EMPLOYERS, targeted, p=odds / odds.sum())
    months = generator.integers(1, 11, random + targeted)
    months[:2] = 1, 10
    return everybody[np.concatenate([by_lot, by_hand])].with_columns(
        selection_ground=pl.Series(["random"] * random + ["signal"] * targeted),
        selection_probability=pl.Series([random / 10 / EMPLOYERS] * random + [None] * targeted, dtype=pl.Float64),
        selected_on=pl.Series([date(2026, int(month), 15) for month in months]),
    )


@pytest.fixture(scope="module")
def everybody() -> pl.DataFrame:
    return population()


@pytest.fixture(scope="module")
def cases(everybody: pl.DataFrame) -> pl.DataFrame:
    return chosen(everybody, 150, 900)


@pytest.fixture(scope="module")
def learnt(everybody: pl.DataFrame, cases: pl.DataFrame) -> Propensity:
    return fit_propensity(everybody, cases, INPUTS, seed=3)


def test_the_random_part_is_the_known_chances_over_the_draws(cases: pl.DataFrame) -> None:
    """150 of 6,000 in ten months: 0.025 draws an employer. Draws with 0.01 and 0.03: 0.04, however far apart."""
    assert known_intensity(cases) == pytest.approx(0.025)
    two = pl.DataFrame(
        {
            "selection_ground": ["random", "random", "random", "project"],
            "selection_probability": [0.01, 0.03, None, None],
            "selected_on": [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 1), date(2026, 4, 1)],
        }
    )
    assert known_intensity(two) == pytest.approx(0.01 + 0.03)
    # Lot draws once for the months of a plan: four plans of a quarter are four draws, not twelve or ten.
    quarters = pl.DataFrame({"selected_on": [date(2026, month, 1) for month in (1, 4, 7, 10)]}).with_columns(
        selection_ground=pl.lit("random"), selection_probability=pl.lit(0.02)
    )
    assert known_intensity(quarters) == pytest.approx(4 * 0.02)
    # In one draw with two chances (strata): 2 of 100 + 33.3 employers.
    strata = two.head(2).with_columns(selected_on=pl.lit(date(2026, 1, 1)))
    assert known_intensity(strata) == pytest.approx(2 / (1 / 0.01 + 1 / 0.03))
    assert known_intensity(two.filter(pl.col("selection_ground") != "random")) == 0.0


def test_the_intensities_of_everybody_add_up_to_the_cases(everybody: pl.DataFrame, learnt: Propensity) -> None:
    matrix = input_matrix(everybody, INPUTS)
    assert learnt.intensity(matrix).sum() == pytest.approx(1_050, rel=0.1)
    probability = learnt.probability(matrix)
    assert probability == pytest.approx(1 - np.exp(-learnt.intensity(matrix)))
    assert probability.min() > 0.024
    assert probability.max() < 1


def test_a_part_of_the_population_is_enough_to_learn_from(
    everybody: pl.DataFrame, cases: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(propensity, "LEAST_POPULATION", 2_000)
    monkeypatch.setattr(propensity, "POPULATION_PER_CASE", 1)
    part = fit_propensity(everybody, cases, INPUTS, seed=3)
    assert part.scale == pytest.approx(2_000 / EMPLOYERS)
    assert part.intensity(input_matrix(everybody, INPUTS)).sum() == pytest.approx(1_050, rel=0.15)
    assert len(part.of_population) == EMPLOYERS


def test_it_learns_who_is_chosen(everybody: pl.DataFrame, learnt: Propensity) -> None:
    """Targeted intensity is 900 e^(1.5 size) / sum of all; one unit of size makes 4.5 times as many."""
    rows = np.array([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    odds = np.exp(1.5 * everybody["size"].to_numpy())
    expected = 0.025 + 900 * np.exp(1.5 * rows[:, 0]) / odds.sum()
    assert learnt.intensity(rows) == pytest.approx(expected, rel=0.4)


def test_weighted_cases_look_like_everybody(cases: pl.DataFrame, learnt: Propensity) -> None:
    sizes, inverse = cases["size"].to_numpy(), 1 / learnt.of_cases
    assert sizes.mean() > 1.0
    assert abs(np.average(sizes, weights=inverse)) < 0.25


def test_training_weights_have_mean_one_and_no_outliers(learnt: Propensity) -> None:
    weights = selection_weights(learnt)
    assert weights.mean() == pytest.approx(1)
    assert weights.max() == pytest.approx(np.sort(weights)[-10])
    rarest, commonest = np.argmin(learnt.of_cases), np.argmax(learnt.of_cases)
    assert weights[rarest] > 5 * weights[commonest]


def test_the_same_seed_gives_the_same(everybody: pl.DataFrame, cases: pl.DataFrame, learnt: Propensity) -> None:
    again = fit_propensity(everybody, cases, INPUTS, seed=3)
    assert np.array_equal(again.of_cases, learnt.of_cases)
    assert np.array_equal(again.of_population, learnt.of_population)


def test_with_hardly_any_targeted_case_all_are_alike(everybody: pl.DataFrame) -> None:
    few = fit_propensity(everybody, chosen(everybody, 100, 12), INPUTS)
    expected = 100 / EMPLOYERS + 12 / EMPLOYERS
    assert few.intensity(input_matrix(everybody, INPUTS)) == pytest.approx(np.full(EMPLOYERS, expected))
    assert selection_weights(few) == pytest.approx(np.ones(112))


def test_overlap_tells_how_few_cases_speak_for_everybody(cases: pl.DataFrame, learnt: Propensity) -> None:
    told = overlap(learnt, cases)
    inverse = 1 / learnt.of_cases
    assert told.cases == 1_050
    assert told.effective_cases == pytest.approx(inverse.sum() ** 2 / (inverse**2).sum())
    assert told.effective_cases < 800
    assert told.largest_weight == pytest.approx(inverse.max() / inverse.sum())
    assert 0.02 < told.hardly_targeted < 0.6
