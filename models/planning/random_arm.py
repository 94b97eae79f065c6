"""The random arm: drawn first, from the whole frame, spread over kinds of employers, with exact probabilities."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Integers
from models.planning.placing import Placed, join, months_by_lot
from models.planning.problem import VISIT
from models.planning.strata import spread_draw
from models.planning.teams import TeamHours, lot_seed


@dataclass(frozen=True, eq=False)
class LotFrame:
    """What lots look at: no score is among it.

    Attributes:
        strata: Each employer's stratum, (n,).
        dealt: Each employer's team where lot decides, (n,); ``NO_TEAM`` where there is none.
        visit_hours: Hours of a visit, (n,): how many of those drawn fit a month.
        hours: The teams' hours.
        seed: What all lots of the plan start from: its seed and its months.
        mean_hours: Hours of a visit by plain means, (n,): how many are drawn. No model touches it, so that the same
            lots draw the same employers when another model comes into use, or none.
    """

    strata: Integers
    dealt: Integers
    visit_hours: Floats
    hours: TeamHours
    seed: str
    mean_hours: Floats


def draw_random_arm(frame: LotFrame, share: float, replay: int) -> Placed:
    """Draw the random arm of every team that examines all laws.

    The number drawn is the arm's share of the team's hours over the mean hours of a visit in its frame, rounded up or
    down by lot so that its expectation is exact (``spread_draw``).

    Args:
        frame: The whole frame.
        share: The arm's share of the hours after the reserve.
        replay: 0 for the plan's own draw; each other number draws again.
    """
    parts = []
    for team in frame.hours.drawing:
        own = np.flatnonzero(frame.dealt == team)
        generator = np.random.default_rng(lot_seed(frame.seed, "random", replay, frame.hours.teams[team].name))
        drawn = own[spread_draw(frame.strata[own], _expected(frame, own, int(team), share), generator)]
        months = months_by_lot(frame.visit_hours[drawn], frame.hours.budget[team], generator)
        parts.append(Placed(drawn, np.full(len(drawn), VISIT), np.full(len(drawn), team), months))
    return join(parts)


def random_probability(frame: LotFrame, share: float) -> Floats:
    """Return everybody's probability of being drawn, (n,); 0 where no team may draw them."""
    probability = np.zeros(len(frame.dealt))
    for team in frame.hours.drawing:
        own = np.flatnonzero(frame.dealt == team)
        probability[own] = _expected(frame, own, int(team), share) / max(1, len(own))
    return probability


def _expected(frame: LotFrame, own: Integers, team: int, share: float) -> float:
    if not len(own):
        return 0.0
    hours = share * float(frame.hours.budget[team].sum())
    return min(float(len(own)), hours / float(frame.mean_hours[own].mean()))
