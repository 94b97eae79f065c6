"""The built-in randomised comparison: lot decides between letter, desk check and visit, and what came of it is read."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from data_contracts.yaml_files import read_yaml
from models.arrays import Booleans, Floats, Integers
from models.planning.placing import Placed, join, months_by_lot
from models.planning.problem import INSTRUMENTS
from models.planning.random_arm import LotFrame
from models.planning.strata import spread_draw
from models.planning.teams import NO_TEAM, lot_seed


@dataclass(frozen=True)
class ComparisonRules:
    """The figures of ``comparison.yaml``: how deep the pool is, and the chance of each instrument, (K,)."""

    depth: float
    chances: tuple[float, ...]
    least_cases: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """Who can take part and how they are spread.

    Attributes:
        pool: Employers worth targeting, no two of them along one chain, (n,).
        kinds: Topic and capacity to comply, over which the comparison is spread, (n,).
        item_hours: Hours of each instrument, (n, K).
        share: Share of the hours after the reserve.
    """

    pool: Booleans
    kinds: Integers
    item_hours: Floats
    share: float


@cache
def comparison_rules() -> ComparisonRules:
    """Return the figures of ``comparison.yaml``."""
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    chances = tuple(float(content["instruments"][name]) for name in INSTRUMENTS)
    return ComparisonRules(content["depth"], chances, content["least_cases"])


def worth_targeting(
    yields: Floats, visit_hours: Floats, region: Integers, hours_of_region: Floats, links: Integers
) -> Booleans:
    """Return who is worth targeting, (n,): in each region those with most yield an hour, to the depth of the rules.

    Of two neighbours along a chain only the one with more yield an hour stays, so that nobody in the pool can warn
    another, whoever is drawn.

    Args:
        yields: What a visit is expected to yield, (n,); 0 for those who may not be targeted.
        visit_hours: Hours of a visit, (n,).
        region: Each employer's region, (n,).
        hours_of_region: Hours for targeted work in each region, (R,).
        links: Pairs of neighbours, (m, 2).
    """
    order = np.argsort(-yields / visit_hours, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    pool = np.zeros(len(yields), dtype=bool)
    for place, hours in enumerate(hours_of_region):
        own = order[(region[order] == place) & (yields[order] > 0)]
        pool[own[np.cumsum(visit_hours[own]) <= comparison_rules().depth * hours]] = True
    both = links[pool[links].all(axis=1)]
    later = np.where(rank[both[:, 0]] > rank[both[:, 1]], both[:, 0], both[:, 1])
    pool[later] = False
    return pool


def draw_comparison(frame: LotFrame, comparison: Comparison, blocked: Booleans, room: Floats, replay: int) -> Placed:
    """Draw who takes part and what is done there.

    Args:
        frame: What lots look at.
        comparison: Who can take part.
        blocked: Employers that were drawn at random, and their neighbours, (n,).
        room: Hours left of each team and month, (T, M).
        replay: 0 for the plan's own draw; each other number draws again.
    """
    chances = np.array(comparison_rules().chances)
    free = comparison.pool & ~blocked & (frame.dealt != NO_TEAM)
    parts = []
    for team in frame.hours.drawing:
        own = np.flatnonzero(free & (frame.dealt == team))
        generator = np.random.default_rng(lot_seed(frame.seed, "comparison", replay, frame.hours.teams[team].name))
        mean = float((comparison.item_hours[own] @ chances).mean()) if len(own) else 1.0
        expected = min(float(len(own)), comparison.share * float(frame.hours.budget[team].sum()) / mean)
        drawn = np.sort(own[spread_draw(comparison.kinds[own], expected, generator)])
        drawn = drawn[np.argsort(comparison.kinds[drawn], kind="stable")]
        instruments = instruments_by_lot(len(drawn), chances, generator)
        months = months_by_lot(comparison.item_hours[drawn, instruments], room[team], generator)
        parts.append(Placed(drawn, instruments, np.full(len(drawn), team), months))
    return join(parts)


def instruments_by_lot(count: int, chances: Floats, generator: np.random.Generator) -> Integers:
    """Return an instrument for each of a line of employers, each with exactly its chance, evenly along the line.

    Alike employers stand together in the line; from a random start it is cut into equal steps, and within each step
    lot decides, so that the instruments meet alike employers.
    """
    if not count:
        return np.empty(0, dtype=np.int64)
    block = len(chances)
    blocks = -(-count // block)
    # One draw in each of `block` equal layers of [0, 1), the layers in random order: evenly spread, and each uniform.
    layers = generator.permuted(np.tile(np.arange(block), (blocks, 1)), axis=1).ravel()[:count]
    points = (layers + generator.random(count)) / block
    return np.searchsorted(np.cumsum(chances)[:-1], points, side="right").astype(np.int64)
