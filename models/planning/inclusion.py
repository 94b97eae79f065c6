"""Everybody's chance of being in the plan: exact for the random arm, learnt by drawing again for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats
from models.planning.lots import Lots, draw_lots, limits_of, problem_of
from models.planning.problem import LETTER
from models.planning.random_arm import random_probability
from models.planning.setting import Setting
from models.planning.solving import Solution, Variant, relaxed, replayed


@dataclass(frozen=True, eq=False)
class Inclusion:
    """Probabilities, (n,): of the random arm; of a visit, joint visit or desk check; of a letter."""

    random: Floats
    looked_at: Floats
    letter: Floats


@dataclass(frozen=True, eq=False)
class _Counted:
    """Over all draws: how often somebody was not drawn, and in how many of those a letter or a look, (n, 2)."""

    not_drawn: Floats
    reached: Floats


def inclusion(setting: Setting, lots: Lots, solution: Solution) -> Inclusion:
    """Return everybody's probabilities.

    That of being drawn at random is exact. The chance of being chosen when not drawn is the mean over the plan itself
    and replays of all lots; in a replay the solver's linear relaxation is solved again, of which the share counts.

    Args:
        setting: What the plan was chosen from.
        lots: The plan's own lots.
        solution: What the solver chose after them.
    """
    counted = _Counted(np.zeros(len(setting.table)), np.zeros((len(setting.table), 2)))
    _count(counted, lots, _chosen(solution, len(setting.table)))
    draws = [draw_lots(setting, replay) for replay in range(1, setting.choices.replays + 1)]
    for draw, shares in zip(draws, _replayed(setting, lots, draws), strict=True):
        _count(counted, draw, shares)
    random = random_probability(setting.lots, setting.choices.random_share)
    often = np.maximum(counted.not_drawn, 1.0)
    # Rounding of a sum of shares can end a hair above 1.
    letter, look = (np.clip((1 - random) * counted.reached[:, kind] / often, 0.0, 1.0) for kind in (0, 1))
    return Inclusion(random, np.minimum(random + look, 1.0), letter)


def _replayed(setting: Setting, lots: Lots, draws: list[Lots]) -> Iterator[Floats]:
    """Solve the relaxation after each of the draws, from that of a plan in which nobody is barred yet."""
    if not draws:
        return iter(())
    nobody = replace(lots, barred=np.zeros(len(setting.table), dtype=bool))
    limits = ([limit.hours for limit in limits_of(setting, draw)] for draw in draws)
    variants = (Variant(draw.capacity, draw.barred, np.array(hours)) for draw, hours in zip(draws, limits, strict=True))
    return replayed(relaxed(problem_of(setting, nobody)), variants)


def _chosen(solution: Solution, size: int) -> Floats:
    shares = np.zeros((size, 2))
    shares[solution.employer, (solution.instrument != LETTER).astype(np.int64)] = 1.0
    return shares


def _count(counted: _Counted, draw: Lots, shares: Floats) -> None:
    """Add one draw: who was not drawn, and what became of them."""
    counted.not_drawn[:] += 1
    counted.not_drawn[draw.random.employer] -= 1
    counted.reached[:] += shares
    compared = draw.comparison.fitted
    counted.reached[compared.employer, (compared.instrument != LETTER).astype(np.int64)] += 1.0
