"""Which constraints clash when there is no plan, found by leaving out one at a time.

For whether limits can be kept only hours matter. Employers of one region and of the same groups are alike then, but
for the most hours that each can take; so they are put together, and the question has hundreds of columns, not millions.
"""

import highspy
import numpy as np
from scipy.sparse import coo_matrix

from data_contracts.errors import KompasError
from models.arrays import Booleans, Floats, Integers
from models.inputs import Language
from models.planning.problem import VISIT, Problem
from models.planning.solving.board import Board
from models.planning.solving.master import silent
from models.planning.words import Figures, clash_texts

SLACK = 1e-6
"""Hours that may be missing for rounding."""
GROUPS_AT_ONCE = 32
"""How many groups are put into one number before kinds are numbered anew."""


class InfeasiblePlanError(KompasError):
    """There is no plan that keeps to all constraints.

    Args:
        clash: The constraints that clash: together they cannot be kept, and without any one of them they can. As
            ``region:Noord at least``, ``sector:A at most``, ``hours:Noord-1`` (all months of a team).
        texts: The clash in words, by language.
    """

    def __init__(self, clash: tuple[str, ...], texts: dict[Language, str], remedy: str) -> None:
        self.clash = clash
        self.texts = texts
        super().__init__(texts["en"], "plan", remedy)


def limit_names(problem: Problem) -> list[str]:
    """Return the names of the limits in messages and prices."""
    return [f"{limit.name} {'at least' if limit.at_least else 'at most'}" for limit in problem.limits]


def hours_names(problem: Problem) -> list[str]:
    """Return the names of the teams' hours in messages and prices."""
    return [f"hours:{team.name}" for team in problem.teams]


def assert_possible(problem: Problem) -> None:
    """Raise when the limits cannot be kept within the hours, with a smallest set of constraints that clash.

    Raises:
        InfeasiblePlanError: With the names and the words.
    """
    question = Question(problem)
    clash = question.clash()
    if clash:
        raise _error(problem, question, clash)


def no_whole_plan(board: Board, missing: Floats) -> InfeasiblePlanError:
    """Return the error for limits that only fractions of visits could keep to.

    Args:
        board: The whole problem.
        missing: Hours that were missing, by pot and limit.
    """
    problem, pots = board.problem, len(board.pots)
    short = [name for name, hours in zip(limit_names(problem), missing[pots:], strict=True) if hours > SLACK]
    teams = (board.pots.of[:, :, None] == np.flatnonzero(missing[:pots] > SLACK)).any(axis=(1, 2))
    clash = tuple(short + [name for name, used in zip(hours_names(problem), teams, strict=True) if used])
    return _error(problem, Question(problem), clash or tuple(limit_names(problem)), whole=True)


def _error(
    problem: Problem, question: "Question", clash: tuple[str, ...], *, whole: bool = False
) -> InfeasiblePlanError:
    hours = dict(zip(hours_names(problem), problem.capacity.sum(axis=1), strict=True))
    limits = dict(zip(limit_names(problem), problem.limits, strict=True))
    lowest = [limits[name] for name in clash if name in limits and limits[name].at_least]
    candidates = question.candidates(np.any([limit.members for limit in lowest], axis=0)) if lowest else 0.0
    figures = Figures(float(np.maximum(problem.capacity, 0).sum()), candidates, whole)
    return InfeasiblePlanError(clash, *clash_texts(clash, limits, hours, figures))


