"""Repairs by hand: quotas and thresholds, weights, and a repair of one dimension that turns another round."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from models.fairness.before_after import Drawing, before_and_after
from models.fairness.figures import Choice, group_figures
from models.fairness.mitigation import Repair, by_thresholds, group_quotas, may_steer, repair_curve, with_effects
from models.fairness.reweighing import by_reweighing, refit_trees, reweighing_weights
from models.inputs import ModelInput
from tests.support.fairness_units import Block, groups_of, the_row, units_of

PLAN = Choice("plan")
FEW = Drawing(resamples=300)
# Of sector A 700 of 1,500 are in the first 1,000, of B 300. Origin "yes" stands 550 to 450 there; equal numbers of both
# sectors drop 200 of A's, all "yes", and take up 200 of B's, all "no".
TURNING = units_of(
    [
        Block(150, "no", score=0.95, sector="A"),
        Block(550, "yes", score=0.9, sector="A"),
        Block(800, "no", score=0.6, sector="B"),
        Block(600, "no", score=0.1, sector="A"),
        Block(200, "yes", score=0.1, sector="A"),
        Block(700, "yes", score=0.1, sector="B"),
    ]
)
TURNING_GROUPS = groups_of(TURNING, sector="sector", owner_origin="group")


@pytest.fixture(scope="module")
def turning():
    repair = by_thresholds(TURNING, TURNING_GROUPS, "sector", 1000)
    return repair_curve(TURNING, TURNING_GROUPS, repair, PLAN, strengths=(0.5, 1.0), drawing=FEW)


def test_equalising_one_dimension_turns_another_round_and_says_so(turning):
    row = the_row(turning.audits.filter(strength=1.0), dimension="owner_origin", group="yes", measure="selection_rate")
    # Of 1,450 with the trait 550 were chosen and of the 1,550 others 450; after the repair 350 and 650.
    assert row["difference_before"] == pytest.approx(550 / 1450 - 450 / 1550)
    assert row["difference_after"] == pytest.approx(350 / 1450 - 650 / 1550)
    assert row["growth"] == pytest.approx(650 / 1550 - 350 / 1450 - (550 / 1450 - 450 / 1550))
    assert row["growth_low"] < row["growth"] < row["growth_high"]
    assert (row["flag"], row["sure"]) == ("turned", True)
    sector = the_row(turning.audits.filter(strength=1.0), dimension="sector", group="A", measure="selection_rate")
    assert (sector["value_before"], sector["value_after"], sector["flag"]) == (700 / 1500, 1 / 3, None)


def test_a_turn_that_stands_out_alone_is_not_sure_among_many_comparisons():
    # Of 1,000 in either group 120 against 150 before and 150 against 120 after: 1.97 errors from none both times.
    place = pl.int_range(2000, eager=True)
    before, after = (place % 1000 < pl.select(pl.when(place < 1000).then(low).otherwise(high)).to_series()
                     for low, high in ((120, 150), (150, 120)))  # fmt: skip
    noise = np.random.default_rng(3).integers(0, 2, (40, 2000)).astype(str)
    units = units_of([Block(1000, "yes"), Block(1000, "no")]).with_columns(
        *(pl.Series(f"noise{number}", column) for number, column in enumerate(noise)), before=before, after=after
    )
    beside = {f"noise{number}": f"noise{number}" for number in range(40)}
    alone, among = (
        the_row(
            before_and_after(units, groups, PLAN, measures=["selection_rate"], pairs=False, drawing=FEW),
            dimension="kind",
            group="yes",
        )
        for groups in (groups_of(units, kind="group"), groups_of(units, kind="group", **beside))
    )
    assert [(row["flag"], row["sure"]) for row in (alone, among)] == [("turned", True), ("turned", False)]
    assert 0.02 < alone["p_value"] == among["p_value"] < 0.05


def test_the_curve_tells_what_it_costs(turning):
    half, whole = turning.points.to_dicts()
    assert (half["chosen_before"], half["chosen_after"], half["moved"]) == (1000, 1000, 200)
    # A hundred of 0.9 make way for as many of 0.6, then a hundred more.
    assert (half["lost"], whole["lost"]) == pytest.approx((30.0, 60.0))
    assert whole["lost_share"] == pytest.approx(60 / (150 * 0.95 + 550 * 0.9 + 300 * 0.6))
    assert (whole["widest_before"], whole["widest_after"]) == pytest.approx((400 / 1500, 0.0))
    assert half["widest_after"] == pytest.approx(200 / 1500)
    assert (whole["may_steer"], whole["status"], whole["turned"]) == (True, "made", 2)


def test_of_figures_that_are_withheld_the_curve_tells_nothing(turning):
    rate = (pl.col("measure") == "selection_rate") & (pl.col("dimension") == "sector") & (pl.col("group") == "A")
    trait = pl.col("dimension") == "owner_origin"
    hidden = turning.audits.with_columns(
        pl.when(~rate).then("value_before").alias("value_before"), sure=pl.col("sure") & ~trait
    )
    told = with_effects(turning.points, hidden).filter(strength=1.0).row(0, named=True)
    assert (told["widest_before"], told["widest_after"], told["turned"]) == (0.0, pytest.approx(0.0), 0)
    assert told["lost"] == pytest.approx(60.0)


def test_intersections_are_in_the_audit(turning):
    told = turning.audits.filter(strength=1.0, dimension="sector x owner_origin", measure="selection_rate")
    row = the_row(told, group="A x yes")
    assert (row["value_before"], row["value_after"]) == pytest.approx((550 / 750, 350 / 750))
    # All or none chosen: no figure, and no flag.
    assert the_row(told, group="B x yes")["status_before"] == "not_estimable"
    assert the_row(told, group="B x yes")["flag"] is None


def test_the_audit_of_each_side_is_the_audit_of_that_choice():
    repair = by_thresholds(TURNING, TURNING_GROUPS, "sector", 1000)
    sides = [TURNING.with_columns(chosen=repair.choose(strength).chosen) for strength in (0.0, 1.0)]
    both = TURNING.with_columns(before=sides[0]["chosen"], after=sides[1]["chosen"])
    told = before_and_after(both, TURNING_GROUPS, PLAN, measures=["selection_rate"], pairs=False, drawing=FEW)
    for side, units in zip(("before", "after"), sides, strict=True):
        plain = group_figures(units, TURNING_GROUPS, PLAN, measures=["selection_rate"], resamples=300)
        for name in ("value", "low", "high", "difference", "difference_low", "difference_high", "status"):
            assert told[f"{name}_{side}"].to_list() == plain[name].to_list()


def test_error_rates_of_a_repair_come_from_the_random_arm():
    # All with a finding in the random arm of "yes" were chosen and are not after.
    drawn = {"probability": 0.5, "score": 0.5}
    units = units_of(
        [
            Block(40, "yes", outcome=True, **drawn),
            Block(40, "yes", outcome=False, **drawn),
            Block(40, "no", outcome=True, **drawn),
            Block(40, "no", outcome=False, **drawn),
        ]
    )
    place = pl.int_range(160, eager=True)
    sides = units.with_columns(before=place.is_in([*range(30), *range(80, 110)]), after=place.is_in(range(70, 110)))
    told = before_and_after(sides, groups_of(units, kind="group"), PLAN, drawing=FEW)
    row = the_row(told, measure="false_negative_rate", group="yes")
    assert (row["value_before"], row["difference_before"]) == (0.25, 0.0)
    assert row["status_after"] == "not_estimable"  # all were missed: exact bounds, no figure
    assert row["growth"] is None
    assert set(told["measure"]) == {"selection_rate", "precision", "false_positive_rate", "false_negative_rate",
                                    "visits_per_worker"}  # fmt: skip


def test_quotas_by_largest_remainder_add_up():
    now = pl.DataFrame({"group": ["a", "b", "c", None], "size": [50, 30, 20, 10], "now": [9, 1, 1, 4]})
    # Eleven of a hundred: 5.5, 3.3 and 2.2; the one that is left goes to the largest remainder. Who has no group stays.
    assert group_quotas(now, 1.0).to_list() == [6, 3, 2, 4]
    assert group_quotas(now, 0.5).to_list() == [7, 2, 2, 4]  # 7.25, 2.15 and 1.6
    assert group_quotas(now, 0.0).to_list() == [9, 1, 1, 4]


def test_thresholds_by_hand():
    scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    units = pl.DataFrame({"unit": list("abcdefgh"), "employer_id": list("abcdefgh"), "score": scores})
    groups = pl.DataFrame({"unit": list("abcdefgh"), "dimension": "sector", "group": list("AAABABBB")})
    repair = by_thresholds(units, groups, "sector", 4)
    assert units.filter(repair.choose(0.0).chosen)["unit"].to_list() == list("abcd")
    chosen = repair.choose(1.0)
    assert units.filter(chosen.chosen)["unit"].to_list() == list("abdf")  # two of four each
    assert chosen.expected == pytest.approx(0.9 + 0.8 + 0.6 + 0.4)
    least = units.join(groups, on="unit").filter(chosen.chosen).group_by("group").agg(pl.col("score").min())
    assert dict(least.iter_rows()) == {"A": 0.8, "B": 0.4}


tables = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", None]), st.floats(0, 1)), min_size=5, max_size=60
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(tables, st.floats(0, 1), st.floats(0, 1))
def test_a_repair_keeps_the_capacity_and_the_order_inside_groups_and_never_gains(rows, share, strength):
    names = [f"u{place:03d}" for place in range(len(rows))]
    units = pl.DataFrame({"unit": names, "employer_id": names, "score": [score for _, score in rows]})
    groups = pl.DataFrame(
        {"unit": names, "dimension": "kind", "group": pl.Series([group for group, _ in rows], dtype=pl.String)}
    ).drop_nulls()
    capacity = round(share * len(rows))
    repair = by_thresholds(units, groups, "kind", capacity)
    base, after = repair.choose(0.0), repair.choose(strength)
    assert base.chosen.sum() == after.chosen.sum() == capacity
    assert after.expected <= base.expected + 1e-9
    told = units.with_columns(chosen=after.chosen, group=pl.Series([group for group, _ in rows], dtype=pl.String))
    for _, part in told.group_by("group"):
        inside, left = part.filter("chosen")["score"], part.filter(~pl.col("chosen"))["score"]
        assert not len(inside) or not len(left) or inside.min() >= left.max()


def test_weights_of_kamiran_and_calders_by_hand():
    # Their formula: of ten cases six are of group a and four found something, three of them in a.
    units = pl.DataFrame({"unit": list("abcdefghijz"), "outcome": [True] * 3 + [False] * 3 + [True] + [False] * 4})
    groups = pl.DataFrame({"unit": list("abcdefghij"), "dimension": "kind", "group": ["a"] * 6 + ["b"] * 4})
    weights = reweighing_weights(units, groups, "kind", 1.0)["weight"].to_list()
    expected = [0.6 * 0.4 / 0.3] * 3 + [0.6 * 0.6 / 0.3] * 3 + [0.4 * 0.4 / 0.1] + [0.4 * 0.6 / 0.3] * 3 + [1.0]
    assert weights == pytest.approx(expected)
    assert reweighing_weights(units, groups, "kind", 0.0)["weight"].to_list() == [1.0] * 11
    assert reweighing_weights(units, groups, "kind", 0.5)["weight"][0] == pytest.approx(0.9)
    # A weight for open cases is kept: doubling all changes nothing but the size.
    double = reweighing_weights(units.with_columns(weight=pl.lit(2.0)), groups, "kind", 1.0)["weight"].to_list()
    assert double == pytest.approx([2 * weight for weight in expected])


def test_reweighing_brings_the_rates_of_choice_together():
    generator = np.random.default_rng(2)
    names = [f"u{place:04d}" for place in range(3000)]
    mark = generator.random(3000) < 0.5  # what the model sees, and what goes with the group
    group = np.where(generator.random(3000) < np.where(mark, 0.95, 0.05), "a", "b")
    other = generator.random(3000)
    outcome = generator.random(3000) < 0.1 + 0.15 * mark + 0.5 * other
    units = pl.DataFrame({"unit": names, "employer_id": names, "mark": mark, "other": other, "outcome": outcome})
    scored = units.with_columns(score=0.1 + 0.15 * pl.col("mark") + 0.5 * pl.col("other"))
    groups = pl.DataFrame({"unit": names, "dimension": "owner_origin", "group": group})
    refit = refit_trees(units, units, [ModelInput("mark"), ModelInput("other")], 1)
    repair = by_reweighing(scored, units, groups, "owner_origin", refit, 600)
    point = repair_curve(scored.drop("outcome"), groups, repair, PLAN, strengths=(1.0,), drawing=FEW).points.row(
        0, named=True
    )
    assert point["chosen_after"] == point["chosen_before"] == 600
    assert point["widest_after"] < point["widest_before"] / 2
    assert point["lost"] > 0
    assert (point["how"], point["may_steer"]) == ("reweighing", False)


def test_an_audit_trait_steers_nothing():
    assert may_steer("sector")
    assert may_steer("firm_age")
    assert not may_steer("owner_origin")
    assert not by_thresholds(TURNING, TURNING_GROUPS, "owner_origin", 1000).may_steer


def test_a_choice_that_cannot_be_made_is_told_as_such():
    made = by_thresholds(TURNING, TURNING_GROUPS, "sector", 1000)
    repair = Repair("limits", "sector", lambda strength: made.choose(strength) if strength < 1 else None)
    curve = repair_curve(TURNING, TURNING_GROUPS, repair, PLAN, strengths=(0.5, 1.0), pairs=False, drawing=FEW)
    assert curve.points["status"].to_list() == ["made", "infeasible"]
    assert curve.points["lost"].to_list() == [pytest.approx(30.0), None]
    assert curve.audits["strength"].unique().to_list() == [0.5]
    with pytest.raises(KompasError, match="no choice to repair"):
        repair_curve(TURNING, TURNING_GROUPS, Repair("limits", "sector", lambda strength: None), PLAN)
