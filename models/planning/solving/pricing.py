"""What each constraint costs: what the relaxation yields more when it gives way, found by solving it anew."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.planning.solving.clash import hours_names, limit_names
from models.planning.solving.master import Master
from models.planning.solving.relaxation import CORE_EMPLOYERS, Relaxed, Search


@dataclass(frozen=True)
class Price:
    """What a constraint costs.

    Attributes:
        constraint: ``hours:<team>``, or a limit as ``region:Noord at least``.
        change: ``hours`` (one hour more for the team, in the month in which it yields most), ``at_least_step`` or
            ``at_most_step`` (the limit gives way by a step), ``at_least_dropped`` or ``at_most_dropped``.
        hours: The size of the change, in hours; what the limit was where it is dropped.
        unit: ``hour``, ``hours`` or ``limit``.
        gain: What the relaxation yields more.
    """

    constraint: str
    change: str
    hours: float
    unit: str
    gain: float


def prices(relaxation: Relaxed, step_hours: float) -> tuple[Price, ...]:
    """Return what each team's hours and each limit cost, by solving the relaxation anew with each changed.

    A limit that does not hold anything back costs nothing; that needs no solving. One for which only visits count has
    no price of a step.

    Args:
        relaxation: The solved relaxation.
        step_hours: The step by which a limit gives way: what one percentage point is in hours.
    """
    return (*_of_hours(relaxation), *_of_limits(relaxation, step_hours))


def _of_hours(given: Relaxed) -> list[Price]:
    """One hour more: the columns near the margin are solved again, with one right-hand side changed."""
    board = given.board
    room = given.core.room(board, board.pots.capacity, board.limit_hours, given.links, None)
    master = Master(board, given.core.columns, given.links, room, None)
    base = master.solve(len(board.problem.eligible)).value
    best = np.where(board.problem.capacity > 0, given.hours_price, -1.0).argmax(axis=1)
    gains: dict[int, float] = {}
    result = []
    for team, name in enumerate(hours_names(board.problem)):
        pot = int(board.pots.of[team, best[team]])
        if pot not in gains:
            master.change(room.with_more(pot, 1.0))
            gains[pot] = max(0.0, master.solve(len(board.problem.eligible)).value - base)
        result.append(Price(name, "hours", 1.0, "hour", gains[pot]))
    return result


def _of_limits(given: Relaxed, step_hours: float) -> list[Price]:
    board, result = given.board, []
    names = limit_names(board.problem)
    for position, limit in enumerate(board.problem.limits):
        side = "at_least" if limit.at_least else "at_most"
        far = 1e9 if not limit.at_least else max(limit.hours, 0.0)
        holds = given.prices.group[position] > 0
        step, dropped = (f"{side}_step", step_hours, "hours"), (f"{side}_dropped", far, "limit")
        # What only visits count for follows from a draw: it is there or not, and no step of it can be asked for.
        for change, hours, unit in (dropped,) if limit.visits_only else (step, dropped):
            limits = board.limit_hours.copy()
            limits[position] += min(hours, far)
            gain = resolved(given, board.pots.capacity, limits) - given.value if holds else 0.0
            told = abs(limit.hours) if unit == "limit" else hours
            result.append(Price(names[position], change, told, unit, max(0.0, gain)))
    return result


def resolved(given: Relaxed, capacity: Floats, limits: Floats) -> float:
    """Return the relaxation's yield with other hours or limits, going on from its prices.

    Args:
        given: The solved relaxation.
        capacity: Hours of the pots, (Q,).
        limits: Hours of the limits, lower ones negative, (G,).
    """
    count = max(CORE_EMPLOYERS, len(np.unique(given.core.columns.employer)))
    search = Search(given.board, capacity, limits, count, given)
    search.run()
    return search.result(0.0).value
