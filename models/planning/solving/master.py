"""The restricted problem in HiGHS: some columns, and the hours that the other employers leave."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_matrix, csc_matrix, vstack

from models.arrays import Booleans, Floats, Integers
from models.planning.problem import LETTER
from models.planning.solving.board import Board, Prices
from models.planning.solving.columns import Columns

SEED = 20_260_101
TOLERANCE = 1e-7


@dataclass(frozen=True, eq=False)
class Room:
    """What the right-hand sides are: hours of pots (Q,) and of limits (G,), lower limits negative, and places (m',)."""

    pot: Floats
    group: Floats
    link: Floats

    @property
    def all(self) -> Floats:
        """All of them after each other."""
        return np.concatenate([self.pot, self.group, self.link])

    def with_more(self, pot: int, hours: float) -> "Room":
        """Return the same with more hours in a pot."""
        more = self.pot.copy()
        more[pot] += hours
        return Room(more, self.group, self.link)


@dataclass(frozen=True, eq=False)
class Answer:
    """What HiGHS found: shares of columns (c,), prices, what each employer's place is worth, and what was missing.

    Attributes:
        shares: Of each column, 0 to 1.
        prices: Of hours, limits and links.
        places: Worth of the one place that an employer has, (n,); 0 for employers without columns.
        missing: Hours bought beyond what there is, by row of pots and limits.
        sold: Hours left over because their price is held up, by row.
        value: Yield of the shares, without what was bought and sold.
        bound: For whole columns: what no choice of these columns can exceed.
    """

    shares: Floats
    prices: Prices
    places: Floats
    missing: Floats
    sold: Floats
    value: float
    bound: float


@cache
def _introduced() -> None:
    """Make the first HiGHS of the process where nobody sees it: it writes a line about itself, whatever its options."""
    sys.stdout.flush()
    shown = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
        os.dup2(shown, 1)
    os.close(shown)


def silent() -> Any:
    """Return a HiGHS that says nothing, takes one thread and always goes the same way."""
    _introduced()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", SEED)):
        highs.setOptionValue(name, value)
    return highs


class Master:
    """Choose among columns. Rows: pots, limits, links, then one for each employer with more than one column.

    Args:
        board: The whole problem.
        columns: What may be chosen.
        links: The pairs in force, (m', 2).
        room: The right-hand sides.
        box: Lowest and highest price of each pot and limit; buying above the highest is always possible.
    """

    def __init__(
        self, board: Board, columns: Columns, links: Integers, room: Room, box: tuple[Floats, Floats] | None
    ) -> None:
        self.columns = columns
        self.sizes = (len(room.pot), len(room.group), len(room.link))
        self.slots, slot = _slots(columns, len(board.problem.eligible))
        matrix = vstack([coupling(board, columns), link_rows(columns, links), slot])
        self.coupled = self.sizes[0] + self.sizes[1]
        self.artificial = 0 if box is None else 2 * self.coupled
        self.highs = silent()
        self._pass(csc_matrix(matrix), room, box)

    def _pass(self, matrix: csc_matrix, room: Room, box: tuple[Floats, Floats] | None) -> None:
        count, rows = len(self.columns), matrix.shape[0]
        start, index, value = matrix.indptr, matrix.indices, matrix.data
        cost, upper = -self.columns.value, np.ones(count)
        if box is not None:
            low, high = box
            cost = np.concatenate([cost, high, -low])
            upper = np.concatenate([upper, np.full(self.coupled, highspy.kHighsInf), _sellable(low)])
            more = np.arange(self.coupled)
            start = np.concatenate([start, start[-1] + np.arange(1, self.artificial + 1)])
            index = np.concatenate([index, more, more])
            value = np.concatenate([value, -np.ones(self.coupled), np.ones(self.coupled)])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), rows
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), upper
        lp.row_lower_ = np.full(rows, -highspy.kHighsInf)
        lp.row_upper_ = np.concatenate([room.all, np.ones(len(self.slots))])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        self.highs.passModel(lp)

    def change(self, room: Room) -> None:
        """Take other right-hand sides; what was found before is the start of the next search."""
        for row, upper in enumerate(room.all):
            self.highs.changeRowBounds(row, -highspy.kHighsInf, float(upper))

    def allow(self, allowed: Booleans) -> None:
        """Let only the columns of a mask be chosen."""
        count = len(self.columns)
        self.highs.changeColsBounds(
            count, np.arange(count, dtype=np.int32), np.zeros(count), np.asarray(allowed, float)
        )

    def solve(self, eligible: int) -> Answer:
        """Solve the relaxation.

        Args:
            eligible: Number of employers of the whole problem, n.
        """
        self.highs.run()
        solution = self.highs.getSolution()
        every, duals = np.array(solution.col_value), np.maximum(-np.array(solution.row_dual), 0.0)
        places = np.zeros(eligible)
        ahead = self.coupled + self.sizes[2]
        places[self.slots] = duals[ahead:]
        return self._answer(every, Prices(*np.split(duals[:ahead], np.cumsum(self.sizes)[:2])), places)

    def solve_whole(self, eligible: int, gap: float, nodes: int, share: float = 0.0) -> Answer | None:
        """Choose whole columns.

        Args:
            eligible: Number of employers of the whole problem, n.
            gap: How far from the best choice of these columns the search may stop, in yield.
            nodes: How many nodes to search at most.
            share: The same gap as a share of the yield found: reaching either will do.

        Returns:
            The choice, or nothing where there is none, or none was found.
        """
        count = len(self.columns)
        if not count:
            # HiGHS calls a model without columns empty, not solved.
            return self._answer(np.zeros(0), Prices(*(np.zeros(size) for size in self.sizes)), np.zeros(eligible))
        kinds = np.full(count, highspy.HighsVarType.kInteger.value, np.uint8)
        self.highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for name, value in (("mip_rel_gap", share), ("mip_abs_gap", max(gap, 1e-9)), ("mip_max_nodes", nodes)):
            self.highs.setOptionValue(name, value)
        self.highs.run()
        if self.highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible.value:
            return None
        every = np.round(np.array(self.highs.getSolution().col_value))
        nothing = Prices(*(np.zeros(size) for size in self.sizes))
        return self._answer(every, nothing, np.zeros(eligible))

    def _answer(self, every: Floats, prices: Prices, places: Floats) -> Answer:
        count = len(self.columns)
        shares, rest = every[:count], every[count:]
        missing, sold = (rest[: self.coupled], rest[self.coupled :]) if self.artificial else (np.zeros(0), np.zeros(0))
        info = self.highs.getInfo()
        bound = -info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else np.inf
        return Answer(shares, prices, places, missing, sold, float(shares @ self.columns.value), float(bound))


