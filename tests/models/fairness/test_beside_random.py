"""Chosen more often, seen from a random arm: odds ratios with intervals worked out by hand, and when they accuse."""

import math
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from models.fairness.beside_random import (
    EQUAL_FINDING,
    EVERYBODY,
    ODDS_SCHEMA,
    WITH_FINDING,
    WITHOUT_FINDING,
    odds_beside_random,
)
from models.fairness.steps import ACCUSED, NOT_ACCUSED, NOT_ESTIMABLE

Counts = dict[tuple[str, bool | None], tuple[int, int]]
"""By group and finding: how many were chosen and how many were drawn."""

MORE_TO_FIND: Counts = {
    # Two chosen to each that was drawn with a finding, one to two without, in both groups: only the findings differ.
    ("a", True): (60, 30),
    ("b", True): (40, 20),
    ("a", False): (10, 20),
    ("b", False): (30, 60),
}
THREE_TIMES: Counts = {
    # At either outcome three times as many of group a to each that was drawn.
    ("a", True): (180, 30),
    ("b", True): (40, 20),
    ("a", False): (30, 20),
    ("b", False): (30, 60),
}


def told_of(
    counts: Counts, dimensions: tuple[str, ...] = ("owner",), protected: tuple[str, ...] = ("owner",)
) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = [
        {"group": group, "outcome": outcome, "drawn": drawn}
        for (group, outcome), (chosen, lots) in counts.items()
        for drawn, number in ((False, chosen), (True, lots))
        for _ in range(number)
    ]
    units = pl.DataFrame(rows, schema_overrides={"outcome": pl.Boolean}).with_row_index("unit")
    units = units.with_columns(pl.col("unit").cast(pl.String)).with_columns(employer_id="unit")
    groups = pl.concat(units.select("unit", dimension=pl.lit(name), group="group") for name in dimensions)
    odds = odds_beside_random(units, groups, protected, least=10)
    return {(row["dimension"], row["group"], row["among"]): row for row in odds.to_dicts()}


def test_the_odds_ratio_and_its_interval_by_hand() -> None:
    row = told_of(MORE_TO_FIND)["owner", "a", EVERYBODY]
    assert (row["units"], row["in_group"], row["chosen"], row["chosen_in_group"]) == (270, 120, 140, 70)
    # 70 chosen and 50 drawn of a, 70 chosen and 80 drawn of b: (70 x 80) / (50 x 70). Woolf's interval.
    error = math.sqrt(1 / 70 + 1 / 50 + 1 / 70 + 1 / 80)
    assert row["odds_ratio"] == pytest.approx(1.6, rel=1e-6)
    assert row["low"] == pytest.approx(1.6 * math.exp(-1.96 * error), rel=0.005)  # 0.988
    assert row["high"] == pytest.approx(1.6 * math.exp(1.96 * error), rel=0.005)  # 2.591


def test_the_other_group_is_told_the_other_way_round() -> None:
    told = told_of(MORE_TO_FIND)
    one, other = (told["owner", group, EVERYBODY] for group in ("a", "b"))
    assert other["odds_ratio"] == pytest.approx(1 / 1.6, rel=1e-6)
    assert other["low"] == pytest.approx(1 / one["high"]) and other["high"] == pytest.approx(1 / one["low"])
    assert (other["in_group"], other["chosen_in_group"]) == (150, 70)


def test_a_gap_that_findings_account_for_is_none_at_equal_finding_and_nobody_is_accused() -> None:
    told = told_of(MORE_TO_FIND)
    for among in (WITH_FINDING, WITHOUT_FINDING, EQUAL_FINDING):
        assert told["owner", "a", among]["odds_ratio"] == pytest.approx(1.0, abs=0.01)
    assert told["owner", "a", EQUAL_FINDING]["verdict"] == NOT_ACCUSED


def test_a_gap_that_stays_at_equal_finding_accuses() -> None:
    told = told_of(THREE_TIMES)
    assert told["owner", "a", WITH_FINDING]["odds_ratio"] == pytest.approx(180 * 20 / (30 * 40))
    assert told["owner", "a", WITHOUT_FINDING]["odds_ratio"] == pytest.approx(30 * 60 / (20 * 30))
    equal = told["owner", "a", EQUAL_FINDING]
    assert equal["odds_ratio"] == pytest.approx(3.0, rel=0.01)
    # Two tests together: the smallest p-value counts twice (Holm), and the other is the same.
    assert equal["p_adjusted"] == pytest.approx(2 * equal["p_value"])
    assert equal["verdict"] == ACCUSED and told["owner", "b", EQUAL_FINDING]["verdict"] == ACCUSED
    assert told["owner", "a", EVERYBODY]["verdict"] is None


def test_a_dimension_that_is_for_policy_has_no_verdict_and_does_not_count_among_the_tests() -> None:
    told = told_of(THREE_TIMES, dimensions=("owner", "sector"))
    assert told["sector", "a", EQUAL_FINDING]["verdict"] is None
    assert told["sector", "a", EQUAL_FINDING]["odds_ratio"] == told["owner", "a", EQUAL_FINDING]["odds_ratio"]
    equal = told["owner", "a", EQUAL_FINDING]
    assert equal["p_adjusted"] == pytest.approx(2 * equal["p_value"])


def test_a_case_without_outcome_counts_among_everybody_only() -> None:
    told = told_of(MORE_TO_FIND | {("a", None): (20, 10), ("b", None): (20, 10)})
    assert told["owner", "a", EVERYBODY]["units"] == 330
    assert told["owner", "a", EQUAL_FINDING]["units"] == 270


def test_too_few_are_not_estimable() -> None:
    told = told_of(MORE_TO_FIND | {("a", True): (60, 4), ("a", False): (10, 5)})
    row = told["owner", "a", EQUAL_FINDING]
    assert (row["odds_ratio"], row["p_adjusted"], row["verdict"]) == (None, None, NOT_ESTIMABLE)


def test_an_arm_of_unequal_chances_is_refused() -> None:
    units = pl.DataFrame(
        {"unit": ["1", "2", "3"], "employer_id": ["1", "2", "3"], "outcome": [True, False, True],
         "drawn": [True, True, False], "probability": [0.1, 0.2, None]}
    )  # fmt: skip
    groups = units.select("unit", dimension=pl.lit("owner"), group=pl.lit("a"))
    with pytest.raises(KompasError, match=r"with chances from 0\.1 to 0\.2"):
        odds_beside_random(units, groups, (), least=1)
    alike = units.with_columns(pl.when("drawn").then(0.1).alias("probability"))
    assert odds_beside_random(alike, groups, (), least=1).columns == list(ODDS_SCHEMA)
