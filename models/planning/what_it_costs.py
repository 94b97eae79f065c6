"""What each constraint of a plan costs: by solving anew with a little less of it."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from models.planning.cover import COVER
from models.planning.lots import Lots
from models.planning.placing import Placed
from models.planning.problem import VISIT, Problem
from models.planning.setting import Setting
from models.planning.solving import Relaxed, prices
from models.planning.solving.pricing import Price, resolved

POINT = 0.01
SCHEMA = {
    "constraint": pl.String,
    "change": pl.String,
    "hours": pl.Float64,
    "unit": pl.String,
    "gain": pl.Float64,
    "base_yield": pl.Float64,
}


def price_table(setting: Setting, lots: Lots, problem: Problem, relaxation: Relaxed) -> pl.DataFrame:
    """Return what a little more or less of each constraint would bring, by solving the relaxation anew.

    One point less of the random arm, comparison or reserve turns a hundredth of the hours after the reserve (of all
    hours, for the reserve) into hours for targeted work. What those hours brought before is taken off: of the random
    arm what a drawn visit brings on average over the frame, of the comparison what its items are expected to bring.

    Args:
        setting: What the plan was chosen from.
        lots: What lot gave out.
        problem: What was left to choose.
        relaxation: Its relaxation.

    Returns:
        As the solver's prices: ``constraint, change`` (hours; at_least_step, at_most_step: a limit gives way by one
        point; at_least_dropped, at_most_dropped; point_less), ``hours`` (the size of the change; 0 for cover of the
        random arm, since it would tell how much was drawn), ``unit`` (hour, hours, limit, point), ``gain`` and
        ``base_yield`` (in the unit of the objective).
    """
    point = POINT * float(setting.hours.budget.sum())
    solved = [_told(price) for price in prices(relaxation, point)]
    points = [
        (name, "point_less", float(hours.sum()), "point", _gain(problem, relaxation, hours) - hours.sum() * lost)
        for name, (hours, lost) in _points(setting, lots).items()
    ]
    rows = [(*row, relaxation.value) for row in (*solved, *points)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _told(price: Price) -> tuple[str, str, float, str, float]:
    # The hours of cover are those that were drawn of a kind of employer, and nobody may know them.
    hours = 0.0 if price.constraint.startswith(f"{COVER}:") else price.hours
    return price.constraint, price.change, hours, price.unit, price.gain


def _gain(problem: Problem, relaxation: Relaxed, hours: np.ndarray) -> float:
    board = relaxation.board
    return resolved(relaxation, board.pots.with_hours(problem.capacity + hours), board.limit_hours) - relaxation.value


def _points(setting: Setting, lots: Lots) -> Mapping[str, tuple[np.ndarray, float]]:
    """Return for each share above 0 the hours that one point less frees, (T, M), and what an hour of it brought."""
    choices, hours = setting.choices, setting.hours
    drawn = setting.lots.dealt[:, None] == hours.drawing[None, :]
    own = drawn.any(axis=1)
    visits = setting.item_hours[own, VISIT].sum()
    draws = np.zeros((len(hours.teams), 1))
    draws[hours.drawing] = 1.0
    freed = {
        "random_share": (
            min(POINT, choices.random_share) * hours.budget * draws,
            float(setting.visit_yield[own].sum() / visits) if visits else 0.0,
        ),
        "comparison_share": (
            min(POINT, choices.comparison_share) * hours.budget * draws,
            _yield_an_hour(setting, lots.comparison.fitted),
        ),
        "reserve_share": (min(POINT, choices.reserve_share) * hours.available, 0.0),
    }
    return {name: (free, lost) for name, (free, lost) in freed.items() if free.sum() > 0}


def _yield_an_hour(setting: Setting, placed: Placed) -> float:
    hours = setting.item_hours[placed.employer, placed.instrument].sum()
    return float(setting.value[placed.employer, placed.instrument].sum() / hours) if hours else 0.0
