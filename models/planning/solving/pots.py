"""Hours that can stand for each other: months of teams put together where nothing tells them apart.

In the relaxation it makes no difference which of two like months, or which of two like teams, a visit falls in; so
the problem of a year for ten teams has no more prices than there are kinds of hours. The plan itself is put into the
teams' months afterwards (``timing.py``). In a small problem each month of each team stays a pot of its own.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Integers
from models.planning.problem import Problem
from models.planning.solving.solution import examined


@dataclass(frozen=True, eq=False)
class Pots:
    """Q pots of hours.

    Attributes:
        of: Which pot a team's month is in, (T, M).
        capacity: Hours in it, (Q,).
        largest: Hours of its largest team-month, (Q,): nothing longer fits.
        weight: Which laws count in it, (Q, L).
        travel: Extra hours of a visit, (R, Q); infinite where its teams may not go.
        region: The teams' own region, a position, or -1, (Q,).
        phase: Which months it stands for, (Q,): joint visits take place within one phase.
        pooled: Whether pots stand for more than one month of one team.
    """

    of: Integers
    capacity: Floats
    largest: Floats
    weight: Floats
    travel: Floats
    region: Integers
    phase: Integers
    pooled: bool

    def __len__(self) -> int:
        return len(self.capacity)

    def with_hours(self, capacity: Floats) -> Floats:
        """Return the pots' hours for other hours of teams and months, (T, M) to (Q,)."""
        held = np.bincount(self.of.ravel(), weights=np.maximum(capacity, 0).ravel(), minlength=len(self))
        return np.asarray(held, np.float64)


def make_pots(problem: Problem, *, pooled: bool) -> Pots:
    """Put the hours of teams and months into pots.

    Args:
        problem: The problem.
        pooled: Whether to put like teams and like months together.
    """
    teams, months = len(problem.teams), len(problem.months)
    team_kind, phase = np.arange(teams), np.arange(months)
    if pooled:
        team_kind = _kinds([(team.region, team.laws, *problem.travel[:, t]) for t, team in enumerate(problem.teams)])
        phase = _kinds([tuple(row) for row in problem.law_weight])
    phases = int(phase.max(initial=-1)) + 1
    of = team_kind[:, None] * phases + phase[None, :]
    _, first = np.unique(of, return_index=True)
    team, month = np.divmod(first, months)
    capacity = np.maximum(problem.capacity, 0).ravel()
    largest = np.zeros(len(first))
    np.maximum.at(largest, of.ravel(), capacity)
    places = {name: position for position, name in enumerate(problem.region)}
    return Pots(
        of,
        np.asarray(np.bincount(of.ravel(), weights=capacity, minlength=len(first)), np.float64),
        largest,
        problem.law_weight[month] * examined(problem)[team],
        problem.travel[:, team],
        np.array([places.get(problem.teams[t].region, -1) for t in team], np.int64),
        phase[month],
        pooled and len(first) < of.size,
    )


def _kinds(keys: list[tuple[object, ...]]) -> Integers:
    """Number equal keys alike, in order of appearance."""
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
