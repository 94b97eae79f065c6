"""The plan: the relaxation, whole visits, months, and what is left filled."""

import time
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Booleans
from models.planning.problem import Problem
from models.planning.solving.board import Board
from models.planning.solving.clash import no_whole_plan
from models.planning.solving.core import SHORTEST, price_all
from models.planning.solving.filling import Filler
from models.planning.solving.per_hour import greedy
from models.planning.solving.pots import make_pots
from models.planning.solving.relaxation import Relaxed, relaxed
from models.planning.solving.solution import Assignments, Solution, gap_of
from models.planning.solving.timing import ROUNDING, timed
from models.planning.solving.whole import choose_among_all, choose_whole

SHARE_OF_GAP = 0.2
"""How much of the gap the choice of whole visits may take up; the rest is for putting them into months."""
EXACT_COLUMNS = 5_000
"""Up to so many ways of using an employer, by team and month, the unreduced problem is searched as a whole."""
NEAR_COLUMNS = 1_500
"""How many of them are searched among the most worthwhile of a larger problem that did not reach its gap."""
NEAR_EFFORT = 0.1
CLOSE = 1e-7
"""What counts as nothing when gaps are compared."""
REPAIRS = 4
"""How often lower limits are raised by what the months cost them."""


def solve(problem: Problem, gap: float = 0.01, effort: float = 1.0, relaxation: Relaxed | None = None) -> Solution:
    """Choose employers, instruments, teams and months so that the yield is highest.

    Args:
        problem: The problem.
        gap: How far from the bound the plan may be, as a share of it.
        effort: Multiplies how much is searched before the search stops without having reached the gap.
        relaxation: The solved relaxation of the same problem, where it was made already.

    Returns:
        The plan; the same for the same arguments, whatever the machine's load.

    Raises:
        InfeasiblePlanError: When no plan keeps to all constraints, or no plan of whole visits was found that does.
    """
    given = relaxation or relaxed(problem)
    started = time.perf_counter()
    small = given.board.columns <= EXACT_COLUMNS
    found = _exact(given.board.problem, gap, effort) if small else None
    found = found or _pooled(given, gap, effort)
    if not small and (found is None or gap_of(found.total, given.bound) > gap + CLOSE):
        found = _better(given, found, gap, effort)
    if found is None:
        raise no_whole_plan(given.board, np.zeros(len(given.board.pots) + len(given.board.sign)))
    bound = max(min(given.bound, found.bound), found.total)
    return Solution(
        **{name: getattr(found.done, name) for name in Assignments.__dataclass_fields__},
        total=found.total,
        bound=bound,
        status="within_gap" if gap_of(found.total, bound) <= gap + CLOSE else "effort_spent",
        rounds=given.rounds,
        columns=given.board.columns,
        hours_price=given.hours_price,
        seconds={"relaxation": given.seconds, "whole": time.perf_counter() - started},
    )


@dataclass(frozen=True, eq=False)
class Found:
    """A plan and a bound, which is infinite where not everything was searched."""

    done: Assignments
    bound: float

    @property
    def total(self) -> float:
        """The plan's yield."""
        return float(self.done.value.sum())


def _better(given: Relaxed, found: Found | None, gap: float, effort: float) -> Found | None:
    """Return the best of what was found, the rule of yield per hour, and everything at once among the most worthwhile.

    Months of a few visits each lose much when visits are put into them afterwards; then these often do better.
    """
    problem = given.board.problem
    near = replace(problem, eligible=problem.eligible & _worthwhile(given))
    tried = [found, _by_rule(problem), _exact(near, gap, NEAR_EFFORT * effort)]
    others = [one for one in tried if one is not None]
    return replace(max(others, key=lambda one: one.total), bound=np.inf) if others else None


def _by_rule(problem: Problem) -> Found | None:
    """Return the plan of the rule, where it meets the lower limits."""
    plan = greedy(problem)
    board = Board(problem, make_pots(problem, pooled=True))
    used = board.sign * (board.counted(plan.employer, plan.instrument) @ plan.hours)
    kept = bool((used <= board.limit_hours + ROUNDING).all())
    return (
        Found(Assignments(*(getattr(plan, name) for name in Assignments.__dataclass_fields__)), np.inf)
        if kept
        else None
    )


def _worthwhile(given: Relaxed) -> Booleans:
    """Return who is worth most an hour at the relaxation's prices, (n,), few enough to search all their ways."""
    board, worth = given.board, np.full(len(given.board.problem.eligible), -np.inf)
    priced = price_all(board, given.prices, given.links, given.answer.places)
    for block, reduced in zip(board.blocks, priced.reduced, strict=True):
        worth[block.employer] = (reduced / np.maximum(block.hours, SHORTEST)).max(axis=1, initial=-np.inf)
    among = int(len(worth) * NEAR_COLUMNS / board.columns)
    near = np.zeros(len(worth), bool)
    near[np.argsort(-worth, kind="stable")[:among]] = True
    return near


def _exact(problem: Problem, gap: float, effort: float) -> Found | None:
    """Choose among everything at once, each month of each team by itself."""
    board = Board(problem, make_pots(problem, pooled=False))
    chosen = choose_among_all(board, gap, effort)
    return Found(timed(board, chosen.columns).assignments(), chosen.bound) if chosen is not None else None


def _pooled(given: Relaxed, gap: float, effort: float) -> Found | None:
    """Choose in pots, put into months, fill; again with higher lower limits when the months made one fall short."""
    board, limits = given.board, given.board.limit_hours.copy()
    for _ in range(REPAIRS):
        chosen = choose_whole(given, limits, SHARE_OF_GAP * gap * given.bound, effort)
        if chosen is None:
            return None
        table = timed(board, chosen.columns)
        filler = Filler(board, table, given.prices)
        filler.run()
        short = filler.short()
        if short.max(initial=0.0) <= 1e-6:
            return Found(table.assignments(), np.inf)
        limits = limits - 1.5 * short
    return None
