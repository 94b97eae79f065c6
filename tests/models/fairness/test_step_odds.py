"""One step: raw gap, odds ratio at equal risk, and which of two dimensions that go together, worked out by hand."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from models.fairness.adjusted import Adjusting, Step, step_odds

RULES = Adjusting(least=10, controls=5, folds=2, chosen_a_column=10)
Cell = tuple[dict[str, str], int, int]
"""Groups by dimension and other columns, chosen, and all."""


def units_of(cells: Sequence[Cell], times: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return units and groups; with ``times`` each employer occurs so often, with the same outcome."""
    rows, number = [], 0
    for columns, chosen, size in cells:
        for place in range(size):
            rows += [{"employer_id": f"E{number}", "chosen": place < chosen, **columns} for _ in range(times)]
            number += 1
    frame = pl.DataFrame(rows).with_row_index("unit").with_columns(pl.col("unit").cast(pl.String))
    dimensions = [name for name in ("owner", "worker") if name in frame.columns]
    groups = frame.unpivot(on=dimensions, index="unit", variable_name="dimension", value_name="group").drop_nulls()
    return frame.drop(dimensions), groups


def odds_of(cells: Sequence[Cell], times: int = 1) -> dict[str, dict[str, object]]:
    units, groups = units_of(cells, times)
    dimensions = groups["dimension"].unique(maintain_order=True).to_list()
    found = step_odds(Step("visit", units), groups, dimensions, RULES)
    return {row["dimension"]: row for row in found.iter_rows(named=True)}


TWICE_IN_BOTH_MONTHS: list[Cell] = [
    # Odds 1 and 2 in the first month, 0.1 and 0.2 in the second.
    ({"stratum": "1", "owner": "a"}, 100, 200),
    ({"stratum": "1", "owner": "b"}, 40, 60),
    ({"stratum": "2", "owner": "a"}, 20, 220),
    ({"stratum": "2", "owner": "b"}, 20, 120),
]


def test_the_odds_ratio_within_strata_and_its_interval_by_hand() -> None:
    row = odds_of(TWICE_IN_BOTH_MONTHS)["owner"]
    assert (row["group"], row["reference"], row["method"]) == ("b", "a", "strata")
    assert (row["units"], row["in_group"], row["chosen"], row["chosen_in_group"]) == (600, 180, 180, 60)
    # Raw: 60 of 180 against 120 of 420, so (60 x 300) / (120 x 120).
    assert row["raw_odds_ratio"] == pytest.approx(1.25)
    assert row["odds_ratio"] == pytest.approx(2.0, rel=0.01)
    # Weights of the strata: 1 / (1/40 + 1/20 + 1/100 + 1/100) and 1 / (1/20 + 1/100 + 1/20 + 1/200).
    error = (1 / 0.095 + 1 / 0.115) ** -0.5
    assert row["low"] == pytest.approx(2 * math.exp(-1.96 * error), rel=0.02)
    assert row["high"] == pytest.approx(2 * math.exp(1.96 * error), rel=0.02)
    assert row["p_value"] == pytest.approx(math.erfc(math.log(2) / error / math.sqrt(2)), rel=0.1)
    # More than 15% is chosen, so the root of 2 and of the lower end.
    assert row["unseen_cause"] == pytest.approx(math.sqrt(2) + math.sqrt(math.sqrt(2) * (math.sqrt(2) - 1)), rel=0.01)
    assert 1 < row["unseen_cause_low"] < row["unseen_cause"]


def test_the_raw_gap_by_hand() -> None:
    row = odds_of([({"owner": "b"}, 30, 100), ({"owner": "a"}, 20, 200)])["owner"]
    assert row["raw_odds_ratio"] == pytest.approx(30 * 180 / (70 * 20))
    assert row["raw_difference"] == pytest.approx(0.2)
    error = math.sqrt(0.3 * 0.7 / 100 + 0.1 * 0.9 / 200)
    assert (row["raw_low"], row["raw_high"]) == pytest.approx((0.2 - 1.96 * error, 0.2 + 1.96 * error), abs=1e-5)
    assert row["odds_ratio"] == pytest.approx(row["raw_odds_ratio"], rel=1e-6)


def test_how_few_employers_are_behind_the_counts() -> None:
    cells: list[Cell] = [({"owner": "b"}, 3, 100), ({"owner": "a"}, 20, 200)]
    row = odds_of(cells, times=12)["owner"]
    assert (row["chosen_in_group"], row["fewest_of_cell"], row["fewest_of_side"]) == (36, 3, 100)
    # 36 choices of three employers say little, and tell of these three.
    assert (row["raw_odds_ratio"], row["odds_ratio"], row["p_value"]) == (None, None, None)
    nobody = odds_of([({"owner": "b"}, 0, 100), ({"owner": "a"}, 20, 200)])["owner"]
    assert (nobody["chosen_in_group"], nobody["fewest_of_cell"]) == (0, 20)


def test_a_gap_that_is_all_between_strata_is_none_at_equal_risk() -> None:
    # Within both months the same chance; group b is mostly in the month of many visits.
    cells: list[Cell] = [
        ({"stratum": "1", "owner": "a"}, 50, 100),
        ({"stratum": "1", "owner": "b"}, 75, 150),
        ({"stratum": "2", "owner": "a"}, 60, 600),
        ({"stratum": "2", "owner": "b"}, 10, 100),
    ]
    row = odds_of(cells)["owner"]
    # 85 of 250 against 110 of 700.
    assert row["raw_odds_ratio"] == pytest.approx(85 * 590 / (165 * 110))
    assert row["odds_ratio"] == pytest.approx(1.0, abs=0.03)
    assert row["unseen_cause_low"] == 1.0


