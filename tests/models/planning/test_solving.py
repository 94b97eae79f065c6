"""Plans worked out by hand, and the relaxation for many draws."""

from dataclasses import replace

import numpy as np
import pytest

from models.planning.problem import DESK_CHECK, LETTER, VISIT, GroupLimit, Team
from models.planning.solving import Variant, greedy, relaxed, replayed, solve
from models.planning.solving.columns import Columns, singles
from models.planning.solving.core import violated
from tests.support.planning_problems import EVERY_LAW, drawn_region, problem_of

INF = float("inf")


def test_the_best_plan_is_not_the_best_per_hour() -> None:
    """Eleven hours: 6 hours at 12 leave 5 hours for 5 (17); two of 5 hours at 9 make 18; the rule takes the first."""
    problem = problem_of([[INF, INF, 6], [INF, INF, 5], [INF, INF, 5]], [[0, 0, 12.6], [0, 0, 9], [0, 0, 9]], [[10]])
    plan, rule = solve(problem, gap=0.0), greedy(problem)
    assert sorted(plan.employer.tolist()) == [1, 2]
    assert plan.total == 18
    assert plan.bound == pytest.approx(18)
    assert rule.employer.tolist() == [0]
    assert rule.total == 12.6


def test_an_employer_gets_one_instrument() -> None:
    problem = problem_of([[1, 4, 10]], [[1, 3, 5]], [[4, 10]])
    plan = solve(problem, gap=0.0)
    assert (plan.instrument.tolist(), plan.month.tolist(), plan.total) == ([VISIT], [1], 5)


def test_linked_employers_are_not_both_looked_at_but_a_letter_is_no_look() -> None:
    problem = problem_of([[1, 4, INF], [1, 4, INF]], [[1, 6, 0], [1, 5, 0]], [[100]], links=[(0, 1)])
    plan = solve(problem, gap=0.0)
    assert plan.employer.tolist() == [0, 1]
    assert plan.instrument.tolist() == [DESK_CHECK, LETTER]
    assert plan.total == 7


def test_linked_employers_are_visited_jointly_in_one_month_by_their_own_teams() -> None:
    teams = (Team("Noord-1", "Noord", EVERY_LAW), Team("Zuid-1", "Zuid", EVERY_LAW))
    problem = problem_of(
        [[INF, INF, 8], [INF, INF, 9]],
        [[0, 0, 4], [0, 0, 5]],
        [[8, 20], [0, 9]],
        teams=teams,
        region=[0, 1],
        links=[(0, 1)],
        bundles=((0, 1),),
    )
    plan = solve(problem, gap=0.0)
    assert plan.bundle.tolist() == [0, 0]
    assert plan.month.tolist() == [1, 1]
    assert plan.team.tolist() == [0, 1]
    assert plan.total == 9


def test_a_team_brings_only_the_laws_that_it_can_examine_and_that_hold() -> None:
    teams = (Team("Noord-1", "Noord", frozenset({"WML"})), Team("Noord-2", "Noord", frozenset({"Waadi"})))
    problem = problem_of([[INF, INF, 10]], [[0, 0, 2]], [[10, 10], [10, 10]], teams=teams)
    worth = problem.value.copy()
    worth[0, VISIT, 2] = 3
    weight = problem.law_weight.copy()
    weight[0, 2] = 0
    plan = solve(replace(problem, value=worth, law_weight=weight), gap=0.0)
    assert (plan.team.tolist(), plan.month.tolist(), plan.total) == ([1], [1], 3)


def test_travel_takes_hours_of_a_visit_only() -> None:
    problem = problem_of([[INF, 8, 8]], [[0, 2, 3]], [[8]], travel=[[1.0], [INF]])
    assert solve(problem, gap=0.0).instrument.tolist() == [DESK_CHECK]


def test_an_upper_limit_holds_a_group_back() -> None:
    group = GroupLimit("sector:A", at_least=False, hours=10, members=np.array([True, True, False]))
    problem = problem_of([[INF, INF, 10]] * 3, [[0, 0, 3], [0, 0, 2], [0, 0, 1]], [[20]], limits=(group,))
    plan = solve(problem, gap=0.0)
    assert plan.employer.tolist() == [0, 2]


def test_nobody_to_visit_and_no_hours_make_an_empty_plan() -> None:
    problem = problem_of([[INF, INF, 10]], [[0, 0, 3]], [[0]])
    plan = solve(problem)
    assert (len(plan), plan.total, plan.bound, plan.gap) == (0, 0, 0, 0)


def test_an_hour_costs_what_the_employer_at_the_margin_yields() -> None:
    problem = problem_of([[INF, INF, 10], [INF, INF, 10]], [[0, 0, 30], [0, 0, 20]], [[15]])
    relaxation = relaxed(problem)
    assert relaxation.hours_price.tolist() == [[pytest.approx(2.0)]]
    assert relaxation.value == pytest.approx(40)
    assert relaxation.shares().tolist() == [[0, pytest.approx(1)], [0, pytest.approx(0.5)]]


def test_a_replay_is_the_relaxation_of_the_changed_problem() -> None:
    problem = drawn_region(4_000, 11)
    relaxation = relaxed(problem)
    generator = np.random.default_rng(1)
    variants = [
        Variant(
            problem.capacity * generator.uniform(0.95, 1.05, problem.capacity.shape), generator.random(4_000) < 0.05
        )
        for _ in range(3)
    ]
    for variant, shares in zip(variants, replayed(relaxation, variants), strict=True):
        anew = relaxed(
            replace(problem, capacity=variant.capacity, eligible=problem.eligible & ~variant.barred)
        ).shares()
        assert shares[variant.barred].max() == 0
        assert np.abs(shares - anew).sum() < 0.02 * anew.sum()


def test_a_replay_takes_other_limits() -> None:
    group = GroupLimit("sector:A", at_least=False, hours=10, members=np.array([True, True]))
    problem = problem_of([[INF, INF, 10]] * 2, [[0, 0, 3], [0, 0, 2]], [[20]], limits=(group,))
    variant = Variant(problem.capacity, np.zeros(2, bool), limits=np.array([15.0]))
    (shares,) = replayed(relaxed(problem), [variant])
    assert shares[:, 1].tolist() == pytest.approx([1, 0.5])


def test_a_visit_longer_than_every_month_is_no_way_to_use_hours() -> None:
    """Two months of twenty hours are forty together, but no visit of thirty fits in either."""
    problem = problem_of([[INF, INF, 30], [INF, INF, 10]], [[0, 0, 60], [0, 0, 10]], [[20, 20]])
    assert relaxed(problem).value == pytest.approx(10)
    assert relaxed(problem).bound == pytest.approx(10)


def test_a_link_is_broken_by_two_looks_that_are_not_joint() -> None:
    place, links = np.arange(2), np.array([[0, 1]])
    alone = singles(place, np.array([VISIT, DESK_CHECK]), place * 0, np.ones(2), np.ones(2))
    letter = singles(place, np.array([VISIT, LETTER]), place * 0, np.ones(2), np.ones(2))
    joint = Columns(np.ones(1), np.zeros(1, np.int64), place * 0, place, place * 0 + VISIT, place * 0, np.ones(2))
    assert violated(alone, np.array([0.6, 0.6]), links).tolist() == [0]
    assert violated(alone, np.array([0.5, 0.5]), links).tolist() == []
    assert violated(letter, np.array([1.0, 1.0]), links).tolist() == []
    assert violated(joint, np.array([1.0]), links).tolist() == []
