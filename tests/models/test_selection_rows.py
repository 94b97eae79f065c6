"""The rows on selective labels: what they count, what they leave out, and that a population figure needs a lot."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.inputs import ModelInput
from models.selection.estimators import METHODS
from models.selection.rows import ESTIMATE_SCHEMA, SelectionRows, selection_rows

INPUTS = [ModelInput("risk", 1), ModelInput("noise")]
SINCE = date(2026, 1, 1)
EMPLOYERS, RANDOM, TARGETED = 3_000, 240, 600


def register(seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Labels, training matrix, population: B has more risk, C is hardly visited, and D, a single employer, never."""
    generator = np.random.default_rng(seed)
    sector = np.array(["A", "B", "C"])[np.searchsorted([0.55, 0.96], generator.random(EMPLOYERS))]
    sector[-1] = "D"
    population = pl.DataFrame(
        {
            "employer_id": [f"E{number:05d}" for number in range(EMPLOYERS)],
            "sector": sector,
            "risk": generator.normal(size=EMPLOYERS) + (sector == "B"),
            "noise": generator.normal(size=EMPLOYERS),
        }
    )
    chance = 1 / (1 + np.exp(2 - population["risk"].to_numpy()))
    odds = np.exp(population["risk"].to_numpy()) * (sector < "C")
    picked = np.concatenate(
        [
            generator.choice(EMPLOYERS - 1, RANDOM, replace=False),
            generator.choice(EMPLOYERS, TARGETED, replace=False, p=odds / odds.sum()),
        ]
    )
    cases = len(picked)
    labels = pl.DataFrame(
        {
            "case_id": [f"C{number:05d}" for number in range(cases)],
            "law": ["WML"] * cases,
            "selection_ground": ["random"] * RANDOM + ["signal"] * TARGETED,
            "selection_probability": [RANDOM / 12 / EMPLOYERS] * RANDOM + [None] * TARGETED,
            "selected_on": [SINCE + timedelta(days=int(day)) for day in generator.integers(0, 365, cases)],
            "violation": generator.random(cases) < chance[picked],
            "weight": [1.0] * cases,
            "comparable": [True] * cases,
        }
    )
    return labels, population[picked].with_columns(labels["case_id"]), population


def rows_of(labels: pl.DataFrame, training: pl.DataFrame, population: pl.DataFrame) -> SelectionRows:
    return selection_rows(labels, training, population, INPUTS, laws=("WML", "Wav"), since=SINCE, seed=1)


@pytest.fixture(scope="module")
def told() -> pl.DataFrame:
    return rows_of(*register()).estimates


def one(rows: pl.DataFrame, method: str, sector: str | None = None) -> dict[str, object]:
    mine = pl.col("sector").is_null() if sector is None else pl.col("sector") == sector
    return rows.filter((pl.col("method") == method) & mine).row(0, named=True)


def test_each_cell_has_a_row_a_method_and_a_law_without_cases_has_none(told: pl.DataFrame) -> None:
    assert dict(told.schema) == ESTIMATE_SCHEMA
    assert told["law"].unique().to_list() == ["WML"]
    cells = told.group_by("sector").len()
    assert set(cells["sector"]) == {None, "A", "B", "C", "D"}
    assert set(cells["len"]) == {len(METHODS)}


def test_the_counts_are_of_the_cases_that_a_method_rests_on(told: pl.DataFrame) -> None:
    labels, training, _ = register()
    joined = labels.join(training, on="case_id")
    by_lot = joined.filter(pl.col("selection_ground") == "random")
    for method in ("random_arm", "anchored"):
        assert (one(told, method)["cases"], one(told, method)["positives"]) == (240, by_lot["violation"].sum())
    assert one(told, "inspected")["cases"] == 840
    in_b = joined.filter(pl.col("sector") == "B")
    assert one(told, "doubly_robust", "B")["cases"] == len(in_b)
    assert one(told, "inspected", "B")["estimate"] == pytest.approx(in_b["violation"].mean())
    drawn_b = by_lot.filter(pl.col("sector") == "B")
    assert one(told, "random_arm", "B")["estimate"] == pytest.approx(drawn_b["violation"].mean())


def test_the_share_of_everybody_lies_below_that_of_the_inspected_and_within_the_intervals(told: pl.DataFrame) -> None:
    _, _, population = register()
    really = (1 / (1 + (2 - population["risk"]).exp())).mean()
    for method in ("random_arm", "anchored"):
        assert one(told, method)["low"] < really < one(told, method)["high"], method
    naive = one(told, "inspected")
    assert naive["low"] > really + 0.05
    for method in ("inverse_probability", "doubly_robust"):
        assert abs(one(told, method)["estimate"] - really) < 0.4 * (naive["estimate"] - really), method


def test_a_sector_that_the_lot_hardly_reached_is_not_estimable(told: pl.DataFrame) -> None:
    for method in METHODS:
        rows = [one(told, method, sector) for sector in "CD"]
        assert [row["cases"] > 0 for row in rows] == [True, False]
        assert [row["status"] for row in rows] == [
            "too_few",
            "too_few" if method == "inspected" else "no_random_sample",
        ]
        assert [row["estimate"] for row in rows] == [row["high"] for row in rows] == [None, None]


def test_without_a_random_arm_or_its_chances_nothing_is_said_of_the_population() -> None:
    labels, training, population = register()
    unknown = labels.with_columns(selection_probability=pl.lit(None, pl.Float64))
    for chosen in (labels.filter(pl.col("selection_ground") != "random"), unknown):
        rows = rows_of(chosen, training, population).estimates
        others = rows.filter((pl.col("method") != "inspected") & pl.col("sector").is_null())
        assert set(others["status"]) == {"no_random_sample"}
        assert others["estimate"].null_count() == others["high"].null_count() == len(METHODS) - 1
        assert one(rows, "inspected")["status"] == "estimated"


def test_cases_of_before_help_to_predict_but_are_not_counted_and_other_regimes_are_left_out() -> None:
    labels, training, population = register()
    half = pl.int_range(pl.len()) % 2 == 0
    before = labels.with_columns(selected_on=pl.when(half).then(date(2024, 5, 1)).otherwise("selected_on"))
    assert one(rows_of(before, training, population).estimates, "anchored")["cases"] == 120
    regime = labels.with_columns(comparable=half)
    assert one(rows_of(regime, training, population).estimates, "anchored")["cases"] == 120


def test_an_input_that_tells_who_breaks_the_law_is_trusted_and_told_of(told: pl.DataFrame) -> None:
    overlap = rows_of(*register()).overlap.row(0, named=True)
    assert overlap["cases"] == 840
    assert overlap["random_cases"] == 240
    assert 240 < overlap["effective_cases"] < 700
    assert overlap["trust_in_predictions"] > 0.3
    labels, training, population = register()
    guess = training.with_columns(pl.col("risk", "noise").shuffle(seed=3))
    assert rows_of(labels, guess, population).overlap["trust_in_predictions"][0] < 0.1


def test_the_order_of_rows_does_not_matter(told: pl.DataFrame) -> None:
    labels, training, population = register()
    mixed = rows_of(
        labels.sample(fraction=1, shuffle=True, seed=5), training.sample(fraction=1, shuffle=True, seed=6), population
    )
    assert mixed.estimates.equals(told)
