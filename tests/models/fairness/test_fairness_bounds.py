"""Bounds from tables of cells: worked out by hand, by trying everything, and by many draws."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from models.fairness.bounds import aggregate_bounds, bounds_by_level, widest_cells
from tests.support.fairness_units import the_row


def cells_of(*rows, found=None):
    table = pl.DataFrame(rows, schema=["cell", "units", "chosen", "share_in_group"], orient="row")
    return table if found is None else table.with_columns(found=pl.Series(found, dtype=pl.Int64))


# Of A at least 50 - 40 of the 60 were chosen and at most 50; of B none or all 10 of its 10; C is open to nothing.
THREE = cells_of(("A", 100, 50, 0.6), ("B", 100, 20, 0.1), ("C", 50, 5, 0.0))


def test_bounds_by_hand():
    told = aggregate_bounds(THREE)
    group, others, gap = (the_row(told, of=name) for name in ("group", "others", "difference"))
    assert (group["low"], group["high"]) == pytest.approx((10 / 70, 60 / 70))
    assert (others["low"], others["high"]) == pytest.approx((15 / 180, 65 / 180))
    assert (gap["low"], gap["high"]) == pytest.approx((10 / 70 - 65 / 180, 60 / 70 - 15 / 180))
    assert (group["cells"], group["units"], group["in_group"]) == (3, 250, pytest.approx(70.0))
    assert (group["positives"], group["negatives"], group["status"]) == (75, 175, "estimated")
    assert group["limit_low"] < group["low"] < group["high"] < group["limit_high"]
    assert group["assumption"] is None  # no line through three cells


def test_limits_by_hand_where_no_cell_is_near_a_bend():
    # Of each cell the group is nine tenths and more than the others are chosen, by far: 10 of the others at most.
    told = the_row(aggregate_bounds(cells_of(("A", 1000, 500, 0.9), ("B", 1000, 500, 0.9))), of="group")
    assert (told["low"], told["high"]) == pytest.approx((800 / 1800, 1000 / 1800))
    error = np.sqrt(2 * 1000 * 0.25) / 1800
    assert (told["limit_low"], told["limit_high"]) == pytest.approx(
        (800 / 1800 - 1.96 * error, 1000 / 1800 + 1.96 * error), abs=1e-5
    )


def test_a_cell_on_a_bend_gives_back_what_chance_adds_to_it():
    # At most all 600 chosen can be of the others. Chance alone makes the smaller of chosen and others 0.399 errors too
    # few where both are 500.
    told = the_row(aggregate_bounds(cells_of(("A", 1000, 500, 0.5), ("B", 1000, 100, 0.0))), of="others")
    assert (told["low"], told["high"]) == pytest.approx((100 / 1500, 600 / 1500))
    errors = np.sqrt(1000) / 2, np.sqrt(1000 * (101 / 1002) * (901 / 1002))
    further = errors[0] * 0.398942 + 1.959964 * np.hypot(*errors)
    assert told["limit_high"] == pytest.approx(600 / 1500 + further / 1500, abs=1e-6)


def test_cells_of_one_kind_only_leave_nothing_open():
    told = aggregate_bounds(cells_of(("A", 100, 30, 1.0), ("B", 200, 20, 0.0)))
    for name, value in (("group", 0.3), ("others", 0.1), ("difference", 0.2)):
        row = the_row(told, of=name)
        assert (row["low"], row["high"]) == pytest.approx((value, value))


def test_hit_rate_by_hand():
    # 40 visits in a cell half of the group: 0 to 40 of them there. 10 found: none to all of what was visited there.
    # In the second cell everybody is of the group: 5 of 20.
    told = aggregate_bounds(cells_of(("A", 80, 40, 0.5), ("B", 20, 20, 1.0), found=[10, 5]))
    group, others = (the_row(told, measure="hit_rate", of=name) for name in ("group", "others"))
    assert group["low"] == pytest.approx(5 / 50)  # the 30 of A without a finding
    assert group["high"] == pytest.approx(15 / 30)  # the 10 of A with one
    assert (others["low"], others["high"]) == pytest.approx((0.0, 1.0))


@st.composite
def small_tables(draw):
    rows = []
    for cell in range(draw(st.integers(1, 2))):
        inside, outside = draw(st.integers(0, 4)), draw(st.integers(0, 4))
        chosen = draw(st.integers(0, inside + outside))
        rows.append((str(cell), inside, outside, chosen, draw(st.integers(0, chosen))))
    return rows


def allocations(table):
    """Every way in which the chosen and the finds of each cell may lie inside the group."""
    ways = [
        [
            (visits, finds)
            for visits in range(max(0, chosen - outside), min(chosen, inside) + 1)
            for finds in range(max(0, found - chosen + visits), min(found, visits) + 1)
        ]
        for _, inside, outside, chosen, found in table
    ]
    for way in product(*ways):
        yield sum(visits for visits, _ in way), sum(finds for _, finds in way)


@settings(max_examples=150, deadline=None)
@given(small_tables())
def test_bounds_are_the_best_and_worst_of_all_that_is_possible(table):
    # Ten times each cell keeps what is possible in tenths and lifts it above the minimum of ten.
    cells = pl.DataFrame(
        [(name, 10 * (i + o), 10 * c, i / (i + o) if i + o else 0.0, 10 * f) for name, i, o, c, f in table],
        schema=["cell", "units", "chosen", "share_in_group", "found"],
        orient="row",
    )
    told = aggregate_bounds(cells)
    inside, outside = (sum(row[place] for row in table) for place in (1, 2))
    visits, finds = (sum(row[place] for row in table) for place in (3, 4))
    for measure in ("selection_rate", "hit_rate"):
        rows = told.filter(measure=measure, status="estimated")
        if rows.is_empty():
            continue
        rates = {"group": [], "others": [], "difference": []}
        for here, hits in allocations(table):
            top, below = ((here, visits - here), (inside, outside))
            if measure == "hit_rate":
                top, below = (hits, finds - hits), (here, visits - here)
            group, others = (a / b if b else None for a, b in zip(top, below, strict=True))
            rates["group"] += [group] * (group is not None)
            rates["others"] += [others] * (others is not None)
            rates["difference"] += [group - others] if group is not None and others is not None else []
        for name, seen in rates.items():
            row = the_row(rows, of=name)
            if seen and (measure == "selection_rate" or name != "difference"):
                assert (row["low"], row["high"]) == pytest.approx((min(seen), max(seen)))
            if seen:
                assert row["low"] - 1e-9 <= min(seen)
                assert max(seen) <= row["high"] + 1e-9
            assert row["limit_low"] <= row["low"] <= row["high"] <= row["limit_high"]


def test_narrower_cells_narrow_the_bounds():
    mixed = cells_of(("A", 100, 30, 0.9), ("B", 100, 10, 0.1)).with_columns(country=pl.lit("NL"))
    told = bounds_by_level(mixed, ["country"])
    whole, narrow = (the_row(told, level=name, of="group") for name in ("country", "cell"))
    assert (whole["low"], whole["high"], whole["narrowed"]) == (0.0, pytest.approx(0.4), None)
    assert (narrow["low"], narrow["high"]) == pytest.approx((0.2, 0.4))  # 30 - 10 of A; all 30 of A and 10 of B
    assert narrow["narrowed"] == pytest.approx(0.5)


def test_which_cells_leave_most_open():
    told = widest_cells(THREE)
    assert told["cell"].to_list() == ["A", "B", "C"]
    assert told["brings"].to_list() == pytest.approx([40 / 70, 10 / 70, 0.0])


def test_an_ecological_line_is_told_with_its_assumption_and_may_be_refuted():
    shares = [place / 20 for place in range(1, 20)]
    even = [(f"c{place}", 1000, round(1000 * (0.1 + 0.2 * share)), share) for place, share in enumerate(shares)]
    told = the_row(aggregate_bounds(cells_of(*even)), of="difference")
    assert (told["assumption"], told["refuted"]) == ("same_rate_in_every_cell", False)
    assert told["assumed_value"] == pytest.approx(0.2, abs=1e-6)
    # If cells are even inside, the same table says something else.
    assert told["assumed_even"] == pytest.approx(0.2 * np.var(shares) / (np.mean(shares) * (1 - np.mean(shares))))
    # More are chosen in every cell the fewer of the group there are, beyond what others alone could be.
    steep = [(f"c{place}", 1000, round(1000 * (1 - share) ** 4), share) for place, share in enumerate(shares)]
    assert the_row(aggregate_bounds(cells_of(*steep)), of="group")["refuted"]


def test_too_few_to_tell():
    told = aggregate_bounds(cells_of(("A", 100, 9, 0.5)))
    assert set(told["status"]) == {"not_estimable"}
    assert told["low"].null_count() == 3


@pytest.mark.parametrize(
    "cells",
    [
        cells_of(("A", 10, 11, 0.5)),
        cells_of(("A", 10, 5, 1.5)),
        cells_of(("A", 10, 5, 0.5), ("A", 10, 5, 0.5)),
        cells_of(("A", 10, 5, 0.5), found=[6]),
        cells_of(("A", 10, None, 0.5)),
    ],
)
def test_figures_that_cannot_be_true_are_refused(cells):
    with pytest.raises(KompasError, match="cannot be true"):
        aggregate_bounds(cells)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_limits_hold_the_chance_at_the_edge_of_what_is_possible(share):
    """In each of 40 cells the group is chosen as seldom as can be, near a bend: the limit holds in 95 of 100 worlds."""
    generator = np.random.default_rng(4)
    held = []
    for _ in range(400):
        size, own = 60, round(60 * share)
        chance = np.full(40, 1 - share) + generator.normal(0, 0.05, 40)
        truth = np.maximum(0.0, chance * size - (size - own)).sum() / (40 * own)
        chosen = generator.binomial(size, chance)
        cells = cells_of(*((f"c{place}", size, int(count), own / size) for place, count in enumerate(chosen)))
        held.append(the_row(aggregate_bounds(cells), of="group")["limit_low"] <= truth)
    assert np.mean(held) >= 0.95