class Question:
    """Can the limits be kept? As a linear problem over kinds of employers and teams."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.names = limit_names(problem) + hours_names(problem)
        self.members = np.array([limit.members for limit in problem.limits], bool).reshape(
            len(problem.limits), len(problem.eligible)
        )
        self.visits_only = np.array([limit.visits_only for limit in problem.limits], bool)
        self.able = np.isfinite(problem.hours).any(axis=1) & problem.eligible
        visit, other = self._possible_hours()
        self.most = np.maximum(visit, other)
        # Where only visits count for a limit, what can be spent on them stands apart.
        self.ways = (visit, other) if self.visits_only.any() else (self.most,)
        self.kind, self.first = self._kinds()

    def candidates(self, among: Booleans) -> float:
        """Return the most hours that can be spent on some employers, whatever the teams have."""
        return float(self.most[:, among].max(axis=0, initial=0.0).sum())

    def clash(self) -> tuple[str, ...]:
        """Return constraints that clash, none of which can be missed; empty when there is a plan."""
        kept = np.ones(len(self.names), bool)
        if not any(limit.at_least and limit.hours > SLACK for limit in self.problem.limits) and not any(
            limit.hours < 0 for limit in self.problem.limits
        ):
            return ()
        if self._possible(kept):
            return ()
        for position in range(len(kept)):
            kept[position] = False
            if self._possible(kept):
                kept[position] = True
        return tuple(name for name, held in zip(self.names, kept, strict=True) if held)

    def _possible_hours(self) -> tuple[Floats, Floats]:
        """Return the most hours a team can spend on a visit to an employer, and on anything else, (T, n) each."""
        problem, size = self.problem, (len(self.problem.teams), len(self.able))
        visits, others = np.zeros(size), np.zeros(size)
        for team in range(len(problem.teams)):
            travel = problem.travel[problem.employer_region, team]
            hours = np.where(np.isfinite(problem.hours), problem.hours, 0.0)
            visit = np.isfinite(problem.hours[:, VISIT])
            hours[:, VISIT] += np.where(visit & np.isfinite(travel), travel, 0.0)
            hours[hours > problem.capacity[team].max(initial=0.0) + 1e-9] = 0.0
            hours[~(np.isfinite(travel) & self.able)] = 0.0
            visits[team], others[team] = hours[:, VISIT], np.delete(hours, VISIT, axis=1).max(axis=1, initial=0.0)
        return visits, others

    def _kinds(self) -> tuple[Integers, Integers]:
        """Number employers of the same region and groups alike; return each one's number and an example of each."""
        code = self.problem.employer_region.astype(np.int64)
        for start in range(0, len(self.members), GROUPS_AT_ONCE):
            for row in self.members[start : start + GROUPS_AT_ONCE]:
                code = code * 2 + row
            _, code = np.unique(code, return_inverse=True)
        _, first, kind = np.unique(code, return_index=True, return_inverse=True)
        return kind, first

    def _possible(self, kept: Booleans) -> bool:
        """Tell whether the constraints of a mask can be kept together.

        Columns: hours of a team on a kind, those of visits apart where need be, and shortfalls; the least sum of
        shortfalls tells. Teams whose own hours are left out may have any; a kind takes what its employers can.
        """
        limits, teams, kinds = len(self.problem.limits), len(self.problem.teams), len(self.first)
        most = np.array([[np.bincount(self.kind, row, kinds) for row in way] for way in self.ways]).reshape(
            len(self.ways), teams, kinds
        )
        way, team, kind = np.nonzero(most > 0)
        count = len(team)
        counted = self.members[:, self.first[kind]] & ~(self.visits_only[:, None] & (way > 0))
        group, cell = np.nonzero(counted)
        sign = np.array([-1.0 if limit.at_least else 1.0 for limit in self.problem.limits])
        rows = np.concatenate([group, limits + team, limits + teams + kind, np.arange(limits)])
        cells = np.concatenate([cell, np.arange(count), np.arange(count), count + np.arange(limits)])
        values = np.concatenate([sign[group], np.ones(2 * count), -np.ones(limits)])
        matrix = coo_matrix((values, (rows, cells)), shape=(limits + teams + kinds, count + limits)).tocsc()
        upper = np.concatenate(
            [
                sign * np.array([limit.hours for limit in self.problem.limits]),
                np.maximum(self.problem.capacity, 0).sum(axis=1),
                np.bincount(self.kind, weights=self.most.max(axis=0, initial=0.0), minlength=kinds),
            ]
        )
        upper[: limits + teams][~kept] = highspy.kHighsInf
        return _least(matrix, upper, np.concatenate([most[way, team, kind], np.full(limits, np.inf)])) <= SLACK


def _least(matrix: coo_matrix, upper: Floats, most: Floats) -> float:
    """Return the least sum of the columns that have no upper bound."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.isinf(most).astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), most
    lp.row_lower_, lp.row_upper_ = np.full(lp.num_row_, -highspy.kHighsInf), upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    highs = silent()
    highs.passModel(lp)
    highs.run()
    return float(highs.getInfo().objective_function_value)
