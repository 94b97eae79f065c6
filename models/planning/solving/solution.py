"""A plan as the solver gives it: which employer, instrument, team and month."""

from dataclasses import dataclass, field

import numpy as np

from models.arrays import Floats, Integers
from models.planning.problem import VISIT, Problem


@dataclass(frozen=True, eq=False)
class Assignments:
    """What is done, in arrays of equal length: positions of employer, instrument, team and month, hours, value.

    ``bundle`` is the position of the bundle that a joint visit belongs to, -1 otherwise; ``hours`` are with travel.
    """

    employer: Integers
    instrument: Integers
    team: Integers
    month: Integers
    bundle: Integers
    hours: Floats
    value: Floats

    def __len__(self) -> int:
        return len(self.employer)

    def take(self, kept: Integers | np.ndarray) -> "Assignments":
        """Return some of them, by mask or positions."""
        return Assignments(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class Solution(Assignments):
    """A plan, and how good it is.

    Attributes:
        total: The plan's yield.
        bound: No plan that keeps to the constraints can yield more.
        gap: (bound - total) / bound, 0 when both are 0.
        status: ``within_gap`` or ``effort_spent``.
        rounds: How often the relaxation was solved.
        columns: How many ways of using an employer the unreduced problem has: employer, instrument, team and month.
        hours_price: What one hour more of a team in a month would yield, by the relaxation, (T, M).
        seconds: How long each part took; the only thing that differs when the same problem is solved again.
    """

    total: float
    bound: float
    status: str
    rounds: int
    columns: int
    hours_price: Floats
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """How far the plan can be from the best one at most, as a share of the bound."""
        return gap_of(self.total, self.bound)


def gap_of(total: float, bound: float) -> float:
    """Return by what share of the bound a plan may fall short of the best, 0 when the bound is 0."""
    return max(0.0, bound - total) / bound if bound > 0 else 0.0


def assigned(problem: Problem, columns: dict[str, Integers]) -> Assignments:
    """Work out hours and values of ``employer, instrument, team, month, bundle``, ordered by month, team, employer."""
    order = np.lexsort((columns["employer"], columns["team"], columns["month"]))
    employer, instrument, team, month, bundle = (
        np.asarray(columns[name], np.int64)[order] for name in ("employer", "instrument", "team", "month", "bundle")
    )
    travel = np.where(instrument == VISIT, problem.travel[problem.employer_region[employer], team], 0.0)
    held = problem.law_weight[month] * examined(problem)[team]
    value = (problem.value[employer, instrument] * held).sum(axis=1)
    return Assignments(employer, instrument, team, month, bundle, problem.hours[employer, instrument] + travel, value)


def examined(problem: Problem) -> Floats:
    """Return 1 where a team can examine a law, else 0, (T, L)."""
    return np.array([[float(law in team.laws) for law in problem.laws] for team in problem.teams]).reshape(
        len(problem.teams), len(problem.laws)
    )
