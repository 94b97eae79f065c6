"""The rule to beat: the best yield per hour first, in the first month with room, without looking ahead."""

import time

import numpy as np

from models.arrays import Floats, Integers
from models.planning.problem import LETTER, VISIT, Problem
from models.planning.solving.board import Board
from models.planning.solving.pots import make_pots
from models.planning.solving.solution import Assignments, Solution
from models.planning.solving.timing import Timetable

AT_ONCE = 20_000
"""So many candidates are taken from the list before those that have become impossible are left out of it."""


def greedy(problem: Problem) -> Solution:
    """Plan by yield per hour.

    For each lower limit the best per hour of its group come first, until it is met; then the best of all. Upper
    limits, hours and links are kept to; bundles are not used, and a lower limit may be missed.

    Args:
        problem: The problem.

    Returns:
        The plan; its bound is infinite, for the rule knows none.
    """
    started = time.perf_counter()
    board = Board(problem, make_pots(problem, pooled=True))
    rule = _Rule(board)
    for group in np.flatnonzero(board.sign < 0):
        rule.go(int(group))
    rule.go(None)
    done = rule.table.assignments()
    return Solution(
        **{name: getattr(done, name) for name in Assignments.__dataclass_fields__},
        total=float(done.value.sum()),
        bound=float("inf"),
        status="no_bound",
        rounds=0,
        columns=board.columns,
        hours_price=np.zeros(problem.capacity.shape),
        seconds={"whole": time.perf_counter() - started},
    )


class _Rule:
    def __init__(self, board: Board) -> None:
        self.board = board
        self.table = Timetable(board, np.maximum(board.problem.capacity, 0.0).copy())
        self.bins = [self.table.bins(pot) for pot in range(len(board.pots))]
        self.free = board.problem.eligible.copy()
        self.blocked = np.zeros(len(self.free), bool)
        self.used = np.zeros(len(board.sign))
        links = board.problem.links
        order = np.argsort(links.ravel(), kind="stable")
        self.ends, self.others = links.ravel()[order], links[:, ::-1].ravel()[order]
        self.listed = self._in_order()

    def _in_order(self) -> tuple[Integers, Integers, Integers, Floats]:
        """Return employer, instrument, pot and hours of everything worth something, the best per hour first."""
        parts = []
        for block in self.board.blocks:
            row, option = np.nonzero(block.value > 0)
            hours, value = block.hours[row, option], block.value[row, option]
            parts.append(
                (
                    block.employer[row],
                    block.instrument[option],
                    block.pot[option],
                    hours,
                    value / np.maximum(hours, 1e-9),
                )
            )
        if not parts:
            return _nobody()
        employer, instrument, pot, hours, ratio = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(-ratio, kind="stable")
        return employer[order], instrument[order], pot[order], hours[order]

    def go(self, group: int | None) -> None:
        """Go down the list, of a group until its lower limit is met, or of all."""
        employer, instrument, pot, hours = self.listed
        position = 0
        kept = self._possible(group, np.arange(len(employer)))
        while len(kept) and not self._met(group):
            for position in kept[:AT_ONCE]:
                if self._met(group):
                    return
                self._take(int(employer[position]), int(instrument[position]), int(pot[position]), hours[position])
            kept = self._possible(group, kept[AT_ONCE:])

    def _met(self, group: int | None) -> bool:
        return group is not None and bool(self.used[group] <= self.board.limit_hours[group])

    def _possible(self, group: int | None, kept: Integers) -> Integers:
        employer, instrument, pot, hours = (column[kept] for column in self.listed)
        left = np.array([self.table.left[bins].max(initial=0.0) for bins in self.bins])
        can = self.free[employer] & (hours <= left[pot]) & ((instrument == LETTER) | ~self.blocked[employer])
        if group is not None:
            can &= self.board.members[group, employer]
            can &= (instrument == VISIT) | ~self.board.visits_only[group]
        return np.asarray(kept[can], np.int64)

    def _take(self, employer: int, instrument: int, pot: int, hours: float) -> None:
        if not self.free[employer] or (instrument != LETTER and self.blocked[employer]):
            return
        own = self.board.sign * self.board.counted_one(employer, instrument) * hours
        if ((self.board.sign > 0) & (own > 0) & (self.used + own > self.board.limit_hours)).any():
            return
        team, month = self.bins[pot]
        room = np.flatnonzero(self.table.left[team, month] >= hours)
        if not len(room):
            return
        first = room[month[room].argmin()]
        self.table.put(employer, instrument, (int(team[first]), int(month[first])), hours)
        self.free[employer] = False
        self.used += own
        if instrument != LETTER:
            start, end = np.searchsorted(self.ends, [employer, employer + 1])
            self.blocked[self.others[start:end]] = True


def _nobody() -> tuple[Integers, Integers, Integers, Floats]:
    empty = np.zeros(0, np.int64)
    return empty, empty, empty, np.zeros(0)