def test_of_two_dimensions_that_go_together_the_right_one_is_named() -> None:
    # Odds 1 for owners of group b and 0.2 for others, whoever works there.
    cells: list[Cell] = [
        ({"owner": "b", "worker": "b"}, 50, 100),
        ({"owner": "b", "worker": "a"}, 50, 100),
        ({"owner": "a", "worker": "b"}, 20, 120),
        ({"owner": "a", "worker": "a"}, 200, 1200),
    ]
    rows = odds_of(cells)
    assert rows["owner"]["odds_ratio"] == pytest.approx(5.0)
    assert rows["worker"]["odds_ratio"] == pytest.approx(1.0)
    # 70 of 220 against 250 of 1,300.
    assert rows["worker"]["raw_odds_ratio"] == pytest.approx(70 * 1050 / (150 * 250))
    assert rows["worker"]["p_value"] > 0.9
    assert rows["owner"]["p_value"] < 1e-9


def test_the_same_employers_twice_tell_no_more_than_once() -> None:
    once, twice = (odds_of(TWICE_IN_BOTH_MONTHS, times)["owner"] for times in (1, 2))
    assert twice["units"] == 2 * once["units"]
    for name in ("odds_ratio", "low", "high"):
        assert twice[name] == pytest.approx(once[name], rel=0.02)
    assert twice["raw_low"] == pytest.approx(once["raw_low"], abs=0.002)


@pytest.mark.parametrize(("chosen", "told"), [(9, False), (10, True)])
def test_below_the_minimum_there_is_no_figure(chosen: int, told: bool) -> None:
    row = odds_of([({"owner": "b"}, chosen, 100), ({"owner": "a"}, 50, 200)])["owner"]
    assert row["chosen_in_group"] == chosen
    for name in ("odds_ratio", "low", "high", "p_value", "raw_odds_ratio", "raw_difference", "unseen_cause", "method"):
        assert (row[name] is not None) == told, name


def test_each_group_is_held_against_the_largest_and_the_unknown_against_nobody() -> None:
    cells: list[Cell] = [
        ({"owner": "a"}, 100, 500),  # odds 1/4
        ({"owner": "b"}, 50, 100),  # odds 1
        ({"owner": "c"}, 40, 120),  # odds 1/2
        ({"owner": "d"}, 3, 20),
        ({"owner": None}, 90, 100),  # type: ignore[dict-item]
    ]
    units, groups = units_of(cells)
    found = step_odds(Step("visit", units), groups, ["owner"], RULES)
    assert found["group"].to_list() == ["c", "b", "d"]
    assert set(found["reference"]) == {"a"}
    assert found["odds_ratio"].to_list()[:2] == pytest.approx([2.0, 4.0], rel=0.02)
    assert found["odds_ratio"][2] is None
    assert set(found["units"]) == {740}


def bent(wronged: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a choice that goes by how far a fact lies from 0, as does belonging to group b."""
    draw = np.random.default_rng(7)
    fact = draw.normal(size=12_000)
    in_b = draw.random(12_000) < 1 / (1 + np.exp(2.2 - 1.2 * np.abs(fact)))
    chances = 1 / (1 + np.exp(3.2 - 1.5 * np.abs(fact) - math.log(wronged) * in_b))
    units = pl.DataFrame({"fact": fact, "chosen": draw.random(12_000) < chances}).with_row_index("unit")
    units = units.with_columns(pl.col("unit").cast(pl.String)).with_columns(employer_id="unit")
    groups = units.select("unit", pl.lit("owner").alias("dimension"), pl.Series("group", np.where(in_b, "b", "a")))
    return units, groups


@pytest.mark.parametrize(("wronged", "low", "high"), [(1.0, 0.85, 1.15), (2.0, 1.7, 2.3)])
def test_what_a_straight_line_cannot_adjust_for_is_adjusted_for(wronged: float, low: float, high: float) -> None:
    units, groups = bent(wronged)
    row = step_odds(Step("plan", units, numbers=("fact",)), groups, ["owner"], RULES).row(0, named=True)
    assert row["method"] == "full"
    assert row["raw_odds_ratio"] > 1.35 * wronged
    assert low < row["odds_ratio"] < high


def test_the_risk_that_was_known_before_is_adjusted_for() -> None:
    units, groups = bent(1.0)
    risk = 1 / (1 + np.exp(3.2 - 1.5 * units["fact"].abs()))
    step = Step("plan", units.with_columns(risk.alias("risk")).drop("fact"))
    row = step_odds(step, groups, ["owner"], RULES).row(0, named=True)
    assert 0.85 < row["odds_ratio"] < 1.15


def test_controls_are_drawn_where_few_are_chosen_and_the_odds_ratio_stays() -> None:
    cells: list[Cell] = [({"owner": "b"}, 100, 5_000), ({"owner": "a"}, 200, 20_000)]
    row = odds_of(cells)["owner"]
    exact = 100 * 19_800 / (4_900 * 200)
    assert row["raw_odds_ratio"] == pytest.approx(exact)
    assert row["odds_ratio"] == pytest.approx(exact, rel=0.1)
    assert row["odds_ratio"] != pytest.approx(exact, rel=1e-6)
