"""The linear relaxation of the whole problem: prices first from a sample, then exact ones by widening doubt.

Only a few kinds of hours and limits hold the employers together, so at given prices each employer can choose for
itself. Employers whose choice would stay the same within a box around the prices are settled; the others are left to
HiGHS. The prices that it finds are tried on everybody: what nobody could exceed at these prices is the bound. A box
that holds the solution back moves (boxstep: Marsten, Hogan and Blankenship, 1975). Links that the solution breaks are
put in force, and the search goes on.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.planning.problem import LETTER, Problem
from models.planning.solving.board import Board, Prices
from models.planning.solving.clash import assert_possible, no_whole_plan
from models.planning.solving.columns import joined
from models.planning.solving.core import Core, Priced, choose_core, lagrangian, price_all, violated
from models.planning.solving.master import Answer, Master, Room
from models.planning.solving.pots import make_pots

ALL_COLUMNS = 20_000
"""Up to so many ways of using an employer HiGHS gets all of them at once."""
SAMPLE_COLUMNS = 30_000
"""Columns from which the first prices are found."""
CORE_EMPLOYERS = 6_000
CLOSE = 1e-5
"""How close, as a share, the solution and the bound of the relaxation come."""
MOST_ROUNDS = 60
"""After so many rounds the core grows, for then it is too small to agree on prices."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The solved relaxation.

    Attributes:
        board: The whole problem.
        core: The columns of the last round, and the settled employers.
        answer: The solution over the core.
        prices: The prices at which the bound is lowest.
        links: The links in force, (m', 2).
        value: Yield of the relaxation.
        bound: What no plan can exceed: the lowest of the rounds, each over every option of every employer.
        rounds: How often the relaxation was solved.
        seconds: How long it took.
    """

    board: Board
    core: Core
    answer: Answer
    prices: Prices
    links: Integers
    value: float
    bound: float
    rounds: int
    seconds: float = field(compare=False)

    @property
    def hours_price(self) -> Floats:
        """What one hour more of a team in a month would yield, (T, M)."""
        return self.prices.pot[self.board.pots.of]

    def shares(self) -> Floats:
        """Return by how much each employer gets a letter, and by how much it is checked or visited, (n, 2)."""
        return shares_of(self.board, self.core, self.answer.shares)


def shares_of(board: Board, core: Core, chosen: Floats, kept: Booleans | None = None) -> Floats:
    """Return each employer's share of a letter and of a look, (n, 2), from the shares of the core's columns."""
    eligible = len(board.problem.eligible)
    settled = np.ones(len(core.settled)) if kept is None else kept.astype(float)
    result = np.zeros((eligible, 2))
    for columns, shares in ((core.columns, chosen), (core.settled, settled)):
        for place, which in enumerate((columns.instrument == LETTER, columns.instrument != LETTER)):
            result[:, place] += np.bincount(
                columns.employer[which], weights=shares[columns.column[which]], minlength=eligible
            )
    return result


def relaxed(problem: Problem) -> Relaxed:
    """Solve the relaxation of the whole problem.

    Args:
        problem: The problem.

    Raises:
        InfeasiblePlanError: When the limits cannot be kept together.
    """
    started = time.perf_counter()
    assert_possible(problem)
    board = Board(problem, make_pots(problem, pooled=True))
    small = sum(block.hours.size for block in board.blocks) <= ALL_COLUMNS
    search = Search(board, board.pots.capacity, board.limit_hours, len(problem.eligible) if small else CORE_EMPLOYERS)
    if not small:
        search.start_from_sample()
    search.run()
    return search.result(time.perf_counter() - started)


class Search:
    """Rounds of pricing everybody and solving for those in doubt.

    Args:
        board: The whole problem.
        capacity: Hours of the pots, (Q,).
        limits: Hours of the limits, lower ones negative, (G,).
        count: How many employers HiGHS gets, beside those of links and bundles.
        start: A solved relaxation to go on from.
    """

    def __init__(
        self, board: Board, capacity: Floats, limits: Floats, count: int, start: Relaxed | None = None
    ) -> None:
        self.board, self.capacity, self.limits, self.count = board, capacity, limits, count
        self.everybody = np.ones(len(board.problem.eligible), bool)
        links = np.zeros((0, 2), np.int64)
        self.links = links if start is None else start.links
        none = Prices(np.zeros(len(capacity)), np.zeros(len(limits)), np.zeros(0))
        self.prices = none if start is None else start.prices
        self.places = np.zeros(len(self.everybody)) if start is None else start.answer.places
        self.best: tuple[float, Prices] = (np.inf, self.prices)
        self.rounds = 0
        self.highest = self._highest_price()

    def _highest_price(self) -> float:
        """Return a price of an hour that nobody would pay."""
        per_hour = [
            (block.value / np.maximum(block.hours, 1e-3))[block.hours > 0].max(initial=0.0)
            for block in self.board.blocks
        ]
        return 10 * max(per_hour, default=0.0) + 1.0

    def start_from_sample(self) -> None:
        """Find first prices from a sample of the employers and as much of the hours."""
        columns = sum(block.hours.size for block in self.board.blocks)
        step = max(1, round(columns / SAMPLE_COLUMNS))
        among = np.zeros(len(self.everybody), bool)
        for block in self.board.blocks:
            among[block.employer[::step]] = True
        priced = price_all(self.board, self.prices, self.links)
        core = choose_core(self.board, priced, self.links, among, len(among))
        room = Room(self.capacity / step, self.limits / step, np.zeros(0))
        answer = Master(self.board, core.columns, self.links, room, self._box(np.inf)).solve(len(among))
        ceiling = 0.5 * self.highest
        self.prices = Prices(
            np.where(answer.prices.pot > ceiling, 0.0, answer.prices.pot),
            np.where(answer.prices.group > ceiling, 0.0, answer.prices.group),
            answer.prices.link,
        )
        self.rounds += 1

    def _box(self, width: float) -> tuple[Floats, Floats]:
        now = np.concatenate([self.prices.pot, self.prices.group])
        if np.isinf(width):
            return np.zeros(len(now)), np.full(len(now), self.highest)
        return np.maximum(now - width, 0.0), np.minimum(now + width, self.highest)

    def run(self) -> None:
        """Go on until solution and bound have met and no link is broken.

        When that takes long, all links come in force and twice as many employers in the core each round, so that it
        ends: at last with everybody in it, where bound and solution may still differ by joint visits. The plan's gap
        tells by how much.
        """
        priced = price_all(self.board, self.prices, self.links)
        whole = False
        while not whole:
            self.rounds += 1
            whole = self.rounds > MOST_ROUNDS and self.count >= len(self.everybody)
            self.core = choose_core(self.board, priced, self.links, self.everybody, self.count)
            room = self.core.room(self.board, self.capacity, self.limits, self.links, None)
            master = Master(self.board, self.core.columns, self.links, room, self._box(self.core.width))
            self.answer = master.solve(len(self.everybody))
            self.prices, self.places = self.answer.prices, self.answer.places
            priced = price_all(self.board, self.prices, self.links, self.places)
            value = self._measure(priced)
            if self._met(value) and not self._more_links():
                return
            if self.rounds >= MOST_ROUNDS:
                self._widen()
            if len(self.prices.link) < len(self.links):
                more = np.zeros(len(self.links) - len(self.prices.link))
                self.prices = Prices(self.prices.pot, self.prices.group, np.concatenate([self.prices.link, more]))
                self.best = (self.best[0], self.prices)
                priced = price_all(self.board, self.prices, self.links, self.places)

    def _widen(self) -> None:
        """Put all links in force, and twice as many employers in the core."""
        self.count *= 2
        if self.links is not self.board.problem.links:
            self.links = self.board.problem.links
            self.prices = Prices(self.prices.pot, self.prices.group, np.zeros(0))

    def _measure(self, priced: Priced) -> float:
        bound = lagrangian(self.board, priced, self.capacity, self.limits, self.places)
        if bound < self.best[0]:
            self.best = (bound, self.prices)
        return float(self.answer.value + self.core.settled.value.sum())

    def _met(self, value: float) -> bool:
        held = max(self.answer.missing.max(initial=0.0), self.answer.sold.max(initial=0.0)) > 1e-6
        return not held and self.best[0] - value <= CLOSE * abs(self.best[0]) + 1e-9

    def _more_links(self) -> bool:
        """Put the links in force that the solution breaks; tell whether there were any."""
        columns = joined([self.core.columns, self.core.settled])
        shares = np.concatenate([self.answer.shares, np.ones(len(self.core.settled))])
        found = self.board.problem.links[violated(columns, shares, self.board.problem.links)]
        self.links = np.concatenate([self.links, found])
        return bool(len(found))

    def result(self, seconds: float) -> Relaxed:
        """Return what was found.

        Raises:
            InfeasiblePlanError: When limits could not be kept.
        """
        if self.answer.missing.max(initial=0.0) > 1e-5:
            raise no_whole_plan(self.board, self.answer.missing)
        value = float(self.answer.value + self.core.settled.value.sum())
        bound = max(self.best[0], value)
        return Relaxed(self.board, self.core, self.answer, self.prices, self.links, value, bound, self.rounds, seconds)
