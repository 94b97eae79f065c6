"""Team and month by lot where they make no difference, so that neither tells how an employer came into the plan."""

from itertools import combinations

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.planning.problem import INSTRUMENTS, Problem
from models.planning.solving import Solution


def mix_cells(problem: Problem, solution: Solution, generator: np.random.Generator) -> tuple[Integers, Integers]:
    """Return a team and a month for each of the solver's items: as good, and by lot.

    The solver fills teams and months in some order of its own. Items of the same instrument and about equal hours
    change places, by lot, between teams of a region that can examine the same laws and months in which the same laws
    hold; the hours of each team and month are kept. Joint visits stay where they are.

    Args:
        problem: The problem that was solved.
        solution: What the solver chose.
        generator: The lots.
    """
    cells = [(team, month) for team in range(len(problem.teams)) for month in range(len(problem.months))]
    at = solution.team * len(problem.months) + solution.month
    slack = problem.capacity.ravel() - np.bincount(at, weights=solution.hours, minlength=len(cells))
    groups = [(solution.bundle < 0) & (solution.instrument == kind) for kind in range(len(INSTRUMENTS))]
    kinds = [_kind(problem, team, month) for team, month in cells]
    for first, second in combinations(range(len(cells)), 2):
        if kinds[first] == kinds[second]:
            for moves in groups:
                _swap(at, (first, second), solution.hours, slack, moves, generator)
    return at // len(problem.months), at % len(problem.months)


def _kind(problem: Problem, team: int, month: int) -> tuple[object, ...]:
    who = problem.teams[team]
    return who.region, who.laws, problem.travel[:, team].tobytes(), problem.law_weight[month].tobytes()


def _swap(
    at: Integers,
    pair: tuple[int, int],
    hours: Floats,
    slack: Floats,
    moves: Booleans,
    generator: np.random.Generator,
) -> None:
    """Let items of two cells change places by lot, as long as both keep to their hours; ``at`` and ``slack`` change."""
    first, second = (_in_line(np.flatnonzero((at == cell) & moves), hours, generator) for cell in pair)
    count = min(len(first), len(second))
    # With more items in one cell than in the other, which of them stand opposite is lot too.
    left, right = (line[np.sort(generator.permutation(len(line))[:count])] for line in (first, second))
    changed = generator.permutation(np.flatnonzero(generator.random(count) < 1 / 2))
    more = np.cumsum(hours[right[changed]] - hours[left[changed]])
    fits = np.flatnonzero((more <= slack[pair[0]]) & (-more <= slack[pair[1]]))
    if len(fits):
        kept = changed[: fits[-1] + 1]
        at[left[kept]], at[right[kept]] = pair[1], pair[0]
        slack[pair[0]] -= more[fits[-1]]
        slack[pair[1]] += more[fits[-1]]


def _in_line(items: Integers, hours: Floats, generator: np.random.Generator) -> Integers:
    shuffled = generator.permutation(items)
    return shuffled[np.argsort(hours[shuffled], kind="stable")]
