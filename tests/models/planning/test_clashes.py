"""Which constraints clash: together they cannot be kept, and without any one of them they can."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.problem import GroupLimit, Problem, Team
from models.planning.solving import InfeasiblePlanError, relaxed
from models.planning.words import planning_words
from tests.support.planning_problems import EVERY_LAW, problem_of

INF = float("inf")
PLENTY = 1e6


def region_limit(hours: float) -> GroupLimit:
    return GroupLimit("region:Noord", at_least=True, hours=hours, members=np.array([True] * 200 + [False] * 200))


def two_regions(limits: tuple[GroupLimit, ...], noord: float = 800.0) -> Problem:
    teams = (Team("Noord-1", "Noord", EVERY_LAW), Team("Zuid-1", "Zuid", EVERY_LAW))
    return problem_of(
        [[1, 8, 20]] * 400,
        [[1, 2, 3]] * 400,
        [[noord], [2200]],
        teams=teams,
        region=[0] * 200 + [1] * 200,
        limits=limits,
    )


def test_a_region_that_must_get_more_than_its_teams_have() -> None:
    with pytest.raises(InfeasiblePlanError) as caught:
        relaxed(two_regions((region_limit(1_200),)))
    assert caught.value.clash == ("region:Noord at least", "hours:Noord-1")
    assert caught.value.what == (
        "Region Noord must get at least 1,200 hours (40% of the hours to be given out). Team Noord-1 has 800 hours."
    )
    assert caught.value.texts["nl"] == (
        "Regio Noord moet ten minste 1.200 uur krijgen (40% van de uren die te verdelen zijn). "
        "Team Noord-1 heeft 800 uur."
    )
    assert "lower limits" in caught.value.remedy


def test_a_group_with_too_few_to_choose_from() -> None:
    few = GroupLimit("sector:A", at_least=True, hours=100, members=np.arange(400) < 3)
    with pytest.raises(InfeasiblePlanError) as caught:
        relaxed(two_regions((few,)))
    assert caught.value.clash == ("sector:A at least",)
    assert "At most 60 hours can be spent" in caught.value.what


def test_a_lower_limit_within_an_upper_one() -> None:
    inner, outer = np.arange(400) < 50, np.arange(400) < 100
    limits = (
        GroupLimit("sector:A", at_least=True, hours=300, members=inner),
        GroupLimit("size_class:1", at_least=False, hours=200, members=outer),
        region_limit(500),
    )
    with pytest.raises(InfeasiblePlanError) as caught:
        relaxed(two_regions(limits))
    assert caught.value.clash == ("sector:A at least", "size_class:1 at most")


def test_limits_that_can_be_kept_raise_nothing() -> None:
    assert relaxed(two_regions((region_limit(800),))).value > 0


def test_every_sentence_is_there_in_both_languages() -> None:
    words = planning_words()
    for part in ("groups", "clash", "prices"):
        assert all(set(texts) == {"nl", "en"} for texts in words[part].values())


def _clash(problem: Problem) -> tuple[str, ...]:
    try:
        relaxed(problem)
    except InfeasiblePlanError as caught:
        return caught.clash
    return ()


def _without(problem: Problem, name: str) -> Problem:
    capacity = problem.capacity.copy()
    for place, team in enumerate(problem.teams):
        if name == f"hours:{team.name}":
            capacity[place] = PLENTY
    kept = [limit for limit in problem.limits if name != f"{limit.name} {'at least' if limit.at_least else 'at most'}"]
    return replace(problem, capacity=capacity, limits=tuple(kept))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_a_clash_cannot_be_kept_and_misses_nothing(seed: int) -> None:
    generator = np.random.default_rng(seed)
    groups = generator.random((4, 400)) < 0.3
    limits = tuple(
        GroupLimit(
            f"sector:{place}", at_least=bool(place % 2), hours=float(generator.integers(50, 2_500)), members=group
        )
        for place, group in enumerate(groups)
    )
    problem = two_regions(limits, noord=float(generator.integers(50, 900)))
    clash = _clash(problem)
    if not clash:
        assert relaxed(problem).value > 0
        return
    names = [f"{limit.name} {'at least' if limit.at_least else 'at most'}" for limit in limits]
    for name in [*names, "hours:Noord-1", "hours:Zuid-1"]:
        if name not in clash:
            problem = _without(problem, name)
    assert _clash(problem) == clash
    for name in clash:
        assert _clash(_without(problem, name)) == ()
