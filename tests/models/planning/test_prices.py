"""What constraints cost, by solving anew."""

from dataclasses import replace

import numpy as np
import pytest

from models.planning.problem import GroupLimit
from models.planning.solving import prices, relaxed
from models.planning.words import price_text
from tests.support.planning_problems import drawn_region, problem_of

INF = float("inf")


def by_name(relaxation: object, step: float) -> dict[tuple[str, str], float]:
    return {(price.constraint, price.change): price.gain for price in prices(relaxation, step)}  # type: ignore[arg-type]


def test_an_hour_and_a_limit_by_hand() -> None:
    """Thirty hours, of which ten must go to the third, at 1 an hour; without it the second gets ten more, at 2."""
    group = GroupLimit("sector:A", at_least=True, hours=10, members=np.array([False, False, True]))
    problem = problem_of([[INF, INF, 10], [INF, INF, 30], [INF, INF, 10]], [[0, 0, 30], [0, 0, 60], [0, 0, 10]], [[30]],
                         limits=(group,))  # fmt: skip
    found = by_name(relaxed(problem), 2.0)
    assert found["hours:Noord-1", "hours"] == pytest.approx(2)
    assert found["sector:A at least", "at_least_step"] == pytest.approx(2)
    assert found["sector:A at least", "at_least_dropped"] == pytest.approx(10)


def test_a_limit_that_holds_nothing_back_costs_nothing() -> None:
    group = GroupLimit("sector:A", at_least=False, hours=100, members=np.array([True]))
    found = by_name(relaxed(problem_of([[INF, INF, 10]], [[0, 0, 3]], [[20]], limits=(group,))), 1.0)
    assert set(found.values()) == {0.0}


def test_prices_are_what_the_changed_problem_yields_more() -> None:
    problem = drawn_region(3_000, 21)
    relaxation = relaxed(problem)
    found = by_name(relaxation, 20.0)
    for place, limit in enumerate(problem.limits):
        side = "at_least" if limit.at_least else "at_most"
        step = replace(limit, hours=limit.hours + (-20.0 if limit.at_least else 20.0))
        for change, limits in (
            ("step", tuple(step if other is limit else other for other in problem.limits)),
            ("dropped", tuple(other for other in problem.limits if other is not limit)),
        ):
            gain = relaxed(replace(problem, limits=limits)).value - relaxation.value
            assert found[f"{limit.name} {side.replace('_', ' ')}", f"{side}_{change}"] == pytest.approx(gain, abs=0.02)
        assert found[f"{limit.name} {side.replace('_', ' ')}", f"{side}_dropped"] > 0, place
    more = problem.capacity.copy()
    more[2, relaxation.hours_price[2].argmax()] += 1
    gain = relaxed(replace(problem, capacity=more)).value - relaxation.value
    assert found["hours:Zuid-1", "hours"] == pytest.approx(gain, abs=0.02)


def test_prices_in_words() -> None:
    assert price_text("hours:Noord-1", "hours", 1.0, "nl") == "Eén uur meer voor team Noord-1"
    assert price_text("region:Noord", "at_least_step", 120.0, "nl") == "Regio Noord: ondergrens 120 uur lager"
    assert price_text("sector:A", "at_most_dropped", 0.0, "en") == "Sector A: without the upper limit"
