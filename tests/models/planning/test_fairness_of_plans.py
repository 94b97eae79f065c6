"""Limits of a plan as a repair, and the plan under each objective."""

from dataclasses import replace

import polars as pl
import pytest

from data_contracts.errors import KompasError
from models.fairness.before_after import Drawing
from models.fairness.figures import Choice
from models.fairness.groups import open_groups
from models.fairness.mitigation import repair_curve
from models.fairness.objectives import AUDITED, objective_audit
from models.planning.choices import PlanChoices
from models.planning.limit_repair import Planned, by_limits, hour_shares
from models.planning.objective_plans import plans_by_objective
from tests.support.planning import ALL, MONTHS, NO_LINKS, capacity_of, frame_of

FRAME = frame_of(200).with_columns(
    # Sector A is likelier by far, so that the plan goes there.
    pl.when(pl.col("sector") == "A").then(pl.col(f"p_{law}") + 0.3).otherwise(pl.col(f"p_{law}")).alias(f"p_{law}")
    for law in ("WML", "Wav", "Waadi")
)
PLANNED = Planned(
    FRAME,
    capacity_of(("Noord-1", "Noord", (400, 300), ALL), ("Zuid-1", "Zuid", (200, 150), ALL)),
    NO_LINKS,
    PlanChoices(MONTHS, replays=0, gap=0.02, seed=7),
)
UNITS = FRAME.select("employer_id", unit="employer_id", workers=pl.lit(3))
GROUPS = open_groups(FRAME.with_columns(unit="employer_id", as_of=pl.lit(MONTHS[0])))


@pytest.fixture(scope="module")
def curve():
    repair = by_limits(PLANNED, UNITS, "sector")
    return repair_curve(
        UNITS, GROUPS, repair, Choice("plan"), strengths=(0.3, 0.6), pairs=False, drawing=Drawing(resamples=200)
    )


def test_limits_narrow_the_gap_and_cost_findings(curve):
    half, whole = curve.points.to_dicts()
    assert (half["how"], half["may_steer"], half["status"]) == ("limits", True, "made")
    assert 0 < half["lost"] < whole["lost"] < whole["expected_before"]
    sector = curve.audits.filter(dimension="sector", group="A", measure="selection_rate").sort("strength")
    before, after = sector["difference_before"].to_list(), sector["difference_after"].to_list()
    assert before[0] > 0.3
    assert before[0] > after[0] > after[1]


def test_hours_keep_to_the_limits():
    base = PLANNED.plan()
    shares = hour_shares(FRAME, base, "sector")
    fair = FRAME.group_by("sector").agg(pl.col("expected_hours").sum()).sort("sector")
    assert shares["fair"].to_list() == pytest.approx((fair["expected_hours"] / fair["expected_hours"].sum()).to_list())
    over = shares.filter(pl.col("now") > pl.col("fair"))
    assert over["group"].to_list() == ["A"]
    limited = PLANNED.plan(max_shares={"sector:A": over["fair"][0]})
    now = hour_shares(FRAME, limited, "sector").filter(group="A")["now"][0]
    assert now <= over["fair"][0] + 1e-6 < over["now"][0]


def test_limits_that_were_asked_for_stay():
    tight = replace(PLANNED, choices=replace(PLANNED.choices, max_shares={"sector:A": 0.2}))
    point = by_limits(tight, UNITS, "sector").choose(0.5)
    assert point is not None
    base = by_limits(tight, UNITS, "sector").choose(0.0)
    in_a = FRAME["sector"] == "A"
    assert (point.chosen & in_a).sum() <= (base.chosen & in_a).sum()


@pytest.mark.parametrize(("dimension", "why"), [("owner_origin", "may not steer"), ("firm_age", "cannot limit")])
def test_what_may_not_or_cannot_be_limited_is_refused(dimension, why):
    with pytest.raises(KompasError, match=why):
        by_limits(PLANNED, UNITS, dimension)


def test_the_plan_under_each_objective_is_best_by_its_own_measure():
    looked, yields = plans_by_objective(PLANNED, UNITS)
    assert looked.columns == ["unit", *AUDITED]
    own = yields.filter(pl.col("objective") == pl.col("measure"))
    assert own["of_best"].min() > 0.99  # the solver's gap is half a percent
    assert yields["of_best"].max() == 1.0


def test_overlap_by_hand():
    # Hits take the first four of ten and workers the last two of these and one more; lot drew the last, under each.
    units = pl.DataFrame({"unit": [f"u{place}" for place in range(10)], "workers": 2}).with_columns(employer_id="unit")
    drawn = [None]
    choices = units.select(
        "unit",
        hits=pl.Series([True] * 4 + [False] * 5 + drawn),
        workers=pl.Series([False] * 2 + [True] * 3 + [False] * 4 + drawn),
    )
    overlap = objective_audit(units, GROUPS.clear(), choices, Choice("plan")).overlap.row(0, named=True)
    assert overlap == {"first": "hits", "second": "workers", "both": 2, "first_only": 2, "second_only": 1,
                       "shared": 0.4, "by_lot": pytest.approx(4 * 3 / 9)}  # fmt: skip


def test_small_cells_of_one_objective_hide_under_all():
    names = [f"u{place:03d}" for place in range(90)]
    units = pl.DataFrame({"unit": names, "employer_id": names, "workers": 2})
    place = pl.int_range(90, eager=True)
    groups = pl.DataFrame({"unit": names, "dimension": "sector", "group": ["A"] * 30 + ["B"] * 30 + ["C"] * 30})
    # Hits take 15 of A, 12 of B, 10 of C; workers 3 of A, 12 of B, 10 of C. The next smallest, C, hides with A.
    choices = units.select(
        "unit",
        hits=place.is_in([*range(15), *range(30, 42), *range(60, 70)]),
        workers=place.is_in([*range(3), *range(30, 42), *range(60, 70)]),
    )
    told = objective_audit(units, groups, choices, Choice("plan"), drawing=Drawing(resamples=100))
    rates = {(row["group"], row["objective"]): row["chosen"] for row in told.rates.to_dicts()}
    assert rates == {("A", "hits"): None, ("A", "workers"): None, ("B", "hits"): 12, ("B", "workers"): 12,
                     ("C", "hits"): None, ("C", "workers"): None}  # fmt: skip
    difference = told.differences.filter(group="B", measure="selection_rate").row(0, named=True)
    assert (difference["objective"], difference["value_before"], difference["value_after"]) == ("workers", 0.4, 0.4)
