"""Figures by group, worked out by hand: values, intervals, minimums and what is refused."""

import numpy as np
import polars as pl
import pytest

from data_contracts.errors import KompasError
from models.evaluation.bootstrap import multiplicities
from models.fairness.figures import Choice, group_figures
from models.fairness.resampling import resampled_sums
from tests.support.fairness_units import Block, groups_of, the_row, units_of

PLAN = Choice("plan", "wml")


def figures_of(blocks, **asked):
    units = units_of(blocks)
    return group_figures(units, groups_of(units, kind="group"), PLAN, resamples=400, **asked)


VISITED = (
    Block(12, "a", chosen=True, outcome=True, visits=2, workers=10),
    Block(18, "a", chosen=True, outcome=False, visits=1, workers=5),
    Block(70, "a", workers=3),
    Block(10, "b", chosen=True, outcome=True, visits=1, workers=4),
    Block(10, "b", chosen=True, outcome=False, visits=1, workers=4),
    Block(80, "b", workers=2),
)


def test_selection_hit_rate_and_burden_by_hand():
    names = ("selection_rate", "hit_rate", "visits_per_employer", "visits_per_worker")
    told = figures_of(VISITED, measures=names)
    values = {(row["group"], row["measure"]): row["value"] for row in told.iter_rows(named=True)}
    assert values == pytest.approx(
        {
            ("a", "selection_rate"): 30 / 100,
            ("b", "selection_rate"): 20 / 100,
            ("a", "hit_rate"): 12 / 30,
            ("b", "hit_rate"): 10 / 20,  # ten hits and ten misses: just enough
            ("a", "visits_per_employer"): (12 * 2 + 18) / 100,
            ("b", "visits_per_employer"): 20 / 100,
            ("a", "visits_per_worker"): 42 / (120 + 90 + 210),
            ("b", "visits_per_worker"): 20 / (40 + 40 + 160),
        }
    )
    assert set(told["law"]) == {"wml"}
    assert set(told["step"]) == {"plan"}
    assert told["cut"].is_null().all()


def test_interval_difference_and_p_value_by_hand():
    row = the_row(figures_of(VISITED, measures=["selection_rate"]), group="a")
    # Clopper and Pearson: 30 of 100 is 21.2% to 40.0%, 20 of 100 is 12.7% to 29.2%. Newcombe: the difference of 10
    # points goes down by the root of 8.76^2 + 9.18^2 = 12.7 and up by the root of 9.98^2 + 7.33^2 = 12.4.
    assert (row["low"], row["high"]) == pytest.approx((0.212, 0.400), abs=0.008)
    assert (row["others_value"], row["difference"]) == pytest.approx((0.20, 0.10))
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((-0.027, 0.224), abs=0.012)
    # 10 points are 10 / (12.7 / 1.96) = 1.54 standard distances: 12%.
    assert row["p_value"] == pytest.approx(0.12, abs=0.03)
    assert (row["positives"], row["negatives"], row["units"], row["notable"]) == (30, 70, 100, False)


DRAWN = (
    Block(4, "a", chosen=True, outcome=True, probability=0.1, score=0.6),
    Block(6, "a", outcome=True, probability=0.1, score=0.2),
    Block(8, "a", chosen=True, outcome=True, probability=0.2, score=0.6),
    Block(2, "a", outcome=True, probability=0.2, score=0.2),
    Block(5, "a", chosen=True, outcome=False, probability=0.1, score=0.6),
    Block(20, "a", outcome=False, probability=0.2, score=0.2),
    Block(500, "a", chosen=True, score=0.6),
    Block(9, "b", outcome=True, probability=0.1, score=0.2),
    Block(90, "b", outcome=False, probability=0.1, score=0.2),
)


def test_error_rates_speak_of_everybody_by_the_probabilities():
    told = figures_of(DRAWN)
    value = {measure: the_row(told, group="a", measure=measure)["value"] for measure in told["measure"].unique()}
    positives, negatives = 10 * 10 + 10 * 5, 5 * 10 + 20 * 5
    assert value["false_negative_rate"] == pytest.approx((6 * 10 + 2 * 5) / positives)
    assert value["false_positive_rate"] == pytest.approx(5 * 10 / negatives)
    assert value["base_rate"] == pytest.approx(positives / (positives + negatives))
    expected = 0.6 * (4 * 10 + 8 * 5 + 5 * 10) + 0.2 * (6 * 10 + 2 * 5 + 20 * 5)
    assert value["calibration"] == pytest.approx(positives / expected)
    assert value["calibration_slope"] is None  # 20 positives are no 100


