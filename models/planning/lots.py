"""What lot decides before anything is chosen: the random arm, then the comparison; and what is left to choose from."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats
from models.labels import LAWS
from models.planning.chains import chain_bundles, neighbours
from models.planning.comparison import draw_comparison
from models.planning.cover import cover_limits
from models.planning.placing import Placed
from models.planning.problem import DESK_CHECK, LETTER, VISIT, GroupLimit, Problem
from models.planning.random_arm import draw_random_arm
from models.planning.setting import Setting, holds
from models.planning.shares import group_limits


@dataclass(frozen=True, eq=False)
class Lots:
    """What lot gave out.

    Attributes:
        random: The random arm, those that did not fit among it.
        comparison: The comparison.
        barred: Who can no longer be chosen, (n,): those that lot took, and the neighbours of those that are looked at.
        capacity: Hours left of each team and month, (T, M).
    """

    random: Placed
    comparison: Placed
    barred: Booleans
    capacity: Floats


def draw_lots(setting: Setting, replay: int = 0) -> Lots:
    """Draw the random arm from the whole frame, then the comparison from what is left.

    Args:
        setting: What the plan is chosen from.
        replay: 0 for the plan's own draw; each other number draws again.
    """
    choices, shape = setting.choices, setting.hours.budget.shape
    random = draw_random_arm(setting.lots, choices.random_share, replay)
    room = setting.hours.budget - random.hours(setting.item_hours, shape)
    around = neighbours(_among(random, len(setting.table)), setting.links)
    comparison = draw_comparison(setting.lots, setting.comparison, around, room, replay)
    looked_at = _among(comparison, len(setting.table), letters=False)
    barred = around | neighbours(looked_at, setting.links) | _among(comparison, len(setting.table))
    # Hours that were given out to the last minute can be a hair below 0 after subtraction.
    capacity = np.maximum(room - comparison.hours(setting.item_hours, shape), 0.0)
    return Lots(random, comparison, barred, capacity)


def problem_of(setting: Setting, lots: Lots) -> Problem:
    """Return what is left for the solver to choose.

    Raises:
        KompasError: A share is of a group that does not exist.
    """
    hours, choices = setting.hours, setting.choices
    free = setting.eligible & ~lots.barred
    return Problem(
        teams=hours.teams,
        months=hours.months,
        laws=LAWS,
        capacity=lots.capacity,
        law_weight=holds(choices, hours.months),
        region=setting.regions,
        employer_region=setting.region,
        travel=_travel(setting),
        hours=_possible_hours(setting),
        value=setting.value,
        eligible=free,
        links=setting.links[free[setting.links].all(axis=1)],
        bundles=chain_bundles(
            setting.links, setting.visit_yield, setting.item_hours[:, VISIT], free, choices.bundle_size
        ),
        limits=limits_of(setting, lots),
    )


def limits_of(setting: Setting, lots: Lots) -> tuple[GroupLimit, ...]:
    """Return the limits on groups: the shares, what lot gave out taken off, and what covers the random arm."""
    budget, choices = float(setting.hours.budget.sum()), setting.choices
    shares = group_limits(setting.table, choices, budget, _given_out(setting, lots))
    room = np.isfinite(_travel(setting))[:, :, None] * lots.capacity
    return *shares, *cover_limits(setting.cover, lots.random, setting.eligible & ~lots.barred, room, choices.cover)


def _among(placed: Placed, size: int, *, letters: bool = True) -> Booleans:
    among = np.zeros(size, dtype=bool)
    among[placed.employer[letters | (placed.instrument != LETTER)]] = True
    return among


def _travel(setting: Setting) -> Floats:
    own = [[team.region == region for team in setting.hours.teams] for region in setting.regions]
    return np.where(np.array(own, dtype=bool).reshape(len(setting.regions), len(setting.hours.teams)), 0.0, np.inf)


def _possible_hours(setting: Setting) -> Floats:
    """Return the hours of each instrument, infinite where it would yield nothing that may choose it."""
    hours = setting.item_hours.copy()
    for instrument in (LETTER, DESK_CHECK):
        hours[setting.value[:, instrument, :].sum(axis=1) <= 0, instrument] = np.inf
    return hours


def _given_out(setting: Setting, lots: Lots) -> Floats:
    given = np.zeros(len(setting.table))
    for placed in (lots.random.fitted, lots.comparison.fitted):
        given[placed.employer] += setting.item_hours[placed.employer, placed.instrument]
    return given
