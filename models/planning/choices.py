"""What a plan keeps to, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from models.yields import Objective


@dataclass(frozen=True)
class PlanChoices:
    """What somebody chooses before a plan is made.

    Attributes:
        months: First days of the months, in order. A month of which the capacity table has no hours is left out.
        objective: What the plan is to yield most of.
        mix: For the objective ``mix``: a weight each, in units of the mean over the frame.
        random_share: Share of the hours (after the reserve) that goes to the random arm.
        reserve_share: Share of the hours kept free for reactive work.
        comparison_share: Share of the hours (after the reserve) in which lot decides which instrument it is to be.
        cover: How many hours of chosen visits stand beside an hour of drawn ones, in each size class and group of
            sectors, so that the kind of employer tells of no visit that it was drawn; 0: none need to.
        min_shares: Least share of the hours of a group, as ``{"sector:A": 0.05}``.
        max_shares: Largest share of the hours of a group.
        bundle_size: How many employers one joint visit takes at most; 1: no joint visits.
        assumed_responses: Whether letters and desk checks may be chosen where what they bring is only assumed.
        law_from: From which day a law holds, where that is a choice; all others hold always.
        law_until: Until which day (inclusive) a law holds, where that is a choice.
        replays: How often the draw is replayed for everybody's chance of being in the plan; 0: not at all, and the
            inclusion probabilities then rest on this one draw.
        gap: How far below the best possible yield the plan may lie, as a share of it.
        seed: Seed of every lot.
    """

    months: tuple[date, ...]
    objective: Objective = "hits"
    mix: Mapping[str, float] = field(default_factory=dict)
    random_share: float = 0.1
    reserve_share: float = 0.2
    comparison_share: float = 0.05
    cover: float = 1.0
    min_shares: Mapping[str, float] = field(default_factory=dict)
    max_shares: Mapping[str, float] = field(default_factory=dict)
    bundle_size: int = 4
    assumed_responses: bool = False
    law_from: Mapping[str, date] = field(default_factory=dict)
    law_until: Mapping[str, date] = field(default_factory=dict)
    replays: int = 100
    gap: float = 0.005
    seed: int = 0


@dataclass(frozen=True)
class Plan:
    """A plan, with the columns of docs/interfaces.md (``plan_id`` left out).

    Attributes:
        items: The planned items, sorted by team, month and trade name.
        teams: The hours of each team and month.
        inclusion: Everybody's probabilities.
        chances: How likely employers are to be looked at, by group, in the plan's period.
        prices: What a little more or less of each constraint would bring.
        solution: How the plan was found: solver, value, bound, gap, status, objective, what rests on assumptions.
        uncovered: How many employers lie where no team could draw them: no team with hours examines all laws there.
        months: The months that are planned: those asked for of which hours are known.
    """

    items: pl.DataFrame
    teams: pl.DataFrame
    inclusion: pl.DataFrame
    chances: pl.DataFrame
    prices: pl.DataFrame
    solution: Mapping[str, Any]
    uncovered: int
    months: tuple[date, ...]
