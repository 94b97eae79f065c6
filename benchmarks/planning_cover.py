"""The same country with a random arm drawn from it, and cover for what was drawn (``plan.cover`` of 1)."""

from dataclasses import replace

import numpy as np

from models.planning.problem import VISIT, GroupLimit, Problem

RANDOM_SHARE = 0.1
SIZE_BOUNDS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
SECTOR_GROUPS = 9


def covered(problem: Problem, seed: int) -> Problem:
    """Draw a tenth of the hours, take it off, and ask for as many chosen hours of visits in each size and sector group.

    A size class is a band of visit hours here: long visits are dear, so the solver leaves them, as it leaves large
    employers in a country where the objective is hits.
    """
    generator = np.random.default_rng(seed)
    hours = problem.hours[:, VISIT]
    size = np.searchsorted(np.quantile(hours, SIZE_BOUNDS), hours)
    sector = generator.integers(0, SECTOR_GROUPS, len(hours))
    drawn = generator.random(len(hours)) < RANDOM_SHARE * problem.capacity.sum() / hours.sum()
    limits = tuple(
        GroupLimit(f"cover:{name}:{code}", True, float(hours[drawn & (group == code)].sum()), group == code, True)
        for name, group, codes in (("size", size, len(SIZE_BOUNDS) + 1), ("sector", sector, SECTOR_GROUPS))
        for code in range(codes)
    )
    capacity = problem.capacity * (1 - RANDOM_SHARE)
    return replace(problem, capacity=capacity, limits=(*problem.limits, *limits), eligible=~drawn)