def test_where_nobody_knows_whom_the_choice_would_have_taken_nobody_is_called_missed():
    units = units_of(DRAWN).with_columns(chosen=pl.when(~pl.col("drawn")).then("chosen"))
    told = group_figures(units, groups_of(units, kind="group"), PLAN, resamples=200).filter(group="a")
    by_status = {row["measure"]: row["status"] for row in told.iter_rows(named=True)}
    assert by_status["false_negative_rate"] == by_status["false_positive_rate"] == "not_estimable"
    assert the_row(told, measure="base_rate")["value"] == pytest.approx(150 / 300)
    # 500 chosen of 500 of whom it is known: all, and so no value either.
    assert the_row(told, measure="selection_rate")["negatives"] == 0


def test_precision_needs_ten_of_each_among_the_chosen_that_lot_drew():
    told = figures_of([*DRAWN, Block(5, "a", chosen=True, outcome=False, probability=0.1, score=0.6)])
    assert the_row(told, group="a", measure="precision")["value"] == pytest.approx((4 * 10 + 8 * 5) / (80 + 10 * 10))
    assert the_row(figures_of(DRAWN), group="a", measure="precision")["status"] == "not_estimable"


def test_nine_positives_are_not_estimable_and_never_nought():
    row = the_row(figures_of(DRAWN), group="b", measure="false_negative_rate")
    empty = ("value", "low", "high", "others_value", "difference", "difference_low", "p_value", "p_adjusted")
    assert row["status"] == "not_estimable"
    assert (row["positives"], row["negatives"]) == (9, 90)
    assert all(row[name] is None for name in empty if name != "others_value")
    beside = the_row(figures_of(DRAWN), group="a", measure="false_negative_rate")
    assert (beside["status"], beside["others_value"], beside["difference"]) == ("estimated", None, None)


def test_without_a_random_arm_nothing_is_said_of_everybody():
    told = figures_of([Block(50, "a", chosen=True, outcome=True, score=0.5), Block(50, "a", outcome=False, score=0.5)])
    by_status = {row["measure"]: row["status"] for row in told.iter_rows(named=True)}
    assert by_status["false_negative_rate"] == by_status["calibration"] == by_status["base_rate"] == "no_random_sample"
    assert by_status["selection_rate"] == "estimated"


def test_all_missed_gives_bounds_and_no_value():
    # Twelve of twelve missed: the exact lower bound is the twelfth root of 0.025, 73.5%.
    told = figures_of([Block(12, "a", outcome=True, probability=0.1), Block(30, "a", outcome=False, probability=0.1)])
    row = the_row(told, measure="false_negative_rate")
    assert (row["value"], row["status"]) == (None, "not_estimable")
    assert (row["low"], row["high"]) == pytest.approx((0.025 ** (1 / 12), 1.0))
    nobody = the_row(told, measure="false_positive_rate")
    assert (nobody["low"], nobody["high"]) == pytest.approx((0.0, 1 - 0.025 ** (1 / 30)))


def test_what_only_one_employer_tells_has_no_interval_and_so_no_figure():
    visits = [Block(12, "a", chosen=True, outcome=True, each=24), Block(12, "a", chosen=True, outcome=False, each=24)]
    units = units_of([*visits, Block(40, "a"), Block(40, "b")])
    one = units.with_columns(employer_id=pl.col("employer_id").replace("e1-0", "e0-0"))
    row = the_row(group_figures(one, groups_of(one, kind="group"), PLAN, measures=["hit_rate"]), group="a")
    assert (row["status"], row["value"], row["low"], row["high"]) == ("not_estimable", None, None, None)
    assert (row["positives"], row["negatives"]) == (12, 12)


def test_a_calibration_slope_by_hand():
    # At chance 0.2 a quarter is found, at 0.6 half: 0.25 more for 0.4 more.
    found = [(0.2, 60, 180), (0.6, 60, 60)]
    blocks = [
        block
        for score, hits, misses in found
        for block in (
            Block(hits, "a", outcome=True, probability=0.5, score=score),
            Block(misses, "a", outcome=False, probability=0.5, score=score),
        )
    ]
    row = the_row(figures_of(blocks), measure="calibration_slope")
    assert row["value"] == pytest.approx(0.25 / 0.4)
    assert row["low"] < 0.25 / 0.4 < row["high"] < 1


def test_a_group_of_four_employers_is_not_told_however_many_units():
    small = [Block(20, "a", chosen=True, each=5), Block(20, "b", chosen=True, each=4), Block(99, "c")]
    # Four employers of a; b's five go along, or a would be what is left of the total. With d's one there are five.
    assert set(figures_of(small)["group"]) == {"c"}
    assert set(figures_of([*small, Block(1, "d")])["group"]) == {"b", "c"}
    assert set(figures_of(small[1:])["group"]) == {"b", "c"}
    # Eight left of the total is four of both: b goes along.
    assert set(figures_of([*small, Block(20, "d", each=5)])["group"]) == {"c"}


