"""Beside the visits that lot drew of a kind of employer stand as many that were chosen."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.choices import Plan, PlanChoices
from models.planning.cover import CoverGroups, cover_groups, cover_limits
from models.planning.placing import NO_MONTH, Placed
from models.planning.plan import make_plan
from models.planning.problem import DESK_CHECK, LETTER, VISIT, GroupLimit
from models.planning.solving import InfeasiblePlanError, greedy, relaxed, solve
from models.planning.solving.board import Board, Prices
from models.planning.solving.pots import make_pots
from models.planning.strata import group_of_sector, stratum
from models.planning.words import group_name, planning_words
from tests.support.planning import ALL, MONTHS, NO_LINKS, capacity_of, frame_of
from tests.support.planning_problems import problem_of

INF = float("inf")
CHOICES = PlanChoices(MONTHS, replays=0, seed=7, random_share=0.15, comparison_share=0.0)
CAPACITY = capacity_of(("Noord-1", "Noord", (900, 700), ALL), ("Zuid-1", "Zuid", (500, 400), ALL))


def lopsided(size: int, seed: int) -> pl.DataFrame:
    """Return a frame in which the largest employers take the longest and yield least, so that no hours go there."""
    large = pl.col("size_class") == "50-99"
    changed = [
        *(
            pl.when(large).then(pl.col(name) + 20).otherwise(name).alias(name)
            for name in ("expected_hours", "mean_hours")
        ),
        *(
            pl.when(large).then(pl.col(name) * 0.2).otherwise(name).alias(name)
            for name in ("p_WML", "p_Wav", "p_Waadi")
        ),
    ]
    return frame_of(size, seed).with_columns(changed)


def visit_hours(plan: Plan, column: pl.Expr) -> pl.DataFrame:
    """Return hours of drawn and of chosen visits by group."""
    visits = plan.items.filter(pl.col("instrument").str.contains("visit") & ~pl.col("comparison"))
    drawn = pl.col("selection_ground") == "random"
    hours = pl.col("expected_hours")
    return visits.group_by(column.alias("group")).agg(
        drawn=hours.filter(drawn).sum(), chosen=hours.filter(~drawn).sum()
    )


GROUPS = (pl.col("size_class"), pl.col("sector").replace_strict(group_of_sector(), default="other"))


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.integers(100, 400), st.integers(0, 10_000), st.sampled_from([0.5, 1.0, 1.5]))
def test_chosen_visits_stand_beside_the_drawn_ones_or_nobody_is_left(size: int, seed: int, cover: float) -> None:
    frame = lopsided(size, seed)
    plan = make_plan(frame, CAPACITY, NO_LINKS, replace(CHOICES, seed=seed, cover=cover))
    assert plan.solution["cover"] == cover
    taken = set(plan.items["employer_id"])
    left = frame.filter(pl.col("eligible") & ~pl.col("employer_id").is_in(list(taken)))
    for column in GROUPS:
        for group, drawn, chosen in visit_hours(plan, column).iter_rows():
            assert chosen >= cover * drawn - 1e-6 or left.filter(column == group).is_empty(), group


def test_without_cover_the_kind_tells_what_was_drawn() -> None:
    frame = lopsided(300, 3)
    bare, covered = (make_plan(frame, CAPACITY, NO_LINKS, replace(CHOICES, cover=cover)) for cover in (0.0, 1.0))
    of_large = [visit_hours(plan, pl.col("size_class")).filter(group="50-99").row(0) for plan in (bare, covered)]
    assert of_large[0][1] == of_large[1][1] > 0  # The draw is the same.
    assert of_large[0][2] == 0
    assert of_large[1][2] >= of_large[1][1]
    assert covered.solution["value"] < bare.solution["value"]
    assert not bare.prices["constraint"].str.starts_with("cover").any()


def test_the_price_of_cover_is_told_and_how_much_was_drawn_is_not() -> None:
    told = make_plan(lopsided(300, 3), CAPACITY, NO_LINKS, CHOICES).prices
    cover = told.filter(pl.col("constraint").str.starts_with("cover:"))
    assert cover["change"].unique().to_list() == ["at_least_dropped"]
    assert cover["hours"].unique().to_list() == [0.0]
    assert cover.filter(constraint="cover:size_class:50-99 at least")["gain"].item() > 0
    named = {f"cover:sector_group:{group} at least" for group in ("agriculture", "construction", "hospitality")}
    assert named < set(cover["constraint"])


def test_cover_gives_way_where_somebody_asked_for_less() -> None:
    """Nothing may go to the large ones by choice: they have no cover then, but there is a plan, and it says so."""
    frame, choices = lopsided(300, 3), replace(CHOICES, max_shares={"size_class:50-99": 0.0})
    plan = make_plan(frame, CAPACITY, NO_LINKS, replace(choices, random_share=0.0))
    assert plan.solution["cover"] == 1.0
    drawn = make_plan(frame, CAPACITY, NO_LINKS, replace(CHOICES, max_shares={"size_class:50-99": 0.2}))
    assert drawn.solution["cover"] == 1.0
    tight = float(visit_hours(drawn, pl.col("size_class")).filter(group="50-99")["drawn"].item()) / 2000
    part = make_plan(frame, CAPACITY, NO_LINKS, replace(CHOICES, max_shares={"size_class:50-99": 1.6 * tight}))
    assert part.solution["cover"] == 0.5


def test_a_clash_that_is_not_of_cover_names_no_cover() -> None:
    choices = replace(CHOICES, min_shares={"sector:A": 0.9, "sector:F": 0.9})
    with pytest.raises(InfeasiblePlanError) as caught:
        make_plan(lopsided(300, 3), CAPACITY, NO_LINKS, choices)
    assert not any("cover" in name for name in caught.value.clash)


def small_groups() -> CoverGroups:
    table = pl.DataFrame({"size_class": ["1", "1", "2", None], "sector": ["A", "F", "A", "A"]})
    strata = table.select(stratum("size_class", "sector"))["stratum"]
    return cover_groups(strata, np.array([0, 0, 1, 1]), np.array([10.0, 20.0, 30.0, 40.0]))


def test_limits_by_hand() -> None:
    drawn = Placed(np.array([0, 2]), np.array([2, 2]), np.array([0, 0]), np.array([0, NO_MONTH]))
    room = np.array([[[15.0, 25.0]], [[100.0, 100.0]]])
    limits = cover_limits(small_groups(), drawn, np.array([False, True, True, True]), room, 3.0)
    told = {limit.name: (limit.hours, limit.members.tolist()) for limit in limits}
    assert all(limit.at_least and limit.visits_only for limit in limits)
    assert told == {
        "cover:size_class:1": (20.0, [True, True, False, False]),  # 30 asked; who is left takes 20
        "cover:size_class:2": (0.0, [False, False, True, False]),  # what was drawn there fits no month
        "cover:size_class:other": (0.0, [False, False, False, True]),
        "cover:sector_group:agriculture": (30.0, [True, False, True, True]),
        "cover:sector_group:construction": (0.0, [False, True, False, False]),
    }


def test_no_more_is_asked_than_months_and_regions_have() -> None:
    drawn = Placed(np.array([0, 1]), np.array([2, 2]), np.array([0, 0]), np.array([0, 0]))
    free = np.array([True, True, True, True])
    short = np.array([[[15.0, 19.0]], [[29.0, 29.0]]])
    asked = {limit.name: limit.hours for limit in cover_limits(small_groups(), drawn, free, short, 2.0)}
    assert asked["cover:size_class:1"] == 10.0  # 60 asked, and a visit of 20 hours fits no month
    few = np.array([[[22.0]], [[100.0]]])
    asked = {limit.name: limit.hours for limit in cover_limits(small_groups(), drawn, free, few, 2.0)}
    assert asked["cover:size_class:1"] == 22.0
    assert cover_limits(small_groups(), drawn, free, few, 0.0) == ()


def visits_of(hours: float) -> tuple[GroupLimit, ...]:
    return (GroupLimit("cover:size_class:2", at_least=True, hours=hours, members=np.ones(2, bool), visits_only=True),)


def test_only_visits_count_for_cover() -> None:
    worth = [[5.0, 6.0, 1.0], [5.0, 6.0, 1.0]]
    plan = solve(problem_of([[1, 8, 20]] * 2, worth, [[40]], limits=visits_of(1)), gap=0.0)
    assert sorted(plan.instrument.tolist()) == [1, 2]
    rule = greedy(problem_of([[1, 8, 20]] * 2, worth, [[40]], limits=visits_of(1)))
    assert 2 in rule.instrument.tolist()


def test_hours_of_letters_and_checks_do_not_make_cover_possible() -> None:
    problem = problem_of([[1, 8, INF], [1, 8, 5]], [[1, 1, 1]] * 2, [[40]], limits=visits_of(6))
    with pytest.raises(InfeasiblePlanError) as caught:
        relaxed(problem)
    assert caught.value.clash == ("cover:size_class:2 at least",)
    assert caught.value.texts["nl"].startswith(
        "Gekozen bezoeken naast de gelote: Grootteklasse 2 moet ten minste 6 uur"
    )


def test_groups_are_named_in_both_languages() -> None:
    assert group_name("cover:size_class:5-9", "en") == "Chosen visits beside the drawn ones: Size class 5-9"
    assert group_name("sector_group:hospitality", "nl") == "Sectorgroep horeca"
    assert set(planning_words()["sector_groups"]) == {*group_of_sector().values(), "other"}


def test_hours_of_letters_and_checks_count_for_no_cover() -> None:
    problem = problem_of([[1, 8, 20]] * 2, [[1, 1, 1]] * 2, [[40]], limits=visits_of(6))
    board = Board(problem, make_pots(problem, pooled=True))
    assert [bool(board.counted_one(0, kind)[0]) for kind in (LETTER, DESK_CHECK, VISIT)] == [False, False, True]
    counted = board.counted(np.array([0, 0, 1]), np.array([LETTER, VISIT, DESK_CHECK]))
    assert counted.tolist() == [[False, True, False]]
    prices = Prices(np.array([0.0]), np.array([2.0]), np.zeros(0))
    assert board.per_hour(prices).tolist() == [[0, 0], [-2, -2]]
