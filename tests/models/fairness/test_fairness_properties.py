"""What must hold whatever the units are: names do not matter, equal groups do not differ, parts add up."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.fairness.figures import Choice, group_figures
from tests.support.fairness_units import Block, groups_of, units_of

NAMES = ["selection_rate", "hit_rate", "false_negative_rate", "visits_per_worker"]
FIGURES = ["value", "low", "high", "difference", "difference_low", "difference_high", "p_value"]

counts = st.integers(0, 60)
blocks = st.builds(
    Block,
    count=counts,
    group=st.sampled_from(["a", "b", "c"]),
    chosen=st.booleans(),
    outcome=st.sampled_from([True, False, None]),
    probability=st.sampled_from([0.1, 0.25, None]),
    workers=st.integers(1, 50),
    visits=st.integers(0, 3),
    each=st.integers(1, 3),
)
worlds = st.lists(blocks, min_size=3, max_size=8).map(units_of).filter(len)


def figures_of(units, column="group"):
    columns = [name for name in NAMES if not name.startswith("false") or units["drawn"].any()]
    told = group_figures(units, groups_of(units, kind=column), Choice("plan"), measures=columns, resamples=100)
    return told.sort("measure", "group")


@settings(max_examples=25, deadline=None)
@given(worlds, st.permutations(["a", "b", "c"]))
def test_other_names_give_the_same_figures_under_the_other_names(units, names):
    other = dict(zip("abc", names, strict=True))
    renamed = figures_of(units.with_columns(group=pl.col("group").replace(other)))
    expected = figures_of(units).with_columns(group=pl.col("group").replace(other)).sort("measure", "group")
    assert renamed.drop(FIGURES, "p_adjusted", "others_value").equals(
        expected.drop(FIGURES, "p_adjusted", "others_value")
    )
    for name in FIGURES:
        assert renamed[name].to_list() == pytest.approx(expected[name].to_list(), nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(worlds)
def test_a_group_that_is_as_all_others_does_not_differ(units):
    twins = [
        units.with_columns(
            pl.format("{}-{}", name, pl.lit(twin)).alias(name) for name in ("unit", "employer_id")
        ).with_columns(twin=pl.lit(twin))
        for twin in ("one", "other")
    ]
    told = figures_of(pl.concat(twins), "twin").drop_nulls("difference")
    assert told["difference"].to_list() == pytest.approx([0.0] * len(told))
    assert told["p_value"].to_list() == pytest.approx([1.0] * len(told))
    assert not told["notable"].any()


@settings(max_examples=25, deadline=None)
@given(worlds)
def test_splitting_a_group_keeps_totals_and_leaves_others_as_they_are(units):
    # Employers stay whole.
    odd = pl.col("employer_id").rank("dense") % 2 == 0
    split = units.with_columns(
        group=pl.when((pl.col("group") == "a") & odd).then(pl.lit("a2")).otherwise(pl.col("group"))
    )
    whole, parts = figures_of(units), figures_of(split)
    # A small part may hide itself and a neighbour: what is told both times is compared.
    rest = whole.filter(pl.col("group") != "a").join(parts, on=["measure", "group"], suffix="_after")
    for name in ("positives", "negatives", "units", "status"):
        assert rest[f"{name}_after"].equals(rest[name].alias(f"{name}_after"))
    for name in ("value", "others_value", "difference"):
        assert rest[f"{name}_after"].to_list() == pytest.approx(rest[name].to_list(), nan_ok=True)
    halves = parts.filter(pl.col("group").is_in(["a", "a2"]))
    if halves["group"].n_unique() == 2:
        totals = halves.group_by("measure").agg(pl.col("positives", "negatives", "units").sum()).sort("measure")
        assert totals.equals(whole.filter(group="a").select("measure", "positives", "negatives", "units"))


@settings(max_examples=25, deadline=None)
@given(worlds)
def test_every_figure_lies_in_its_interval_and_none_is_told_below_the_minimum(units):
    told = figures_of(units)
    known = told.drop_nulls("value")
    assert (known["low"] <= known["value"] + 1e-9).all()
    assert (known["value"] <= known["high"] + 1e-9).all()
    assert (known["status"] == "estimated").all()
    assert known.select(pl.min_horizontal("positives", "negatives")).to_series().ge(10).all()
    few = told.filter(pl.min_horizontal("positives", "negatives") < 10)
    assert few["value"].is_null().all()
    assert few["difference"].is_null().all()
    differing = told.drop_nulls("p_value")
    clear = (differing["difference_low"] > 0) | (differing["difference_high"] < 0)
    assert ((differing["p_value"] < 0.05) == clear).all()