def test_units_of_one_employer_count_as_one():
    single = the_row(figures_of(VISITED, measures=["selection_rate"]), group="a")
    fourfold = [Block(**{**vars(block), "count": 4 * block.count, "each": 4}) for block in VISITED]
    row = the_row(figures_of(fourfold, measures=["selection_rate"]), group="a")
    assert row["units"] == 400
    assert (row["low"], row["high"], row["p_value"]) == pytest.approx(
        (single["low"], single["high"], single["p_value"])
    )


def test_employers_with_units_on_both_sides_make_the_difference_surer():
    apart = [Block(60, "a", chosen=True), Block(140, "a"), Block(60, "b", chosen=True), Block(140, "b")]
    units = units_of(apart)
    astride = units.with_columns(employer_id=pl.col("unit").str.replace("u2", "u0").str.replace("u3", "u1"))
    rows = [
        the_row(group_figures(frame, groups_of(frame, kind="group"), PLAN, measures=["selection_rate"]), group="a")
        for frame in (units, astride)
    ]
    widths = [row["difference_high"] - row["difference_low"] for row in rows]
    assert widths[1] < widths[0] / 5
    assert rows[0]["low"] == pytest.approx(rows[1]["low"], abs=0.01)


def test_the_resamples_spread_as_those_of_whole_employers():
    generator = np.random.default_rng(5)
    clusters = np.sort(generator.integers(0, 150, 400))
    codes = generator.integers(0, 3, 400)
    chosen = (generator.random(400) < 0.2 + 0.3 * (clusters % 3 == 0)).astype(float)
    sums = resampled_sums(clusters, codes, np.array([chosen, np.ones(400)]), 3, 4000, generator)
    poisson = (sums.draws[:, 0] / sums.draws[:, 1]).std(axis=1)
    weights = multiplicities(clusters, 4000, seed=3)[1:]
    whole = [
        ((weights * chosen * (codes == code)).sum(axis=1) / (weights * (codes == code)).sum(axis=1)).std()
        for code in range(3)
    ]
    assert not sums.apart
    assert poisson == pytest.approx(np.array(whole), rel=0.06)


def test_adding_measures_or_dimensions_changes_no_figure():
    units = units_of(VISITED)
    kind, both = groups_of(units, kind="group"), groups_of(units, kind="group", sector="sector")
    alone = group_figures(units, kind, PLAN, measures=["hit_rate"], resamples=200)
    among = group_figures(units, both, PLAN, resamples=200).filter(dimension="kind", measure="hit_rate")
    own = pl.exclude("p_adjusted", "notable")
    assert alone.select(own).equals(among.select(own))


def test_pairs_are_told_under_both_names():
    units = units_of([*VISITED, Block(60, "a", chosen=True, sector="B"), Block(60, "a", sector="B")])
    groups = groups_of(units, sector="sector", kind="group")
    told = group_figures(units, groups, PLAN, measures=["selection_rate"], pairs=True, resamples=200)
    row = the_row(told, dimension="sector x kind", group="B x a")
    assert (row["value"], row["others_value"]) == pytest.approx((0.5, 50 / 200))
    assert set(told.filter(dimension="sector x kind")["group"]) == {"A x a", "A x b", "B x a"}


@pytest.mark.parametrize(
    ("change", "asked", "said"),
    [
        (lambda units: pl.concat([units, units.head(1)]), None, "more than once"),
        (lambda units: units, ["nonsense"], "no measure 'nonsense'"),
        (lambda units: units.drop("workers"), ["visits_per_worker"], "without workers"),
        (
            lambda units: units.with_columns(workers=None),
            ["visits_per_worker"],
            "200 units have no value for 'workers'",
        ),
        (lambda units: units.with_columns(drawn=True), ["base_rate"], "no probability between 0 and 1"),
        (lambda units: units.with_columns(drawn=True, probability=1.5), ["base_rate"], "no probability"),
    ],
)
def test_what_cannot_be_computed_is_refused(change, asked, said):
    units = units_of(VISITED)
    with pytest.raises(KompasError, match=said):
        group_figures(change(units), groups_of(units, kind="group"), PLAN, measures=asked)


def test_a_unit_in_two_groups_of_a_dimension_is_refused():
    units = units_of(VISITED)
    groups = pl.concat([groups_of(units, kind="group"), groups_of(units, kind="sector")])
    with pytest.raises(KompasError, match="two groups of 'kind'"):
        group_figures(units, groups, PLAN)


def test_measures_whose_columns_are_not_there_are_left_out():
    units = units_of(VISITED).select("unit", "employer_id", "chosen", "group")
    told = group_figures(units, groups_of(units, kind="group"), PLAN)
    assert set(told["measure"]) == {"selection_rate"}
