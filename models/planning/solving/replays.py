"""The relaxation for many other draws of the random arm: other hours left, and others barred.

Only what a draw changes is changed: right-hand sides, and columns that may not be chosen; the simplex goes on from
where it was. Employers that are settled keep their choice, so the result is the relaxation's optimum as long as the
prices stay within the width of the core; the draws of one and the same arm differ little in hours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats
from models.planning.solving.columns import Columns
from models.planning.solving.master import Master
from models.planning.solving.relaxation import Relaxed, shares_of


@dataclass(frozen=True, eq=False)
class Variant:
    """Another draw.

    Attributes:
        capacity: Hours of teams and months that are left, (T, M).
        barred: Employers that may not be chosen, (n,).
        limits: Hours of the limits, (G,), where they are others; nothing: as they are.
    """

    capacity: Floats
    barred: Booleans
    limits: Floats | None = None


def replayed(relaxation: Relaxed, variants: Iterable[Variant]) -> Iterator[Floats]:
    """Solve the relaxation for each variant.

    Args:
        relaxation: The solved relaxation of the problem that the variants are variants of. Whoever may be chosen in
            some variant must be eligible in it.
        variants: What differs.

    Yields:
        Each employer's share of a letter, and of a check or visit, (n, 2). Hours of a limit that cannot be kept in a
        variant are missed as little as can be.
    """
    board, core = relaxation.board, relaxation.core
    room = core.room(board, board.pots.capacity, board.limit_hours, relaxation.links, None)
    box = _free_box(relaxation)
    master = Master(board, core.columns, relaxation.links, room, box)
    for variant in variants:
        kept = ~_barred(core.settled, variant.barred)
        limits = board.limit_hours if variant.limits is None else board.sign * variant.limits
        master.change(core.room(board, board.pots.with_hours(variant.capacity), limits, relaxation.links, kept))
        master.allow(~_barred(core.columns, variant.barred))
        answer = master.solve(len(board.problem.eligible))
        yield shares_of(board, core, answer.shares, kept)


def _free_box(relaxation: Relaxed) -> tuple[Floats, Floats]:
    rows = len(relaxation.board.pots) + len(relaxation.board.sign)
    prices = np.concatenate([relaxation.prices.pot, relaxation.prices.group])
    return np.zeros(rows), np.full(rows, 100.0 * max(prices.max(initial=0.0), 1e-6))


def _barred(columns: Columns, barred: Booleans) -> Booleans:
    """Return which columns use a barred employer."""
    return columns.column_sums(barred[columns.employer].astype(float)) > 0
