"""One team's month: the random arm first, from the whole frame; then the rest by yield per hour."""

from dataclasses import dataclass

import numpy as np

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

    ``drawn`` are the visits of the random arm; ``unfitted`` were drawn too, do not fit into the team's hours and count
    as non-response. ``random_probability`` is the exact probability of being drawn. ``inclusion_probability`` adds
    the chance of being targeted when not drawn, learnt by replaying the draw.
    """

    drawn: Integers
    unfitted: Integers
    targeted: Integers
    random_probability: float
    inclusion_probability: Floats


def choose_visits(frame: TeamFrame, budget_hours: float, random_share: float, seed: int) -> TeamChoice:
    """Choose a team's visits.

    The number drawn is the random arm's hours over the frame's mean hours, rounded up or down by lot so that its
    expectation is exact; that many are drawn by simple random sampling without replacement from the whole frame.

    Args:
        frame: The team's frame.
        budget_hours: Hours left after the reserve for reactive work.
        random_share: Share of the budget for the random arm.
        seed: Seed of the draw; the same seed draws the same employers.
    """
    expected = _expected_count(frame, budget_hours, random_share)
    generator = np.random.default_rng(seed)
    drawn = _draw(generator, len(frame.hours), expected)
    fits = np.cumsum(frame.hours[drawn]) <= budget_hours
    order = _by_yield_per_hour(frame)
    targeted = _fill(order, frame.hours, drawn, _hours_left(frame, drawn, budget_hours))
    probability = expected / len(frame.hours) if len(frame.hours) else 0.0
    chance = _chance_of_being_targeted(frame, order, budget_hours, expected, generator)
    inclusion = probability + (1 - probability) * chance
    return TeamChoice(drawn[fits], drawn[~fits], targeted, probability, inclusion)


def _expected_count(frame: TeamFrame, budget_hours: float, random_share: float) -> float:
    if not len(frame.hours):
        return 0.0
    return min(float(len(frame.hours)), random_share * budget_hours / float(frame.hours.mean()))


def _hours_left(frame: TeamFrame, drawn: Integers, budget_hours: float) -> float:
    spent = np.cumsum(frame.hours[drawn])
    return budget_hours - float(spent[spent <= budget_hours].max(initial=0.0))


def _draw(generator: np.random.Generator, size: int, expected: float) -> Integers:
    """Draw positions in random order; their number is the expected one, rounded up or down by lot."""
    count = int(expected) + int(generator.random() < expected - int(expected))
    return generator.permutation(size)[:count].astype(np.int64)


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
    frame: TeamFrame, order: Integers, budget_hours: float, expected: float, generator: np.random.Generator
) -> Floats:
    """Return each employer's chance of being targeted when it is not drawn, over replays of the draw."""
    targeted, not_drawn = np.zeros(len(frame.hours)), np.zeros(len(frame.hours))
    for _ in range(REPLAYS):
        drawn = _draw(generator, len(frame.hours), expected)
        not_drawn += 1
        not_drawn[drawn] -= 1
        targeted[_fill(order, frame.hours, drawn, _hours_left(frame, drawn, budget_hours))] += 1
    return np.divide(targeted, not_drawn, out=np.zeros(len(frame.hours)), where=not_drawn > 0)
