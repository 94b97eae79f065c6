"""The employers about whom prices leave doubt, and what all others do at these prices."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.planning.problem import LETTER, VISIT
from models.planning.solving.board import NEVER, Block, Board, Prices
from models.planning.solving.columns import Columns, joined
from models.planning.solving.master import Room, coupling, link_entries, link_rows

SHORTEST = 1e-6
"""Hours below which a difference in worth is not divided by the hours."""


@dataclass(frozen=True, eq=False)
class Priced:
    """The whole problem at given prices.

    Attributes:
        reduced: Value less price of every option, an array (b, o) for each block.
        best: What each employer is worth at best, at least 0, (n,).
        doubt: By how much the prices of an hour must change for another choice to be as good, an array for each block.
        bundles: Columns of the bundles that can be.
        bundle_worth: Value less price of the bundles' columns.
        bundle_excess: The same, above what the members are worth apart.
    """

    prices: Prices
    reduced: list[Floats]
    best: Floats
    doubt: list[Floats]
    bundles: Columns
    bundle_worth: Floats
    bundle_excess: Floats


@dataclass(frozen=True, eq=False)
class Core:
    """Columns to choose from, and what is done with the employers that have none: their best option at the prices.

    Attributes:
        columns: What may be chosen.
        settled: One column for each employer that is not in the core and is worth something.
        width: The doubt up to which employers and options are in the core.
    """

    columns: Columns
    settled: Columns
    width: float

    def room(self, board: Board, capacity: Floats, limits: Floats, links: Integers, kept: Booleans | None) -> Room:
        """Return what the settled employers leave; ``kept`` tells which of the settled columns take place."""
        settled = self.settled if kept is None else self.settled.take(kept)
        used = coupling(board, settled).sum(axis=1).A1 if len(settled) else np.zeros(len(capacity) + len(limits))
        seen = np.asarray(link_rows(settled, links).sum(axis=1)).ravel()
        return Room(capacity - used[: len(capacity)], limits - used[len(capacity) :], 1.0 - seen)


def price_all(board: Board, prices: Prices, links: Integers, places: Floats | None = None) -> Priced:
    """Price every option of every employer, and the bundles.

    Args:
        board: The whole problem.
        prices: What hours, limits and links cost.
        links: The links in force, (m', 2).
        places: What a place is worth by the last solution, (n,): shares out a bundle's worth over its members.
    """
    per_hour, surcharge = board.per_hour(prices), board.surcharge(prices, links)
    reduced = [board.reduced(block, prices, per_hour, surcharge) for block in board.blocks]
    best = np.zeros(len(board.problem.eligible))
    for block, worth in zip(board.blocks, reduced, strict=True):
        best[block.employer] = np.maximum(worth.max(axis=1, initial=0.0), 0.0)
    bundles = board.bundle_columns(prices, np.arange(len(board.problem.bundles)), per_hour)
    apart = best if places is None else np.maximum(best, places)
    worth_of = column_worth(board, bundles, prices, links)
    excess = worth_of - bundles.column_sums(apart[bundles.employer])
    doubt = [_doubt(block, worth) for block, worth in zip(board.blocks, reduced, strict=True)]
    return Priced(prices, reduced, best, doubt, bundles, worth_of, excess)


def column_worth(board: Board, columns: Columns, prices: Prices, links: Integers) -> Floats:
    """Return columns' value less their price, (c,)."""
    visits = (columns.instrument == VISIT).astype(np.int64)
    hour = prices.pot[columns.pot] + board.per_hour(prices)[visits, columns.employer]
    seen = prices.link @ link_rows(columns, links)
    return np.asarray(columns.value - columns.column_sums(hour * columns.hours) - seen, float)


def lagrangian(board: Board, priced: Priced, capacity: Floats, limits: Floats, places: Floats) -> float:
    """Return what no plan can exceed, by weak duality: it holds at any prices, over every option of every employer.

    Each employer is worth its best option, each bundle what it is worth above its members, and hours their price.
    """
    own = priced.best.sum()
    raised = np.maximum(priced.best, places)
    members = np.unique(priced.bundles.employer)
    own += (raised - priced.best)[members].sum()
    best_of = np.zeros(len(board.problem.bundles))
    excess = priced.bundle_worth - priced.bundles.column_sums(raised[priced.bundles.employer])
    np.maximum.at(best_of, priced.bundles.bundle, excess)
    prices = priced.prices
    return float(own + best_of.sum() + prices.pot @ capacity + prices.group @ limits + prices.link.sum())


def choose_core(board: Board, priced: Priced, links: Integers, among: Booleans, count: int) -> Core:
    """Choose the employers about whom there is most doubt.

    Args:
        board: The whole problem.
        priced: The problem at the present prices.
        links: The links in force; who is an end of one is always in the core.
        among: Which employers there are at all, (n,).
        count: How many employers the core has, beside the ends of links and the members of bundles.
    """
    second = [np.where(among[block.employer], _second(doubt), np.inf) for block, doubt in _pairs(board, priced)]
    every = np.concatenate(second) if second else np.zeros(0)
    width = float(np.partition(every, count)[count]) if count < (every < np.inf).sum() else np.inf
    hours = priced.bundles.column_sums(priced.bundles.hours)
    there = priced.bundles.column_sums((~among[priced.bundles.employer]).astype(float)) == 0
    active = priced.bundles.take(there & (priced.bundle_excess > -width * hours))
    always = np.zeros(len(among), bool)
    always[np.concatenate([links.ravel(), active.employer])] = True
    parts, settled = [active], []
    for (block, doubt), worth, other in zip(_pairs(board, priced), priced.reduced, second, strict=True):
        present, held = among[block.employer], always[block.employer]
        inside = present & ((other <= width) | held)
        near = np.where(held[:, None], _by_kind(block, worth), doubt[:, :-1]) <= width
        parts.append(block.columns(near & inside[:, None]))
        alone = present & ~inside & (priced.best[block.employer] > 0)
        best = np.zeros(worth.shape, bool)
        best[np.arange(len(worth)), worth.argmax(axis=1)] = alone
        settled.append(block.columns(best))
    return Core(joined(parts), joined([active.take(np.zeros(len(active), bool)), *settled]), width)


def _pairs(board: Board, priced: Priced) -> list[tuple[Block, Floats]]:
    return list(zip(board.blocks, priced.doubt, strict=True))


def _doubt(block: Block, worth: Floats) -> Floats:
    """Return how far each option, and last doing nothing, is from the best choice, by hour at stake, (b, o + 1)."""
    rows = np.arange(len(worth))
    best = worth.argmax(axis=1)
    top = np.maximum(worth[rows, best], 0.0)
    hours = np.where(worth[rows, best] > 0, block.hours[rows, best], 0.0)
    far = (top[:, None] - worth) / np.maximum(np.maximum(block.hours, hours[:, None]), SHORTEST)
    return np.column_stack([far, top / np.maximum(hours, SHORTEST)])


def _by_kind(block: Block, worth: Floats) -> Floats:
    """Return how far each option is from the best of its kind, letter or look, by hour at stake, (b, o)."""
    far = np.full(worth.shape, np.inf)
    for kind in (block.instrument == LETTER, block.instrument != LETTER):
        if kind.any():
            own = np.maximum(worth[:, kind], NEVER)
            far[:, kind] = (own.max(axis=1)[:, None] - own) / np.maximum(block.hours[:, kind], SHORTEST)
    return far


def _second(doubt: Floats) -> Floats:
    """Return the second smallest of each row: the best choice has no doubt to itself."""
    return np.partition(doubt, 1, axis=1)[:, 1]


def violated(columns: Columns, shares: Floats, links: Integers) -> Integers:
    """Return the positions of links of which both are looked at, by more than one together, and not jointly."""
    row, entry = link_entries(columns, links)
    cells = np.unique(np.column_stack([row, columns.column[entry]]), axis=0)
    total = np.bincount(cells[:, 0], weights=shares[cells[:, 1]], minlength=len(links))
    return np.flatnonzero(total > 1 + 1e-6)
