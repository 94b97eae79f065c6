"""One team's month: the random arm first, from the whole frame; then the rest by yield per hour."""

from dataclasses import dataclass

import numpy as np

from data_contracts.errors import KompasError
from models.arrays import Booleans, Floats, Integers

REPLAYS = 200
"""How often the draw is replayed to learn how the random arm moves the cut of the targeted visits."""


@dataclass(frozen=True)
class TeamFrame:
    """A team's frame: every employer in its care, in a fixed order.

    ``hours`` and ``expected_yield`` have shape ``(employers,)``; ``eligible`` is false for those that were visited so
    recently that they may not be targeted (the random arm takes them all the same).
    """

    team: str
    hours: Floats
    expected_yield: Floats
    eligible: Booleans


@dataclass(frozen=True)
class TeamChoice:
    """Whom a team visits: positions in its frame, and every employer's probabilities.

    ``random_probability`` is exact (simple random sampling without replacement). ``inclusion_probability`` adds the
    chance of being targeted when not drawn, learnt by replaying the draw.
    """

    drawn: Integers
    targeted: Integers
    random_probability: float
    inclusion_probability: Floats


def choose_visits(frame: TeamFrame, budget_hours: float, random_share: float, seed: int) -> TeamChoice:
    """Choose a team's visits.

    Args:
        frame: The team's frame.
        budget_hours: Hours left after the reserve for reactive work.
        random_share: Share of the budget for the random arm.
        seed: Seed of the draw; the same seed draws the same employers.

    Raises:
        KompasError: The drawn employers would take more hours than there are.
    """
    count = _random_count(frame, budget_hours, random_share)
    generator = np.random.default_rng(seed)
    drawn = _draw(generator, len(frame.hours), count)
    left = budget_hours - float(frame.hours[drawn].sum())
    if left < 0:
        raise KompasError(
            f"The random arm of team {frame.team} would take {budget_hours - left:.0f} hours, "
            f"and there are {budget_hours:.0f}.",
            "[plan] random_share",
            "Give the random arm a smaller share of the hours, or the team more hours.",
        )
    order = _by_yield_per_hour(frame)
    targeted = _fill(order, frame.hours, drawn, left)
    probability = count / len(frame.hours) if len(frame.hours) else 0.0
    chance = _chance_of_being_targeted(frame, order, budget_hours, count, generator)
    return TeamChoice(drawn, targeted, probability, probability + (1 - probability) * chance)


def _random_count(frame: TeamFrame, budget_hours: float, random_share: float) -> int:
    if not len(frame.hours) or random_share <= 0:
        return 0
    return min(len(frame.hours), int(random_share * budget_hours / float(frame.hours.mean())))


def _draw(generator: np.random.Generator, size: int, count: int) -> Integers:
    return np.sort(generator.choice(size, count, replace=False)).astype(np.int64)


def _by_yield_per_hour(frame: TeamFrame) -> Integers:
    """Return the eligible positions, the highest expected yield per hour first; ties keep the frame's order."""
    positions = np.flatnonzero(frame.eligible)
    ratio = frame.expected_yield[positions] / frame.hours[positions]
    return positions[np.argsort(-ratio, kind="stable")]


def _fill(order: Integers, hours: Floats, drawn: Integers, left: float) -> Integers:
    """Return the first employers of the order, those drawn left out, that fit into the hours left."""
    candidates = order[~np.isin(order, drawn)]
    return candidates[np.cumsum(hours[candidates]) <= left]


def _chance_of_being_targeted(
    frame: TeamFrame, order: Integers, budget_hours: float, count: int, generator: np.random.Generator
) -> Floats:
    """Return each employer's chance of being targeted when it is not drawn, over replays of the draw."""
    targeted, not_drawn = np.zeros(len(frame.hours)), np.zeros(len(frame.hours))
    for _ in range(REPLAYS):
        drawn = _draw(generator, len(frame.hours), count)
        not_drawn += 1
        not_drawn[drawn] -= 1
        targeted[_fill(order, frame.hours, drawn, budget_hours - float(frame.hours[drawn].sum()))] += 1
    return np.divide(targeted, not_drawn, out=np.zeros(len(frame.hours)), where=not_drawn > 0)
