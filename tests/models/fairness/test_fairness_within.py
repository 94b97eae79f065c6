"""Simpson's guard and the figures over all cuts, worked out by hand."""

import polars as pl
import pytest

from models.fairness.cuts import figures_over_cuts
from models.fairness.figures import Choice
from models.fairness.within import figures_within
from tests.support.fairness_units import Block, groups_of, the_row, units_of

# The group is mostly in sector A, where many are chosen; in each sector it is chosen less often than others.
TURNED = (
    Block(45, "yes", chosen=True, sector="A"),
    Block(45, "yes", sector="A"),
    Block(1, "yes", chosen=True, sector="B"),
    Block(9, "yes", sector="B"),
    Block(6, "no", chosen=True, sector="A"),
    Block(4, "no", sector="A"),
    Block(18, "no", chosen=True, sector="B"),
    Block(72, "no", sector="B"),
)


def within_of(blocks):
    units = units_of(blocks)
    groups = groups_of(units, sector="sector", kind="group")
    return figures_within(units, groups, Choice("plan", "wml"), measures=["selection_rate"], resamples=400)


def test_a_difference_that_turns_round_within_sectors():
    told = within_of(TURNED)
    row = the_row(told, group="yes")
    assert row["crude_difference"] == pytest.approx(46 / 100 - 24 / 100)
    # The others of each sector, put together as the group is: nine tenths of 60% and a tenth of 20%.
    assert (row["value"], row["others_value"]) == pytest.approx((0.46, 0.9 * 0.6 + 0.1 * 0.2))
    assert row["difference"] == pytest.approx(-0.10)
    assert row["reversed"]
    assert (row["within"], row["compared"]) == ("sector", 1.0)
    assert row["mix_distance"] == pytest.approx(0.8)
    assert row["difference_low"] < 0 < row["difference_high"]  # only ten others in sector A
    assert set(told["dimension"]) == {"kind"}


def test_sectors_with_only_one_of_both_are_left_out():
    row = the_row(
        within_of([*TURNED, Block(50, "yes", chosen=True, sector="C"), Block(50, "no", sector="D")]), group="yes"
    )
    assert (row["value"], row["others_value"], row["compared"]) == pytest.approx((0.46, 0.56, 100 / 150))
    assert (row["positives"], row["negatives"], row["units"]) == (46, 54, 150)


def test_no_confounding_leaves_the_difference_as_it_is():
    even = [
        Block(count, group, chosen=chosen, sector=sector)
        for sector in ("A", "B")
        for group, chosen, count in (("yes", True, 30), ("yes", False, 70), ("no", True, 20), ("no", False, 80))
    ]
    row = the_row(within_of(even), group="yes")
    assert (row["difference"], row["crude_difference"], row["mix_distance"]) == pytest.approx((0.10, 0.10, 0.0))
    assert not row["reversed"]


def test_without_enough_of_both_there_is_no_comparison_within():
    few = [Block(9, "yes", chosen=True), Block(91, "yes"), Block(50, "no", chosen=True), Block(50, "no")]
    row = the_row(within_of(few), group="yes")
    assert (row["status"], row["value"], row["difference"], row["crude_difference"]) == (
        "not_estimable",
        None,
        None,
        None,
    )
    assert row["reversed"] is None or not row["reversed"]


def test_curves_cut_the_list_for_everybody_at_once():
    blocks = [Block(1, "high" if place >= 60 else "low", score=place / 100) for place in range(100)]
    units = units_of(blocks)
    told = figures_over_cuts(units, groups_of(units, kind="group"), Choice("score"), cuts=(0.2, 0.6), resamples=200)
    assert set(told["measure"]) == {"selection_rate", "precision", "false_positive_rate", "false_negative_rate"}
    rates = {(row["group"], row["cut"]): row["value"] for row in told.filter(measure="selection_rate").to_dicts()}
    # The first 20 are all of the high group's 40; of the first 60 all of those and 20 of the low group's 60.
    assert rates == {
        ("high", 0.2): 0.5,
        ("low", 0.2): None,
        ("high", 0.6): None,
        ("low", 0.6): pytest.approx(20 / 60),
    }


def test_lot_breaks_ties_once_for_all_cuts_and_whatever_the_order():
    units = units_of([Block(100, "a", score=0.3), Block(300, "b", score=0.3), Block(50, "b")])
    groups, asked = groups_of(units, kind="group"), {"cuts": (0.2, 0.4), "names": ["selection_rate"], "resamples": 200}
    told = figures_over_cuts(units, groups, Choice("score"), **asked)
    assert told.group_by("cut", maintain_order=True).agg(pl.col("positives").sum())["positives"].to_list() == [90, 180]
    shares = told.filter(group="a")["value"].to_list()
    assert shares == pytest.approx([90 / 400, 180 / 400], abs=0.12)
    assert shares[0] < shares[1]
    assert (
        figures_over_cuts(units.reverse(), groups, Choice("score"), **asked)["value"].to_list()
        == told["value"].to_list()
    )