def _sellable(low: Floats) -> Floats:
    return np.where(low > 0, highspy.kHighsInf, 0.0)


def coupling(board: Board, columns: Columns) -> coo_matrix:
    """Return the hours that a column takes of each pot, and counts for each limit (lower limits negative)."""
    pots, groups = len(board.pots), len(board.sign)
    group, entry = np.nonzero(board.counted(columns.employer, columns.instrument))
    rows = np.concatenate([columns.pot, pots + group])
    hours = np.concatenate([columns.hours, board.sign[group] * columns.hours[entry]])
    cells = (rows, np.concatenate([columns.column, columns.column[entry]]))
    return coo_matrix((hours, cells), shape=(pots + groups, len(columns)))


def link_rows(columns: Columns, links: Integers) -> csc_matrix:
    """Return a row for each link: the columns in which one of its two is looked at, those in which both are too."""
    row, entry = link_entries(columns, links)
    matrix = csc_matrix((np.ones(len(row)), (row, columns.column[entry])), shape=(len(links), len(columns)))
    matrix.data[:] = 1.0
    return matrix


def link_entries(columns: Columns, links: Integers) -> tuple[Integers, Integers]:
    """Return which entries of columns look at an end of which link: positions of links and of entries."""
    looks = np.flatnonzero(columns.instrument != LETTER)
    order = np.argsort(links.ravel(), kind="stable")
    ends = links.ravel()[order]
    first = np.searchsorted(ends, columns.employer[looks], "left")
    count = np.searchsorted(ends, columns.employer[looks], "right") - first
    entry = np.repeat(looks, count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return order[place] // 2, entry


def _slots(columns: Columns, eligible: int) -> tuple[Integers, csc_matrix]:
    """Return the employers that need a row for their one place, and those rows."""
    used = np.bincount(columns.employer, minlength=eligible)
    several = np.isin(columns.employer, columns.employer[columns.bundle[columns.column] >= 0])
    needs = np.flatnonzero((used > 1) | (np.bincount(columns.employer[several], minlength=eligible) > 0))
    place = np.full(eligible, -1)
    place[needs] = np.arange(len(needs))
    entry = np.flatnonzero(place[columns.employer] >= 0)
    cells = (place[columns.employer[entry]], columns.column[entry])
    return needs, csc_matrix((np.ones(len(entry)), cells), shape=(len(needs), len(columns)))
