"""Choose whole letters, checks and visits: the employers near the margin by branch and bound, the others as settled."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from models.arrays import Floats, Integers
from models.planning.problem import LETTER, VISIT, Problem
from models.planning.solving.board import Board, Prices
from models.planning.solving.columns import Columns, joined, singles
from models.planning.solving.core import choose_core, price_all, violated
from models.planning.solving.master import Master, Room
from models.planning.solving.relaxation import Relaxed

WHOLE_EMPLOYERS = 1_500
"""How many employers near the margin are chosen among, beside those of links and bundles."""
NODES = 60
"""How many nodes are searched among them, times the effort."""
NODES_OF_ALL = 200_000
"""How many nodes are searched where all columns are, divided by the number of columns, times the effort."""
TRIES = 4


@dataclass(frozen=True, eq=False)
class Chosen:
    """The chosen columns, and a bound: infinite where not every column was searched."""

    columns: Columns
    bound: float


def choose_whole(relaxation: Relaxed, limits: Floats, gap: float, effort: float) -> Chosen | None:
    """Choose whole columns in the pots' hours.

    Args:
        relaxation: The solved relaxation.
        limits: Hours of the limits, lower ones negative, (G,).
        gap: How far from the bound the search may stop, in yield.
        effort: Multiplies how many employers and nodes are searched.

    Returns:
        What was chosen, or nothing where no choice keeps to the limits, or none was found.
    """
    board, forced = relaxation.board, relaxation.links
    priced = price_all(board, relaxation.prices, forced, relaxation.answer.places)
    everybody = np.ones(len(board.problem.eligible), bool)
    count = int(WHOLE_EMPLOYERS * effort)
    for _ in range(TRIES):
        core = choose_core(board, priced, forced, everybody, count)
        broken = violated(core.settled, np.ones(len(core.settled)), board.problem.links)
        links = board.problem.links[_touched(board.problem, core.columns, core.settled)]
        room = core.room(board, board.pots.capacity, limits, links, None)
        answer = None
        if not len(broken):
            answer = Master(board, core.columns, links, room, None).solve_whole(
                len(everybody), gap, max(1, int(NODES * effort))
            )
        if answer is not None:
            return Chosen(joined([core.columns.take(answer.shares > 0.5), core.settled]), np.inf)
        count *= 4
        if len(broken):
            more = board.problem.links[broken]
            forced = np.concatenate([forced, more])
            priced = price_all(board, _with_links(relaxation, len(more)), forced, relaxation.answer.places)
    return None


def _with_links(relaxation: Relaxed, more: int) -> Prices:
    prices = relaxation.prices
    return Prices(prices.pot, prices.group, np.concatenate([prices.link, np.zeros(more)]))


def _touched(problem: Problem, columns: Columns, settled: Columns) -> Integers:
    """Return the links of which both ends may be looked at, one of them by a choice still open."""
    open_to, looked = np.zeros(len(problem.eligible), bool), np.zeros(len(problem.eligible), bool)
    open_to[columns.employer[columns.instrument != LETTER]] = True
    looked[settled.employer[settled.instrument != LETTER]] = True
    one, other = problem.links[:, 0], problem.links[:, 1]
    return np.flatnonzero((open_to[one] & (open_to | looked)[other]) | (open_to[other] & looked[one]))


def choose_among_all(board: Board, gap: float, effort: float) -> Chosen | None:
    """Choose among all columns of a small problem, each month of each team by itself: the bound is exact too.

    Args:
        board: The whole problem, nothing pooled.
        gap: How far from the bound the search may stop, as a share of the yield found.
        effort: Multiplies how many nodes are searched.
    """
    columns = joined([_alone(board), _bundles(board)])
    links = board.problem.links
    room = Room(board.pots.capacity, board.limit_hours, np.ones(len(links)))
    master = Master(board, columns, links, room, None)
    nodes = int(NODES_OF_ALL * effort / max(1, len(columns)))
    answer = master.solve_whole(len(board.problem.eligible), 0.0, max(1, nodes), gap)
    if answer is None:
        return None
    return Chosen(columns.take(answer.shares > 0.5), answer.bound)


def _alone(board: Board) -> Columns:
    parts = [block.columns(np.ones(block.value.shape, bool)) for block in board.blocks]
    empty = np.zeros(0, np.int64)
    return joined([singles(empty, empty, empty, np.zeros(0), np.zeros(0)), *parts])


def _bundles(board: Board) -> Columns:
    """Return every way of visiting each bundle: a month, and for each member any team of its region."""
    problem, pots = board.problem, board.pots
    parts = [_alone(board).take(np.zeros(len(_alone(board)), bool))]
    for position, members in enumerate(problem.bundles):
        employer = np.array(members, np.int64)
        if not problem.eligible[employer].all():
            continue
        region = problem.employer_region[employer]
        hours = problem.hours[employer, VISIT][:, None] + pots.travel[region]
        value = problem.value[employer, VISIT] @ pots.weight.T
        fits = (pots.region == region[:, None]) & (hours <= pots.largest + 1e-9)
        for phase in np.unique(pots.phase):
            own = [np.flatnonzero(row & (pots.phase == phase)) for row in fits]
            parts.extend(_one_way(position, employer, np.array(way), hours, value) for way in product(*own))
    return joined(parts)


def _one_way(bundle: int, employer: Integers, pot: Integers, hours: Floats, value: Floats) -> Columns:
    rows = np.arange(len(employer))
    worth = np.array([value[rows, pot].sum()])
    kind = np.full(len(employer), VISIT)
    return Columns(worth, np.array([bundle]), np.zeros_like(rows), employer, kind, pot, hours[rows, pot])
