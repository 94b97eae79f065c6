"""Give hours that are left in the teams' months to the next best that fits, within all limits and links."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.planning.problem import LETTER, VISIT
from models.planning.solving.board import NEVER, Block, Board, Prices
from models.planning.solving.timing import Timetable

SPARE_EACH = 300
"""How many of the next best are kept at hand for each instrument and pot."""
FIRST = 1e6
"""What an hour of a group that is short of its lower limit is worth on top: more than any yield."""


@dataclass(frozen=True, eq=False)
class Spare:
    """Who could come next in a pot: employers, instruments, hours, and worth at the prices of the limits."""

    employer: Integers
    instrument: Integers
    hours: Floats
    worth: Floats


class Filler:
    """What is taken, and who can come next.

    Args:
        board: The whole problem.
        table: What was put where; what is filled is put there too.
        prices: Of the relaxation: what hours of a limit's group are worth.
    """

    def __init__(self, board: Board, table: Timetable, prices: Prices) -> None:
        self.board, self.table = board, table
        self.per_hour = board.per_hour(prices)
        self.free = board.problem.eligible.copy()
        links = board.problem.links
        order = np.argsort(links.ravel(), kind="stable")
        self.ends, self.others = links.ravel()[order], links[:, ::-1].ravel()[order]
        done = table.assignments()
        self.free[done.employer] = False
        self.used = board.sign * (board.counted(done.employer, done.instrument) @ done.hours)
        looked = np.zeros(len(self.free), bool)
        looked[done.employer[done.instrument != LETTER]] = True
        self.blocked = np.zeros(len(self.free), bool)
        self.blocked[self.others[looked[self.ends]]] = True

    def short(self) -> Floats:
        """Return by how many hours each lower limit is missed, 0 for upper ones, (G,)."""
        return np.where(self.board.sign < 0, np.maximum(self.used - self.board.limit_hours, 0.0), 0.0)

    def run(self) -> None:
        """Fill every team's months; groups that are short of their lower limit go first."""
        for pot in range(len(self.board.pots)):
            if self.board.pots.capacity[pot] > 0:
                spare = self._spare(pot)
                for team, month in zip(*self.table.bins(pot), strict=True):
                    self._fill(spare, (int(team), int(month)))

    def _spare(self, pot: int) -> Spare:
        """Return the next best of each instrument for a pot."""
        board, short = self.board, self.short() > 0
        first = np.array([(short & ~board.visits_only) @ board.members, short @ board.members])
        extra = FIRST * first - self.per_hour
        parts = [
            self._best_of(block, int(option), extra[int(block.instrument[option] == VISIT)])
            for block in self.board.blocks
            for option in np.flatnonzero(block.pot == pot)
        ]
        return Spare(*(np.concatenate(columns) for columns in zip(*parts, strict=True))) if parts else _NONE

    def _best_of(self, block: Block, option: int, extra: Floats) -> tuple[Integers, Integers, Floats, Floats]:
        hours, value = block.hours[:, option], block.value[:, option]
        fits = (value > NEVER) & (hours <= self.table.left.max(initial=0.0))
        rows = np.flatnonzero(self.free[block.employer] & fits)
        worth = value[rows] + extra[block.employer[rows]] * hours[rows]
        if len(rows) > SPARE_EACH:
            best = np.argpartition(-worth / np.maximum(hours[rows], 1e-6), SPARE_EACH)[:SPARE_EACH]
            rows, worth = rows[np.sort(best)], worth[np.sort(best)]
        return block.employer[rows], np.full(len(rows), block.instrument[option]), hours[rows], worth

    def _fill(self, spare: Spare, place: tuple[int, int]) -> None:
        """Take what is worth most and fits, until nothing does."""
        while len(spare.employer):
            can = self._can(spare) & (spare.hours <= self.table.left[place])
            worth = np.where(can, spare.worth, 0.0)
            best = int(worth.argmax())
            if worth[best] <= 0:
                return
            self._take(int(spare.employer[best]), int(spare.instrument[best]), place, float(spare.hours[best]))

    def _can(self, spare: Spare) -> Booleans:
        room = np.where(self.board.sign > 0, self.board.limit_hours - self.used, np.inf)
        counted = self.board.counted(spare.employer, spare.instrument)
        own = np.where(counted, room[:, None], np.inf).min(axis=0, initial=np.inf)
        seen = (spare.instrument != LETTER) & self.blocked[spare.employer]
        return np.asarray(self.free[spare.employer] & ~seen & (spare.hours <= own), bool)

    def _take(self, employer: int, instrument: int, place: tuple[int, int], hours: float) -> None:
        self.table.put(employer, instrument, place, hours)
        self.free[employer] = False
        self.used += self.board.sign * self.board.counted_one(employer, instrument) * hours
        if instrument != LETTER:
            first, last = np.searchsorted(self.ends, [employer, employer + 1])
            self.blocked[self.others[first:last]] = True


_NONE = Spare(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
