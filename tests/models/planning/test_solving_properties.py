"""Whatever the problem, a plan keeps to its constraints, and is as good as it says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.problem import GroupLimit, Problem
from models.planning.solving import InfeasiblePlanError, greedy, relaxed, solve
from models.planning.solving.columns import joined
from models.planning.solving.core import violated
from tests.support.plan_search import best_by_search
from tests.support.planning_problems import broken, drawn_problems, drawn_region

SEARCHED = settings(max_examples=60, deadline=None)


@SEARCHED
@given(drawn_problems(employers=4))
def test_a_small_plan_is_the_best_of_all_plans(problem: Problem) -> None:
    best = best_by_search(problem)
    if best is None:
        with pytest.raises(InfeasiblePlanError):
            solve(problem, gap=0.0)
        return
    plan = solve(problem, gap=0.0)
    assert broken(problem, plan) == []
    assert plan.total == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert plan.bound >= best - 1e-6
    assert plan.bound == pytest.approx(best, rel=1e-4, abs=1e-4)


@SEARCHED
@given(drawn_problems(employers=6))
def test_the_relaxation_is_never_below_a_plan(problem: Problem) -> None:
    try:
        plan = solve(problem, gap=0.01)
    except InfeasiblePlanError:
        return
    assert plan.bound >= plan.total
    assert relaxed(problem).bound >= plan.total - 1e-9


@SEARCHED
@given(drawn_problems(employers=6, with_limits=False), st.integers(0, 1), st.integers(1, 10))
def test_more_hours_never_lower_the_yield(problem: Problem, team: int, hours: int) -> None:
    more = problem.capacity.copy()
    more[team, 0] += hours
    before, after = solve(problem, gap=0.0), solve(replace(problem, capacity=more), gap=0.0)
    assert after.total >= before.total - 1e-6


@pytest.mark.parametrize("seed", [1, 2])
def test_a_larger_plan_keeps_to_everything_and_meets_its_gap(seed: int) -> None:
    problem = drawn_region(4_000, seed)
    plan, rule = solve(problem, gap=0.02), greedy(problem)
    assert broken(problem, plan) == []
    assert plan.gap <= 0.02
    assert plan.status == "within_gap"
    assert (plan.bundle >= 0).any()
    assert [fault for fault in broken(problem, rule) if fault != "sector:0"] == []
    assert plan.total > 1.05 * rule.total


def test_more_hours_lower_a_larger_plan_by_no_more_than_the_gap() -> None:
    problem = drawn_region(4_000, 3)
    more = replace(problem, capacity=problem.capacity + 5.0)
    before, after = solve(problem, gap=0.02), solve(more, gap=0.02)
    assert after.bound >= before.bound * (1 - 1e-4)
    assert after.total >= before.total * (1 - 0.02)


@pytest.mark.slow
def test_the_same_problem_gives_the_same_plan() -> None:
    problem = drawn_region(3_000, 4)
    one, other = solve(problem), solve(problem)
    for name in ("employer", "instrument", "team", "month", "bundle", "hours_price"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("seed", [5, 6])
def test_prices_from_a_part_are_those_of_everybody(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = drawn_region(8_000, seed)
    monkeypatch.setattr("models.planning.solving.relaxation.ALL_COLUMNS", 10**9)
    at_once = relaxed(problem)
    monkeypatch.setattr("models.planning.solving.relaxation.ALL_COLUMNS", 1_000)
    monkeypatch.setattr("models.planning.solving.relaxation.CORE_EMPLOYERS", 150)
    by_parts = relaxed(problem)
    assert len(by_parts.core.settled) > 0
    assert len(at_once.core.settled) == 0
    assert by_parts.value == pytest.approx(at_once.value, rel=1e-4)
    assert by_parts.bound == pytest.approx(at_once.bound, rel=1e-4)


def test_when_rounds_run_out_more_is_taken_and_no_link_stays_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = drawn_region(4_000, 7)
    usual = relaxed(problem)
    monkeypatch.setattr("models.planning.solving.relaxation.ALL_COLUMNS", 1_000)
    monkeypatch.setattr("models.planning.solving.relaxation.CORE_EMPLOYERS", 20)
    monkeypatch.setattr("models.planning.solving.relaxation.MOST_ROUNDS", 1)
    hurried = relaxed(problem)
    assert hurried.value == pytest.approx(usual.value, rel=1e-4)
    assert hurried.bound == pytest.approx(usual.bound, rel=1e-4)
    columns = joined([hurried.core.columns, hurried.core.settled])
    shares = np.concatenate([hurried.answer.shares, np.ones(len(hurried.core.settled))])
    assert len(violated(columns, shares, problem.links)) == 0


@settings(max_examples=30, deadline=None)
@given(drawn_problems(employers=6))
def test_a_plan_in_pots_is_never_below_the_rule(problem: Problem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.planning.solving.solver.EXACT_COLUMNS", 0)
        patch.setattr("models.planning.solving.solver.NEAR_COLUMNS", 30)
        try:
            plan = solve(problem, gap=0.0)
        except InfeasiblePlanError:
            return
    rule = greedy(problem)
    assert broken(problem, plan) == []
    assert plan.bound >= plan.total
    if not broken(problem, rule):
        assert plan.total >= rule.total - 1e-9


def test_hours_of_visits_only_have_their_own_price(monkeypatch: pytest.MonkeyPatch) -> None:
    """A price that letters and checks do not earn: settled employers too must be priced by their instrument."""
    problem = drawn_region(4_000, 8)
    group = np.random.default_rng(8).random(4_000) < 0.2
    cover = GroupLimit(
        "cover:size_class:1", at_least=True, hours=0.3 * problem.capacity.sum(), members=group, visits_only=True
    )
    problem = replace(problem, limits=(*problem.limits, cover))
    at_once = relaxed(problem)
    monkeypatch.setattr("models.planning.solving.relaxation.ALL_COLUMNS", 1_000)
    monkeypatch.setattr("models.planning.solving.relaxation.CORE_EMPLOYERS", 150)
    by_parts = relaxed(problem)
    assert by_parts.prices.group[-1] > 0
    for found in (at_once, by_parts):
        assert found.bound == pytest.approx(found.value, rel=1e-4)
    assert by_parts.value == pytest.approx(at_once.value, rel=1e-4)
    plan = solve(problem, gap=0.03, relaxation=by_parts)
    assert broken(problem, plan) == []
