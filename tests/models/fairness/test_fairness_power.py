"""How many random visits show a gap, and which gaps stand out among many."""

from math import ceil

import polars as pl
import pytest

from models.fairness.comparisons import with_notable
from models.fairness.figures import Choice
from models.fairness.power import Test as Asked
from models.fairness.power import cases_needed, corrected_level, power_lines
from tests.support.fairness_units import Block, groups_of, the_row, units_of


def test_the_textbook_number_of_cases():
    # 10% beside 15%, halves, 5% two-sided, 80%: the textbooks' 686 a group. Beside 5% it would be 435.
    assert cases_needed(0.10, 0.5, Asked(0.05, 0.05, 0.80)) == pytest.approx(2 * 685.6, abs=0.5)
    # From 98% one can only go down, to 93%: (1.96 x 0.41461 + 0.8416 x 0.41158)^2 / 0.0025, 269 a group.
    assert cases_needed(0.98, 0.5, Asked(0.05, 0.05, 0.80)) == pytest.approx(2 * 268.7, abs=0.5)


def test_a_small_group_and_a_strict_level_take_more():
    even = cases_needed(0.10, 0.5, Asked(0.05, 0.05, 0.80))
    assert cases_needed(0.10, 0.05, Asked(0.05, 0.05, 0.80)) > 4 * even
    assert cases_needed(0.10, 0.5, Asked(0.05, corrected_level(100), 0.80)) > 2 * even
    assert corrected_level(100) == pytest.approx(0.0005)
    assert corrected_level(50, level=0.01) == pytest.approx(0.0002)


DRAWN = (
    Block(10, "a", outcome=True, probability=0.1),
    Block(30, "a", chosen=True, outcome=True, probability=0.1),
    Block(60, "b", outcome=False, probability=0.1),
    Block(60, "a"),
    Block(240, "b"),
)


def test_visits_that_tell_nothing_of_a_measure_are_counted_for():
    units = units_of(DRAWN)
    lines = power_lines(units, groups_of(units, kind="group"), Choice("plan", "wml"), comparisons=4)
    # 40 of 100 random visits found something, and so tell who is missed: a quarter of them. 100 of 400 units are in a.
    row = the_row(lines, group="a", measure="false_negative_rate")
    assert (row["rate"], row["telling_share"], row["group_share"], row["visits_made"]) == (0.25, 0.4, 0.25, 100)
    assert row["level"] == pytest.approx(0.05 / 4)
    assert row["visits_needed"] == ceil(cases_needed(0.25, 0.25, Asked(0.05, 0.05 / 4, 0.80)) / 0.4)
    base = the_row(lines, group="a", measure="base_rate")
    assert (base["rate"], base["telling_share"]) == (0.4, 1.0)


def test_of_a_group_of_four_employers_no_share_is_told_nor_what_it_follows_from():
    units = units_of([*DRAWN, Block(4, "c"), Block(60, "d")])
    lines = power_lines(units, groups_of(units, kind="group"), Choice("plan"), comparisons=1)
    # The next smallest goes along: the shares of all groups are 1 together.
    assert set(lines["group"]) == {"a", "b"}
    assert the_row(lines, group="a", measure="base_rate")["group_share"] == 100 / 464


def test_unequal_probabilities_take_more_visits():
    # Half of the visits count threefold: 100 are worth (50 x 1 + 50 x 3)^2 / (50 + 50 x 9) = 80.
    unequal = units_of(
        [Block(50, "a", outcome=True, probability=0.3), Block(50, "b", outcome=False, probability=0.1), Block(9, "b")]
    )
    row = the_row(
        power_lines(unequal, groups_of(unequal, kind="group"), Choice("plan"), comparisons=1),
        group="a",
        measure="base_rate",
    )
    assert row["rate"] == pytest.approx(0.25)
    assert row["visits_needed"] == ceil(cases_needed(0.25, 50 / 109, Asked(0.05, 0.05, 0.80)) * 100 / 80)


def test_without_a_random_arm_the_line_is_a_floor():
    units = units_of([Block(50, "a", chosen=True, outcome=True), Block(50, "b")])
    lines = power_lines(units, groups_of(units, kind="group"), Choice("plan"), comparisons=1)
    row = the_row(lines, group="a", measure="false_positive_rate")
    assert (row["rate"], row["telling_share"], row["visits_made"]) == (0.5, None, 0)
    assert row["visits_needed"] == ceil(cases_needed(0.5, 0.5, Asked(0.05, 0.05, 0.80)))


def test_a_group_of_few_is_not_told_by_its_share_nor_by_the_other():
    units = units_of([Block(36, "a", outcome=True, probability=0.1), Block(4, "b", outcome=True, probability=0.1)])
    assert power_lines(units, groups_of(units, kind="group"), Choice("plan"), comparisons=1).is_empty()


def test_notable_differences_by_hand():
    # Benjamini and Hochberg: 4/1 x 0.01, 4/2 x 0.02, 4/3 x 0.03 are 0.04 each; what was not compared does not count.
    figures = pl.DataFrame({"p_value": [0.03, None, 0.01, 0.5, 0.02]})
    told = with_notable(figures)
    assert told["p_adjusted"].to_list() == pytest.approx([0.04, None, 0.04, 0.5, 0.04])
    assert told["notable"].to_list() == [True, False, True, False, True]
    assert with_notable(figures.with_columns(p_value=None))["notable"].sum() == 0
